/** Code points as disjoint ascending ranges, ends included: [from, to, from, to, …]. */
export type Ranges = readonly number[];

export const lastCodePoint = 0x10ffff;
/** Every character that UTF-8 can spell: surrogates alone are none. */
export const anyCharacter: Ranges = [0, 0xd7ff, 0xe000, lastCodePoint];

/** Puts any ranges in order and joins what touches. */
export function toRanges(pairs: Ranges): Ranges {
  const sorted: [number, number][] = [];
  for (let i = 0; i < pairs.length; i += 2) sorted.push([pairs[i]!, pairs[i + 1]!]);
  sorted.sort(([a], [b]) => a - b);
  const joined: number[] = [];
  for (const [from, to] of sorted) {
    const end = joined.length - 1;
    if (end > 0 && from <= joined[end]! + 1) joined[end] = Math.max(joined[end]!, to);
    else joined.push(from, to);
  }
  return joined;
}

export function intersectRanges(a: Ranges, b: Ranges): Ranges {
  const both: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const from = Math.max(a[i]!, b[j]!);
    const to = Math.min(a[i + 1]!, b[j + 1]!);
    if (from <= to) both.push(from, to);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return both;
}

/** All characters but these. */
export function complementRanges(ranges: Ranges): Ranges {
  const rest: number[] = [];
  let next = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    if (ranges[i]! > next) rest.push(next, ranges[i]! - 1);
    next = ranges[i + 1]! + 1;
  }
  if (next <= lastCodePoint) rest.push(next, lastCodePoint);
  return intersectRanges(rest, anyCharacter);
}
