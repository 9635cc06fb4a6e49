import { expect } from 'vitest';

/*
 * How far results may lie from float64 arithmetic on the same weights, as a share of the standard deviation of the expected numbers.
 */

/** Sums in float32 or better, buffers in float32. */
export const FP32_TOLERANCE = 1e-5;
/**
 * Inputs of matrix products, queries, keys, values and probabilities rounded to 14 bits (±8191) a block of 32, kept in 16: errors near 6e-5 of
 * a block's largest number each, which the worst of thousands of results meets in one direction.
 */
export const INT16_ACTIVATIONS_TOLERANCE = 8e-3;

/**
 * Inputs of matrix products rounded to 8 bits (±127) a block of 32 where hosts are faster with them: errors up to 4e-3 of a block's largest number each, 64
 * times those of 14 bits, of which the worst of the small random encoders here meets a tenth.
 */
export const INT8_ACTIVATIONS_TOLERANCE = 8e-2;

export function deviation(numbers) {
  let [sum, squares] = [0, 0];
  for (const x of numbers) {
    sum += x;
    squares += x * x;
  }
  return Math.sqrt(Math.max(0, squares / numbers.length - (sum / numbers.length) ** 2));
}

/** The largest distance of two rows of numbers, as a share of the standard deviation of `expected`; NaN anywhere gives NaN. */
export function distance(actual, expected) {
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
  return largest / deviation(expected);
}

/** Every row near its expectation. */
export function expectRows(actual, expected, tolerance) {
  expect(actual.length).toBe(expected.length);
  expected.forEach((row, r) => {
    expect(actual[r].length, `width of row ${r}`).toBe(row.length);
    expect(distance(actual[r], row), `row ${r}`).toBeLessThanOrEqual(tolerance);
  });
}

/** Every number of every row the same to the bit. */
export function expectSame(actual, expected) {
  expect(actual.length).toBe(expected.length);
  for (const [r, row] of expected.entries()) {
    expect(actual[r].length, `width of row ${r}`).toBe(row.length);
    const other = row.findIndex((x, i) => !Object.is(x, actual[r][i]));
    expect(other, `first number of row ${r} that differs: ${actual[r][other]} and not ${row[other]}`).toBe(-1);
  }
}
