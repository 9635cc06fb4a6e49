import { expect, it } from 'vitest';
import { fitLogisticRegression, lossToResiduals, type Targets } from './logistic-regression.js';
import { addGradient, linearScores, matrix } from './matrix.js';
import type { Link } from './probabilities.js';
import { Random } from './random.js';

function finish<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Rows around a centre for each class. */
function clouds(rows: number, columns: number, classes: number, seed: number) {
  const random = new Random(seed);
  const values = new Float32Array(rows * columns);
  const targets: Targets = { values: new Uint8Array(rows * classes), classes };
  for (let i = 0; i < rows; i++) {
    const k = i % classes;
    targets.values[i * classes + k] = 1;
    for (let j = 0; j < columns; j++) values[i * columns + j] = (j % classes === k ? 1 : 0) + 2 * (random.next() - 0.5);
  }
  return { x: matrix(values, columns), targets };
}

function loss(weights: Float64Array, { x, targets }: ReturnType<typeof clouds>, link: Link) {
  const scores = new Float64Array(x.rows * targets.classes);
  linearScores(x, weights, targets.classes, scores);
  let value = 0;
  for (let i = 0; i < x.rows; i++) value += lossToResiduals(scores, targets, i, link) / x.rows;
  for (let i = 0; i < scores.length; i++) scores[i]! /= x.rows;
  const gradient = new Float64Array(weights.length);
  addGradient(x, scores, targets.classes, gradient);
  return { value, gradient };
}

it.each<[Link, number]>([
  ['softmax', 3],
  ['softmax', 6],
  ['sigmoid', 5],
])('has the gradient of its loss (%s, %d labels)', (link, classes) => {
  const data = clouds(40, 7, classes, 1);
  const random = new Random(2);
  const weights = Float64Array.from({ length: classes * 8 }, () => random.next() - 0.5);
  const { gradient } = loss(weights, data, link);
  for (let j = 0; j < weights.length; j++) {
    const near = (step: number) =>
      loss(
        Float64Array.from(weights, (w, i) => (i === j ? w + step : w)),
        data,
        link,
      ).value;
    expect(gradient[j]).toBeCloseTo((near(1e-5) - near(-1e-5)) / 2e-5, 6);
  }
});

it.each<Link>(['softmax', 'sigmoid'])('ends where the gradient is zero, and pulls harder with a larger penalty (%s)', (link) => {
  const data = clouds(300, 6, 3, 3);
  const fit = (l2: number) => finish(fitLogisticRegression(data.x, data.targets, { link, l2, tolerance: 1e-12, maxIterations: 500 }));
  const weights = fit(0.1);
  const { gradient } = loss(weights, data, link);
  for (let k = 0; k < 3; k++) {
    for (let j = 0; j < 6; j++) expect(gradient[k * 7 + j]! + 0.1 * weights[k * 7 + j]!).toBeCloseTo(0, 4);
  }
  const size = (w: Float64Array) => w.reduce((sum, value, i) => (i % 7 === 6 ? sum : sum + value ** 2), 0);
  expect(size(fit(1))).toBeLessThan(size(weights) / 4);
});

it('gives the share of labels where rows say nothing', () => {
  const targets: Targets = { values: Uint8Array.of(1, 0, 1, 0, 1, 0, 0, 1), classes: 2 };
  const weights = finish(fitLogisticRegression(matrix(new Float32Array(4), 1), targets, { link: 'softmax', l2: 1, tolerance: 1e-12 }));
  expect(weights[1]! - weights[3]!).toBeCloseTo(Math.log(3), 3);
});

it('counts a row of weight 2 as two rows', () => {
  const { x, targets } = clouds(20, 3, 2, 5);
  const twice = matrix(Float32Array.from([...x.values, ...x.values.subarray(0, 3)]), 3);
  const twiceTargets = { values: Uint8Array.from([...targets.values, ...targets.values.subarray(0, 2)]), classes: 2 };
  const options = { link: 'softmax' as const, l2: 0.1, tolerance: 1e-13, maxIterations: 500 };
  const rowWeights = new Float64Array(20).fill(1);
  rowWeights[0] = 2;
  const weighted = finish(fitLogisticRegression(x, targets, { ...options, rowWeights }));
  const repeated = finish(fitLogisticRegression(twice, twiceTargets, options));
  for (const [i, weight] of weighted.entries()) expect(weight).toBeCloseTo(repeated[i]!, 4);
});
