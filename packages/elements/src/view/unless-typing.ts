import { noChange } from 'lit';
import { Directive, directive, type PropertyPart } from 'lit/directive.js';

type Field = HTMLInputElement | HTMLTextAreaElement;

/** A field's value, set whenever it differs from what is shown; while a person types there, what they typed stays until they are done (`change` or leaving). For fields that report on `change`. */
class UnlessTyping extends Directive {
  #field: Field | undefined;
  #typing = false;

  render(value: string): string {
    return value;
  }

  override update({ element }: PropertyPart, [value]: [string]): unknown {
    if (this.#field !== element) this.#watch(element as Field);
    if (!this.#typing && this.#field!.value !== value) this.#field!.value = value;
    return noChange;
  }

  #watch(field: Field): void {
    this.#field = field;
    field.addEventListener('input', () => {
      this.#typing = true;
    });
    for (const done of ['change', 'blur']) field.addEventListener(done, () => (this.#typing = false));
  }
}

export const unlessTyping = directive(UnlessTyping);
