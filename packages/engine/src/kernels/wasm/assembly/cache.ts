import { clear } from './bytes';
import { batch, PAGE_POSITIONS, POSITIONS, ROW_PAGES, ROW_WINDOW_PAGES, ROWS, TILE_BLOCK } from './layout';
import { quantizePlain } from './quantize';
import { firstItem, nextItem, take } from './sync';

/*
 * A cache page holds 64 positions of every layer, or of every layer with a window and of every one without. Within a layer, for each key-value head (headPad: head size, filled up to 32):
 *
 * - keys: `[8 positions][headPad / 32]` tile blocks (see `tile.ts`): the rows of W are positions; their scales `[8 positions][block][8]` f32
 * - values: `[8 dimensions][2]` tile blocks: the rows of W are dimensions, its columns positions; their scales `[position]` f32
 *
 * so that `q·K` and `p @ V` both are the product kernel, and values' scales go into p before it is made integer.
 */

/** Rotates the pairs of one head in place; `table`: cos, sin of each pair. */
function rotate(head: usize, table: usize, dimensions: i32, neox: i32): void {
  const pairs = dimensions >> 1;
  const near: usize = neox ? 4 : 8;
  const far = neox ? <usize>pairs * 4 : 4;
  for (let j = 0; j < pairs; j++) {
    const c = load<f32>(table + <usize>j * 8);
    const s = load<f32>(table + <usize>j * 8, 4);
    const at = head + <usize>j * near;
    const a = load<f32>(at);
    const b = load<f32>(at + far);
    store<f32>(at, a * c - b * s);
    store<f32>(at + far, a * s + b * c);
  }
}

/** Rope by itself. Words: 1 target, 2 bytes of a row, 3 heads, 4 head size, 5 dimensions, 6 neox, 7 table, 8 bytes of a row of the table. */
export function rope(op: usize, index: i32): void {
  const rows = load<i32>(batch, ROWS);
  const heads = load<i32>(op, 12);
  let row = take(index, 1);
  while (row < rows) {
    const table = <usize>load<u32>(op, 28) + <usize>row * <usize>load<u32>(op, 32);
    const target = <usize>load<u32>(op, 4) + <usize>row * <usize>load<u32>(op, 8);
    for (let h = 0; h < heads; h++) rotate(target + <usize>(h * load<i32>(op, 16)) * 4, table, load<i32>(op, 20), load<i32>(op, 24));
    row = take(index, 1);
  }
}

// @ts-ignore: decorator
@inline
function copyFloats(target: usize, source: usize, count: i32): void {
  for (let i = 0; i < count; i++) store<f32>(target + <usize>i * 4, load<f32>(source + <usize>i * 4));
}

/**
 * Rotates q and k, makes q integers, and writes k and v into the cache; a thread takes (row, head).
 *
 * Words: 1 q, 2 k, 3 v, 4 bytes of a row of q, 5 heads, 6 key-value heads, 7 head size, 8 headPad, 9 rope dimensions (0: none), 10 neox,
 * 11 rope table, 12 bytes of a row of it, 13 q integers, 14 q scales, 15 scale of scores, 16 keys, 17 key scales, 18 values,
 * 19 value scales (offsets in a page), 20 bytes of a row of k and v, 21 whether the layer has a window.
 */
export function prepare(op: usize, index: i32, scratch: usize, thread: i32): void {
  const rows = load<i32>(batch, ROWS);
  const heads = load<i32>(op, 20);
  const kvHeads = load<i32>(op, 24);
  const size = load<i32>(op, 28);
  const pad = load<i32>(op, 32);
  const dimensions = load<i32>(op, 36);
  const blocks = pad >> 5;
  const each = heads + 2 * kvHeads;
  const rowPages = <usize>load<u32>(batch + (load<i32>(op, 84) ? ROW_WINDOW_PAGES : ROW_PAGES));
  // What fills a head up to its padding stays zero.
  clear(scratch, <usize>pad * 4);
  const items = rows * each;
  // A single row is done by every thread, to the same result, so that nobody waits for it.
  const all = rows == 1;
  let item = all ? 0 : firstItem(index, items, thread);
  while (item < items) {
    const row = item / each;
    const head = item % each;
    const table = <usize>load<u32>(op, 44) + <usize>row * <usize>load<u32>(op, 48);
    const page = <usize>load<u32>(rowPages + <usize>row * 4);
    const slot = load<i32>(<usize>load<u32>(batch, POSITIONS) + <usize>row * 4) & (PAGE_POSITIONS - 1);
    if (head < heads) {
      copyFloats(scratch, <usize>load<u32>(op, 4) + <usize>row * <usize>load<u32>(op, 16) + <usize>(head * size) * 4, size);
      if (dimensions) rotate(scratch, table, dimensions, load<i32>(op, 40));
      const at = <usize>(row * heads + head);
      const target = <usize>load<u32>(op, 52) + at * <usize>pad * 2;
      const scales = <usize>load<u32>(op, 56) + at * <usize>blocks * 4;
      for (let b = 0; b < blocks; b++) {
        const scale = quantizePlain(scratch + <usize>b * 128, target + <usize>b * 64, 32);
        store<f32>(scales + <usize>b * 4, scale * load<f32>(op, 60));
      }
    } else if (head < heads + kvHeads) {
      const h = head - heads;
      copyFloats(scratch, <usize>load<u32>(op, 8) + <usize>row * <usize>load<u32>(op, 80) + <usize>(h * size) * 4, size);
      if (dimensions) rotate(scratch, table, dimensions, load<i32>(op, 40));
      const integers = scratch + 4096;
      const group = <usize>(h * 8 + (slot >> 3)) * <usize>blocks;
      const keys = page + <usize>load<u32>(op, 64) + group * TILE_BLOCK + <usize>(slot & 7) * 4;
      const scales = page + <usize>load<u32>(op, 68) + group * 32 + <usize>(slot & 7) * 4;
      for (let b = 0; b < blocks; b++) {
        store<f32>(scales + <usize>b * 32, quantizePlain(scratch + <usize>b * 128, integers, 32));
        for (let p = 0; p < 16; p++) store<u32>(keys + <usize>b * TILE_BLOCK + <usize>p * 32, load<u32>(integers + <usize>p * 4));
      }
    } else {
      const h = head - heads - kvHeads;
      const from = <usize>load<u32>(op, 12) + <usize>row * <usize>load<u32>(op, 80) + <usize>(h * size) * 4;
      const integers = scratch + 4096;
      const values =
        page + <usize>load<u32>(op, 72) + <usize>(h * (pad >> 2) + (slot >> 5)) * TILE_BLOCK + <usize>((slot & 31) >> 1) * 32 + <usize>(slot & 1) * 2;
      copyFloats(scratch, from, size);
      store<f32>(page + <usize>load<u32>(op, 76) + <usize>(h * PAGE_POSITIONS + slot) * 4, quantizePlain(scratch, integers, pad));
      for (let d = 0; d < size; d++) {
        store<i16>(values + <usize>(d >> 3) * TILE_BLOCK * 2 + <usize>(d & 7) * 4, load<i16>(integers + <usize>d * 2));
      }
    }
    item = all ? item + 1 : nextItem(index, items, item);
  }
}
