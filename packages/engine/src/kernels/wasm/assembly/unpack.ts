import { TILE_BLOCK } from './layout';
import { groupMinimums, minimumOfRow } from './group-minimums';
import { halves } from './numeric';
import { isRun, unpackRuns } from './runs';
import { blockBytes, hasMinimum, isSuper, Q2_K, Q4_0, Q4_1, Q8_0 } from './types';
import { unpackRow } from './unpack-row';

/**
 * Unpacks `count` blocks from block `first` (a multiple of 8) of 8 rows into a tile (see `tile.ts`), with scales `[block][8]` f32; `group` is where blocks begin,
 * behind minimums (`groupMinimums`). Q2_K gives two tile blocks a block: its integers, and its minimums as integers under a scale of their own.
 */
export function unpack(type: i32, group: usize, rowBytes: i32, first: i32, count: i32, tile: usize, scales: usize): void {
  if (isRun(type)) return unpackRuns(type, group, first, count, tile, scales);
  if (type == Q4_0 || type == Q4_1) {
    const zero = i16x8.splat(type == Q4_0 ? 8 : 0);
    let from = group + <usize>first * 144;
    for (let b = 0; b < count; b++) {
      v128.store(scales, halves(from));
      v128.store(scales, halves(from + 8), 16);
      nibbles(from + 16, tile, zero);
      from += 144;
      tile += TILE_BLOCK;
      scales += 32;
    }
  } else if (type == Q8_0) {
    let from = group + <usize>first * 272;
    for (let b = 0; b < count; b++) {
      v128.store(scales, halves(from));
      v128.store(scales, halves(from + 8), 16);
      for (let p: usize = 0; p < 256; p += 64) {
        const bytes = from + 16 + p;
        const to = tile + p * 2;
        v128.store(to, v128.load_ext<i8>(bytes));
        v128.store(to, v128.load_ext<i8>(bytes, 8), 16);
        v128.store(to, v128.load_ext<i8>(bytes, 16), 32);
        v128.store(to, v128.load_ext<i8>(bytes, 24), 48);
        v128.store(to, v128.load_ext<i8>(bytes, 32), 64);
        v128.store(to, v128.load_ext<i8>(bytes, 40), 80);
        v128.store(to, v128.load_ext<i8>(bytes, 48), 96);
        v128.store(to, v128.load_ext<i8>(bytes, 56), 112);
      }
      from += 272;
      tile += TILE_BLOCK;
      scales += 32;
    }
  } else {
    const planes = type == Q2_K ? 2 : 1;
    for (let b = first; b < first + count; b++) {
      const block = isSuper(type) ? (b >> 3) * blockBytes(type) : b * blockBytes(type);
      for (let r = 0; r < 8; r++) {
        const to = <usize>((r >> 2) * 16 + (r & 3) * 4);
        unpackRow(type, group + <usize>(r * rowBytes + block), b & 7, tile + to, scales + <usize>r * 4);
      }
      tile += TILE_BLOCK * <usize>planes;
      scales += 32 * <usize>planes;
    }
  }
}

/** 8 vectors of nibbles to 32 vectors of 16-bit values less `zero`. */
// @ts-ignore: decorator
@inline
function nibbles(from: usize, to: usize, zero: v128): void {
  const low = i16x8.splat(15);
  for (let j = 0; j < 4; j++) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    v128.store(to, i16x8.sub(v128.and(a, low), zero));
    v128.store(to, i16x8.sub(v128.and(b, low), zero), 16);
    v128.store(to, i16x8.sub(v128.and(i16x8.shr_u(a, 4), low), zero), 32);
    v128.store(to, i16x8.sub(v128.and(i16x8.shr_u(b, 4), low), zero), 48);
    v128.store(to, i16x8.sub(v128.and(i16x8.shr_u(a, 8), low), zero), 64);
    v128.store(to, i16x8.sub(v128.and(i16x8.shr_u(b, 8), low), zero), 80);
    v128.store(to, i16x8.sub(i16x8.shr_u(a, 12), zero), 96);
    v128.store(to, i16x8.sub(i16x8.shr_u(b, 12), zero), 112);
    from += 32;
    to += 128;
  }
}

/** One row of a table in f32, for the embedding. `scratch` is room for 8 blocks of a tile and their scales. */
export function unpackTableRow(type: i32, table: usize, groupBytes: i32, rowBytes: i32, row: i32, blocks: i32, scratch: usize, out: usize): void {
  const group = table + <usize>(row >> 3) * <usize>groupBytes;
  const start = group + groupMinimums(type, blocks);
  const r = row & 7;
  const planes = type == Q2_K ? 2 : 1;
  for (let b = 0; b < blocks; b++) {
    if ((b & 7) == 0) unpack(type, start, rowBytes, b, min(8, blocks - b), scratch + 512, scratch);
    const scales = scratch + <usize>((b & 7) * planes) * 32;
    const lane = scratch + 512 + <usize>((b & 7) * planes) * TILE_BLOCK + <usize>((r >> 2) * 16 + (r & 3) * 4);
    const scale = load<f32>(scales + <usize>r * 4);
    const minimum = hasMinimum(type) ? minimumOfRow(type, group, r, b) : 0;
    for (let p = 0; p < 16; p++) {
      const from = lane + <usize>p * 32;
      // The pair's two values: see `pack.ts`.
      const k = (p & ~3) + ((p & 1) << 4) + ((p >> 1) & 1);
      let even = scale * <f32>load<i16>(from) + minimum;
      let odd = scale * <f32>load<i16>(from, 2) + minimum;
      if (type == Q2_K) {
        const second = load<f32>(scales + 32 + <usize>r * 4);
        even += second * <f32>load<i16>(from + TILE_BLOCK);
        odd += second * <f32>load<i16>(from + TILE_BLOCK, 2);
      }
      store<f32>(out + <usize>k * 4, even);
      store<f32>(out + <usize>k * 4, odd, 8);
    }
    out += 128;
  }
}

