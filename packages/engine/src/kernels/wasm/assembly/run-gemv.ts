import { STREAMS } from './gemv';
import { ROW_BLOCK, ROW_EIGHT, ROW_SCALE } from './layout';
import { composed, lastOfFive, RUN_BLOCKS, runScales, scaleBytes, wordBytes } from './runs';
import { plainScale } from './tile';
import { Q4_K, Q5_0, Q6_K } from './types';

/** Masks of 16-bit lanes: the lowest three of four nibbles, three times five bits, twice six. From memory, as in `gemv.ts`. */
const MASKS = memory.data<u16>([
  0x000f, 0x000f, 0x000f, 0x000f, 0x000f, 0x000f, 0x000f, 0x000f,
  0x00f0, 0x00f0, 0x00f0, 0x00f0, 0x00f0, 0x00f0, 0x00f0, 0x00f0,
  0x0f00, 0x0f00, 0x0f00, 0x0f00, 0x0f00, 0x0f00, 0x0f00, 0x0f00,
  0x001f, 0x001f, 0x001f, 0x001f, 0x001f, 0x001f, 0x001f, 0x001f,
  0x03e0, 0x03e0, 0x03e0, 0x03e0, 0x03e0, 0x03e0, 0x03e0, 0x03e0,
  0x7c00, 0x7c00, 0x7c00, 0x7c00, 0x7c00, 0x7c00, 0x7c00, 0x7c00,
  0x003f, 0x003f, 0x003f, 0x003f, 0x003f, 0x003f, 0x003f, 0x003f,
  0x0fc0, 0x0fc0, 0x0fc0, 0x0fc0, 0x0fc0, 0x0fc0, 0x0fc0, 0x0fc0,
]);

/** Bytes of scratch that `runRow` needs for scales. */
export const RUN_SCRATCH: usize = 256;

/** Of each block of a single row of x: 32 times the sum of its even pairs' integers and of its odd ones'. What Q6_K takes away. */
export function halfSums(blocks: i32, x: usize, target: usize): void {
  const ones = i16x8.splat(1);
  for (; blocks > 0; blocks--) {
    let sums = i32x4.splat(0);
    for (let at: usize = 0; at < ROW_SCALE; at += 16) sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(x + at), ones));
    store<i32>(target, (i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 2)) << 5);
    store<i32>(target, (i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 3)) << 5, 4);
    x += ROW_BLOCK;
    target += 8;
  }
}

/**
 * `y (8,) += W (8, 32·blocks) @ x (32·blocks,)` of W's runs (`runs.ts`), without unpacking them to memory; `half` has `halfSums` for Q6_K. The sums and their order are
 * those of `tile1` over `unpackRuns`, to the bit.
 */
export function runRow(type: i32, blocks: i32, w: usize, x: usize, half: usize, scratch: usize, y: usize): void {
  if (type == Q4_K) fourRow(blocks, w, x, scratch, y);
  else if (type == Q6_K) sixRow(blocks, w, x, half, scratch, y);
  else fiveRow(type, blocks, w, x, scratch, y);
}

/** As `runRow` for eight groups, `apart` bytes from each other, a run of each in turn: `y (8, 8)`. Why: `gemv.ts`. */
export function runRows(type: i32, blocks: i32, w: usize, apart: usize, x: usize, half: usize, scratch: usize, y: usize): void {
  for (; blocks > 0; blocks -= RUN_BLOCKS) {
    const count = min(blocks, RUN_BLOCKS);
    for (let s = 0; s < STREAMS; s++) runRow(type, count, w + <usize>s * apart, x, half, scratch, y + <usize>s * 32);
    w += scaleBytes(type, count) + <usize>count * wordBytes(type);
    x += <usize>RUN_BLOCKS * ROW_BLOCK;
    half += <usize>RUN_BLOCKS * 8;
  }
}

/** Scales of a run and of x together, to `scratch [block][8]`. */
function scalesOfBoth(type: i32, run: usize, blocks: i32, x: usize, scratch: usize): void {
  runScales(type, run, blocks, scratch);
  for (; blocks > 0; blocks--) {
    const scale = plainScale(v128.load_splat<f32>(x, ROW_SCALE));
    v128.store(scratch, f32x4.mul(scale, v128.load(scratch)));
    v128.store(scratch, f32x4.mul(scale, v128.load(scratch, 16)), 16);
    x += ROW_BLOCK;
    scratch += 32;
  }
}

function fourRow(blocks: i32, w: usize, x: usize, scratch: usize, y: usize): void {
  const m0 = v128.load(MASKS);
  const m1 = v128.load(MASKS + 16);
  const m2 = v128.load(MASKS + 32);
  let ya = v128.load(y), yb = v128.load(y, 16);
  for (; blocks > 0; blocks -= RUN_BLOCKS) {
    const count = min(blocks, RUN_BLOCKS);
    scalesOfBoth(Q4_K, w, count, x, scratch);
    w += scaleBytes(Q4_K, count);
    let scales = scratch;
    for (const end = x + <usize>count * ROW_BLOCK; x < end; x += ROW_BLOCK) {
      ya = f32x4.add(ya, f32x4.mul(f32x4.convert_i32x4_s(sumOfFour(w, x, m0, m1, m2)), v128.load(scales)));
      yb = f32x4.add(yb, f32x4.mul(f32x4.convert_i32x4_s(sumOfFour(w + 16, x, m0, m1, m2)), v128.load(scales, 16)));
      scales += 32;
      w += 128;
    }
  }
  v128.store(y, ya);
  v128.store(y, yb, 16);
}

function fiveRow(type: i32, blocks: i32, w: usize, x: usize, scratch: usize, y: usize): void {
  const m0 = v128.load(MASKS + 48);
  const m1 = v128.load(MASKS + 64);
  const m2 = v128.load(MASKS + 80);
  let ya = v128.load(y), yb = v128.load(y, 16);
  // Values of Q5_0 are q - 16. Both terms are integers below 2^24, so the difference is exact.
  const zero = f32x4.splat(type == Q5_0 ? 2 : 0);
  for (; blocks > 0; blocks -= RUN_BLOCKS) {
    const count = min(blocks, RUN_BLOCKS);
    scalesOfBoth(type, w, count, x, scratch);
    w += scaleBytes(type, count);
    let scales = scratch;
    for (const end = x + <usize>count * ROW_BLOCK; x < end; x += ROW_BLOCK) {
      const less = f32x4.mul(v128.load_splat<f32>(x, ROW_EIGHT), zero);
      ya = f32x4.add(ya, f32x4.mul(f32x4.sub(f32x4.convert_i32x4_s(sumOfFive(w, x, m0, m1, m2)), less), v128.load(scales)));
      yb = f32x4.add(yb, f32x4.mul(f32x4.sub(f32x4.convert_i32x4_s(sumOfFive(w + 16, x, m0, m1, m2)), less), v128.load(scales, 16)));
      scales += 32;
      w += 160;
    }
  }
  v128.store(y, ya);
  v128.store(y, yb, 16);
}

function sixRow(blocks: i32, w: usize, x: usize, half: usize, scratch: usize, y: usize): void {
  const m0 = v128.load(MASKS + 96);
  const m1 = v128.load(MASKS + 112);
  let ya = v128.load(y), yb = v128.load(y, 16);
  for (; blocks > 0; blocks -= RUN_BLOCKS) {
    const count = min(blocks, RUN_BLOCKS);
    scalesOfBoth(Q6_K, w, count, x, scratch);
    let small = w + 16;
    w += scaleBytes(Q6_K, count);
    let scales = scratch;
    for (const end = x + <usize>count * ROW_BLOCK; x < end; x += ROW_BLOCK) {
      const even = v128.load_ext<i8>(small);
      const odd = v128.load_ext<i8>(small, 8);
      const a = sumOfSix(w, x, half, i32x4.extend_low_i16x8_s(even), i32x4.extend_low_i16x8_s(odd), m0, m1);
      const b = sumOfSix(w + 16, x, half, i32x4.extend_high_i16x8_s(even), i32x4.extend_high_i16x8_s(odd), m0, m1);
      ya = f32x4.add(ya, f32x4.mul(f32x4.convert_i32x4_s(a), v128.load(scales)));
      yb = f32x4.add(yb, f32x4.mul(f32x4.convert_i32x4_s(b), v128.load(scales, 16)));
      small += 16;
      half += 8;
      scales += 32;
      w += 192;
    }
  }
  v128.store(y, ya);
  v128.store(y, yb, 16);
}

// @ts-ignore: decorator
@inline
function dot(words: v128, mask: v128, x: usize): v128 {
  return i32x4.dot_i16x8_s(v128.and(words, mask), v128.load_splat<i32>(x));
}

/**
 * A block of four rows times one of x, as integers. Values that are not shifted down give sums too large by their factor, which are shifted once (exactly: every product
 * carries the factor; the largest sum is that of `gemvNibbles`).
 */
// @ts-ignore: decorator
@inline
function sumOfFour(w: usize, x: usize, m0: v128, m1: v128, m2: v128): v128 {
  let q = v128.load(w);
  let s0 = dot(q, m0, x);
  let s1 = dot(q, m1, x + 4);
  let s2 = dot(q, m2, x + 8);
  s0 = i32x4.add(s0, i32x4.dot_i16x8_s(i16x8.shr_u(q, 12), v128.load_splat<i32>(x, 12)));
  q = v128.load(w, 32);
  s0 = i32x4.add(s0, dot(q, m0, x + 16));
  s1 = i32x4.add(s1, dot(q, m1, x + 20));
  s2 = i32x4.add(s2, dot(q, m2, x + 24));
  s0 = i32x4.add(s0, i32x4.dot_i16x8_s(i16x8.shr_u(q, 12), v128.load_splat<i32>(x, 28)));
  q = v128.load(w, 64);
  s0 = i32x4.add(s0, dot(q, m0, x + 32));
  s1 = i32x4.add(s1, dot(q, m1, x + 36));
  s2 = i32x4.add(s2, dot(q, m2, x + 40));
  s0 = i32x4.add(s0, i32x4.dot_i16x8_s(i16x8.shr_u(q, 12), v128.load_splat<i32>(x, 44)));
  q = v128.load(w, 96);
  s0 = i32x4.add(s0, dot(q, m0, x + 48));
  s1 = i32x4.add(s1, dot(q, m1, x + 52));
  s2 = i32x4.add(s2, dot(q, m2, x + 56));
  s0 = i32x4.add(s0, i32x4.dot_i16x8_s(i16x8.shr_u(q, 12), v128.load_splat<i32>(x, 60)));
  return i32x4.add(i32x4.add(s0, i32x4.shr_s(s1, 4)), i32x4.shr_s(s2, 8));
}

/** As `sumOfFour`. The highest values' sums, 1024 times too large, are of three words at most: 3 x 2 x 31744 x 8191 < 2^31. */
// @ts-ignore: decorator
@inline
function sumOfFive(w: usize, x: usize, m0: v128, m1: v128, m2: v128): v128 {
  let q = v128.load(w);
  let s0 = dot(q, m0, x);
  let s1 = dot(q, m1, x + 4);
  let s2 = dot(q, m2, x + 8);
  q = v128.load(w, 32);
  s0 = i32x4.add(s0, dot(q, m0, x + 12));
  s1 = i32x4.add(s1, dot(q, m1, x + 16));
  s2 = i32x4.add(s2, dot(q, m2, x + 20));
  q = v128.load(w, 64);
  s0 = i32x4.add(s0, dot(q, m0, x + 24));
  s1 = i32x4.add(s1, dot(q, m1, x + 28));
  s2 = i32x4.add(s2, dot(q, m2, x + 32));
  q = v128.load(w, 96);
  s0 = i32x4.add(s0, dot(q, m0, x + 36));
  s1 = i32x4.add(s1, dot(q, m1, x + 40));
  let s3 = dot(q, m2, x + 44);
  q = v128.load(w, 128);
  s0 = i32x4.add(s0, dot(q, m0, x + 48));
  s1 = i32x4.add(s1, dot(q, m1, x + 52));
  s3 = i32x4.add(s3, dot(q, m2, x + 56));
  s0 = i32x4.add(s0, i32x4.dot_i16x8_s(lastOfFive(w), v128.load_splat<i32>(x, 60)));
  return i32x4.add(i32x4.add(s0, i32x4.shr_s(s1, 5)), i32x4.add(i32x4.shr_s(s2, 10), i32x4.shr_s(s3, 10)));
}

/** As `sumOfFour`, where even pairs have the scales `evenScale` and odd ones `oddScale`; the largest sum is 32 x 32 x 128 x 8191 < 2^31. */
// @ts-ignore: decorator
@inline
function sumOfSix(w: usize, x: usize, half: usize, evenScale: v128, oddScale: v128, m0: v128, m1: v128): v128 {
  let q = v128.load(w);
  let even = dot(q, m0, x);
  let odd = dot(q, m1, x + 4);
  q = v128.load(w, 32);
  even = i32x4.add(even, dot(q, m0, x + 8));
  odd = i32x4.add(odd, dot(q, m1, x + 12));
  q = v128.load(w, 64);
  even = i32x4.add(even, dot(q, m0, x + 16));
  odd = i32x4.add(odd, dot(q, m1, x + 20));
  q = v128.load(w, 96);
  even = i32x4.add(even, dot(q, m0, x + 24));
  odd = i32x4.add(odd, dot(q, m1, x + 28));
  q = v128.load(w, 128);
  even = i32x4.add(even, dot(q, m0, x + 32));
  odd = i32x4.add(odd, dot(q, m1, x + 36));
  q = v128.load(w, 160);
  even = i32x4.add(even, dot(q, m0, x + 40));
  odd = i32x4.shr_s(i32x4.add(odd, dot(q, m1, x + 44)), 6);
  even = i32x4.add(even, i32x4.dot_i16x8_s(composed(w, 0, 0), v128.load_splat<i32>(x, 48)));
  odd = i32x4.add(odd, i32x4.dot_i16x8_s(composed(w, 0, 1), v128.load_splat<i32>(x, 52)));
  even = i32x4.add(even, i32x4.dot_i16x8_s(composed(w, 96, 0), v128.load_splat<i32>(x, 56)));
  odd = i32x4.add(odd, i32x4.dot_i16x8_s(composed(w, 96, 1), v128.load_splat<i32>(x, 60)));
  even = i32x4.sub(even, v128.load_splat<i32>(half));
  odd = i32x4.sub(odd, v128.load_splat<i32>(half, 4));
  return i32x4.add(i32x4.mul(even, evenScale), i32x4.mul(odd, oddScale));
}
