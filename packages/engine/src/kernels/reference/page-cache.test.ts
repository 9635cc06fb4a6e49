import { describe, expect, it } from 'vitest';
import { PageCache } from './page-cache.js';

describe('PageCache', () => {
  const layers = [
    { kvHeads: 2, headSize: 3 },
    { kvHeads: 1, headSize: 4 },
  ];

  it('gives every layer, page and position a place of its own', () => {
    const cache = new PageCache(layers, 4, { full: 8, window: 8 });
    expect(cache.reserve('full', 3)).toBe(3);
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

  it('keeps windowed layers in pages of their own', () => {
    const cache = new PageCache([layers[0]!, { ...layers[1]!, window: 2 }], 4, { full: 8, window: 2 });
    expect(cache.reserve('full', 3)).toBe(3);
    expect(cache.reserve('window', 3)).toBe(2);
    expect(cache.byteLength).toBe(4 * (3 * 2 * 4 * 6 + 2 * 2 * 4 * 4));
    cache.key(1, 0, 1).fill(7);
    cache.copy('window', 0, 1, 4);
    expect([...cache.key(1, 1, 1)]).toEqual([7, 7, 7, 7]);
    expect(cache.pagesOf(1, { pages: Int32Array.of(2), windowPages: Int32Array.of(1) })).toEqual(Int32Array.of(1));
  });

  it('never makes more pages than the most', () => {
    const cache = new PageCache(layers, 4, { full: 2, window: 2 });
    expect(cache.reserve('full', 5)).toBe(2);
    expect(cache.reserve('full', 1)).toBe(2);
  });

  it('copies the first positions of a page, all layers, and leaves the rest', () => {
    const cache = new PageCache(layers, 4, { full: 2, window: 2 });
    cache.reserve('full', 2);
    for (const layer of [0, 1]) {
      for (let slot = 0; slot < 4; slot++) {
        cache.key(layer, 0, slot).fill(10 + slot);
        cache.value(layer, 0, slot).fill(20 + slot);
      }
    }
    cache.copy('full', 0, 1, 3);
    for (const layer of [0, 1]) {
      expect([0, 1, 2, 3].map((slot) => cache.key(layer, 1, slot)[0])).toEqual([10, 11, 12, 0]);
      expect([0, 1, 2, 3].map((slot) => cache.value(layer, 1, slot)[0])).toEqual([20, 21, 22, 0]);
    }
    expect(() => cache.copy('full', 0, 2, 1)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
