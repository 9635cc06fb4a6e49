import { expect, it } from 'vitest';
import { linearScores, matrix } from './matrix.js';
import { Random } from './random.js';
import { unwhitenWeights, whiten, whitening } from './whitening.js';

const finish = <T>(work: Generator<void, T>): T => {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
};

/** Rows whose second column nearly repeats the first. */
function rowsAlike(count: number) {
  const random = new Random(4);
  const values = new Float32Array(count * 3);
  for (let i = 0; i < count; i++) {
    const same = random.next() - 0.5;
    values.set([same, same + 0.02 * (random.next() - 0.5), random.next() - 0.5], 3 * i);
  }
  return matrix(values, 3);
}

it('shrinks directions in which all rows vary, and weights can go back', () => {
  const x = rowsAlike(400);
  const white = finish(whitening(x, new Uint8Array(x.rows)));
  const z = finish(whiten(x, white));
  const variance = ({ values }: { values: Float32Array }, columns: number[]) =>
    values.reduce((sum, value, at) => sum + (columns.includes(at % 3) ? value ** 2 : 0), 0);
  const kept = (columns: number[]) => variance(z, columns) / variance(x, columns);
  expect(kept([0, 1])).toBeLessThan(0.95 * kept([2]));
  const weights = Float64Array.of(0.3, -1, 2, 0.5, 1, 1, -0.2, 0);
  const before = new Float64Array(x.rows * 2);
  linearScores(z, weights, 2, before);
  unwhitenWeights(weights, white);
  const after = new Float64Array(x.rows * 2);
  linearScores(x, weights, 2, after);
  after.forEach((score, i) => void expect(score).toBeCloseTo(before[i]!, 4));
});

it('looks within groups alone', () => {
  const x = matrix(Float32Array.of(5, 1, -5, 1, 5, -1, -5, -1), 2);
  const { factor } = finish(whitening(x, [0, 1, 0, 1]));
  const apart = finish(whitening(x, [0, 0, 0, 0])).factor;
  expect(factor[0]).toBeCloseTo(factor[3]! * Math.sqrt(0.45 / 0.55), 5);
  expect(apart[0]).toBeGreaterThan(apart[3]!);
});

it('does not fail on rows that are all nothing', () => {
  const x = matrix(new Float32Array(6), 3);
  expect([...finish(whiten(x, finish(whitening(x, new Uint8Array(x.rows))))).values]).toEqual([0, 0, 0, 0, 0, 0]);
});
