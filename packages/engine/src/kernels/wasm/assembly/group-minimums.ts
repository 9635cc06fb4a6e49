import { minimumBytes, minimumOf, minimumRow, minimumTile, sumBytes } from './minimums';
import { RUN_MINIMUM_BYTES, runMinimumOf, runMinimumRow, runMinimumTile } from './run-minimums';
import { hasMinimum, isSuper } from './types';

/** Bytes of a group's minimums, before its blocks. */
export function groupMinimums(type: i32, blocks: i32): usize {
  if (!hasMinimum(type)) return 0;
  return isSuper(type) ? <usize>(blocks >> 3) * RUN_MINIMUM_BYTES : minimumBytes(blocks);
}

/** The minimum of one block of row `r`. */
export function minimumOfRow(type: i32, group: usize, r: i32, block: i32): f32 {
  return isSuper(type) ? runMinimumOf(group, r, block) : minimumOf(group, r, block);
}

/** `y (rows, 8) += minimums (8, blocks) @ sums (rows, blocks)`; the sums are `integerSums`. */
export function addMinimums(type: i32, blocks: i32, group: usize, sums: usize, rows: i32, y: usize): void {
  if (rows == 1) {
    if (isSuper(type)) runMinimumRow(blocks >> 3, group, sums, y);
    else minimumRow(blocks, group, sums, y);
    return;
  }
  for (let row = 0; row < rows; row += 4) {
    if (isSuper(type)) runMinimumTile(blocks >> 3, group, sums, y);
    else minimumTile(blocks, group, sums, y);
    sums += sumBytes(blocks);
    y += 128;
  }
}
