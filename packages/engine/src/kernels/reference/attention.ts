import type { Segment } from '../../spec/index.js';
import { type Columns, row } from './columns.js';
import type { PageCache } from './page-cache.js';

export interface AttentionSettings {
  readonly layer: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly scale: number;
  readonly window?: number;
  readonly softcap?: number;
}

/** Writes the keys and values of all rows into the cache, then computes every row's attention over its own sequence. */
export function attention(
  q: Columns,
  k: Columns,
  v: Columns,
  out: Columns,
  segments: readonly Segment[],
  cache: PageCache,
  settings: AttentionSettings,
): void {
  for (const segment of segments) {
    const { start, length, position } = segment;
    const pages = cache.pagesOf(settings.layer, segment);
    for (let i = 0; i < length; i++) {
      const page = pages[Math.floor((position + i) / cache.pageSize)];
      const slot = (position + i) % cache.pageSize;
      cache.key(settings.layer, page, slot).set(row(k, start + i));
      cache.value(settings.layer, page, slot).set(row(v, start + i));
    }
  }
  for (const segment of segments) {
    const { start, length, position } = segment;
    const pages = cache.pagesOf(settings.layer, segment);
    for (let i = 0; i < length; i++) attend(row(q, start + i), row(out, start + i), position + i, pages, cache, settings);
  }
}

/** One row: `out (heads * headSize,)` from `q (heads * headSize,)` and the cached positions `0 … position` that it may see. */
function attend(
  q: Float32Array,
  out: Float32Array,
  position: number,
  pages: Int32Array,
  cache: PageCache,
  settings: AttentionSettings,
): void {
  const { layer, heads, kvHeads, headSize, scale, window, softcap } = settings;
  const first = window === undefined ? 0 : Math.max(0, position - window + 1);
  const count = position - first + 1;
  const keys: Float32Array[] = [];
  const values: Float32Array[] = [];
  for (let p = first; p <= position; p++) {
    const page = pages[Math.floor(p / cache.pageSize)];
    keys.push(cache.key(layer, page, p % cache.pageSize));
    values.push(cache.value(layer, page, p % cache.pageSize));
  }
  const weights = new Float64Array(count);
  const sum = new Float64Array(headSize);

  for (let head = 0; head < heads; head++) {
    const qStart = head * headSize;
    const kvStart = Math.floor(head / (heads / kvHeads)) * headSize;

    let largest = -Infinity;
    for (let p = 0; p < count; p++) {
      const key = keys[p];
      let score = 0;
      for (let i = 0; i < headSize; i++) score += q[qStart + i] * key[kvStart + i];
      score *= scale;
      if (softcap !== undefined) score = softcap * Math.tanh(score / softcap);
      weights[p] = score;
      largest = Math.max(largest, score);
    }

    // The largest score is taken off first, so that no exponential overflows.
    let total = 0;
    for (let p = 0; p < count; p++) total += weights[p] = Math.exp(weights[p] - largest);

    sum.fill(0);
    for (let p = 0; p < count; p++) {
      const value = values[p];
      const weight = weights[p] / total;
      for (let i = 0; i < headSize; i++) sum[i] += weight * value[kvStart + i];
    }
    out.set(sum, qStart);
  }
}
