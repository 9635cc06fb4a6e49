import { type Columns, row } from './columns.js';

/** RMS norm of every `group` columns apart: `x / sqrt(mean(x²) + epsilon) * weight (group,)`. `input` and `out` may be the same. */
export function rmsNorm(weight: Float32Array, input: Columns, out: Columns, rows: number, group: number, epsilon: number): void {
  for (let r = 0; r < rows; r++) {
    const x = row(input, r);
    const y = row(out, r);
    for (let start = 0; start < x.length; start += group) {
      let sum = 0;
      for (let i = 0; i < group; i++) sum += x[start + i] ** 2;
      const scale = 1 / Math.sqrt(sum / group + epsilon);
      for (let i = 0; i < group; i++) y[start + i] = x[start + i] * scale * weight[i];
    }
  }
}

/** `out = x / |x|`; zeros stay zeros. */
export function unitNorm(input: Columns, out: Columns, rows: number): void {
  for (let r = 0; r < rows; r++) {
    const x = row(input, r);
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += x[i] ** 2;
    const length = Math.sqrt(sum) || 1;
    row(out, r).set(x.map((value) => value / length));
  }
}

/**
 * `(x - mean) / sqrt(variance + epsilon) * weight (n,) + bias (n,)`; with a `group` below n, of every `group` columns apart, each with its
 * own part of the weight.
 */
export function layerNorm(
  weight: Float32Array,
  bias: Float32Array | undefined,
  input: Columns,
  out: Columns,
  rows: number,
  epsilon: number,
  group = input.width,
): void {
  for (let r = 0; r < rows; r++) {
    const x = row(input, r);
    const y = row(out, r);
    for (let start = 0; start < x.length; start += group) {
      let mean = 0;
      for (let i = start; i < start + group; i++) mean += x[i] / group;
      let variance = 0;
      for (let i = start; i < start + group; i++) variance += (x[i] - mean) ** 2 / group;
      const scale = 1 / Math.sqrt(variance + epsilon);
      for (let i = start; i < start + group; i++) y[i] = (x[i] - mean) * scale * weight[i] + (bias ? bias[i] : 0);
    }
  }
}
