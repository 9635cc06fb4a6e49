import type { Matrix } from './matrix.js';

/** `(x - mean) * scale` has mean 0 and variance 1 in every column. */
export interface Standardisation {
  readonly mean: Float32Array;
  readonly scale: Float32Array;
  /** Whether each row is then brought to the length that rows have on average, √columns: what a text says counts, not how strongly. */
  readonly equalLength?: boolean;
}

export function standardisation({ values, rows, columns }: Matrix): Standardisation {
  const mean = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) mean[j]! += values[i * columns + j]! / rows;
  const variance = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) variance[j]! += (values[i * columns + j]! - mean[j]!) ** 2 / rows;
  // A column that never changes says nothing, and must not become huge for a text in which it does.
  const scale = Float32Array.from(variance, (value, j) => (value > 1e-10 * (1 + mean[j]! ** 2) ? 1 / Math.sqrt(value) : 0));
  return { mean: Float32Array.from(mean), scale };
}

export function standardise({ values, rows, columns }: Matrix, { mean, scale, equalLength }: Standardisation): Matrix {
  const out = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) {
    let square = 0;
    for (let j = 0, at = i * columns; j < columns; j++, at++) {
      const value = (values[at]! - mean[j]!) * scale[j]!;
      out[at] = value;
      square += value * value;
    }
    if (!equalLength || square === 0) continue;
    const stretch = Math.sqrt(columns / square);
    for (let at = i * columns; at < (i + 1) * columns; at++) out[at]! *= stretch;
  }
  return { values: out, rows, columns };
}
