import { documentError, type Mark } from './document.js';

/** Characters (UTF-16 units) that one document may have: some 4,000 printed pages. */
export const MOST_CHARACTERS = 10_000_000;

/** Puts a text together from paragraphs and remembers where headings and pages are. */
export class TextBuilder {
  readonly #parts: string[] = [];
  readonly #marks: Mark[] = [];
  #length = 0;

  paragraph(text: string): void {
    const trimmed = text.trim();
    if (trimmed !== '') this.#add(trimmed);
  }

  /** @param level 1 … 6 */
  heading(level: number, text: string): void {
    const trimmed = text.replace(/\s+/g, ' ').trim();
    if (trimmed === '') return;
    const start = this.#add(trimmed);
    this.#marks.push({ kind: 'heading', level, title: trimmed, start });
  }

  /** A row of a table, which is a passage of its own. */
  row(number: number, text: string): void {
    const trimmed = text.replaceAll('\f', ' ').trim();
    if (trimmed === '') return;
    const start = this.#add(trimmed, '\f\n');
    this.#marks.push({ kind: 'row', number, start });
  }

  /** What is added from here on is on this page. */
  page(number: number): void {
    this.#marks.push({ kind: 'page', number, start: this.#length === 0 ? 0 : this.#length + 2 });
  }

  /** The first heading, if there is one. */
  get title(): string {
    const mark = this.#marks.find(({ kind }) => kind === 'heading');
    return mark?.kind === 'heading' ? mark.title : '';
  }

  get text(): string {
    return this.#parts.join('');
  }

  get marks(): readonly Mark[] {
    return this.#marks.filter(({ start }) => start < this.#length);
  }

  /** @param separator of two characters, from what comes before */
  #add(text: string, separator = '\n\n'): number {
    const start = this.#length === 0 ? 0 : this.#length + 2;
    this.#length = start + text.length;
    if (this.#length > MOST_CHARACTERS) throw documentError('too-long', `The document has more than ${MOST_CHARACTERS} characters`);
    if (start > 0) this.#parts.push(separator);
    this.#parts.push(text);
    return start;
  }
}
