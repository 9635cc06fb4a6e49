import { readBytes } from '#platform';
import { SaguimError } from '../../spec/index.js';
import { checkScannerSize, quantizeQuery, strideOf, type VectorScanner } from './vector-scanner.js';
import { vectorsModule } from './vectors-module.js';

const pageBytes = 65_536;
/** The module's own data, of which it has none, would lie below. */
const memoryBase = 1_024;

type Scan = (rows: number, scales: number, count: number, stride: number, query: number, unit: number, scores: number) => void;

/** Rows in a WebAssembly memory of their own, which is given back with them, scanned by SIMD. */
export class WasmScanner implements VectorScanner {
  readonly count: number;
  readonly dimensions: number;
  readonly stride: number;
  readonly rows: Int8Array;
  readonly scales: Float32Array;
  readonly #query: Int16Array;
  readonly #scores: Float32Array;
  readonly #scan: Scan;

  private constructor(count: number, dimensions: number, module: WebAssembly.Module) {
    this.count = count;
    this.dimensions = dimensions;
    this.stride = strideOf(dimensions);
    const scales = memoryBase + count * this.stride;
    const scores = scales + count * 4;
    const query = Math.ceil((scores + count * 4) / 16) * 16;
    const pages = Math.ceil((query + this.stride * 2) / pageBytes);
    let memory: WebAssembly.Memory;
    try {
      memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    } catch (cause) {
      throw new SaguimError('out-of-memory', `There is no memory for ${count} vectors`, { details: { bytes: pages * pageBytes }, cause });
    }
    this.rows = new Int8Array(memory.buffer, memoryBase, count * this.stride);
    this.scales = new Float32Array(memory.buffer, scales, count);
    this.#scores = new Float32Array(memory.buffer, scores, count);
    this.#query = new Int16Array(memory.buffer, query, this.stride);
    this.#scan = new WebAssembly.Instance(module, { env: { memory } }).exports.scan as Scan;
  }

  /**
   * @param wasmUrl the folder of the `.wasm` files, when they do not lie where the scripts expect them
   * @throws {SaguimError} `invalid-argument`, `out-of-memory`; as fetching and compiling a kernel
   */
  static async create(count: number, dimensions: number, wasmUrl?: string | URL): Promise<WasmScanner> {
    checkScannerSize(count, dimensions);
    return new WasmScanner(count, dimensions, await vectorsModule(readBytes, wasmUrl));
  }

  scan(query: Float32Array): Float32Array {
    const unit = quantizeQuery(query, this.dimensions, this.#query);
    const { rows, scales } = this;
    this.#scan(rows.byteOffset, scales.byteOffset, this.count, this.stride, this.#query.byteOffset, unit, this.#scores.byteOffset);
    return this.#scores;
  }
}
