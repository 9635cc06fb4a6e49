import { expect, it } from 'vitest';
import { jsonValue, shortest } from './describe-model.js';

it('writes 32-bit numbers as short as they are exact', () => {
  expect([1e-5, 0.1, 10000, 1 / 3, 0].map((value) => shortest(Math.fround(value)))).toEqual([0.00001, 0.1, 10000, 0.33333334, 0]);
  expect(Math.fround(shortest(Math.fround(1 / 3)))).toBe(Math.fround(1 / 3));
});

it('gives values as JSON can hold them, and the beginning of long arrays', () => {
  expect(jsonValue({ type: 'uint64', value: 12n })).toBe(12);
  expect(jsonValue({ type: 'uint64', value: 2n ** 60n })).toBe('1152921504606846976');
  expect(jsonValue({ type: 'float32', value: Math.fround(1e-6) })).toBe(0.000001);
  expect(jsonValue({ type: 'array', elementType: 'int32', value: new Int32Array([1, 2]) })).toEqual([1, 2]);
  expect(jsonValue({ type: 'array', elementType: 'string', value: Array.from('0123456789') })).toEqual({
    type: 'array of string',
    length: 10,
    start: ['0', '1', '2', '3', '4', '5', '6', '7'],
  });
});
