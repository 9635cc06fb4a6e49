import { html } from 'lit';

/** A name that is being changed: Enter keeps it, Escape leaves it as it was. */
export function renderNameField(label: string, name: string, end: (name: string | undefined) => void) {
  let ended = false;
  const finish = (value: string | undefined) => {
    if (!ended) end(value);
    ended = true;
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Enter') {
      // Whatever takes the focus now is not to take the key too.
      event.preventDefault();
      finish((event.target as HTMLInputElement).value);
    }
    if (event.key === 'Escape') {
      event.stopPropagation();
      finish(undefined);
    }
  };
  return html`<input
    id="name"
    class="field"
    aria-label=${label}
    maxlength="120"
    .value=${name}
    @keydown=${onKey}
    @blur=${(event: Event) => finish((event.target as HTMLInputElement).value)}
  />`;
}
