import { describe, expect, it } from 'vitest';
import { PageCache } from './page-cache.js';

describe('PageCache', () => {
  const layers = [
    { kvHeads: 2, headSize: 3 },
    { kvHeads: 1, headSize: 4 },
  ];

  it('gives every layer, page and position a place of its own', () => {
    const cache = new PageCache(layers, 4, 8);
    expect(cache.reserve(3)).toBe(3);
    expect(cache.byteLength).toBe(3 * 4 * (2 * 4 * 6 + 2 * 4 * 4));
    let mark = 0;
    const marks: [Float32Array, number][] = [];
    for (let page = 0; page < 3; page++) {
      for (const layer of [0, 1]) {
        for (let slot = 0; slot < 4; slot++) {
          for (const entry of [cache.key(layer, page, slot), cache.value(layer, page, slot)]) {
            expect(entry.length).toBe(layer === 0 ? 6 : 4);
            marks.push([entry.fill(++mark), mark]);
          }
        }
      }
    }
    for (const [entry, expected] of marks) expect(new Set(entry)).toEqual(new Set([expected]));
  });

  it('never makes more pages than the most', () => {
    const cache = new PageCache(layers, 4, 2);
    expect(cache.reserve(5)).toBe(2);
    expect(cache.reserve(1)).toBe(2);
  });

  it('copies the first positions of a page, all layers, and leaves the rest', () => {
    const cache = new PageCache(layers, 4, 2);
    cache.reserve(2);
    for (const layer of [0, 1]) {
      for (let slot = 0; slot < 4; slot++) {
        cache.key(layer, 0, slot).fill(10 + slot);
        cache.value(layer, 0, slot).fill(20 + slot);
      }
    }
    cache.copy(0, 1, 3);
    for (const layer of [0, 1]) {
      expect([0, 1, 2, 3].map((slot) => cache.key(layer, 1, slot)[0])).toEqual([10, 11, 12, 0]);
      expect([0, 1, 2, 3].map((slot) => cache.value(layer, 1, slot)[0])).toEqual([20, 21, 22, 0]);
    }
    expect(() => cache.copy(0, 2, 1)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
