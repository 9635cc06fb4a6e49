import { BYTE_SIGN } from './layout';
import { largest, largest4, rounded } from './numeric';

/** A block counts as standing out when the square of its largest number is so many times the mean of those of the blocks beside it. */
const OUTSTANDING: f32 = 3;

/**
 * `width` f32 at `source` to columns `column …` of row `row`, as bytes for `byte-tile.ts`; `words` as in `quantizeColumns`, a single row like any. A quad is
 * `[block][step 0…7][row 0…3][4]` bytes of at most ±127, a scale for each row and block; behind them as much again for what is
 * finer (apart, so that what is always read lies close together). That is zero but in the few blocks that stand out: the error of a row is that of its largest numbers, so there 64 times as fine (13 bits
 * and a sign) makes it a third, for one block in twenty. Where the sums of 16-bit integers lie otherwise stands whether a block has any.
 */
export function quantizeBytes(words: usize, row: i32, column: i32, source: usize, width: i32): void {
  const block = <usize>(column >> 5);
  const first = <usize>(row & ~3);
  const lane = <usize>(row & 3) * 4;
  const meta = first * <usize>load<u32>(words, 16) + block * 16 + lane;
  const stride = <usize>load<u32>(words, 4);
  let target = <usize>load<u32>(words) + first * stride + block * 128 + lane;
  const behind = 2 * stride;
  let scale = <usize>load<u32>(words, 8) + meta;
  let finer = <usize>load<u32>(words, 12) + meta;
  const end = source + <usize>width * 4;
  let squares: f32 = 0;
  for (let from = source, at = scale; from < end; from += 128, at += 16) {
    const most = largestOf32(from);
    squares += most * most;
    store<f32>(at, most);
  }
  const limit = (squares * OUTSTANDING) / <f32>(width >> 5);
  const sign = i8x16.splat(<i8>load<i32>(BYTE_SIGN));
  for (; source < end; source += 128, target += 128, scale += 16, finer += 16) {
    const most = load<f32>(scale);
    const stands = most * most > limit;
    store<f32>(scale, most / (stands ? 8128 : 127));
    store<i32>(finer, stands ? 1 : 0);
    const inverse = f32x4.splat(most > 0 ? (stands ? 8128 : 127) / most : 0);
    let n0 = eight(source, inverse);
    let n1 = eight(source + 32, inverse);
    let n2 = eight(source + 64, inverse);
    let n3 = eight(source + 96, inverse);
    if (stands) {
      const h0 = coarse(n0), h1 = coarse(n1), h2 = coarse(n2), h3 = coarse(n3);
      scatter(bytes(i16x8.sub(n0, i16x8.shl(h0, 6)), i16x8.sub(n1, i16x8.shl(h1, 6)), sign), target + behind);
      scatter(bytes(i16x8.sub(n2, i16x8.shl(h2, 6)), i16x8.sub(n3, i16x8.shl(h3, 6)), sign), target + behind + 64);
      n0 = h0, n1 = h1, n2 = h2, n3 = h3;
    }
    scatter(bytes(n0, n1, sign), target);
    scatter(bytes(n2, n3, sign), target + 64);
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
  return i16x8.narrow_i32x4_s(
    rounded(f32x4.mul(v128.load(source), inverse)),
    rounded(f32x4.mul(v128.load(source, 16), inverse)),
  );
}

/** The nearest multiple of 64, in 64ths: at most ±127. */
// @ts-ignore: decorator
@inline
function coarse(n: v128): v128 {
  return i16x8.shr_s(i16x8.add(n, i16x8.splat(32)), 6);
}

// @ts-ignore: decorator
@inline
function bytes(low: v128, high: v128, sign: v128): v128 {
  return v128.xor(i8x16.narrow_i16x8_s(low, high), sign);
}

/** Four steps to their row's places in a quad. */
// @ts-ignore: decorator
@inline
function scatter(steps: v128, target: usize): void {
  v128.store32_lane(target, steps, 0);
  v128.store32_lane(target, steps, 1, 16);
  v128.store32_lane(target, steps, 2, 32);
  v128.store32_lane(target, steps, 3, 48);
}
