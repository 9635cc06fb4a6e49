import { classAt, PUNCTUATION, SPACE as WHITE_SPACE } from './character-class.js';

/** What a character is to BERT: nothing, a space, part of a word, or a word of its own. */
export const DROPPED = 1;
export const SPACE = 2;
export const IN_WORD = 3;
export const ALONE = 4;
/** It becomes several characters, or another one: see `spelling`. */
export const FOLDED = 5;

/** Ideographs, each a word: not all of East Asia's scripts, but these blocks. https://github.com/google-research/bert/blob/master/tokenization.py */
const IDEOGRAPHS = [
  [0x4e00, 0x9fff],
  [0x3400, 0x4dbf],
  [0x20000, 0x2a6df],
  [0x2a700, 0x2b73f],
  [0x2b740, 0x2b81f],
  [0x2b820, 0x2ceaf],
  [0xf900, 0xfaff],
  [0x2f800, 0x2fa1f],
] as const;

/**
 * BERT's basic tokenizer as a table: control characters dropped, accents and upper case folded where the model is uncased, punctuation and
 * ideographs apart. Decided character by character, so the work is linear whatever a text holds (normalising a whole text is not: long
 * runs of combining marks are sorted).
 */
export class BertNormalizer {
  readonly #lowerCase: boolean;
  readonly #stripAccents: boolean;
  readonly #kinds = new Uint8Array(0x10000);
  readonly #astralKinds = new Map<number, number>();
  readonly #spellings = new Map<number, string>();

  constructor(options: { readonly lowerCase: boolean; readonly stripAccents: boolean }) {
    this.#lowerCase = options.lowerCase;
    this.#stripAccents = options.stripAccents;
  }

  kind(point: number): number {
    if (point <= 0xffff) return (this.#kinds[point] ||= this.#classify(point));
    let known = this.#astralKinds.get(point);
    if (known === undefined) {
      known = this.#classify(point);
      this.#astralKinds.set(point, known);
    }
    return known;
  }

  /** What a `FOLDED` character becomes. */
  spelling(point: number): string {
    let known = this.#spellings.get(point);
    if (known === undefined) {
      known = this.#fold(point);
      this.#spellings.set(point, known);
    }
    return known;
  }

  #classify(point: number): number {
    const character = String.fromCodePoint(point);
    if (point === 0x09 || point === 0x0a || point === 0x0d) return SPACE;
    // Control characters, lone surrogates with them; but what is not assigned is kept, since it may be by now.
    if (point === 0xfffd || /^[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(character)) return DROPPED;
    if (classAt(character, 0) === WHITE_SPACE) return SPACE;
    const folded = this.#fold(point);
    if (folded === character) return foldedKind(point);
    return folded === '' ? DROPPED : FOLDED;
  }

  #fold(point: number): string {
    let text = String.fromCodePoint(point);
    if (this.#stripAccents) text = text.normalize('NFD').replace(/\p{Mn}/gu, '');
    // One by one: JavaScript's lower case of a text knows the sigma at the end of a word, BERT's does not.
    if (this.#lowerCase) text = Array.from(text, (character) => character.toLowerCase()).join('');
    return text;
  }
}

/** `ALONE` or `IN_WORD`, for a character that is neither a space nor to be folded any more. */
export function foldedKind(point: number): number {
  return isPunctuation(point) || IDEOGRAPHS.some(([first, last]) => point >= first && point <= last) ? ALONE : IN_WORD;
}

/** Unicode's punctuation, and all of ASCII's signs. */
function isPunctuation(point: number): boolean {
  const character = String.fromCodePoint(point);
  return point < 0x80 ? /[!-/:-@[-`{-~]/.test(character) : classAt(character, 0) === PUNCTUATION;
}
