import { expect, it } from 'vitest';
import { Tensor } from './tensor.js';

it('gives its numbers as lists, rows and an iteration', () => {
  const tensor = new Tensor('float32', Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), [2, 3, 2]);
  expect(tensor.size).toBe(12);
  expect(tensor.tolist()).toEqual([
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    [
      [7, 8],
      [9, 10],
      [11, 12],
    ],
  ]);
  expect(tensor._getitem(-1).tolist()).toEqual(tensor.tolist()[1]);
  expect([...tensor].map(({ dims }) => dims)).toEqual([
    [3, 2],
    [3, 2],
  ]);
  expect(() => tensor._getitem(2)).toThrow(RangeError);
  expect(new Tensor('int8', new Int8Array(0), [0, 4]).tolist()).toEqual([]);
});
