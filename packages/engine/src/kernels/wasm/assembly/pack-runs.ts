import { minimumBytes, packMinimums } from './minimums';
import { RUN_MINIMUM_BYTES } from './run-minimums';
import { RUN_BLOCKS, scaleBytes, wordBytes } from './runs';
import { blockBytes, isSuper, Q4_K, Q5_0, Q5_1, Q5_K, Q6_K } from './types';

/** Packs 8 rows of the file as `runs.ts` says; gives where they end. `tile` is room of 256 bytes for the integers of 8 rows. */
export function packRuns(type: i32, source: usize, target: usize, blocks: i32, rowBytes: i32, tile: usize): usize {
  if (type == Q5_1) {
    for (let r = 0; r < 8; r++) packMinimums(source + <usize>(r * rowBytes) + 2, 24, blocks, target, r);
    target += minimumBytes(blocks);
  } else if (type == Q4_K || type == Q5_K) {
    for (let first = 0; first < blocks; first += RUN_BLOCKS) {
      for (let r = 0; r < 8; r++) packRunMinimums(source + <usize>(r * rowBytes + (first >> 3) * blockBytes(type)), target, r);
      target += RUN_MINIMUM_BYTES;
    }
  }
  for (let first = 0; first < blocks; first += RUN_BLOCKS) {
    const count = min(RUN_BLOCKS, blocks - first);
    for (let r = 0; r < 8; r++) packScales(type, source + <usize>(r * rowBytes), count, target, r);
    target += scaleBytes(type, count);
    for (let b = 0; b < count; b++) {
      for (let r = 0; r < 8; r++) {
        const row = source + <usize>(r * rowBytes);
        if (type == Q4_K) fourOfRow(row + 16, b, target + <usize>r * 4);
        else if (type == Q6_K) sixOfRow(row, b, tile, r);
        else if (type == Q5_K) fiveKOfRow(row, b, tile, r);
        else fiveOfRow(row + <usize>(b * blockBytes(type)), type == Q5_0 ? 2 : 4, tile, r);
      }
      if (type == Q6_K) sixWords(tile, target);
      else if (type != Q4_K) fiveWords(tile, target);
      target += wordBytes(type);
    }
    source += <usize>(isSuper(type) ? blockBytes(type) : count * blockBytes(type));
  }
  return target;
}

/** Six bits, a scale or a minimum, of block `b` of Q4_K and Q5_K; the last four blocks keep their two high ones in the first blocks' bytes. */
function sixBit(block: usize, b: i32, minimum: bool): u8 {
  const at = block + 4 + <usize>b;
  if (b < 4) return load<u8>(minimum ? at + 4 : at) & 63;
  const low = minimum ? load<u8>(at, 4) >> 4 : load<u8>(at, 4) & 15;
  return low | ((load<u8>(minimum ? at : at - 4) >> 6) << 4);
}

function packRunMinimums(block: usize, target: usize, r: i32): void {
  store<u16>(target + <usize>r * 2, load<u16>(block, 2) ^ 0x8000);
  for (let b = 0; b < RUN_BLOCKS; b++) {
    store<u8>(target + 16 + <usize>(b >> 1) * 16 + <usize>r * 2 + <usize>(b & 1), sixBit(block, b, true));
  }
}

function packScales(type: i32, row: usize, blocks: i32, target: usize, r: i32): void {
  if (type == Q5_0 || type == Q5_1) {
    for (let b = 0; b < blocks; b++) store<u16>(target + <usize>(b * 16 + r * 2), load<u16>(row + <usize>(b * blockBytes(type))));
    return;
  }
  store<u16>(target + <usize>r * 2, load<u16>(row + (type == Q6_K ? 208 : 0)));
  const small = target + 16 + <usize>r;
  if (type == Q6_K) for (let i: usize = 0; i < 16; i++) store<u8>(small + i * 8, load<u8>(row + i, 192));
  else for (let b = 0; b < RUN_BLOCKS; b++) store<u8>(small + <usize>b * 8, sixBit(row, b, false));
}

/** Words of one row: as Q4_0 keeps a block, its first 16 values in the low halves of bytes. */
// @ts-ignore: decorator
@inline
function fourOfRow(quants: usize, b: i32, target: usize): void {
  const at = quants + <usize>(b >> 1) * 32;
  const first = v128.load(at);
  const second = v128.load(at, 16);
  const low = i8x16.splat(15);
  const bytes = b & 1
    ? v128.or(i8x16.shr_u(first, 4), v128.andnot(second, low))
    : v128.or(v128.and(first, low), i8x16.shl(second, 4));
  v128.store32_lane(target, bytes, 0);
  v128.store32_lane(target, bytes, 1, 32);
  v128.store32_lane(target, bytes, 2, 64);
  v128.store32_lane(target, bytes, 3, 96);
}

/** Bit i of `bits` (16 of them) as 16 in byte i. */
// @ts-ignore: decorator
@inline
function bitsToSixteens(bits: i32): v128 {
  const both = i16x8.splat(<i16>bits);
  const bytes = v128.shuffle<u8>(both, both, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
  const mask = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
  return v128.and(i8x16.eq(v128.and(bytes, mask), mask), i8x16.splat(16));
}

function fiveOfRow(block: usize, header: usize, tile: usize, r: i32): void {
  const high = load<u32>(block + header);
  const q = v128.load(block + header, 4);
  const low = i8x16.splat(15);
  spreadRow(
    v128.or(v128.and(q, low), bitsToSixteens(<i32>(high & 0xffff))),
    v128.or(i8x16.shr_u(q, 4), bitsToSixteens(<i32>(high >>> 16))),
    tile, r,
  );
}

function fiveKOfRow(block: usize, b: i32, tile: usize, r: i32): void {
  const q = block + 48 + <usize>(b >> 1) * 32;
  const shift = (b & 1) * 4;
  const low = i8x16.splat(15);
  const one = i8x16.splat(1);
  spreadRow(
    v128.or(v128.and(i8x16.shr_u(v128.load(q), shift), low), i8x16.shl(v128.and(i8x16.shr_u(v128.load(block, 16), b), one), 4)),
    v128.or(v128.and(i8x16.shr_u(v128.load(q, 16), shift), low), i8x16.shl(v128.and(i8x16.shr_u(v128.load(block, 32), b), one), 4)),
    tile, r,
  );
}

/** Each half of a super-block has four rows of 32: rows 0 and 1 in the low halves of 64 bytes, 2 and 3 in the high ones, row i's high bits at 2i. */
function sixOfRow(block: usize, b: i32, tile: usize, r: i32): void {
  const part = b & 3;
  const q = block + <usize>(b >> 2) * 64 + <usize>(part & 1) * 32;
  const h = block + 128 + <usize>(b >> 2) * 32;
  const shift = (part >> 1) * 4;
  const low = i8x16.splat(15);
  const three = i8x16.splat(3);
  spreadRow(
    v128.or(v128.and(i8x16.shr_u(v128.load(q), shift), low), i8x16.shl(v128.and(i8x16.shr_u(v128.load(h), part * 2), three), 4)),
    v128.or(v128.and(i8x16.shr_u(v128.load(q, 16), shift), low), i8x16.shl(v128.and(i8x16.shr_u(v128.load(h, 16), part * 2), three), 4)),
    tile, r,
  );
}

/** 32 bytes of row `r` to its lane of the pairs in `tile`, u8 `[pair][row 0…7][2]`. */
// @ts-ignore: decorator
@inline
function spreadRow(first: v128, second: v128, tile: usize, r: i32): void {
  // Pairs 0, 2, 4, 6 … are the first 16 bytes' (0, 2), (1, 3), (4, 6), (5, 7) …; odd ones the second's.
  const even = v128.shuffle<u8>(first, first, 0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11, 12, 14, 13, 15);
  const odd = v128.shuffle<u8>(second, second, 0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11, 12, 14, 13, 15);
  const to = tile + <usize>r * 2;
  v128.store16_lane(to, even, 0);
  v128.store16_lane(to, even, 1, 32);
  v128.store16_lane(to, even, 2, 64);
  v128.store16_lane(to, even, 3, 96);
  v128.store16_lane(to, even, 4, 128);
  v128.store16_lane(to, even, 5, 160);
  v128.store16_lane(to, even, 6, 192);
  v128.store16_lane(to, even, 7, 224);
  v128.store16_lane(to, odd, 0, 16);
  v128.store16_lane(to, odd, 1, 48);
  v128.store16_lane(to, odd, 2, 80);
  v128.store16_lane(to, odd, 3, 112);
  v128.store16_lane(to, odd, 4, 144);
  v128.store16_lane(to, odd, 5, 176);
  v128.store16_lane(to, odd, 6, 208);
  v128.store16_lane(to, odd, 7, 240);
}

/** Pair `p` of four rows as 16-bit values; `side` is 0 or 8. */
// @ts-ignore: decorator
@inline
function pair(tile: usize, p: usize, side: usize): v128 {
  return v128.load_ext<u8>(tile + p * 16 + side);
}

function fiveWords(tile: usize, target: usize): void {
  for (let side: usize = 0; side < 16; side += 8) {
    const last = pair(tile, 15, side);
    for (let j = 0; j < 5; j++) {
      const p = <usize>j * 3;
      let word = v128.or(pair(tile, p, side), i16x8.shl(pair(tile, p + 1, side), 5));
      word = v128.or(word, i16x8.shl(pair(tile, p + 2, side), 10));
      word = v128.or(word, i16x8.shl(i16x8.shr_u(last, j), 15));
      v128.store(target + <usize>j * 32 + side * 2, word);
    }
  }
}

function sixWords(tile: usize, target: usize): void {
  for (let side: usize = 0; side < 16; side += 8) {
    const to = target + side * 2;
    for (let j: usize = 0; j < 6; j++) {
      // Words 0 and 1, 3 and 4 take the low bits of a pair along, words 2 and 5 the high bits of two.
      const third = j / 3;
      const p = 12 + third * 2;
      let top: v128;
      if (j % 3 < 2) top = i16x8.shl(pair(tile, p + (j % 3), side), 12);
      else {
        top = i16x8.shl(i16x8.shr_u(pair(tile, p, side), 4), 12);
        top = v128.or(top, i16x8.shl(i16x8.shr_u(pair(tile, p + 1, side), 4), 14));
      }
      const word = v128.or(pair(tile, j * 2, side), i16x8.shl(pair(tile, j * 2 + 1, side), 6));
      v128.store(to + j * 32, v128.or(word, top));
    }
  }
}
