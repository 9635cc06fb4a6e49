import { expect, it } from 'vitest';
import { Intervals } from './intervals.js';

it('is what a list of single bytes would be, whatever is added and removed', () => {
  let state = 12345;
  const next = (below: number) => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state % below;
  };
  const size = 64;
  for (let round = 0; round < 300; round++) {
    const intervals = new Intervals();
    const bytes = new Array<boolean>(size).fill(false);
    for (let step = 0; step < 12; step++) {
      const from = next(size);
      const to = from + next(size - from + 1);
      const add = next(3) > 0;
      if (add) intervals.add(from, to);
      else intervals.remove(from, to);
      bytes.fill(add, from, to);
    }
    const seen = new Array<boolean>(size).fill(false);
    for (const [from, to] of intervals.list) seen.fill(true, from, to);
    expect(seen).toEqual(bytes);
    expect(intervals.size).toBe(bytes.filter(Boolean).length);
    const missing = new Array<boolean>(size).fill(true);
    for (const [from, to] of intervals.gaps(size)) missing.fill(false, from, to);
    expect(missing).toEqual(bytes);
    for (const [index, [, to]] of intervals.list.entries()) expect(intervals.list[index + 1]?.[0] ?? size + 1).toBeGreaterThan(to);
    const at = next(size);
    const end = bytes.indexOf(false, at);
    expect(intervals.endFrom(at)).toBe(bytes[at] ? (end < 0 ? size : end) : at);
  }
});

it('takes of a journal what is an interval', () => {
  expect(Intervals.from([[0, 5], [3, 9], [4, 4], [-1, 2], ['a', 3], null, [12, 20, 30]]).list).toEqual([
    [0, 9],
    [12, 20],
  ]);
  expect(Intervals.from('no').list).toEqual([]);
});
