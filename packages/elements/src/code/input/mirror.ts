/** Everything that decides where a text area puts a letter. */
const copied = [
  'direction',
  'font-family',
  'font-feature-settings',
  'font-kerning',
  'font-size',
  'font-size-adjust',
  'font-stretch',
  'font-style',
  'font-variant-ligatures',
  'font-variation-settings',
  'font-weight',
  'letter-spacing',
  'line-height',
  'overflow-wrap',
  'padding-block-end',
  'padding-block-start',
  'padding-inline-end',
  'padding-inline-start',
  'tab-size',
  'text-align',
  'text-indent',
  'text-rendering',
  'text-transform',
  'unicode-bidi',
  'white-space',
  'word-break',
  'word-spacing',
] as const;

/**
 * The text of a text area drawn above it, with more in it: a text area itself can show nothing but its value. Letters stand where the
 * text area has them, up to the caret, and after that where they would stand with the suggestion in between.
 */
export class Mirror {
  readonly dom = document.createElement('div');
  readonly #text = document.createElement('div');
  readonly #before = document.createTextNode('');
  readonly #ghost = document.createElement('span');
  readonly #after = document.createTextNode('');

  constructor() {
    this.dom.id = 'mirror';
    this.dom.ariaHidden = 'true';
    this.dom.hidden = true;
    this.#ghost.id = 'ghost';
    this.#ghost.setAttribute('part', 'suggestion');
    this.#text.append(this.#before, this.#ghost, this.#after);
    this.dom.append(this.#text);
  }

  get shown(): boolean {
    return !this.dom.hidden;
  }

  show(area: HTMLTextAreaElement, offset: number, suggestion: string): void {
    this.#before.data = area.value.slice(0, offset);
    this.#ghost.textContent = suggestion;
    this.#after.data = area.value.slice(offset);
    if (!this.shown) this.measure(area);
    this.dom.hidden = false;
    this.scroll(area);
  }

  hide(): void {
    this.dom.hidden = true;
    this.#before.data = this.#after.data = '';
  }

  /** Takes the text area's place and letters. */
  measure(area: HTMLTextAreaElement): void {
    const computed = getComputedStyle(area);
    for (const name of copied) this.#text.style.setProperty(name, computed.getPropertyValue(name));
    this.#text.style.color = computed.color;
    const { style } = this.dom;
    style.left = `${area.offsetLeft + area.clientLeft}px`;
    style.top = `${area.offsetTop + area.clientTop}px`;
    // Without the scroll bar.
    style.width = `${area.clientWidth}px`;
    style.height = `${area.clientHeight}px`;
  }

  scroll(area: HTMLTextAreaElement): void {
    this.#text.style.transform = `translate(${-area.scrollLeft}px, ${-area.scrollTop}px)`;
  }
}
