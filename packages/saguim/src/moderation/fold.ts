/** A word of a text as it is compared, and where it is. */
export interface FoldedWord {
  /** In lower case, without accents. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

const wordPattern = /[\p{L}\p{N}\p{M}]+|\p{Extended_Pictographic}/gu;

/** A word as it is compared: in lower case, without accents and other marks. */
export const fold = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();

/** The words and emoji of a text, in order. */
export function foldedWords(text: string): FoldedWord[] {
  return Array.from(text.matchAll(wordPattern), ({ index, 0: word }) => ({ word: fold(word), start: index, end: index + word.length }));
}

/** The words of a short text, joined by spaces: equal where two texts say the same. */
export const foldedPhrase = (text: string) =>
  foldedWords(text)
    .map(({ word }) => word)
    .join(' ');
