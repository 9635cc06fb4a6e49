import { expect, it } from 'vitest';
import { calibrate, calibrated } from './calibration.js';
import { areaUnderRoc, bootstrap, calibrationError, measure, reliabilityBins } from './metrics.js';
import { Random } from './random.js';
import { separatingThreshold } from './scope.js';

it('counts pairs in the right order for the area under the curve, ties half', () => {
  expect(areaUnderRoc([3, 4], [1, 2])).toBe(1);
  expect(areaUnderRoc([1, 2], [3, 4])).toBe(0);
  expect(areaUnderRoc([1, 2, 3], [2])).toBe(0.5);
  expect(areaUnderRoc([5, 5], [5, 5, 5])).toBe(0.5);
});

it('puts the threshold where most of both sides are right', () => {
  const threshold = separatingThreshold(Float64Array.of(5, 6, 7, 8), Float64Array.of(1, 2, 3));
  expect(threshold).toBe(4);
});

it('measures by hand what it says', () => {
  const probabilities = Float64Array.of(0.9, 0.1, 0.6, 0.4, 0.2, 0.8, 0.7, 0.3);
  const targets = { values: Uint8Array.of(1, 0, 1, 0, 0, 1, 0, 1), classes: 2 };
  const metrics = measure(probabilities, targets, { labels: ['a', 'b'], link: 'softmax', on: 'validation', seed: 1 });
  expect(metrics.accuracy.value).toBe(0.75);
  expect(metrics.confusion).toEqual([
    [2, 0],
    [1, 1],
  ]);
  expect(metrics.labels[0]).toMatchObject({ precision: 2 / 3, recall: 1, support: 2 });
  expect(metrics.labels[1]).toMatchObject({ precision: 1, recall: 0.5 });
  expect(metrics.macroF1.value).toBeCloseTo((0.8 + 2 / 3) / 2);
  expect(metrics.logLoss).toBeCloseTo(-(Math.log(0.9) + Math.log(0.6) + Math.log(0.8) + Math.log(0.3)) / 4);
  expect(metrics.calibrationError).toBeCloseTo((0.1 + 0.4 + 0.2 + 0.7) / 4);
  expect(metrics.accuracy.low).toBeLessThanOrEqual(0.75);
  expect(metrics.accuracy.high).toBeGreaterThanOrEqual(0.75);
});

it('has no error where shares are as announced', () => {
  const bins = reliabilityBins([0.75, 0.75, 0.75, 0.75], [1, 1, 1, 0]);
  expect(calibrationError(bins)).toBe(0);
  expect(calibrationError(reliabilityBins([1, 0], [1, 0]))).toBe(0);
});

it('gives the same interval for the same seed, and one that covers', () => {
  const mean = (rows: Int32Array) => rows.reduce((sum, row) => sum + (row < 60 ? 1 : 0), 0) / rows.length;
  const first = bootstrap(100, mean, 3);
  expect(bootstrap(100, mean, 3)).toEqual(first);
  expect(first.value).toBe(0.6);
  // Two standard errors of 0.6 among 100 are 0.098.
  expect(first.low).toBeGreaterThan(0.45);
  expect(first.low).toBeLessThan(0.55);
  expect(first.high).toBeGreaterThan(0.65);
  expect(first.high).toBeLessThan(0.75);
});

it('finds the temperature, and the slopes and offsets, that scores were made with', () => {
  const random = new Random(9);
  const rows = 20_000;
  const scores = new Float64Array(2 * rows);
  const targets = { values: new Uint8Array(2 * rows), classes: 2 };
  for (let i = 0; i < rows; i++) {
    const z = 4 * (random.next() - 0.5);
    const k = random.next() < 1 / (1 + Math.exp(-z)) ? 0 : 1;
    targets.values[2 * i + k] = 1;
    scores[2 * i] = 3 * z;
  }
  expect(calibrate(scores, targets, 'softmax').slope[0]).toBeCloseTo(1 / 3, 1);
  // By itself the first label has log-odds z = score / 3.
  const platt = calibrate(scores, targets, 'sigmoid');
  expect(platt.slope[0]).toBeCloseTo(1 / 3, 1);
  expect(platt.offset[0]).toBeCloseTo(0, 1);
  const sums = calibrated(scores.subarray(0, 4), platt, 'sigmoid');
  expect(sums.every((p) => p > 0 && p < 1)).toBe(true);
});
