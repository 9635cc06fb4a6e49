import { describe, expect, it } from 'vitest';
import { number, samplingOf, tokenIds } from './options.js';

describe('numbers', () => {
  it('are taken in their range only', () => {
    expect(number(0, 5)('0.7')).toBe(0.7);
    expect(number(1, 64, 'whole')('64')).toBe(64);
    for (const text of ['', ' ', 'x', '1x', '-1', '5.01', 'NaN', 'Infinity'])
      expect(() => number(0, 5)(text)).toThrow('Give a number from 0 to 5.');
    expect(() => number(1, 64, 'whole')('1.5')).toThrow('Give a whole number from 1 to 64.');
  });

  it('of tokens may be separated by commas or spaces', () => {
    expect(tokenIds('1,2, 3 4')).toEqual([1, 2, 3, 4]);
    for (const text of ['', ',', '1,-2', '1.5', 'one']) expect(() => tokenIds(text)).toThrow(/whole numbers/);
  });
});

it('keeps only the sampling options that were given', () => {
  expect(samplingOf({ temperature: 0, seed: 7, maxTokens: 5, stop: ['x'] })).toEqual({ temperature: 0, seed: 7 });
});
