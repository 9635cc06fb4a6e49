import { SaguimError } from '@saguim/engine/spec';
import type { ModelHandle } from '../runtime/index.js';
import { toWebError } from '../web/exceptions.js';
import { Tensor } from './tensor.js';
import { toTexts } from './text-classification.js';

const poolings = ['none', 'mean', 'cls', 'first_token', 'eos', 'last_token'] as const;

export interface FeatureExtractionOptions {
  /** `none` (default): a row for every token. */
  pooling?: (typeof poolings)[number];
  /** Whether rows become of length 1. Default: false. */
  normalize?: boolean;
  /** Whether numbers become bits, eight to a byte. Default: false. */
  quantize?: boolean;
  /** Bytes with a sign (default) or without. */
  precision?: 'binary' | 'ubinary';
  signal?: AbortSignal;
}

/** What a model makes of texts: a tensor (texts, tokens, numbers), or with `pooling` (texts, numbers). */
export type FeatureExtraction = (texts: string | readonly string[], options?: FeatureExtractionOptions) => Promise<Tensor>;

export function featureExtraction(handle: ModelHandle): FeatureExtraction {
  const width = handle.info.embedding!.dimensions;
  return async (input, options = {}) => {
    const { pooling = 'none', normalize = false, quantize = false, precision = 'binary', signal } = options;
    if (!poolings.includes(pooling)) throw new TypeError(`pooling is "${pooling}"; it must be one of: ${poolings.join(', ')}.`);
    const texts = toTexts(input);
    // Means of the last layer come with what classifiers read, a row for each text and not for each token.
    const layers = { texts, features: 'layers', prefix: '', overflow: 'truncate', allowBlank: true, priority: 'interactive' } as const;
    const asked = pooling === 'mean' ? handle.call('embed', layers, { signal }) : handle.call('promptFeatures', { texts }, { signal });
    const { rows, tokens } = await asked.catch((error) => {
      throw toWebError(error);
    });
    const wide = handle.info.embedding!.featureDimensions;
    const most = Math.max(0, ...tokens);
    const dims = pooling === 'none' ? [texts.length, most, width] : [texts.length, width];
    // Rows after the end of a text that is shorter than another stay zeros.
    const data = new Float32Array(dims.reduce((product, size) => product * size, 1));
    let row = 0;
    for (const [i, count] of tokens.entries()) {
      const own = rows.subarray(row * width, (row + count) * width);
      row += count;
      if (pooling === 'none') data.set(own, i * most * width);
      else if (pooling === 'mean') data.set(rows.subarray(i * wide, i * wide + width), i * width);
      else {
        const at = pooling === 'cls' || pooling === 'first_token' ? 0 : count - 1;
        data.set(own.subarray(at * width, (at + 1) * width), i * width);
      }
    }
    if (normalize) for (let start = 0; start < data.length; start += width) toUnit(data.subarray(start, start + width));
    return quantize ? toBits(data, dims, precision) : new Tensor('float32', data, dims);
  };
}

function toUnit(row: Float32Array): void {
  const length = Math.hypot(...row);
  if (length > 0) for (let i = 0; i < row.length; i++) row[i]! /= length;
}

/** A bit for each number: whether it is positive, the first one highest. https://huggingface.co/blog/embedding-quantization */
function toBits(data: Float32Array, dims: readonly number[], precision: 'binary' | 'ubinary'): Tensor {
  const width = dims.at(-1)!;
  if (width % 8 !== 0) {
    throw new SaguimError('unsupported', `Rows of ${width} numbers are no whole bytes of bits`, {
      where: 'quantize',
      hint: 'Leave it out.',
    });
  }
  const bits = precision === 'binary' ? new Int8Array(data.length / 8) : new Uint8Array(data.length / 8);
  const offset = precision === 'binary' ? -128 : 0;
  for (let byte = 0; byte < bits.length; byte++) {
    let value = 0;
    for (let bit = 0; bit < 8; bit++) value |= (data[8 * byte + bit]! > 0 ? 1 : 0) << (7 - bit);
    bits[byte] = value + offset;
  }
  return new Tensor(precision === 'binary' ? 'int8' : 'uint8', bits, [...dims.slice(0, -1), width / 8]);
}
