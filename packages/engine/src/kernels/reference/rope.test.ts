import { describe, expect, it } from 'vitest';
import { rope } from './rope.js';

/** Worked by hand: at base 1 every pair turns by `position` radians; a quarter turn takes (1, 0) to (0, 1). */
describe('rope', () => {
  const quarter = { heads: 1, headSize: 4, dimensions: 4, base: 1, positionScale: Math.PI / 2 };
  const turn = (values: number[], settings: Parameters<typeof rope>[3], position: number, factors?: Float32Array) => {
    const data = Float32Array.from(values);
    rope({ data, stride: values.length, start: 0, width: values.length }, Int32Array.of(position), factors, settings);
    return Array.from(data, (x) => Math.round(x * 1e6) / 1e6 + 0);
  };

  it('turns neighbours (normal) or halves (neox)', () => {
    expect(turn([1, 0, 5, 0], { ...quarter, kind: 'normal' }, 1)).toEqual([0, 1, 0, 5]);
    expect(turn([1, 5, 0, 0], { ...quarter, kind: 'neox' }, 1)).toEqual([0, 0, 1, 5]);
  });

  it('leaves position 0 and the values behind `dimensions` alone', () => {
    expect(turn([1, 2, 3, 4], { ...quarter, kind: 'normal' }, 0)).toEqual([1, 2, 3, 4]);
    expect(turn([1, 0, 3, 4], { ...quarter, kind: 'normal', dimensions: 2 }, 1)).toEqual([0, 1, 3, 4]);
  });

  it('divides frequencies by factors, and falls off with the base', () => {
    expect(turn([1, 0, 1, 0], { ...quarter, kind: 'normal' }, 2, Float32Array.of(1, 2))).toEqual([-1, 0, 0, 1]);
    // Pair 1 of 2 has the frequency base^(-1/2).
    expect(turn([1, 0, 1, 0], { ...quarter, kind: 'normal', base: 4 }, 2)).toEqual([-1, 0, 0, 1]);
  });
});
