import { sentences } from './sentences.js';

/** Sizes in UTF-16 code units. */
export interface PassageSizes {
  /** A passage is at most this long. */
  readonly length: number;
  /** Whole sentences of the passage before that a passage begins with, at most this long. */
  readonly overlap: number;
}

/** About 250 words: below the 512 tokens that embedders take. Other lengths were not measured. */
export const defaultPassageSizes: PassageSizes = { length: 1_500, overlap: 200 };

/** A piece of a document; offsets in UTF-16 code units of its text. */
export interface Passage {
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts a text into passages at the borders of sentences; a longer sentence is cut between words, a longer word between characters. No passage goes across a form
 * feed: what reads tables puts one between two rows. Every character that is not white space lies in one passage or two. An empty text is one empty passage.
 */
export function splitPassages(text: string, sizes: PassageSizes = defaultPassageSizes): Passage[] {
  const found = [...text.matchAll(/[^\f]+/g)].flatMap(({ 0: part, index }) =>
    splitPart(part, sizes).map(({ start, end }) => ({ start: index + start, end: index + end })),
  );
  const full = found.filter(({ start, end }) => end > start);
  return full.length > 0 ? full : [{ start: 0, end: 0 }];
}

function splitPart(text: string, { length, overlap }: PassageSizes): Passage[] {
  if (text.length <= length) return [trimmed(text, 0, text.length)];
  const pieces = sentences(text).flatMap(({ start, end }) => cutLong(text, start, end, length));
  const found: Passage[] = [];
  let first = 0;
  while (first < pieces.length) {
    const from = pieces[first]!.start;
    let last = first;
    while (last + 1 < pieces.length && pieces[last + 1]!.end - from <= length) last++;
    const passage = trimmed(text, from, pieces[last]!.end);
    if (passage.end > passage.start) found.push(passage);
    if (last + 1 >= pieces.length) break;
    // The next one begins with whole pieces of this one, and must go beyond it.
    let next = last + 1;
    while (
      next - 1 > first &&
      pieces[last]!.end - pieces[next - 1]!.start <= overlap &&
      pieces[last + 1]!.end - pieces[next - 1]!.start <= length
    )
      next--;
    first = next;
  }
  return found.length > 0 ? found : [{ start: 0, end: 0 }];
}

function trimmed(text: string, start: number, end: number): Passage {
  const part = text.slice(start, end);
  const from = start + (part.length - part.trimStart().length);
  const to = start + part.trimEnd().length;
  return to > from ? { start: from, end: to } : { start, end: start };
}

/** A sentence that is too long, in pieces that end after white space where there is some in their second half. */
function cutLong(text: string, start: number, end: number, length: number): Passage[] {
  const pieces: Passage[] = [];
  let from = start;
  while (end - from > length) {
    let to = from + length;
    const part = text.slice(from, to);
    const space = Math.max(part.lastIndexOf(' '), part.lastIndexOf('\n'), part.lastIndexOf('\t'));
    if (space > length / 2) to = from + space + 1;
    else if (isLowSurrogate(text.charCodeAt(to)) && isHighSurrogate(text.charCodeAt(to - 1))) to--;
    pieces.push({ start: from, end: to });
    from = to;
  }
  pieces.push({ start: from, end });
  return pieces;
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit < 0xe000;
