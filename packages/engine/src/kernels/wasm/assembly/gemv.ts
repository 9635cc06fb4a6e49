import { halves } from './numeric';
import { storeEight } from './store';

/*
 * Written for how compilers in browsers see it: what is loaded is used at once, so that everything stays in the 16 registers; a word of x comes
 * from a vector by a shuffle, which costs one instruction where a load of its own costs two; masks come from memory, since constants
 * are made anew at every use.
 */

/** Masks of the lowest three nibbles of 16-bit lanes. */
const MASKS = memory.data<u16>([
  0x000f, 0x000f, 0x000f, 0x000f, 0x000f, 0x000f, 0x000f, 0x000f,
  0x00f0, 0x00f0, 0x00f0, 0x00f0, 0x00f0, 0x00f0, 0x00f0, 0x00f0,
  0x0f00, 0x0f00, 0x0f00, 0x0f00, 0x0f00, 0x0f00, 0x0f00, 0x0f00,
]);

/**
 * One row of x against `groups` x 8 rows of packed 4-bit W, without unpacking to memory: `out (8·groups,) = W @ x + bias`, or `out += …`.
 *
 * A 16-bit lane holds 4 values. Two of them are not shifted down: masked in place they make sums 16 and 256 times too large,
 * which are shifted once a block instead (exactly: every product carries the factor; the largest sum is 4 pairs x 2 x 3840 x 8191
 * < 2^28).
 */
export function gemvNibbles<MIN>(
  blocks: i32, w: usize, from: usize, scales: usize, sums: usize, groups: i32, bias: usize, add: i32, out: usize,
): void {
  const m0 = v128.load(MASKS);
  const m1 = v128.load(MASKS + 16);
  const m2 = v128.load(MASKS + 32);
  const end = from + <usize>blocks * 64;
  for (let g = 0; g < groups; g++) {
    let ya = f32x4.splat(0), yb = f32x4.splat(0);
    let xScales = scales;
    let xSums = sums;
    for (let x = from; x < end; x += 64) {
      const q = w + (isInteger<MIN>() ? 32 : 16);

      let v = v128.load(x);
      let a = v128.load(q);
      let b = v128.load(q, 16);
      let s = v128.shuffle<i32>(v, v, 0, 0, 0, 0);
      let a0 = i32x4.dot_i16x8_s(v128.and(a, m0), s);
      let b0 = i32x4.dot_i16x8_s(v128.and(b, m0), s);
      s = v128.shuffle<i32>(v, v, 1, 1, 1, 1);
      let a1 = i32x4.dot_i16x8_s(v128.and(a, m1), s);
      let b1 = i32x4.dot_i16x8_s(v128.and(b, m1), s);
      s = v128.shuffle<i32>(v, v, 2, 2, 2, 2);
      let a2 = i32x4.dot_i16x8_s(v128.and(a, m2), s);
      let b2 = i32x4.dot_i16x8_s(v128.and(b, m2), s);
      s = v128.shuffle<i32>(v, v, 3, 3, 3, 3);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(i16x8.shr_u(a, 12), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(i16x8.shr_u(b, 12), s));

      v = v128.load(x, 16);
      a = v128.load(q, 32);
      b = v128.load(q, 48);
      s = v128.shuffle<i32>(v, v, 0, 0, 0, 0);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.and(a, m0), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.and(b, m0), s));
      s = v128.shuffle<i32>(v, v, 1, 1, 1, 1);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.and(a, m1), s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.and(b, m1), s));
      s = v128.shuffle<i32>(v, v, 2, 2, 2, 2);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(v128.and(a, m2), s));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(v128.and(b, m2), s));
      s = v128.shuffle<i32>(v, v, 3, 3, 3, 3);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(i16x8.shr_u(a, 12), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(i16x8.shr_u(b, 12), s));

      v = v128.load(x, 32);
      a = v128.load(q, 64);
      b = v128.load(q, 80);
      s = v128.shuffle<i32>(v, v, 0, 0, 0, 0);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.and(a, m0), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.and(b, m0), s));
      s = v128.shuffle<i32>(v, v, 1, 1, 1, 1);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.and(a, m1), s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.and(b, m1), s));
      s = v128.shuffle<i32>(v, v, 2, 2, 2, 2);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(v128.and(a, m2), s));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(v128.and(b, m2), s));
      s = v128.shuffle<i32>(v, v, 3, 3, 3, 3);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(i16x8.shr_u(a, 12), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(i16x8.shr_u(b, 12), s));

      v = v128.load(x, 48);
      a = v128.load(q, 96);
      b = v128.load(q, 112);
      s = v128.shuffle<i32>(v, v, 0, 0, 0, 0);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.and(a, m0), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.and(b, m0), s));
      s = v128.shuffle<i32>(v, v, 1, 1, 1, 1);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.and(a, m1), s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.and(b, m1), s));
      s = v128.shuffle<i32>(v, v, 2, 2, 2, 2);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(v128.and(a, m2), s));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(v128.and(b, m2), s));
      s = v128.shuffle<i32>(v, v, 3, 3, 3, 3);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(i16x8.shr_u(a, 12), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(i16x8.shr_u(b, 12), s));

      a0 = i32x4.add(i32x4.add(a0, i32x4.shr_s(a1, 4)), i32x4.shr_s(a2, 8));
      b0 = i32x4.add(i32x4.add(b0, i32x4.shr_s(b1, 4)), i32x4.shr_s(b2, 8));
      const xScale = v128.load_splat<f32>(xScales);
      if (isInteger<MIN>()) {
        ya = f32x4.add(ya, f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(a0), xScale), halves(w)));
        yb = f32x4.add(yb, f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(b0), xScale), halves(w + 8)));
        const sum = f32x4.mul(v128.load_splat<f32>(xSums), xScale);
        ya = f32x4.add(ya, f32x4.mul(sum, halves(w + 16)));
        yb = f32x4.add(yb, f32x4.mul(sum, halves(w + 24)));
      } else {
        // Values are q - 8: both terms are integers below 2^24, so the difference is exact.
        const eight = f32x4.mul(v128.load_splat<f32>(xSums), f32x4.splat(8));
        ya = f32x4.add(ya, f32x4.mul(f32x4.mul(f32x4.sub(f32x4.convert_i32x4_s(a0), eight), xScale), halves(w)));
        yb = f32x4.add(yb, f32x4.mul(f32x4.mul(f32x4.sub(f32x4.convert_i32x4_s(b0), eight), xScale), halves(w + 8)));
      }
      w = q + 128;
      xScales += 4;
      xSums += 4;
    }
    storeEight(ya, yb, bias, add, out);
    if (bias) bias += 32;
    out += 32;
  }
}

/** As `gemvNibbles` for Q8_0. */
export function gemvBytes(blocks: i32, w: usize, from: usize, scales: usize, groups: i32, bias: usize, add: i32, out: usize): void {
  const end = from + <usize>blocks * 64;
  for (let g = 0; g < groups; g++) {
    let ya = f32x4.splat(0), yb = f32x4.splat(0);
    let xScales = scales;
    for (let x = from; x < end; x += 64) {
      const q = w + 16;
      let v = v128.load(x);
      let s = v128.shuffle<i32>(v, v, 0, 0, 0, 0);
      let a0 = i32x4.dot_i16x8_s(v128.load_ext<i8>(q), s);
      let b0 = i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 8), s);
      s = v128.shuffle<i32>(v, v, 1, 1, 1, 1);
      let a1 = i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 16), s);
      let b1 = i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 24), s);
      s = v128.shuffle<i32>(v, v, 2, 2, 2, 2);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 32), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 40), s));
      s = v128.shuffle<i32>(v, v, 3, 3, 3, 3);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 48), s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 56), s));
      v = v128.load(x, 16);
      s = v128.shuffle<i32>(v, v, 0, 0, 0, 0);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 64), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 72), s));
      s = v128.shuffle<i32>(v, v, 1, 1, 1, 1);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 80), s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 88), s));
      s = v128.shuffle<i32>(v, v, 2, 2, 2, 2);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 96), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 104), s));
      s = v128.shuffle<i32>(v, v, 3, 3, 3, 3);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 112), s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 120), s));
      v = v128.load(x, 32);
      s = v128.shuffle<i32>(v, v, 0, 0, 0, 0);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 128), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 136), s));
      s = v128.shuffle<i32>(v, v, 1, 1, 1, 1);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 144), s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 152), s));
      s = v128.shuffle<i32>(v, v, 2, 2, 2, 2);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 160), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 168), s));
      s = v128.shuffle<i32>(v, v, 3, 3, 3, 3);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 176), s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 184), s));
      v = v128.load(x, 48);
      s = v128.shuffle<i32>(v, v, 0, 0, 0, 0);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 192), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 200), s));
      s = v128.shuffle<i32>(v, v, 1, 1, 1, 1);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 208), s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 216), s));
      s = v128.shuffle<i32>(v, v, 2, 2, 2, 2);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 224), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 232), s));
      s = v128.shuffle<i32>(v, v, 3, 3, 3, 3);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 240), s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 248), s));
      const xScale = v128.load_splat<f32>(xScales);
      ya = f32x4.add(ya, f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(i32x4.add(a0, a1)), xScale), halves(w)));
      yb = f32x4.add(yb, f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(i32x4.add(b0, b1)), xScale), halves(w + 8)));
      w += 272;
      xScales += 4;
    }
    storeEight(ya, yb, bias, add, out);
    if (bias) bias += 32;
    out += 32;
  }
}
