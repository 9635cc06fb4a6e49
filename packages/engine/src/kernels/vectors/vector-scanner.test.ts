import { describe, expect, it } from 'vitest';
import { PlainScanner } from './plain-scanner.js';
import { quantizeVector, type VectorScanner } from './vector-scanner.js';
import { WasmScanner } from './wasm-scanner.js';

const makers: [string, (count: number, dimensions: number) => Promise<VectorScanner>][] = [
  ['plain', async (count, dimensions) => new PlainScanner(count, dimensions)],
  ['wasm', (count, dimensions) => WasmScanner.create(count, dimensions)],
];

/** Numbers that look random and are the same every time. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  });
}

function fill(scanner: VectorScanner, vectors: Float32Array): void {
  const { count, dimensions, stride } = scanner;
  for (let row = 0; row < count; row++) {
    const target = scanner.rows.subarray(row * stride, (row + 1) * stride);
    scanner.scales[row] = quantizeVector(vectors.subarray(row * dimensions, (row + 1) * dimensions), target);
  }
}

describe.each(makers)('a %s scanner', (_, make) => {
  it.each([
    [1, 1],
    [3, 16],
    [4, 17],
    [9, 384],
    [1_001, 384],
    [30, 1_024],
  ])('gives the products of %i vectors of %i dimensions with a query', async (count, dimensions) => {
    const vectors = numbers(count * dimensions, 7);
    const query = numbers(dimensions, 9);
    const scanner = await make(count, dimensions);
    fill(scanner, vectors);
    const scores = scanner.scan(query);
    expect(scores).toHaveLength(count);
    for (let row = 0; row < count; row++) {
      let expected = 0;
      for (let at = 0; at < dimensions; at++) expected += vectors[row * dimensions + at]! * query[at]!;
      // A row is rounded to 127 steps of its largest number: by half a step in each dimension, which mostly cancel out.
      expect(Math.abs(scores[row]! - expected)).toBeLessThan(0.012 * Math.sqrt(dimensions) + 1e-3);
    }
  });

  it('does not overflow where all numbers are the largest', async () => {
    const scanner = await make(5, 1_024);
    fill(scanner, new Float32Array(5 * 1_024).fill(3));
    for (const score of scanner.scan(new Float32Array(1_024).fill(-2))) expect(score).toBeCloseTo(-6_144, 0);
  });

  it('takes vectors and queries of zeros, and no vectors at all', async () => {
    const scanner = await make(2, 8);
    fill(scanner, new Float32Array(16));
    expect([...scanner.scan(numbers(8, 1))]).toEqual([0, 0]);
    expect((await make(0, 8)).scan(new Float32Array(8))).toHaveLength(0);
  });

  it('refuses queries of another length, and what is no number', async () => {
    const scanner = await make(2, 8);
    expect(() => scanner.scan(new Float32Array(9))).toThrow(/9 dimensions and the vectors have 8/);
    expect(() => scanner.scan(new Float32Array(8).fill(Number.NaN))).toThrow(/is NaN/);
    expect(() => scanner.scan(new Float32Array(8).fill(Number.POSITIVE_INFINITY))).toThrow(/is Infinity/);
    await expect(make(-1, 8)).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

it('gives the same bits in both', async () => {
  const vectors = numbers(517 * 384, 3);
  const scanners = [new PlainScanner(517, 384), await WasmScanner.create(517, 384)];
  for (const scanner of scanners) fill(scanner, vectors);
  const [plain, wasm] = scanners.map((scanner) => new Int32Array(scanner.scan(numbers(384, 5)).slice().buffer));
  expect(wasm).toEqual(plain);
});
