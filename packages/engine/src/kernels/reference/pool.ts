import type { PoolKind, Segment } from '../../spec/index.js';
import { type Columns, row } from './columns.js';

/** What the rows of each segment come to, column by column, in the segment's last row of `out`. */
export function pool(kind: PoolKind, input: Columns, out: Columns, segments: readonly Segment[]): void {
  for (const { start, length } of segments) {
    const last = start + length - 1;
    const result = new Float64Array(row(input, kind === 'last' ? last : start));
    if (kind === 'mean' || kind === 'maximum') {
      for (let r = start + 1; r <= last; r++) {
        row(input, r).forEach((x, i) => {
          result[i] = kind === 'mean' ? result[i] + x : Math.max(result[i], x);
        });
      }
    }
    if (kind === 'mean') for (let i = 0; i < result.length; i++) result[i] /= length;
    row(out, last).set(result);
  }
}
