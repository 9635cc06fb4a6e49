/** Rows of numbers, one after the other. */
export interface Matrix {
  /** (rows, columns), row after row. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

export function matrix(values: Float32Array, columns: number): Matrix {
  return { values, rows: values.length / columns, columns };
}

export function rowOf({ values, columns }: Matrix, row: number): Float32Array {
  return values.subarray(row * columns, (row + 1) * columns);
}

export function takeRows(from: Matrix, rows: ArrayLike<number>): Matrix {
  const values = new Float32Array(rows.length * from.columns);
  for (let i = 0; i < rows.length; i++) values.set(rowOf(from, rows[i]!), i * from.columns);
  return { values, rows: rows.length, columns: from.columns };
}

/** What fitting takes of the rows of a matrix. */
export interface Products {
  /** `out[i, k] = x[i] · w[k]` plus `w[k, columns]`: weights (classes, columns + 1), out (rows, classes). */
  scores(weights: Float64Array, out: Float64Array): void;
  /** `gradient[k] += residuals[i, k] * (x[i], 1)`, over all rows: residuals (rows, classes), gradient (classes, columns + 1). */
  addGradient(residuals: Float64Array, gradient: Float64Array): void;
}

export type MakeProducts = (x: Matrix, classes: number) => Products;

/** In double precision, one number after the other: the definition, and fast enough for a few rows. */
export const plainProducts: MakeProducts = (x, classes) => ({
  scores: (weights, out) => linearScores(x, weights, classes, out),
  addGradient: (residuals, gradient) => addGradient(x, residuals, classes, gradient),
});

/**
 * `out[i, k] = x[i] · w[k]` plus `w[k, columns]`: weights (classes, columns + 1) with the bias as last column. Four classes go
 * together, so that a row is read once for them; the order of summation is fixed.
 */
export function linearScores(x: Matrix, weights: Float64Array, classes: number, out: Float64Array): void {
  const { values, rows, columns } = x;
  const stride = columns + 1;
  for (let i = 0; i < rows; i++) {
    const at = i * columns;
    let k = 0;
    for (; k + 4 <= classes; k += 4) {
      const w = k * stride;
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let j = 0; j < columns; j++) {
        const value = values[at + j]!;
        a += value * weights[w + j]!;
        b += value * weights[w + stride + j]!;
        c += value * weights[w + 2 * stride + j]!;
        d += value * weights[w + 3 * stride + j]!;
      }
      const o = i * classes + k;
      out[o] = a + weights[w + columns]!;
      out[o + 1] = b + weights[w + stride + columns]!;
      out[o + 2] = c + weights[w + 2 * stride + columns]!;
      out[o + 3] = d + weights[w + 3 * stride + columns]!;
    }
    for (; k < classes; k++) {
      const w = k * stride;
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += values[at + j]! * weights[w + j]!;
      out[i * classes + k] = sum + weights[w + columns]!;
    }
  }
}

/** Residuals below this do not move a fit that is as coarse as ours, and most are once many classes are told apart. */
const negligible = 1e-6;

/** `gradient[k] += residual[i, k] * (x[i], 1)`, over all rows. */
export function addGradient(x: Matrix, residuals: Float64Array, classes: number, gradient: Float64Array): void {
  const { values, rows, columns } = x;
  const stride = columns + 1;
  for (let i = 0; i < rows; i++) {
    const at = i * columns;
    for (let k = 0; k < classes; k++) {
      const residual = residuals[i * classes + k]!;
      if (Math.abs(residual) * rows < negligible) continue;
      const g = k * stride;
      for (let j = 0; j < columns; j++) gradient[g + j]! += residual * values[at + j]!;
      gradient[g + columns]! += residual;
    }
  }
}
