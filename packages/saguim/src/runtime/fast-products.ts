import { RowProducts } from '@saguim/engine';
import { type MakeProducts, plainProducts } from '../heads/index.js';

/** For so few products plain TypeScript is as fast, and takes no memory of its own. */
const fewProducts = 1 << 17;

/**
 * Products in SIMD, in single precision, for rows that are many. Which are plain depends on their numbers alone, so that equal trainings are equal to the bit.
 * @param wasmUrl the folder of the engine's `.wasm` files
 */
export async function loadFastProducts(wasmUrl?: string): Promise<MakeProducts> {
  const module = await RowProducts.load(wasmUrl);
  // The same rows are fitted again and again.
  const made = new WeakMap<Float32Array, RowProducts>();
  return (x, classes) => {
    const { values, rows, columns } = x;
    if (rows * columns * classes < fewProducts) return plainProducts(x, classes);
    let products = made.get(values);
    if (products?.weights.length !== classes * Math.ceil(columns / 8) * 8) {
      products = new RowProducts(module, rows, columns, classes);
      for (let i = 0; i < rows; i++) products.x.set(values.subarray(i * columns, (i + 1) * columns), i * products.stride);
      made.set(values, products);
    }
    const { stride, classStride, weights, scores, sums } = products;
    return {
      scores(from, out) {
        for (let k = 0; k < classes; k++) {
          for (let j = 0; j < columns; j++) weights[k * stride + j] = from[k * (columns + 1) + j]!;
        }
        products.multiply();
        for (let i = 0; i < rows; i++) {
          for (let k = 0; k < classes; k++) out[i * classes + k] = scores[i * classStride + k]! + from[k * (columns + 1) + columns]!;
        }
      },
      addGradient(residuals, gradient) {
        const biases = new Float64Array(classes);
        for (let i = 0; i < rows; i++) {
          for (let k = 0; k < classes; k++) {
            const residual = residuals[i * classes + k]!;
            scores[i * classStride + k] = residual;
            biases[k]! += residual;
          }
        }
        products.combine();
        for (let k = 0; k < classes; k++) {
          const at = k * (columns + 1);
          for (let j = 0; j < columns; j++) gradient[at + j]! += sums[k * stride + j]!;
          gradient[at + columns]! += biases[k]!;
        }
      },
    };
  };
}
