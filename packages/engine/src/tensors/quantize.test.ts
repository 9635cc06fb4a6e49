import { describe, expect, it } from 'vitest';
import { dequantize } from './dequantize.js';
import { quantize } from './quantize.js';

const numbers = (count: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i * i) * (1 + (i % 7)));

describe('quantize', () => {
  it.each([
    ['Q8_0', 34, 0.51 / 127],
    ['Q4_0', 18, 1.01 / 8],
  ] as const)('%s: every number lands within a step of itself', (type, bytes, step) => {
    const values = numbers(320);
    const stored = quantize(type, values);
    expect(stored).toHaveLength(10 * bytes);
    const back = dequantize(type, stored, 320);
    for (let block = 0; block < 10; block++) {
      const own = values.subarray(32 * block, 32 * block + 32);
      const largest = Math.max(...own.map(Math.abs));
      own.forEach((value, i) => {
        expect(Math.abs((back[32 * block + i] as number) - value)).toBeLessThanOrEqual(step * largest * 1.001);
      });
    }
    // What is on the steps already stays.
    expect(quantize(type, back)).toEqual(stored);
  });

  it('keeps F32 as it is', () => {
    const values = numbers(5);
    expect(dequantize('F32', quantize('F32', values), 5)).toEqual(values);
  });

  it('makes zeros of zeros and of numbers too small for a scale', () => {
    for (const type of ['Q8_0', 'Q4_0'] as const) {
      expect([...dequantize(type, quantize(type, new Float32Array(32).fill(-1e-9)), 32)].every((value) => Math.abs(value) < 1e-8)).toBe(
        true,
      );
    }
  });

  it.each([Number.NaN, Infinity, -Infinity, 3e38])('refuses %s', (odd) => {
    for (const at of [0, 17, 31]) {
      const values = numbers(64);
      values[32 + at] = odd;
      for (const type of ['Q8_0', 'Q4_0'] as const) {
        expect(() => quantize(type, values)).toThrow(expect.objectContaining({ name: 'SaguimError', code: 'bad-file' }));
      }
    }
  });

  it('refuses lengths that do not fit', () => {
    const wrong = expect.objectContaining({ code: 'invalid-argument' }) as Error;
    expect(() => quantize('Q8_0', numbers(31))).toThrow(wrong);
    expect(() => quantize('Q8_0', numbers(32), new Uint8Array(33))).toThrow(wrong);
  });
});
