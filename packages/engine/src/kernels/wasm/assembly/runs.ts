import { TILE_BLOCK } from './layout';
import { halves } from './numeric';
import { isPacked, Q4_0, Q4_1, Q4_K, Q5_0, Q5_1, Q6_K, Q8_0 } from './types';

/*
 * The layout of Q4_K, Q5_0, Q5_1, Q5_K and Q6_K. 8 rows of W lie side by side in runs of up to 8 blocks (the 256 values that a K-quant keeps together),
 * behind the minimums of the whole group where a type has any (`minimums.ts`, `run-minimums.ts`). A run is its scales, then its blocks:
 *
 * - Scales of Q5_0 and Q5_1: f16 `[block][row]`. Of Q4_K and Q5_K: f16 `[row]`, u8 `[block][row]`. Of Q6_K: f16 `[row]`, i8 `[block][half][row]`.
 * - A block is 4, 5 or 6 vectors for rows 0…3, each followed by that for rows 4…7: 16-bit words `[row][2]` that hold the 16 pairs of values (their order: `pack.ts`).
 *   4 bits: word j has pairs 4j … 4j + 3, from its low bits up.
 *   5 bits: word j has pairs 3j … 3j + 2, and bit j of pair 15 on top.
 *   6 bits: word j has pairs 2j and 2j + 1. The four bits on top of words 0, 1, 3 and 4 are the low ones of pairs 12 … 15; word 2 has the high bits
 *   of pairs 12 and 13, word 5 those of 14 and 15.
 *
 * So a packed matrix is as large as in the file; Q4_K and Q5_K take 2 to 3 % more, for scales of eight bits instead of six.
 */

/** Blocks of a run. */
export const RUN_BLOCKS: i32 = 8;

export function isRun(type: i32): bool {
  return isPacked(type) && type != Q4_0 && type != Q4_1 && type != Q8_0;
}

/** Bytes of a block's words. */
export function wordBytes(type: i32): usize {
  return type == Q4_K ? 128 : type == Q6_K ? 192 : 160;
}

/** Bytes of the scales of a run of `blocks`. */
export function scaleBytes(type: i32, blocks: i32): usize {
  if (type == Q5_0 || type == Q5_1) return <usize>blocks * 16;
  return 16 + <usize>blocks * (type == Q6_K ? 16 : 8);
}

/** Bytes of all runs of a group. */
export function runBytes(type: i32, blocks: i32): usize {
  const whole = blocks / RUN_BLOCKS;
  const left = blocks % RUN_BLOCKS;
  return <usize>whole * (scaleBytes(type, RUN_BLOCKS) + 8 * wordBytes(type)) + (left ? scaleBytes(type, left) + <usize>left * wordBytes(type) : 0);
}

/** Scales of a run of `blocks` as f32 `[block][8]`; of Q6_K without those of half blocks. */
export function runScales(type: i32, run: usize, blocks: i32, scales: usize): void {
  const a = halves(run);
  const b = halves(run + 8);
  for (let i = 0; i < blocks; i++) {
    if (type == Q6_K) {
      v128.store(scales, a);
      v128.store(scales, b, 16);
    } else if (type == Q5_0 || type == Q5_1) {
      v128.store(scales, halves(run));
      v128.store(scales, halves(run + 8), 16);
      run += 16;
    } else {
      const small = v128.load_ext<u8>(run, 16);
      v128.store(scales, f32x4.mul(a, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(small))));
      v128.store(scales, f32x4.mul(b, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(small))), 16);
      run += 8;
    }
    scales += 32;
  }
}

/** `count` blocks from block `first` (a multiple of `RUN_BLOCKS`) as a tile with its scales, see `tile.ts`; `runs` is where a group's runs begin. */
export function unpackRuns(type: i32, runs: usize, first: i32, count: i32, tile: usize, scales: usize): void {
  let run = runs + runBytes(type, first);
  for (; count > 0; count -= RUN_BLOCKS) {
    const blocks = min(count, RUN_BLOCKS);
    runScales(type, run, blocks, scales);
    let halfScales = run + 16;
    run += scaleBytes(type, blocks);
    for (let b = 0; b < blocks; b++) {
      for (let side: usize = 0; side < 32; side += 16) {
        if (type == Q4_K) fourBits(run + side, tile + side);
        else if (type == Q6_K) sixBits(run + side, tile + side, halfScales, side != 0);
        else fiveBits(run + side, tile + side, type == Q5_0 ? 16 : 0);
      }
      run += wordBytes(type);
      halfScales += 16;
      tile += TILE_BLOCK;
    }
    scales += <usize>RUN_BLOCKS * 32;
  }
}

/** The words of four rows to their side of a tile block. */
function fourBits(words: usize, tile: usize): void {
  const low = i16x8.splat(15);
  for (const end = words + 128; words < end; words += 32) {
    const w = v128.load(words);
    v128.store(tile, v128.and(w, low));
    v128.store(tile, v128.and(i16x8.shr_u(w, 4), low), 32);
    v128.store(tile, v128.and(i16x8.shr_u(w, 8), low), 64);
    v128.store(tile, i16x8.shr_u(w, 12), 96);
    tile += 128;
  }
}

/** As `fourBits`, less `zero`. */
function fiveBits(words: usize, tile: usize, zero: i16): void {
  const low = i16x8.splat(31);
  const z = i16x8.splat(zero);
  v128.store(tile, i16x8.sub(lastOfFive(words), z), 480);
  for (const end = words + 160; words < end; words += 32) {
    const w = v128.load(words);
    v128.store(tile, i16x8.sub(v128.and(w, low), z));
    v128.store(tile, i16x8.sub(v128.and(i16x8.shr_u(w, 5), low), z), 32);
    v128.store(tile, i16x8.sub(v128.and(i16x8.shr_u(w, 10), low), z), 64);
    tile += 96;
  }
}

/** As `fourBits`, less 32 and times the scales of half blocks, which even and odd pairs are. */
function sixBits(words: usize, tile: usize, halfScales: usize, high: bool): void {
  const even = scalesOfRows(v128.load_ext<i8>(halfScales), high);
  const odd = scalesOfRows(v128.load_ext<i8>(halfScales, 8), high);
  const low = i16x8.splat(63);
  const z = i16x8.splat(32);
  v128.store(tile, i16x8.mul(i16x8.sub(composed(words, 0, 0), z), even), 384);
  v128.store(tile, i16x8.mul(i16x8.sub(composed(words, 0, 1), z), odd), 416);
  v128.store(tile, i16x8.mul(i16x8.sub(composed(words, 96, 0), z), even), 448);
  v128.store(tile, i16x8.mul(i16x8.sub(composed(words, 96, 1), z), odd), 480);
  for (const end = words + 192; words < end; words += 32) {
    const w = v128.load(words);
    v128.store(tile, i16x8.mul(i16x8.sub(v128.and(w, low), z), even));
    v128.store(tile, i16x8.mul(i16x8.sub(v128.and(i16x8.shr_u(w, 6), low), z), odd), 32);
    tile += 64;
  }
}

/** Four of eight rows' scales, each for both values of a pair. */
function scalesOfRows(scales: v128, high: bool): v128 {
  return high
    ? v128.shuffle<i16>(scales, scales, 4, 4, 5, 5, 6, 6, 7, 7)
    : v128.shuffle<i16>(scales, scales, 0, 0, 1, 1, 2, 2, 3, 3);
}

/** Pair 15 of five-bit words: the top bits of all five. */
// @ts-ignore: decorator
@inline
export function lastOfFive(words: usize): v128 {
  let last = i16x8.shr_u(v128.load(words), 15);
  last = v128.or(last, v128.and(i16x8.shr_u(v128.load(words, 32), 14), i16x8.splat(2)));
  last = v128.or(last, v128.and(i16x8.shr_u(v128.load(words, 64), 13), i16x8.splat(4)));
  last = v128.or(last, v128.and(i16x8.shr_u(v128.load(words, 96), 12), i16x8.splat(8)));
  return v128.or(last, v128.and(i16x8.shr_u(v128.load(words, 128), 11), i16x8.splat(16)));
}

/** Pair 12 or 13 of six-bit words (`odd`), or 14 or 15 with `from` 96: low bits on top of a word of its own, high ones on a third. */
// @ts-ignore: decorator
@inline
export function composed(words: usize, from: usize, odd: i32): v128 {
  const low = i16x8.shr_u(v128.load(words + from + <usize>odd * 32), 12);
  return v128.or(low, v128.and(i16x8.shr_u(v128.load(words + from, 64), 8 + odd * 2), i16x8.splat(48)));
}
