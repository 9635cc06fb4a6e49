import { checkScannerSize, quantizeQuery, strideOf, type VectorScanner } from './vector-scanner.js';

/** The definition, in plain TypeScript; as fast as is needed for a few hundred rows. */
export class PlainScanner implements VectorScanner {
  readonly count: number;
  readonly dimensions: number;
  readonly stride: number;
  readonly rows: Int8Array;
  readonly scales: Float32Array;
  readonly #query: Int16Array;
  readonly #scores: Float32Array;

  /** @throws {SaguimError} `invalid-argument` */
  constructor(count: number, dimensions: number) {
    checkScannerSize(count, dimensions);
    this.count = count;
    this.dimensions = dimensions;
    this.stride = strideOf(dimensions);
    this.rows = new Int8Array(count * this.stride);
    this.scales = new Float32Array(count);
    this.#query = new Int16Array(this.stride);
    this.#scores = new Float32Array(count);
  }

  scan(query: Float32Array): Float32Array {
    const unit = quantizeQuery(query, this.dimensions, this.#query);
    for (let row = 0; row < this.count; row++) {
      const from = row * this.stride;
      let sum = 0;
      for (let at = 0; at < this.stride; at++) sum += this.rows[from + at]! * this.#query[at]!;
      this.#scores[row] = Math.fround(Math.fround(sum) * this.scales[row]!) * unit;
    }
    return this.#scores;
  }
}
