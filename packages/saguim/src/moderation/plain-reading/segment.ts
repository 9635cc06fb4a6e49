import type { ReadingContext } from './context.js';
import type { Lexicon, Word } from './lexicon.js';
import { type Match, type MatchOptions, matchesFrom, type Sign } from './match.js';

/** A word among signs, or one sign that belongs to none. */
export interface Segment {
  readonly from: number;
  readonly end: number;
  readonly match?: Match;
}

const unknownSign = 4;
const newWord = 1.2;
const unknownLetter = 2.5;

/**
 * Cuts signs into words at the least cost, by dynamic programming over where words end.
 * @param borders signs before which a word must begin
 * @returns undefined for signs that hold no word of two letters
 */
export function segment(
  signs: readonly Sign[],
  { lexicon }: ReadingContext,
  options: MatchOptions,
  borders: ReadonlySet<number> = new Set(),
): Segment[] | undefined {
  const best: { cost: number; segment?: Segment }[] = Array.from({ length: signs.length + 1 }, () => ({ cost: Number.POSITIVE_INFINITY }));
  best[0]!.cost = 0;
  const nextBorder = new Int32Array(signs.length + 1).fill(signs.length);
  for (let at = signs.length - 1; at >= 0; at--) nextBorder[at] = borders.has(at + 1) ? at + 1 : nextBorder[at + 1]!;
  let some = false;
  for (let from = 0; from < signs.length; from++) {
    const before = best[from]!.cost;
    if (before + unknownSign < best[from + 1]!.cost) best[from + 1] = { cost: before + unknownSign, segment: { from, end: from + 1 } };
    for (const match of matchesFrom(signs, from, lexicon, options)) {
      if (match.end > nextBorder[from]!) continue;
      const { letters, insult } = match.word;
      const cost =
        before +
        match.cost +
        newWord +
        (letters.length < 3 ? 0.8 * (3 - letters.length) : 0) -
        (insult && letters.length > 3 ? 0.2 * letters.length : 0);
      if (cost >= best[match.end]!.cost) continue;
      best[match.end] = { cost, segment: { from, end: match.end, match } };
      some ||= letters.length > 1;
    }
  }
  if (!some) return undefined;
  const segments: Segment[] = [];
  for (let at = signs.length; at > 0; at = best[at]!.segment!.from) segments.push(best[at]!.segment!);
  return segments.reverse();
}

/** A word among letters, or letters between words that belong to none. */
export interface CutWord {
  readonly text: string;
  readonly letters: string;
  readonly insult: boolean;
  readonly unknown: boolean;
}

/**
 * Letters without accents cut into words at the least cost.
 * @param borders where a word must end
 * @returns undefined for what is not of the letters a to z
 */
export function cutLetters(bare: string, lexicon: Lexicon, borders: ReadonlySet<number>): CutWord[] | undefined {
  if (!/^[a-z]+$/.test(bare)) return undefined;
  const best: { cost: number; from: number; word?: Word }[] = [{ cost: 0, from: 0 }];
  for (let from = 0; from < bare.length; from++) {
    const before = best[from]!.cost;
    const reach = (end: number, cost: number, word?: Word) => {
      if (cost < (best[end]?.cost ?? Number.POSITIVE_INFINITY)) best[end] = { cost, from, word };
    };
    reach(from + 1, before + unknownLetter);
    let node = 0;
    for (let end = from + 1; end <= bare.length; end++) {
      node = lexicon.children[26 * node + bare.charCodeAt(end - 1) - 97]!;
      if (node === 0) break;
      const word = lexicon.endingAt(node);
      if (word) reach(end, before + newWord + (end - from < 3 ? (3 - (end - from)) * 0.75 : 0), word);
      if (borders.has(end)) break;
    }
  }
  const words: CutWord[] = [];
  for (let at = bare.length; at > 0; ) {
    let { from, word } = best[at]!;
    if (!word) while (from > 0 && !best[from]!.word) from = best[from]!.from;
    const letters = bare.slice(from, at);
    words.push({ text: word?.text ?? letters, letters, insult: word?.insult ?? false, unknown: word === undefined });
    at = from;
  }
  return words.reverse();
}
