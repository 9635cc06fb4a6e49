import { ACTIVATION_MAX, ROW_BLOCK, ROW_EIGHT, ROW_SCALE, ROW_SUM } from './layout';
import { largest, largest4, rounded } from './numeric';
import { quantizeBytes } from './quantize-bytes';

/**
 * 32 f32 at `source` as 16-bit numbers at `target`, in the order in which packed nibbles unpack (see `pack.ts`). In a quad (`tile.ts`) pairs lie 16 bytes
 * apart, their scale goes to `scale`, the sum of the integers (exact in f32) to `sum`. Otherwise all that belongs to the block lies at
 * `target` (`ROW_BLOCK`).
 */
function quantizeBlock(source: usize, target: usize, inQuad: bool, scale: usize, sum: usize): void {
  const most = largestOf32(source);
  const inverse = f32x4.splat(most > 0 ? ACTIVATION_MAX / most : 0);
  const n0 = eight(source, inverse);
  const n1 = eight(source + 32, inverse);
  const n2 = eight(source + 64, inverse);
  const n3 = eight(source + 96, inverse);
  const p0 = v128.shuffle<i16>(n0, n2, 0, 2, 8, 10, 1, 3, 9, 11);
  const p1 = v128.shuffle<i16>(n0, n2, 4, 6, 12, 14, 5, 7, 13, 15);
  const p2 = v128.shuffle<i16>(n1, n3, 0, 2, 8, 10, 1, 3, 9, 11);
  const p3 = v128.shuffle<i16>(n1, n3, 4, 6, 12, 14, 5, 7, 13, 15);
  if (inQuad) {
    scatter(p0, target);
    scatter(p1, target + 64);
    scatter(p2, target + 128);
    scatter(p3, target + 192);
    store<f32>(scale, most / ACTIVATION_MAX);
    store<f32>(sum, sumOf32(n0, n1, n2, n3));
  } else {
    v128.store(target, p0);
    v128.store(target, p1, 16);
    v128.store(target, p2, 32);
    v128.store(target, p3, 48);
    const unit = most / ACTIVATION_MAX;
    const total = sumOf32(n0, n1, n2, n3);
    store<f32>(target, unit * TWO_TO_112, ROW_SCALE);
    store<f32>(target, unit * total, ROW_SUM);
    store<f32>(target, total * 8, ROW_EIGHT);
  }
}

const TWO_TO_112 = reinterpret<f32>(0x77800000);

/** Four pairs to their row's places in a quad. */
// @ts-ignore: decorator
@inline
function scatter(pairs: v128, target: usize): void {
  v128.store32_lane(target, pairs, 0);
  v128.store32_lane(target, pairs, 1, 16);
  v128.store32_lane(target, pairs, 2, 32);
  v128.store32_lane(target, pairs, 3, 48);
}

/**
 * Columns `column …` of row `row` from `width` f32 at `source`. `words`: integers, bytes of a row, scales, sums, bytes of a row of those. A batch of
 * `rows` > 1 lies in quads of four rows, where all is four times as far apart; of a single row the first word says all.
 */
export function quantizeColumns(words: usize, row: i32, rows: i32, column: i32, source: usize, width: i32): void {
  if (ASC_FEATURE_RELAXED_SIMD) return quantizeBytes(words, row, column, source, width);
  const block = <usize>(column >> 5);
  if (rows == 1) {
    let target = <usize>load<u32>(words) + block * ROW_BLOCK;
    for (let i = 0; i < width; i += 32) {
      quantizeBlock(source, target, false, 0, 0);
      source += 128;
      target += ROW_BLOCK;
    }
    return;
  }
  const first = <usize>(row & ~3);
  const lane = <usize>(row & 3) * 4;
  const meta = first * <usize>load<u32>(words, 16) + block * 16 + lane;
  let target = <usize>load<u32>(words) + first * <usize>load<u32>(words, 4) + block * 256 + lane;
  let scale = <usize>load<u32>(words, 8) + meta;
  let sum = <usize>load<u32>(words, 12) + meta;
  for (let i = 0; i < width; i += 32) {
    quantizeBlock(source, target, true, scale, sum);
    source += 128;
    target += 256;
    scale += 16;
    sum += 16;
  }
}

// @ts-ignore: decorator
@inline
function largestOf32(source: usize): f32 {
  let a = largest(f32x4.abs(v128.load(source)), f32x4.abs(v128.load(source, 16)));
  let b = largest(f32x4.abs(v128.load(source, 32)), f32x4.abs(v128.load(source, 48)));
  a = largest(a, largest(f32x4.abs(v128.load(source, 64)), f32x4.abs(v128.load(source, 80))));
  b = largest(b, largest(f32x4.abs(v128.load(source, 96)), f32x4.abs(v128.load(source, 112))));
  return largest4(largest(a, b));
}

// @ts-ignore: decorator
@inline
function eight(source: usize, inverse: v128): v128 {
  return i16x8.narrow_i32x4_s(round(v128.load(source), inverse), round(v128.load(source, 16), inverse));
}

// @ts-ignore: decorator
@inline
function sumOf32(n0: v128, n1: v128, n2: v128, n3: v128): f32 {
  const ones = i16x8.splat(1);
  const total = i32x4.add(
    i32x4.add(i32x4.dot_i16x8_s(n0, ones), i32x4.dot_i16x8_s(n1, ones)),
    i32x4.add(i32x4.dot_i16x8_s(n2, ones), i32x4.dot_i16x8_s(n3, ones)),
  );
  return <f32>(i32x4.extract_lane(total, 0) + i32x4.extract_lane(total, 1) + i32x4.extract_lane(total, 2) + i32x4.extract_lane(total, 3));
}

// @ts-ignore: decorator
@inline
function round(v: v128, inverse: v128): v128 {
  return rounded(f32x4.mul(v, inverse));
}

/** `count` (a multiple of 4, at most 32) f32 as 16-bit numbers in their own order; gives the scale. */
export function quantizePlain(source: usize, target: usize, count: i32): f32 {
  let m = f32x4.splat(0);
  for (let i = 0; i < count; i += 4) m = largest(m, f32x4.abs(v128.load(source + <usize>i * 4)));
  const most = largest4(m);
  const inverse = f32x4.splat(most > 0 ? ACTIVATION_MAX / most : 0);
  for (let i = 0; i < count; i += 4) {
    const n = round(v128.load(source + <usize>i * 4), inverse);
    v128.store64_lane(target + <usize>i * 2, i16x8.narrow_i32x4_s(n, n), 0);
  }
  return most / ACTIVATION_MAX;
}
