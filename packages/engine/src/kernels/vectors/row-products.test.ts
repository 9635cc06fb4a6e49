import { expect, it } from 'vitest';
import { RowProducts } from './row-products.js';

/** Numbers that look random and are the same every time. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  });
}

function fill(target: Float32Array, stride: number, from: Float32Array, width: number): void {
  for (let at = 0; at < from.length; at += width) target.set(from.subarray(at, at + width), (at / width) * stride);
}

it.each([
  [1, 1, 1],
  [3, 7, 2],
  [4, 8, 4],
  [65, 20, 5],
  [200, 384, 9],
  [130, 31, 150],
])('multiplies %i rows of %i columns with %i classes, and combines them', async (rows, columns, classes) => {
  const module = await RowProducts.load();
  const [x, weights, residuals] = [numbers(rows * columns, 1), numbers(classes * columns, 2), numbers(rows * classes, 3)];
  const products = new RowProducts(module, rows, columns, classes);
  const { stride, classStride } = products;
  fill(products.x, stride, x, columns);
  fill(products.weights, stride, weights, columns);
  for (let round = 0; round < 2; round++) {
    products.multiply();
    for (let r = 0; r < rows; r++) {
      for (let k = 0; k < classes; k++) {
        let expected = 0;
        for (let j = 0; j < columns; j++) expected += x[r * columns + j]! * weights[k * columns + j]!;
        expect(Math.abs(products.scores[r * classStride + k]! - expected)).toBeLessThan(1e-6 * columns);
      }
    }
    fill(products.scores, classStride, residuals, classes);
    products.combine();
    for (let k = 0; k < classes; k++) {
      for (let j = 0; j < columns; j++) {
        let expected = 0;
        for (let r = 0; r < rows; r++) expected += residuals[r * classes + k]! * x[r * columns + j]!;
        expect(Math.abs(products.sums[k * stride + j]! - expected)).toBeLessThan(1e-6 * rows);
      }
    }
  }
});
