import type { RelativePositions } from '../spec/index.js';

/**
 * The row of the tables that stands for a distance `i - j`, as DeBERTa counts them (https://arxiv.org/abs/2111.09543): near ones have a row each, far ones
 * share them on a logarithmic scale. In single precision, which decides where two rows meet.
 */
export function relativeRow(distance: number, { rows, buckets, most }: RelativePositions): number {
  const middle = rows / 2;
  return Math.max(0, Math.min(rows - 1, bucketOf(distance, buckets, most) + middle));
}

function bucketOf(distance: number, buckets: number, most: number): number {
  const half = Math.floor(buckets / 2);
  const length = Math.abs(distance);
  if (buckets <= 0 || length <= half) return distance;
  const log = (x: number) => Math.fround(Math.log(Math.fround(x)));
  const share = Math.fround(log(length / half) / log((most - 1) / half));
  return Math.sign(distance) * (Math.ceil(Math.fround(share * (half - 1))) + half);
}
