import type { DisguiseKind } from './disguise-kind.js';

/** What stands for the units from `start` to `end` (not included) of a text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly kind: DisguiseKind;
}

/** A text made from another by edits, which knows where each of its UTF-16 units came from. */
export class MappedText {
  readonly text: string;
  /** Unit i came from the units starts[i] to ends[i] of the first text; both never fall. Without them: from unit i itself. */
  readonly #starts: Uint32Array | undefined;
  readonly #ends: Uint32Array | undefined;
  readonly #length: number;

  private constructor(text: string, length: number, starts?: Uint32Array, ends?: Uint32Array) {
    this.text = text;
    this.#length = length;
    this.#starts = starts;
    this.#ends = ends;
  }

  static of(text: string): MappedText {
    return new MappedText(text, text.length);
  }

  /** Where the units from `start` to `end` came from; what lies outside the text counts as its ends. */
  toOriginal(start: number, end: number): [number, number] {
    const from = Math.min(Math.max(Math.trunc(start) || 0, 0), this.text.length);
    const to = Math.min(Math.max(Math.trunc(end) || 0, from), this.text.length);
    const first = from < this.text.length ? (this.#starts?.[from] ?? from) : this.#length;
    return [first, to > from ? (this.#ends?.[to - 1] ?? to) : first];
  }

  /** @param edits in the order of the text, without overlaps */
  edited(edits: readonly Edit[]): MappedText {
    if (edits.length === 0) return this;
    const length = edits.reduce((sum, { start, end, text }) => sum + text.length - (end - start), this.text.length);
    const starts = new Uint32Array(length);
    const ends = new Uint32Array(length);
    const pieces: string[] = [];
    let at = 0;
    let done = 0;
    const keep = (until: number) => {
      if (until > done) pieces.push(this.text.slice(done, until));
      for (; done < until; done++, at++) {
        starts[at] = this.#starts?.[done] ?? done;
        ends[at] = this.#ends?.[done] ?? done + 1;
      }
    };
    for (const { start, end, text } of edits) {
      keep(start);
      const [first, last] = this.toOriginal(start, end);
      starts.fill(first, at, at + text.length);
      ends.fill(last, at, at + text.length);
      at += text.length;
      pieces.push(text);
      done = end;
    }
    keep(this.text.length);
    return new MappedText(pieces.join(''), this.#length, starts, ends);
  }
}
