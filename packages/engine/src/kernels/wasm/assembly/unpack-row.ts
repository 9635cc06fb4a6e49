import { TILE_BLOCK } from './layout';
import { half } from './numeric';
import { IQ4_NL, IQ4_XS, Q2_K, Q3_K } from './types';

/**
 * Types that stay as they are in the file: 32 values of one row, as integers spread over a tile's lane of that row, with their
 * scale. `block` is the row's block (a super-block of 256 for K-quants and IQ4_XS, then `b` says which 32).
 * Layouts: https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-common.h
 */
export function unpackRow(type: i32, block: usize, b: i32, tile: usize, scale: usize): void {
  switch (type) {
    case Q2_K: return twoK(block, b, tile, scale);
    case Q3_K: return threeK(block, b, tile, scale);
    case IQ4_NL: {
      store<f32>(scale, half(block));
      return nonLinear(block + 2, tile);
    }
    case IQ4_XS: {
      const low = (<i32>load<u8>(block + 4 + <usize>(b >> 1)) >> ((b & 1) * 4)) & 15;
      const high = (<i32>load<u16>(block, 2) >> (b * 2)) & 3;
      store<f32>(scale, half(block) * <f32>((low | (high << 4)) - 32));
      return nonLinear(block + 8 + <usize>b * 16, tile);
    }
  }
}

/** Writes 32 values (8 a vector, in order) to the row's lane of a tile block, in the order of the pairs of `pack.ts`. */
// @ts-ignore: decorator
@inline
function spread(n0: v128, n1: v128, n2: v128, n3: v128, tile: usize): void {
  spreadFour(v128.shuffle<i16>(n0, n2, 0, 2, 8, 10, 1, 3, 9, 11), tile);
  spreadFour(v128.shuffle<i16>(n0, n2, 4, 6, 12, 14, 5, 7, 13, 15), tile + 128);
  spreadFour(v128.shuffle<i16>(n1, n3, 0, 2, 8, 10, 1, 3, 9, 11), tile + 256);
  spreadFour(v128.shuffle<i16>(n1, n3, 4, 6, 12, 14, 5, 7, 13, 15), tile + 384);
}

// @ts-ignore: decorator
@inline
function spreadFour(v: v128, to: usize): void {
  v128.store32_lane(to, v, 0);
  v128.store32_lane(to, v, 1, 32);
  v128.store32_lane(to, v, 2, 64);
  v128.store32_lane(to, v, 3, 96);
}

/** Sixteen unsigned bytes a vector, as 16-bit values times `f` (first 16) and `g` (last 16), spread. */
// @ts-ignore: decorator
@inline
function spreadBytes(first: v128, second: v128, f: i32, g: i32, tile: usize): void {
  const vf = i16x8.splat(<i16>f);
  const vg = i16x8.splat(<i16>g);
  spread(
    i16x8.mul(i16x8.extend_low_i8x16_s(first), vf),
    i16x8.mul(i16x8.extend_high_i8x16_s(first), vf),
    i16x8.mul(i16x8.extend_low_i8x16_s(second), vg),
    i16x8.mul(i16x8.extend_high_i8x16_s(second), vg),
    tile,
  );
}

function twoK(block: usize, b: i32, tile: usize, scale: usize): void {
  const q = block + 16 + <usize>(b >> 2) * 32;
  const shift = (b & 3) * 2;
  const three = i8x16.splat(3);
  const s0 = <i32>load<u8>(block + <usize>b * 2);
  const s1 = <i32>load<u8>(block + <usize>b * 2, 1);
  spreadBytes(
    v128.and(i8x16.shr_u(v128.load(q), shift), three),
    v128.and(i8x16.shr_u(v128.load(q, 16), shift), three),
    s0 & 15, s1 & 15, tile,
  );
  const one = i8x16.splat(1);
  spreadBytes(one, one, s0 >> 4, s1 >> 4, tile + TILE_BLOCK);
  store<f32>(scale, half(block + 80));
  store<f32>(scale, -half(block + 82), 32);
}

/** Scale `i` (0…15) of Q3_K: 4 low bits, then 2 high bits of 4 scales a byte. */
// @ts-ignore: decorator
@inline
function scaleOfThreeK(scales: usize, i: i32): i32 {
  const low = i < 8 ? <i32>load<u8>(scales + <usize>i) & 15 : <i32>load<u8>(scales + <usize>(i - 8)) >> 4;
  const high = (<i32>load<u8>(scales + 8 + <usize>(i & 3)) >> ((i >> 2) * 2)) & 3;
  return (low | (high << 4)) - 32;
}

function threeK(block: usize, b: i32, tile: usize, scale: usize): void {
  const q = block + 32 + <usize>(b >> 2) * 32;
  const shift = (b & 3) * 2;
  const three = i8x16.splat(3);
  const bit = i8x16.splat(<i8>((1 << b) as i32));
  const four = i8x16.splat(4);
  // The bit in hmask keeps the value, its absence takes 4 away.
  const first = i8x16.sub(
    v128.and(i8x16.shr_u(v128.load(q), shift), three),
    v128.and(i8x16.ne(v128.and(v128.load(block), bit), bit), four),
  );
  const second = i8x16.sub(
    v128.and(i8x16.shr_u(v128.load(q, 16), shift), three),
    v128.and(i8x16.ne(v128.and(v128.load(block, 16), bit), bit), four),
  );
  spreadBytes(first, second, scaleOfThreeK(block + 96, b * 2), scaleOfThreeK(block + 96, b * 2 + 1), tile);
  store<f32>(scale, half(block + 108));
}

/** 16 bytes of nibbles through IQ4's table. */
// @ts-ignore: decorator
@inline
function nonLinear(quants: usize, tile: usize): void {
  const table = i8x16(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);
  const q = v128.load(quants);
  const low = i8x16.splat(15);
  spreadBytes(i8x16.swizzle(table, v128.and(q, low)), i8x16.swizzle(table, v128.and(i8x16.shr_u(q, 4), low)), 1, 1, tile);
}
