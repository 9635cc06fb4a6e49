import { describe, expect, it } from 'vitest';
import type { TensorType } from '../../spec/index.js';
import { byteLength, TENSOR_TYPES } from '../../tensors/index.js';
import { packedBytes } from './weight-packer.js';

const types = Object.keys(TENSOR_TYPES) as TensorType[];

describe('packed weights', () => {
  it.each(types)('of type %s take at most 1.03 times the bytes of the file', (type) => {
    for (const width of [256, 576, 2048, 14336]) {
      if (width % TENSOR_TYPES[type].elements !== 0) continue;
      const shape = [width, 4096];
      const stored = byteLength(type, shape);
      const packed = packedBytes({ name: 'w', type, shape, offset: 0, byteLength: stored });
      expect(packed / stored, `rows of ${width}`).toBeGreaterThanOrEqual(1);
      expect(packed / stored, `rows of ${width}`).toBeLessThanOrEqual(1.03);
    }
  });

  it('fill up the last group of 8 rows', () => {
    const info = { name: 'w', type: 'Q8_0' as const, shape: [32, 9], offset: 0, byteLength: 9 * 34 };
    expect(packedBytes(info)).toBe(16 * 34);
  });
});
