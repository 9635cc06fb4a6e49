import type { TensorType } from '../spec/index.js';
import { SaguimError, TENSOR_TYPES } from '../spec/index.js';

export { TENSOR_TYPES };

/** How many numbers a shape holds. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, dimension) => count * dimension, 1);
}

/**
 * Bytes that a tensor takes, rows one after the other.
 *
 * @param shape GGUF order: the first dimension is the length of a row
 * @throws {SaguimError} `invalid-argument` for dimensions that are no whole numbers, rows that are no whole blocks, and sizes beyond
 * what a number can hold exactly.
 */
export function byteLength(type: TensorType, shape: readonly number[]): number {
  const { elements, bytes } = TENSOR_TYPES[type];
  if (!shape.every((dimension) => Number.isSafeInteger(dimension) && dimension > 0)) {
    throw new SaguimError('invalid-argument', `The shape [${shape.join(', ')}] has a dimension that is not a whole number above 0`);
  }
  if ((shape[0] ?? 1) % elements !== 0) {
    throw new SaguimError('invalid-argument', `Rows of ${shape[0] ?? 1} numbers are not whole blocks of ${elements}, as ${type} needs`);
  }
  const length = (elementCount(shape) / elements) * bytes;
  if (!Number.isSafeInteger(length)) throw new SaguimError('invalid-argument', `The shape [${shape.join(', ')}] is too large`);
  return length;
}
