import { readBytes } from '#platform';
import { SaguimError } from '../../spec/index.js';
import { vectorsModule } from './vectors-module.js';

const pageBytes = 65_536;
/** The module's own data, of which it has none, would lie below. */
const memoryBase = 1_024;

type Product = (x: number, rows: number, stride: number, other: number, classes: number, out: number) => void;

const padTo = (size: number, multiple: number) => Math.ceil(size / multiple) * multiple;

/**
 * Rows of f32 and their products with the weights of classes, and back, in SIMD: what fitting a linear model takes. Everything lies in a
 * memory of its own, which is given back with it; what pads rows, columns and classes is zero and stays so.
 */
export class RowProducts {
  /** Numbers from one row to the next: `columns`, up to a multiple of 8. */
  readonly stride: number;
  /** Numbers from one row of scores to the next: `classes`, up to a multiple of 4. */
  readonly classStride: number;
  /** f32 (rows, stride), filled by the caller. */
  readonly x: Float32Array;
  /** f32 (classes, stride): what `multiply` reads. */
  readonly weights: Float32Array;
  /** f32 (rows, classStride): what `multiply` writes and `combine` reads. */
  readonly scores: Float32Array;
  /** f32 (classes, stride): what `combine` writes. */
  readonly sums: Float32Array;
  readonly #multiply: () => void;
  readonly #combine: () => void;

  /** @throws {SaguimError} `out-of-memory` */
  constructor(module: WebAssembly.Module, rows: number, columns: number, classes: number) {
    this.stride = padTo(columns, 8);
    this.classStride = padTo(classes, 4);
    const paddedRows = padTo(rows, 4);
    let end = memoryBase;
    const take = (numbers: number) => (end += numbers * 4) - numbers * 4;
    const x = take(paddedRows * this.stride);
    const weights = take(this.classStride * this.stride);
    const sums = take(this.classStride * this.stride);
    const scores = take(paddedRows * this.classStride);
    const pages = Math.ceil(end / pageBytes);
    let memory: WebAssembly.Memory;
    try {
      memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    } catch (cause) {
      throw new SaguimError('out-of-memory', `There is no memory for ${rows} rows`, { details: { bytes: pages * pageBytes }, cause });
    }
    const { multiply, combine } = new WebAssembly.Instance(module, { env: { memory } }).exports as Record<string, Product>;
    const bytes = this.stride * 4;
    this.#multiply = () => multiply!(x, paddedRows, bytes, weights, this.classStride, scores);
    this.#combine = () => combine!(x, paddedRows, bytes, scores, this.classStride, sums);
    this.x = new Float32Array(memory.buffer, x, rows * this.stride);
    this.weights = new Float32Array(memory.buffer, weights, classes * this.stride);
    this.sums = new Float32Array(memory.buffer, sums, classes * this.stride);
    this.scores = new Float32Array(memory.buffer, scores, rows * this.classStride);
  }

  /** Its module. @param wasmUrl as `WasmScanner.create()` @throws as fetching and compiling a kernel */
  static load(wasmUrl?: string | URL): Promise<WebAssembly.Module> {
    return vectorsModule(readBytes, wasmUrl);
  }

  /** `scores[r, k] = x[r] · weights[k]` */
  multiply(): void {
    this.#multiply();
  }

  /** `sums[k] = Σ scores[r, k] × x[r]`, over all rows. */
  combine(): void {
    this.#combine();
  }
}
