import { SaguimError } from '../../spec/index.js';

/** Many vectors as int8 with a scale each, and their products with a query. */
export interface VectorScanner {
  readonly count: number;
  readonly dimensions: number;
  /** Bytes from one row to the next: `dimensions`, up to a multiple of 16; what is beyond them is zero. */
  readonly stride: number;
  /** int8 (count, stride), row after row; filled by the caller. */
  readonly rows: Int8Array;
  /** f32 (count,): a row's numbers times its scale are the vector. */
  readonly scales: Float32Array;
  /**
   * Products of the query (dimensions,) with every row, up to the rounding of both.
   * @returns f32 (count,), valid until the next call
   */
  scan(query: Float32Array): Float32Array;
}

export const strideOf = (dimensions: number): number => Math.ceil(dimensions / 16) * 16;

/** @throws {SaguimError} `invalid-argument` */
export function checkScannerSize(count: number, dimensions: number): void {
  if (!Number.isInteger(count) || count < 0 || !Number.isInteger(dimensions) || dimensions < 1 || dimensions > 65_536)
    throw new SaguimError('invalid-argument', `A scanner of ${count} vectors of ${dimensions} dimensions cannot be`);
}

/** A vector as int8 (stride,) into `row`. @returns its scale */
export function quantizeVector(vector: Float32Array, row: Int8Array): number {
  let largest = 0;
  for (let at = 0; at < vector.length; at++) largest = Math.max(largest, Math.abs(vector[at]!));
  if (largest === 0) {
    row.fill(0);
    return 0;
  }
  const inverse = 127 / largest;
  for (let at = 0; at < vector.length; at++) row[at] = Math.round(vector[at]! * inverse);
  row.fill(0, vector.length);
  return Math.fround(largest / 127);
}

/**
 * A query as int16 (stride,) into `target`: as fine as sums of 32 bits allow, so that only the rows' rounding counts.
 * @returns the unit: the integers times it are the query
 * @throws {SaguimError} `invalid-argument` for another length, or a number that is not finite
 */
export function quantizeQuery(query: Float32Array, dimensions: number, target: Int16Array): number {
  if (query.length !== dimensions) {
    throw new SaguimError('invalid-argument', `The query has ${query.length} dimensions and the vectors have ${dimensions}`, {
      hint: 'Use the model that the vectors were made with.',
    });
  }
  let largest = 0;
  for (let at = 0; at < query.length; at++) {
    const size = Math.abs(query[at]!);
    if (!(size <= 3.4e38)) throw new SaguimError('invalid-argument', `Number ${at} of the query is ${query[at]}`);
    largest = Math.max(largest, size);
  }
  target.fill(0);
  if (largest === 0) return 0;
  const most = Math.min(32_767, Math.floor(0x7fff_ffff / (127 * target.length)));
  for (let at = 0; at < query.length; at++) target[at] = Math.round((query[at]! / largest) * most);
  return Math.fround(largest / most);
}
