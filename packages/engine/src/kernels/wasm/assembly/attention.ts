import { POSITIONS, ROWS, ROW_PAGES, TILES, TILE_COUNT, TILE_BLOCK } from './layout';
import { exp4, max4, sum4, tanh4 } from './numeric';
import { quantizeBlock, quantizePlain } from './quantize';
import { take } from './sync';
import { tile4 } from './tile';

/**
 * A cache page holds 32 positions of every layer. Within a layer, for each key-value head (headPad: head size, filled up to 32):
 *
 * - keys: `[8 positions][headPad / 32]` tile blocks (see `tile.ts`): the rows of W are positions; their scales `[8 positions][block][8]` f32
 * - values: `[8 dimensions]` tile blocks: the rows of W are dimensions, its 32 columns positions; their scales `[position]` f32
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
  const rows = load<i32>(ROWS);
  const heads = load<i32>(op, 12);
  let row = take(index, 1);
  while (row < rows) {
    const table = <usize>load<u32>(op, 28) + <usize>row * <usize>load<u32>(op, 32);
    const target = <usize>load<u32>(op, 4) + <usize>row * <usize>load<u32>(op, 8);
    for (let h = 0; h < heads; h++) rotate(target + <usize>(h * load<i32>(op, 16)) * 4, table, load<i32>(op, 20), load<i32>(op, 24));
    row = take(index, 1);
  }
}

/**
 * Rotates q and k, makes q integers, and writes k and v into the cache; a thread takes (row, head).
 *
 * Words: 1 q, 2 k, 3 v, 4 bytes of a row of q, 5 heads, 6 key-value heads, 7 head size, 8 headPad, 9 rope dimensions (0: none), 10 neox,
 * 11 rope table, 12 bytes of a row of it, 13 q integers, 14 q scales, 15 scale of scores, 16 keys, 17 key scales, 18 values,
 * 19 value scales (offsets in a page), 20 bytes of a row of k and v.
 */
export function prepare(op: usize, index: i32, scratch: usize): void {
  const rows = load<i32>(ROWS);
  const heads = load<i32>(op, 20);
  const kvHeads = load<i32>(op, 24);
  const size = load<i32>(op, 28);
  const pad = load<i32>(op, 32);
  const dimensions = load<i32>(op, 36);
  const blocks = pad >> 5;
  const each = heads + 2 * kvHeads;
  if (size != pad) memory.fill(scratch, 0, <usize>pad * 4);
  let item = take(index, 1);
  while (item < rows * each) {
    const row = item / each;
    const head = item % each;
    const table = <usize>load<u32>(op, 44) + <usize>row * <usize>load<u32>(op, 48);
    const page = <usize>load<u32>(<usize>load<u32>(ROW_PAGES) + <usize>row * 4);
    const slot = load<i32>(<usize>load<u32>(POSITIONS) + <usize>row * 4) & 31;
    if (head < heads) {
      let from = <usize>load<u32>(op, 4) + <usize>row * <usize>load<u32>(op, 16) + <usize>(head * size) * 4;
      if (dimensions) rotate(from, table, dimensions, load<i32>(op, 40));
      if (size != pad) {
        memory.copy(scratch, from, <usize>size * 4);
        from = scratch;
      }
      const at = <usize>(row * heads + head);
      const target = <usize>load<u32>(op, 52) + at * <usize>pad * 2;
      const scales = <usize>load<u32>(op, 56) + at * <usize>blocks * 4;
      for (let b = 0; b < blocks; b++) {
        const scale = quantizePlain(from + <usize>b * 128, target + <usize>b * 64, 32);
        store<f32>(scales + <usize>b * 4, scale * load<f32>(op, 60));
      }
    } else if (head < heads + kvHeads) {
      const h = head - heads;
      let from = <usize>load<u32>(op, 8) + <usize>row * <usize>load<u32>(op, 80) + <usize>(h * size) * 4;
      if (dimensions) rotate(from, table, dimensions, load<i32>(op, 40));
      if (size != pad) {
        memory.copy(scratch, from, <usize>size * 4);
        from = scratch;
      }
      const integers = scratch + 4096;
      const group = <usize>(h * 4 + (slot >> 3)) * <usize>blocks;
      const keys = page + <usize>load<u32>(op, 64) + group * TILE_BLOCK + <usize>(slot & 7) * 4;
      const scales = page + <usize>load<u32>(op, 68) + group * 32 + <usize>(slot & 7) * 4;
      for (let b = 0; b < blocks; b++) {
        store<f32>(scales + <usize>b * 32, quantizePlain(from + <usize>b * 128, integers, 32));
        for (let p = 0; p < 16; p++) store<u32>(keys + <usize>b * TILE_BLOCK + <usize>p * 32, load<u32>(integers + <usize>p * 4));
      }
    } else {
      const h = head - heads - kvHeads;
      const from = <usize>load<u32>(op, 12) + <usize>row * <usize>load<u32>(op, 80) + <usize>(h * size) * 4;
      const integers = scratch + 4096;
      const values = page + <usize>load<u32>(op, 72) + <usize>(h * (pad >> 3)) * TILE_BLOCK + <usize>(slot >> 1) * 32 + <usize>(slot & 1) * 2;
      const whole = (size + 3) & ~3;
      let v = from;
      if (whole != size) {
        memory.fill(scratch, 0, <usize>pad * 4);
        memory.copy(scratch, from, <usize>size * 4);
        v = scratch;
      }
      store<f32>(page + <usize>load<u32>(op, 76) + <usize>(h * 32 + slot) * 4, quantizePlain(v, integers, whole));
      for (let d = 0; d < size; d++) {
        store<i16>(values + <usize>(d >> 3) * TILE_BLOCK + <usize>(d & 7) * 4, load<i16>(integers + <usize>d * 2));
      }
    }
    item = take(index, 1);
  }
}

/** Below any score: what a masked or a not yet seen one counts as. */
const LOWEST: f32 = -1e30;

/**
 * Attention over pages, with the softmax kept running page by page. A thread takes (tile of up to 4 rows, key-value head): its queries,
 * rows x heads of the group, go through the product kernel 4 at a time. https://arxiv.org/abs/2205.14135
 *
 * Words: 5–8 and 13, 14, 16–19 as `prepare`; 21 softcap or 0, 22 window or 0, 23 out f32 or 0, 24 bytes of a row of out,
 * 25 integers or 0, 26 bytes of a row, 27 scales, 28 sums, 29 bytes of a row of those.
 */
export function attention(op: usize, index: i32, scratch: usize): void {
  const kvHeads = load<i32>(op, 24);
  const items = load<i32>(TILE_COUNT) * kvHeads;
  let item = take(index, 1);
  while (item < items) {
    const tile = <usize>load<u32>(TILES) + <usize>(item / kvHeads) * 16;
    const group = load<i32>(op, 20) / kvHeads;
    const queries = load<i32>(tile, 4) * group;
    for (let first = 0; first < queries; first += 4) fourQueries(op, tile, item % kvHeads, first, queries, scratch);
    item = take(index, 1);
  }
}

function fourQueries(op: usize, tile: usize, kvHead: i32, first: i32, queries: i32, scratch: usize): void {
  const heads = load<i32>(op, 20);
  const group = heads / load<i32>(op, 24);
  const size = load<i32>(op, 28);
  const pad = load<i32>(op, 32);
  const blocks = pad >> 5;
  const window = load<i32>(op, 88);
  const row0 = load<i32>(tile);
  const position0 = load<i32>(tile, 8);
  const pages = <usize>load<u32>(tile, 12);

  // Scratch: queries (4, pad) i16 and scales (4, blocks), scores (4 groups, 4, 8), running maximum and sum (4,),
  // probabilities (4, 32) i16 and scales (4,), ones (8,), sums of V (pad / 8, 4, 8).
  const q = scratch;
  const qScales = q + <usize>pad * 8;
  const scores = qScales + <usize>blocks * 16;
  const maxima = scores + 512;
  const totals = maxima + 16;
  const p = totals + 16;
  const pScales = p + 256;
  const ones = pScales + 16;
  const acc = ones + 32;

  v128.store(ones, f32x4.splat(1));
  v128.store(ones, f32x4.splat(1), 16);
  v128.store(maxima, f32x4.splat(LOWEST));
  v128.store(totals, f32x4.splat(0));
  memory.fill(acc, 0, <usize>pad * 16);
  let lastPosition = 0;
  let firstPosition = i32.MAX_VALUE;
  for (let i = 0; i < 4; i++) {
    const query = min(first + i, queries - 1);
    const row = query / group;
    const at = <usize>((row0 + row) * heads + kvHead * group + query % group);
    memory.copy(q + <usize>(i * pad) * 2, <usize>load<u32>(op, 52) + at * <usize>pad * 2, <usize>pad * 2);
    memory.copy(qScales + <usize>(i * blocks) * 4, <usize>load<u32>(op, 56) + at * <usize>blocks * 4, <usize>blocks * 4);
    lastPosition = max(lastPosition, position0 + row);
    firstPosition = min(firstPosition, position0 + row);
  }
  const startPage = window ? max(0, firstPosition - window + 1) >> 5 : 0;
  for (let page = startPage; page <= lastPosition >> 5; page++) {
    const base = <usize>load<u32>(pages + <usize>page * 4);
    const keys = base + <usize>load<u32>(op, 64) + <usize>(kvHead * 4 * blocks) * TILE_BLOCK;
    const keyScales = base + <usize>load<u32>(op, 68) + <usize>(kvHead * 4 * blocks) * 32;
    const values = base + <usize>load<u32>(op, 72) + <usize>(kvHead * (pad >> 3)) * TILE_BLOCK;
    const valueScales = base + <usize>load<u32>(op, 76) + <usize>kvHead * 128;
    memory.fill(scores, 0, 512);
    for (let g = 0; g < 4; g++) {
      const at = <usize>(g * blocks);
      tile4<f32>(
        blocks, keys + at * TILE_BLOCK, keyScales + at * 32, 0, q, <usize>pad * 2, qScales, 0, <usize>blocks * 4, scores + <usize>g * 128,
      );
    }
    for (let i = 0; i < 4; i++) {
      const position = position0 + min(first + i, queries - 1) / group;
      const last = position - (page << 5);
      const from = window ? last - window + 1 : -1;
      softmax(op, i, last, from, scores, valueScales, maxima, totals, p, pScales, acc, pad);
    }
    for (let g = 0; g < pad >> 3; g++) {
      tile4<f32>(1, values + <usize>g * TILE_BLOCK, ones, 0, p, 64, pScales, 0, 4, acc + <usize>g * 128);
    }
  }
  for (let i = 0; i < min(4, queries - first); i++) {
    const query = first + i;
    const row = row0 + query / group;
    const column = (kvHead * group + query % group) * size;
    const inverse: f32 = 1 / load<f32>(totals + <usize>i * 4);
    const out = load<u32>(op, 92) ? <usize>load<u32>(op, 92) + <usize>row * <usize>load<u32>(op, 96) + <usize>column * 4 : scratch;
    for (let d = 0; d < size; d++) {
      store<f32>(out + <usize>d * 4, load<f32>(acc + <usize>((d >> 3) * 32 + i * 8 + (d & 7)) * 4) * inverse);
    }
    if (load<u32>(op, 100)) {
      const meta = <usize>row * <usize>load<u32>(op, 116) + <usize>(column >> 5) * 4;
      const target = <usize>load<u32>(op, 100) + <usize>row * <usize>load<u32>(op, 104) + <usize>column * 2;
      for (let b = 0; b < size >> 5; b++) {
        const m = meta + <usize>b * 4;
        quantizeBlock(out + <usize>b * 128, target + <usize>b * 64, <usize>load<u32>(op, 108) + m, <usize>load<u32>(op, 112) + m);
      }
    }
  }
}

/** One query's page: scores to probabilities, as integers with the values' scales inside; keys `from … last` of the page are seen. */
function softmax(
  op: usize, i: i32, last: i32, from: i32, scores: usize, valueScales: usize,
  maxima: usize, totals: usize, p: usize, pScales: usize, acc: usize, pad: i32,
): void {
  const cap = load<f32>(op, 84);
  const s = scores + <usize>i * 32;
  const masked = last < 31 || from > 0;
  const lasts = i32x4.splat(last);
  const froms = i32x4.splat(from);
  let highest = f32x4.splat(LOWEST);
  for (let k = 0; k < 32; k += 4) {
    const at = s + <usize>(k >> 3) * 128 + <usize>(k & 7) * 4;
    let v = v128.load(at);
    if (cap != 0) v = f32x4.mul(tanh4(f32x4.div(v, f32x4.splat(cap))), f32x4.splat(cap));
    if (masked) {
      const keys = i32x4.add(i32x4.splat(k), i32x4(0, 1, 2, 3));
      v = v128.bitselect(v, f32x4.splat(LOWEST), v128.and(i32x4.le_s(keys, lasts), i32x4.ge_s(keys, froms)));
    }
    v128.store(at, v);
    highest = f32x4.max(highest, v);
  }
  const before = load<f32>(maxima + <usize>i * 4);
  const maximum = max(before, max4(highest));
  store<f32>(maxima + <usize>i * 4, maximum);
  const maximums = f32x4.splat(maximum);
  const lowest = f32x4.splat(LOWEST);
  let total = f32x4.splat(0);
  // The scores' place is free now: probabilities times values' scales stand there in a row, to be made integer.
  for (let k = 0; k < 32; k += 4) {
    const at = s + <usize>(k >> 3) * 128 + <usize>(k & 7) * 4;
    const v = v128.load(at);
    const e = v128.and(exp4(f32x4.sub(v, maximums)), f32x4.gt(v, lowest));
    total = f32x4.add(total, e);
    v128.store(at, f32x4.mul(e, v128.load(valueScales + <usize>k * 4)));
  }
  const line = acc + <usize>pad * 16;
  for (let k = 0; k < 32; k += 8) {
    v128.store(line + <usize>k * 4, v128.load(s + <usize>(k >> 3) * 128));
    v128.store(line + <usize>k * 4, v128.load(s + <usize>(k >> 3) * 128, 16), 16);
  }
  store<f32>(pScales + <usize>i * 4, quantizePlain(line, p + <usize>i * 64, 32));
  const sum = sum4(total);
  if (maximum == before) {
    store<f32>(totals + <usize>i * 4, load<f32>(totals + <usize>i * 4) + sum);
    return;
  }
  const alpha = f32x4.extract_lane(exp4(f32x4.splat(before - maximum)), 0);
  store<f32>(totals + <usize>i * 4, load<f32>(totals + <usize>i * 4) * alpha + sum);
  const alphas = f32x4.splat(alpha);
  for (let g = 0; g < pad >> 3; g++) {
    const at = acc + <usize>g * 128 + <usize>i * 32;
    v128.store(at, f32x4.mul(v128.load(at), alphas));
    v128.store(at, f32x4.mul(v128.load(at, 16), alphas), 16);
  }
}
