import { type Matrix, rowOf } from './matrix.js';

/**
 * Turns columns that vary together into columns that do not, a little: rows are divided by the Cholesky factor of a covariance shrunk
 * towards its mean diagonal (O. Ledoit and M. Wolf, 2004, with a fixed share). A penalty on weights of such columns spares the
 * directions in which rows of a label differ among themselves, which a few examples mistake for what tells labels apart.
 */
export interface Whitening {
  /** (columns, columns) lower triangle L of L·Lᵀ, row after row. */
  readonly factor: Float64Array;
  readonly columns: number;
}

/** Share of the diagonal; measured on CLINC150's training part. */
const shrinkage = 0.9;

/**
 * @param x (rows, columns) standardised
 * @param groups (rows,) which group each row belongs to; what counts is how rows differ within theirs
 */
export function* whitening({ values, rows, columns }: Matrix, groups: ArrayLike<number>): Generator<void, Whitening> {
  const means = new Map<number, { sum: Float64Array; count: number }>();
  for (let i = 0; i < rows; i++) {
    const group = means.get(groups[i]!) ?? { sum: new Float64Array(columns), count: 0 };
    means.set(groups[i]!, group);
    group.count++;
    for (let j = 0; j < columns; j++) group.sum[j]! += values[i * columns + j]!;
  }
  const row = new Float64Array(columns);
  const factor = new Float64Array(columns * columns);
  for (let i = 0; i < rows; i++) {
    const { sum, count } = means.get(groups[i]!)!;
    for (let j = 0; j < columns; j++) row[j] = values[i * columns + j]! - sum[j]! / count;
    for (let a = 0; a < columns; a++) {
      const value = (row[a]! * (1 - shrinkage)) / rows;
      const at = a * columns;
      for (let b = 0; b <= a; b++) factor[at + b]! += value * row[b]!;
    }
    if (i % 16 === 0) yield;
  }
  let trace = 0;
  for (let a = 0; a < columns; a++) trace += factor[a * columns + a]!;
  const diagonal = (shrinkage / (1 - shrinkage)) * (trace / columns) || 1;
  for (let a = 0; a < columns; a++) factor[a * columns + a]! += diagonal;
  for (let a = 0; a < columns; a++) {
    const at = a * columns;
    for (let b = 0; b <= a; b++) {
      const other = b * columns;
      let sum = factor[at + b]!;
      for (let j = 0; j < b; j++) sum -= factor[at + j]! * factor[other + j]!;
      factor[at + b] = a === b ? Math.sqrt(sum) : sum / factor[other + b]!;
    }
    if (a % 32 === 0) yield;
  }
  return { factor, columns };
}

/** Rows z of L·z = x. */
export function* whiten(x: Matrix, { factor, columns }: Whitening): Generator<void, Matrix> {
  const out = new Float32Array(x.values.length);
  const z = new Float64Array(columns);
  for (let i = 0; i < x.rows; i++) {
    const row = rowOf(x, i);
    for (let a = 0; a < columns; a++) {
      let sum = row[a]!;
      const at = a * columns;
      for (let j = 0; j < a; j++) sum -= factor[at + j]! * z[j]!;
      z[a] = sum / factor[at + a]!;
    }
    out.set(z, i * columns);
    if (i % 32 === 0) yield;
  }
  return { values: out, rows: x.rows, columns };
}

/** Weights (classes, columns + 1) of whitened rows as those of the rows before: solves Lᵀ·w = v. In place. */
export function unwhitenWeights(weights: Float64Array, { factor, columns }: Whitening): void {
  for (let start = 0; start < weights.length; start += columns + 1) {
    for (let a = columns - 1; a >= 0; a--) {
      const at = a * columns;
      const value = weights[start + a]! / factor[at + a]!;
      weights[start + a] = value;
      for (let j = 0; j < a; j++) weights[start + j]! -= factor[at + j]! * value;
    }
  }
}
