import type { RelativePositions, Segment } from '../../spec/index.js';
import { relativeRow } from '../relative-positions.js';
import { type Columns, row } from './columns.js';

export interface SelfAttentionSettings {
  readonly heads: number;
  readonly headSize: number;
  readonly scale: number;
  readonly causal?: boolean;
  readonly relative?: RelativePositions;
}

/** Values `(rows, width)` of the tables that an operation names. */
export interface RelativeTables {
  readonly keys?: Float32Array;
  readonly queries?: Float32Array;
}

/** `out = softmax(q·K * scale) @ V` for every row and head, over all rows of the row's segment, or those up to it. */
export function selfAttention(
  q: Columns,
  k: Columns,
  v: Columns,
  out: Columns,
  segments: readonly Segment[],
  { heads, headSize, scale, causal, relative }: SelfAttentionSettings,
  tables: RelativeTables = {},
): void {
  for (const { start, length: all } of segments) {
    const sum = new Float64Array(headSize);
    for (let r = start; r < start + all; r++) {
      const length = causal ? r - start + 1 : all;
      const weights = new Float64Array(length);
      for (let head = 0; head < heads; head++) {
        const first = head * headSize;
        const query = row(q, r).subarray(first, first + headSize);
        for (let p = 0; p < length; p++) {
          const key = row(k, start + p);
          let score = 0;
          for (let i = 0; i < headSize; i++) score += query[i] * key[first + i];
          if (relative) {
            const at = relativeRow(r - start - p, relative) * heads * headSize + first;
            for (let i = 0; i < headSize; i++) {
              if (tables.keys) score += query[i] * tables.keys[at + i];
              if (tables.queries) score += key[first + i] * tables.queries[at + i];
            }
          }
          weights[p] = score * scale;
        }
        // The largest score is taken off first, so that no exponential overflows.
        const largest = weights.reduce((a, b) => Math.max(a, b), -Infinity);
        let total = 0;
        for (let p = 0; p < length; p++) total += weights[p] = Math.exp(weights[p] - largest);
        sum.fill(0);
        for (let p = 0; p < length; p++) {
          const value = row(v, start + p);
          for (let i = 0; i < headSize; i++) sum[i] += (weights[p] / total) * value[first + i];
        }
        row(out, r).set(sum, first);
      }
    }
  }
}
