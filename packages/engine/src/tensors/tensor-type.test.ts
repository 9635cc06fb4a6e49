import { expect, it } from 'vitest';
import { SaguimError } from '../spec/index.js';
import { dequantize } from './dequantize.js';
import { byteLength, elementCount } from './tensor-type.js';

const invalid = expect.objectContaining({ name: 'SaguimError', code: 'invalid-argument' });

it('counts numbers and bytes', () => {
  expect(elementCount([576, 49152])).toBe(28311552);
  expect(byteLength('F32', [576])).toBe(2304);
  expect(byteLength('Q4_1', [576, 1536])).toBe((576 / 32) * 20 * 1536);
  expect(byteLength('Q6_K', [256, 2, 3])).toBe(210 * 6);
});

it.each([
  ['Q4_0', [48, 2]],
  ['Q4_K', [128]],
  ['F32', [0]],
  ['F32', [-1, -1]],
  ['F32', [1.5]],
  ['F32', [2 ** 40, 2 ** 40]],
  ['F32', [Number.NaN]],
] as const)('refuses %s %j', (type, shape) => {
  expect(() => byteLength(type, shape)).toThrow(invalid);
});

it('dequantize refuses lengths that do not fit', () => {
  expect(() => dequantize('Q4_0', new Uint8Array(18), 31)).toThrow(SaguimError);
  expect(() => dequantize('Q4_0', new Uint8Array(17), 32)).toThrow(invalid);
  expect(() => dequantize('F32', new Uint8Array(8), 2, new Float32Array(1))).toThrow(invalid);
  expect(() => dequantize('F32', new Uint8Array(8), -1, new Float32Array(1))).toThrow(invalid);
});
