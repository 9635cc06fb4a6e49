import { ACTIVATION_MAX } from './layout';
import { max4 } from './numeric';

/**
 * 32 f32 at `source` as 16-bit numbers at `target`, in the order in which packed nibbles unpack (see `pack.ts`);
 * their scale at `scale` and the sum of the integers (exact in f32) at `sum`.
 */
export function quantizeBlock(source: usize, target: usize, scale: usize, sum: usize): void {
  const v0 = v128.load(source);
  const v1 = v128.load(source, 16);
  const v2 = v128.load(source, 32);
  const v3 = v128.load(source, 48);
  const v4 = v128.load(source, 64);
  const v5 = v128.load(source, 80);
  const v6 = v128.load(source, 96);
  const v7 = v128.load(source, 112);
  const m = f32x4.max(
    f32x4.max(f32x4.max(f32x4.abs(v0), f32x4.abs(v1)), f32x4.max(f32x4.abs(v2), f32x4.abs(v3))),
    f32x4.max(f32x4.max(f32x4.abs(v4), f32x4.abs(v5)), f32x4.max(f32x4.abs(v6), f32x4.abs(v7))),
  );
  const largest = max4(m);
  const inverse = f32x4.splat(largest > 0 ? ACTIVATION_MAX / largest : 0);
  const n0 = i16x8.narrow_i32x4_s(round(v0, inverse), round(v1, inverse));
  const n1 = i16x8.narrow_i32x4_s(round(v2, inverse), round(v3, inverse));
  const n2 = i16x8.narrow_i32x4_s(round(v4, inverse), round(v5, inverse));
  const n3 = i16x8.narrow_i32x4_s(round(v6, inverse), round(v7, inverse));
  v128.store(target, v128.shuffle<i16>(n0, n2, 0, 2, 8, 10, 1, 3, 9, 11));
  v128.store(target, v128.shuffle<i16>(n0, n2, 4, 6, 12, 14, 5, 7, 13, 15), 16);
  v128.store(target, v128.shuffle<i16>(n1, n3, 0, 2, 8, 10, 1, 3, 9, 11), 32);
  v128.store(target, v128.shuffle<i16>(n1, n3, 4, 6, 12, 14, 5, 7, 13, 15), 48);
  const ones = i16x8.splat(1);
  const total = i32x4.add(
    i32x4.add(i32x4.dot_i16x8_s(n0, ones), i32x4.dot_i16x8_s(n1, ones)),
    i32x4.add(i32x4.dot_i16x8_s(n2, ones), i32x4.dot_i16x8_s(n3, ones)),
  );
  store<f32>(scale, largest / ACTIVATION_MAX);
  store<f32>(
    sum,
    <f32>(i32x4.extract_lane(total, 0) + i32x4.extract_lane(total, 1) + i32x4.extract_lane(total, 2) + i32x4.extract_lane(total, 3)),
  );
}

// @ts-ignore: decorator
@inline
function round(v: v128, inverse: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v, inverse)));
}

/** `count` (a multiple of 4, at most 32) f32 as 16-bit numbers in their own order; gives the scale. */
export function quantizePlain(source: usize, target: usize, count: i32): f32 {
  let m = f32x4.splat(0);
  for (let i = 0; i < count; i += 4) m = f32x4.max(m, f32x4.abs(v128.load(source + <usize>i * 4)));
  const largest = max4(m);
  const inverse = f32x4.splat(largest > 0 ? ACTIVATION_MAX / largest : 0);
  for (let i = 0; i < count; i += 4) {
    const n = round(v128.load(source + <usize>i * 4), inverse);
    v128.store64_lane(target + <usize>i * 2, i16x8.narrow_i32x4_s(n, n), 0);
  }
  return largest / ACTIVATION_MAX;
}
