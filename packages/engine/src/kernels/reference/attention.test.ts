import { describe, expect, it } from 'vitest';
import { attention } from './attention.js';
import { PageCache } from './page-cache.js';

/** Worked by hand: keys that differ by ln 3 in score give weights 1/4 and 3/4. */
describe('attention', () => {
  const columns = (data: number[], stride: number) => ({ data: Float32Array.from(data), stride, start: 0, width: stride });
  const run = (window?: number, softcap?: number) => {
    const cache = new PageCache([{ kvHeads: 1, headSize: 1 }], 2, { full: 2, window: 2 });
    cache.reserve('full', 2);
    const out = columns([0, 0, 0], 1);
    const segments = [{ start: 0, length: 3, position: 0, pages: Int32Array.of(1, 0) }];
    const [q, k, v] = [columns([1, 1, 1], 1), columns([0, Math.log(3), 0], 1), columns([8, 16, 40], 1)];
    attention(q, k, v, out, segments, cache, { layer: 0, heads: 1, kvHeads: 1, headSize: 1, scale: 1, window, softcap });
    return Array.from(out.data, (x) => Math.round(x * 1e4) / 1e4);
  };

  it('weighs what a row may see by its score', () => {
    expect(run()).toEqual([8, 14, (8 + 3 * 16 + 40) / 5]);
  });

  it('sees only the window', () => {
    expect(run(1)).toEqual([8, 16, 40]);
    expect(run(2)).toEqual([8, 14, (3 * 16 + 40) / 4]);
  });

  it('caps scores', () => {
    const weight = Math.exp(0.5 * Math.tanh(Math.log(3) / 0.5));
    expect(run(undefined, 0.5)[1]).toBeCloseTo((8 + weight * 16) / (1 + weight), 3);
  });
});
