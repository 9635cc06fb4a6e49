import { describe, expect, it } from 'vitest';
import { fromBfloat16, fromHalf, toHalf } from './half.js';

describe('binary16', () => {
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x7bff, 65504],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ])('%i is %d', (bits, value) => {
    expect(fromHalf(bits)).toBe(value);
    expect(toHalf(value)).toBe(bits);
  });

  it('every pattern but those of NaN goes through a number and back', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = fromHalf(bits);
      if (Number.isNaN(value)) expect((bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0).toBe(true);
      else if (toHalf(value) !== bits) expect.fail(`${bits} became ${toHalf(value)}`);
    }
  });

  it('takes the nearest, of two equally near the even one', () => {
    for (let bits = 0; bits < 0x7bff; bits++) {
      const [low, high] = [fromHalf(bits), fromHalf(bits + 1)];
      const middle = (low + high) / 2;
      const even = bits % 2 === 0 ? bits : bits + 1;
      const got = [toHalf(middle), toHalf(middle * (1 - 1e-9)), toHalf(middle * (1 + 1e-9)), toHalf(-middle)];
      if (String(got) !== String([even, bits, bits + 1, even | 0x8000])) expect.fail(`around ${middle}: ${got}`);
    }
    expect(toHalf(65519.999)).toBe(0x7bff);
    expect(toHalf(65520)).toBe(0x7c00);
    expect(toHalf(2 ** -25)).toBe(0);
    expect(toHalf(2 ** -25 * 1.001)).toBe(1);
    expect(toHalf(1e-300)).toBe(0);
  });
});

it('bfloat16 is the upper half of binary32', () => {
  expect(fromBfloat16(0x3f80)).toBe(1);
  expect(fromBfloat16(0xc049)).toBe(-3.140625);
  expect(fromBfloat16(0xff80)).toBe(Number.NEGATIVE_INFINITY);
  expect(fromBfloat16(0x7fc0)).toBeNaN();
});
