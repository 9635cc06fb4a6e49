/** Registers an element once; nothing where there is no registry (on a server), or where another copy was first. */
export function define(name: string, element: CustomElementConstructor): void {
  if (typeof customElements !== 'undefined' && !customElements.get(name)) customElements.define(name, element);
}
