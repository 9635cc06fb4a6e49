import { TILE_BLOCK } from './layout';
import { half } from './numeric';
import { IQ4_NL, IQ4_XS, Q2_K, Q3_K, Q4_K, Q5_0, Q5_1, Q5_K, Q6_K } from './types';

/**
 * Types that stay as they are in the file: 32 values of one row, as integers spread over a tile's lane of that row, with their
 * scale and minimum. `block` is the row's block (a super-block of 256 for K-quants and IQ4_XS, then `b` says which 32).
 * Layouts: https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-common.h
 */
export function unpackRow(type: i32, block: usize, b: i32, tile: usize, scale: usize, minimum: usize): void {
  switch (type) {
    case Q5_0: return five(block, 2, 16, tile, scale, minimum);
    case Q5_1: return five(block, 4, 0, tile, scale, minimum);
    case Q2_K: return twoK(block, b, tile, scale);
    case Q3_K: return threeK(block, b, tile, scale);
    case Q4_K: return fourFiveK(block, b, tile, scale, minimum, false);
    case Q5_K: return fourFiveK(block, b, tile, scale, minimum, true);
    case Q6_K: return sixK(block, b, tile, scale);
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

/** Bit i of `bits` (16 of them) as `value` in byte i. */
// @ts-ignore: decorator
@inline
function bitsToBytes(bits: i32, value: i32): v128 {
  const both = i16x8.splat(<i16>bits);
  const bytes = v128.shuffle<u8>(both, both, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
  const mask = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
  return v128.and(i8x16.eq(v128.and(bytes, mask), mask), i8x16.splat(<i8>value));
}

function five(block: usize, header: usize, zero: i32, tile: usize, scale: usize, minimum: usize): void {
  store<f32>(scale, half(block));
  if (header == 4) store<f32>(minimum, half(block + 2));
  const high = load<u32>(block + header);
  const q = v128.load(block + header + 4);
  const low = i8x16.splat(15);
  const shift = i8x16.splat(<i8>zero);
  const first = v128.or(v128.and(q, low), bitsToBytes(<i32>(high & 0xffff), 16));
  const second = v128.or(v128.and(i8x16.shr_u(q, 4), low), bitsToBytes(<i32>(high >>> 16), 16));
  spreadBytes(i8x16.sub(first, shift), i8x16.sub(second, shift), 1, 1, tile);
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

function fourFiveK(block: usize, b: i32, tile: usize, scale: usize, minimum: usize, five: bool): void {
  const s = block + 4;
  let sc: i32;
  let m: i32;
  if (b < 4) {
    sc = <i32>load<u8>(s + <usize>b) & 63;
    m = <i32>load<u8>(s + <usize>b, 4) & 63;
  } else {
    sc = (<i32>load<u8>(s + <usize>b, 4) & 15) | ((<i32>load<u8>(s + <usize>(b - 4)) >> 6) << 4);
    m = (<i32>load<u8>(s + <usize>b, 4) >> 4) | ((<i32>load<u8>(s + <usize>b) >> 6) << 4);
  }
  store<f32>(scale, half(block) * <f32>sc);
  store<f32>(minimum, -half(block + 2) * <f32>m);
  const q = block + (five ? 48 : 16) + <usize>(b >> 1) * 32;
  const shift = (b & 1) * 4;
  const low = i8x16.splat(15);
  let first = v128.and(i8x16.shr_u(v128.load(q), shift), low);
  let second = v128.and(i8x16.shr_u(v128.load(q, 16), shift), low);
  if (five) {
    const bit = i8x16.splat(<i8>((1 << b) as i32));
    const sixteen = i8x16.splat(16);
    first = v128.or(first, v128.and(i8x16.eq(v128.and(v128.load(block, 16), bit), bit), sixteen));
    second = v128.or(second, v128.and(i8x16.eq(v128.and(v128.load(block, 32), bit), bit), sixteen));
  }
  spreadBytes(first, second, 1, 1, tile);
}

function sixK(block: usize, b: i32, tile: usize, scale: usize): void {
  const part = b & 3;
  const q = block + <usize>(b >> 2) * 64 + <usize>(part & 1) * 32;
  const h = block + 128 + <usize>(b >> 2) * 32;
  const shift = (part >> 1) * 4;
  const low = i8x16.splat(15);
  const three = i8x16.splat(3);
  const zero = i8x16.splat(32);
  const first = v128.or(
    v128.and(i8x16.shr_u(v128.load(q), shift), low),
    i8x16.shl(v128.and(i8x16.shr_u(v128.load(h), part * 2), three), 4),
  );
  const second = v128.or(
    v128.and(i8x16.shr_u(v128.load(q, 16), shift), low),
    i8x16.shl(v128.and(i8x16.shr_u(v128.load(h, 16), part * 2), three), 4),
  );
  const s = block + 192 + <usize>b * 2;
  spreadBytes(i8x16.sub(first, zero), i8x16.sub(second, zero), <i32>load<i8>(s), <i32>load<i8>(s, 1), tile);
  store<f32>(scale, half(block + 208));
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
