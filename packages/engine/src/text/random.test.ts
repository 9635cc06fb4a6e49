import { describe, expect, it } from 'vitest';
import { Random, randomSeed } from './random.js';

describe('Random', () => {
  it('gives the numbers of xoshiro128**', () => {
    // The first outputs of the C program named in random.ts from the state 1, 2, 3, 4.
    const random = Random.fromState([1, 2, 3, 4]);
    const expected = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804];
    expect(expected.map(() => random.bits())).toEqual(expected);
  });

  it('repeats itself for a seed, and for no other', () => {
    const first = (seed: number) => {
      const random = new Random(seed);
      return [random.next(), random.next(), random.next()];
    };
    const seeds = [0, 1, 2, -1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
    for (const seed of seeds) expect(first(seed)).toEqual(first(seed));
    expect(new Set(seeds.map((seed) => first(seed)[0])).size).toBe(seeds.length);
  });

  it('is spread evenly over [0, 1)', () => {
    const random = new Random(7);
    const bins = new Array(20).fill(0);
    for (let i = 0; i < 20_000; i++) bins[Math.floor(random.next() * 20)]++;
    // Expected 1,000 in each; six standard deviations.
    for (const bin of bins) expect(Math.abs(bin - 1000)).toBeLessThan(6 * Math.sqrt(950));
  });

  it('makes seeds that are safe integers', () => {
    for (let i = 0; i < 100; i++) expect(Number.isSafeInteger(randomSeed())).toBe(true);
  });
});
