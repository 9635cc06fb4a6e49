import { type MakeProducts, type Matrix, plainProducts, rowOf } from './matrix.js';

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

/** Rows that are multiplied without a pause. */
const rowsAtOnce = 256;

function* pieces(x: Matrix): Generator<{ first: number; piece: Matrix }> {
  for (let first = 0; first < x.rows; first += rowsAtOnce) {
    const values = x.values.slice(first * x.columns, (first + rowsAtOnce) * x.columns);
    yield { first, piece: { values, rows: values.length / x.columns, columns: x.columns } };
  }
}

/**
 * @param x (rows, columns) standardised
 * @param groups (rows,) which group each row belongs to; what counts is how rows differ within theirs
 */
export function* whitening(x: Matrix, groups: ArrayLike<number>, makeProducts: MakeProducts = plainProducts): Generator<void, Whitening> {
  const { rows, columns } = x;
  const means = new Map<number, { sum: Float64Array; count: number }>();
  for (let i = 0; i < rows; i++) {
    const group = means.get(groups[i]!) ?? { sum: new Float64Array(columns), count: 0 };
    means.set(groups[i]!, group);
    group.count++;
    rowOf(x, i).forEach((value, j) => void (group.sum[j]! += value));
  }
  yield;
  const products = new Float64Array(columns * (columns + 1));
  for (const { first, piece } of pieces(x)) {
    for (let i = 0; i < piece.rows; i++) {
      const { sum, count } = means.get(groups[first + i]!)!;
      const row = rowOf(piece, i);
      for (let j = 0; j < columns; j++) row[j]! -= sum[j]! / count;
    }
    makeProducts(piece, columns).addGradient(Float64Array.from(piece.values), products);
    yield;
  }
  const factor = new Float64Array(columns * columns);
  let trace = 0;
  for (let a = 0; a < columns; a++) {
    for (let b = 0; b <= a; b++) factor[a * columns + b] = (products[a * (columns + 1) + b]! * (1 - shrinkage)) / rows;
    trace += factor[a * columns + a]!;
  }
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
export function* whiten(x: Matrix, { factor, columns }: Whitening, makeProducts: MakeProducts = plainProducts): Generator<void, Matrix> {
  // The inverse of L as weights without biases: row after row from those above.
  const stride = columns + 1;
  const inverse = new Float64Array(columns * stride);
  for (let a = 0; a < columns; a++) {
    const at = a * stride;
    inverse[at + a] = 1;
    for (let k = 0; k < a; k++) {
      const value = factor[a * columns + k]!;
      for (let j = 0; j <= k; j++) inverse[at + j]! -= value * inverse[k * stride + j]!;
    }
    for (let j = 0; j <= a; j++) inverse[at + j]! /= factor[a * columns + a]!;
    if (a % 32 === 0) yield;
  }
  const out = new Float32Array(x.values.length);
  for (const { first, piece } of pieces(x)) {
    const z = new Float64Array(piece.values.length);
    makeProducts(piece, columns).scores(inverse, z);
    out.set(z, first * columns);
    yield;
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
