import { addScaled } from './minimums';
import { half, halves } from './numeric';

/**
 * The minimums of Q4_K and Q5_K as a product of integers, as `minimums.ts` does it: a group has, of each of its runs, f16 `[row]`, the scales of the
 * run's minimums, negated, and u8 `[pair of blocks][row 0…7][2]`.
 */

/** Bytes of a run's minimums. */
export const RUN_MINIMUM_BYTES: usize = 80;

/** The minimum of one block of row `r`. */
export function runMinimumOf(group: usize, r: i32, block: i32): f32 {
  const run = group + <usize>(block >> 3) * RUN_MINIMUM_BYTES;
  const at = run + 16 + <usize>((block & 7) >> 1) * 16 + <usize>r * 2 + <usize>(block & 1);
  return half(run + <usize>r * 2) * <f32>load<u8>(at);
}

/** `y (8,) += minimums (8, 8·runs) @ sums (8·runs,)` */
export function runMinimumRow(runs: i32, w: usize, sums: usize, y: usize): void {
  const scales = sums + <usize>runs * 64;
  for (let run = 0; run < runs; run++) {
    let a = i32x4.splat(0), b = i32x4.splat(0);
    const end = w + RUN_MINIMUM_BYTES;
    for (let q = w + 16; q < end; q += 16) {
      const s = v128.load_splat<i32>(sums);
      a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load_ext<u8>(q), s));
      b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load_ext<u8>(q, 8), s));
      sums += 16;
    }
    addScaled(y, a, b, halves(w), halves(w + 8), v128.load_splat<f32>(scales + <usize>(run >> 2) * 16));
    w = end;
  }
}

/** As `runMinimumRow` for four rows of x, to `y (4, 8)`. */
export function runMinimumTile(runs: i32, w: usize, sums: usize, y: usize): void {
  const scales = sums + <usize>runs * 64;
  for (let run = 0; run < runs; run++) {
    let a0 = i32x4.splat(0), a1 = i32x4.splat(0), a2 = i32x4.splat(0), a3 = i32x4.splat(0);
    let b0 = i32x4.splat(0), b1 = i32x4.splat(0), b2 = i32x4.splat(0), b3 = i32x4.splat(0);
    const end = w + RUN_MINIMUM_BYTES;
    for (let q = w + 16; q < end; q += 16) {
      const wa = v128.load_ext<u8>(q);
      const wb = v128.load_ext<u8>(q, 8);
      let s = v128.load_splat<i32>(sums);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(wa, s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(sums, 4);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(wa, s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(sums, 8);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(wa, s));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(sums, 12);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(wa, s));
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(wb, s));
      sums += 16;
    }
    const da = halves(w);
    const db = halves(w + 8);
    const at = scales + <usize>(run >> 2) * 16;
    addScaled(y, a0, b0, da, db, v128.load_splat<f32>(at));
    addScaled(y + 32, a1, b1, da, db, v128.load_splat<f32>(at, 4));
    addScaled(y + 64, a2, b2, da, db, v128.load_splat<f32>(at, 8));
    addScaled(y + 96, a3, b3, da, db, v128.load_splat<f32>(at, 12));
    w = end;
  }
}
