import type { SearchFilter } from 'saguim/comments';

/** Conditions and the values that they stand on, added one by one. */
export class Conditions {
  readonly values: unknown[] = [];
  readonly #parts: string[] = [];

  /** @returns the place of a value, such as `$3` */
  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  add(condition: string): this {
    this.#parts.push(condition);
    return this;
  }

  filter({ states, page, section, label, language, writer }: SearchFilter, table = ''): this {
    if (states !== undefined) this.add(`${table}state = ANY(${this.value([...states])}::text[])`);
    if (page !== undefined) this.add(`${table}page = ${this.value(page)}`);
    if (section !== undefined) this.add(`${table}section = ${this.value(section)}`);
    if (label !== undefined) this.add(`${this.value(label)} = ANY(${table}labels)`);
    if (language !== undefined) this.add(`${table}language = ${this.value(language)}`);
    if (writer !== undefined) this.add(`${table}writer = ${this.value(writer)}`);
    return this;
  }

  get text(): string {
    return this.#parts.length === 0 ? 'true' : this.#parts.join(' AND ');
  }
}
