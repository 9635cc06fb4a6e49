import { SaguimError } from '@saguim/engine/spec';

/** A copy of a vector, of length 1; zeros stay. @throws {SaguimError} `invalid-argument` for numbers that are not finite */
export function unitVector(vector: Float32Array): Float32Array<ArrayBuffer> {
  let square = 0;
  for (const [at, number] of vector.entries()) {
    if (!Number.isFinite(number))
      throw new SaguimError('invalid-argument', `Number ${at} of a vector is ${number}`, { hint: 'The embedder is at fault.' });
    square += number * number;
  }
  const length = Math.sqrt(square);
  const unit = Float32Array.from(vector);
  // Of length 1 already, up to rounding: left as it is, to the bit.
  if (length === 0 || Math.abs(length - 1) < 1e-6) return unit;
  for (let at = 0; at < unit.length; at++) unit[at]! /= length;
  return unit;
}

/** Product of two vectors, summed in double precision. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
