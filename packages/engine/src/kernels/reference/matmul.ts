import { type Columns, row } from './columns.js';

/**
 * `out (rows, d) = x (rows, n) @ Wᵀ + bias (d,)` with `W (d, n)`, or `out += …` when `add`.
 *
 * Every result is one sum in float64 from the first product to the last, whatever stands beside it in the batch, so it is the
 * same to the bit for any batch. Four rows go together to load each weight once and to keep four sums in flight.
 */
export function matmul(
  weight: Float32Array,
  bias: Float32Array | undefined,
  input: Columns,
  out: Columns,
  rows: number,
  add: boolean,
): void {
  const n = input.width;
  const d = out.width;
  // Widened once: a conversion inside the loop would cost as much as the product.
  const x = new Float64Array(rows * n);
  for (let r = 0; r < rows; r++) x.set(row(input, r), r * n);
  const w = new Float64Array(n);
  const store = (r: number, o: number, sum: number) => {
    const at = r * out.stride + out.start + o;
    out.data[at] = sum + (bias ? bias[o] : 0) + (add ? out.data[at] : 0);
  };

  for (let o = 0; o < d; o++) {
    w.set(weight.subarray(o * n, (o + 1) * n));
    let r = 0;
    for (; r + 4 <= rows; r += 4) {
      const [x0, x1, x2, x3] = [r * n, (r + 1) * n, (r + 2) * n, (r + 3) * n];
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let i = 0; i < n; i++) {
        const wi = w[i];
        s0 += wi * x[x0 + i];
        s1 += wi * x[x1 + i];
        s2 += wi * x[x2 + i];
        s3 += wi * x[x3 + i];
      }
      store(r, o, s0);
      store(r + 1, o, s1);
      store(r + 2, o, s2);
      store(r + 3, o, s3);
    }
    for (; r < rows; r++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += w[i] * x[r * n + i];
      store(r, o, sum);
    }
  }
}
