import { type MakeProducts, type Matrix, plainProducts, rowOf } from './matrix.js';

/**
 * Turns columns that vary together into columns that do not, a little: rows are divided by the Cholesky factor of a covariance shrunk
 * towards its mean diagonal (O. Ledoit and M. Wolf, 2004, with a fixed share). A penalty on weights of such columns spares the
 * directions in which rows of a label differ among themselves, which a few examples mistake for what tells labels apart.
 */
export interface Whitening {
  /** (columns, columns) lower triangle L of L·Lᵀ, row after row. */
  readonly factor: Float64Array;
  /** (columns, columns + 1) its inverse, as weights without biases. */
  readonly inverse: Float64Array;
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
    const { sum } = group;
    const row = rowOf(x, i);
    for (let j = 0; j < columns; j++) sum[j]! += row[j]!;
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
  return { ...(yield* factorise(factor, columns, makeProducts)), columns };
}

interface Factor {
  /** (size, size) lower triangle, row after row. */
  readonly factor: Float64Array;
  /** (size, size + 1) its inverse, as weights without biases. */
  readonly inverse: Float64Array;
}

/** Matrices up to this size are factorised number by number. */
const few = 96;

/** Rows and columns of a part of a matrix, (rows, columns). */
function part(from: Float64Array, stride: number, row: number, column: number, rows: number, columns: number): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const at = (row + i) * stride + column;
    out.set(from.subarray(at, at + columns), i * columns);
  }
  return out;
}

function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = values[i * columns + j]!;
  return out;
}

/**
 * The Cholesky factor of a symmetric matrix, and its inverse: by halves, so that nearly all of it is products of matrices (G. Golub and
 * C. Van Loan, Matrix Computations, 4.2.9). @param matrix (size, size) of which the lower triangle is read
 */
function* factorise(matrix: Float64Array, size: number, makeProducts: MakeProducts): Generator<void, Factor> {
  if (size <= few) return factoriseFew(matrix, size);
  const half = size >> 1;
  const rest = size - half;
  const asRows = (values: Float64Array, columns: number): Matrix => ({
    values: Float32Array.from(values),
    rows: values.length / columns,
    columns,
  });
  const first = yield* factorise(part(matrix, size, 0, 0, half, half), half, makeProducts);
  // Below the first half: its rows times the inverse. What is left of the second half is without their squares.
  const below = new Float64Array(rest * half);
  makeProducts(asRows(part(matrix, size, half, 0, rest, half), half), half).scores(first.inverse, below);
  const squares = new Float64Array(rest * rest);
  const belowRows = asRows(below, half);
  makeProducts(belowRows, rest).scores(withoutBias(below, half), squares);
  const left = part(matrix, size, half, half, rest, rest).map((value, at) => value - squares[at]!);
  const second = yield* factorise(left, rest, makeProducts);
  // The inverse below: -second · below · first.
  const product = new Float64Array(rest * (half + 1));
  const firstInverse = asRows(part(first.inverse, half + 1, 0, 0, half, half), half);
  makeProducts(firstInverse, rest).addGradient(transposed(below, rest, half), product);
  const inverseBelow = new Float64Array(rest * (half + 1));
  const secondInverse = part(second.inverse, rest + 1, 0, 0, rest, rest);
  makeProducts(asRows(part(product, half + 1, 0, 0, rest, half), half), rest).addGradient(
    transposed(secondInverse, rest, rest),
    inverseBelow,
  );
  yield;
  const factor = new Float64Array(size * size);
  const inverse = new Float64Array(size * (size + 1));
  for (let i = 0; i < half; i++) {
    factor.set(first.factor.subarray(i * half, (i + 1) * half), i * size);
    inverse.set(first.inverse.subarray(i * (half + 1), i * (half + 1) + half), i * (size + 1));
  }
  for (let i = 0; i < rest; i++) {
    factor.set(below.subarray(i * half, (i + 1) * half), (half + i) * size);
    factor.set(second.factor.subarray(i * rest, (i + 1) * rest), (half + i) * size + half);
    const at = (half + i) * (size + 1);
    for (let j = 0; j < half; j++) inverse[at + j] = -inverseBelow[i * (half + 1) + j]!;
    inverse.set(second.inverse.subarray(i * (rest + 1), i * (rest + 1) + rest), at + half);
  }
  return { factor, inverse };
}

/** Rows as weights of classes without biases: (rows, columns + 1). */
function withoutBias(values: Float64Array, columns: number): Float64Array {
  const rows = values.length / columns;
  const out = new Float64Array(rows * (columns + 1));
  for (let i = 0; i < rows; i++) out.set(values.subarray(i * columns, (i + 1) * columns), i * (columns + 1));
  return out;
}

function factoriseFew(matrix: Float64Array, size: number): Factor {
  const factor = new Float64Array(size * size);
  const stride = size + 1;
  const inverse = new Float64Array(size * stride);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = matrix[a * size + b]!;
      for (let j = 0; j < b; j++) sum -= factor[a * size + j]! * factor[b * size + j]!;
      factor[a * size + b] = a === b ? Math.sqrt(sum) : sum / factor[b * size + b]!;
    }
    inverse[a * stride + a] = 1;
    for (let k = 0; k < a; k++) {
      const value = factor[a * size + k]!;
      for (let j = 0; j <= k; j++) inverse[a * stride + j]! -= value * inverse[k * stride + j]!;
    }
    for (let j = 0; j <= a; j++) inverse[a * stride + j]! /= factor[a * size + a]!;
  }
  return { factor, inverse };
}

/** Rows z of L·z = x. */
export function* whiten(x: Matrix, { inverse, columns }: Whitening, makeProducts: MakeProducts = plainProducts): Generator<void, Matrix> {
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
