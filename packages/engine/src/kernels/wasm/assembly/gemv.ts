import { halves } from './numeric';

/**
 * One row of x against 8 rows of packed 4-bit W, without unpacking to memory: `y (8,) += W (8, 32·blocks) @ x (32·blocks,)`.
 *
 * A 16-bit lane holds 4 values. Two of them are not shifted down: masked in place they make sums 16 and 256 times too large,
 * which are shifted once a block instead (exactly: every product carries the factor; the largest sum is 4 pairs x 2 x 3840 x 8191
 * < 2^28).
 */
export function gemvNibbles<MIN>(blocks: i32, w: usize, x: usize, xScales: usize, xSums: usize, y: usize): void {
  const m0 = i16x8.splat(0x000f);
  const m1 = i16x8.splat(0x00f0);
  const m2 = i16x8.splat(0x0f00);
  let ya = v128.load(y);
  let yb = v128.load(y, 16);
  const end = x + <usize>blocks * 64;
  while (x < end) {
    const q = w + (isInteger<MIN>() ? 32 : 16);
    let a0 = i32x4.splat(0), a1 = i32x4.splat(0), a2 = i32x4.splat(0);
    let b0 = i32x4.splat(0), b1 = i32x4.splat(0), b2 = i32x4.splat(0);

    let a = v128.load(q);
    let b = v128.load(q, 16);
    let s = v128.load_splat<i32>(x);
    a0 = i32x4.dot_i16x8_s(v128.and(a, m0), s);
    b0 = i32x4.dot_i16x8_s(v128.and(b, m0), s);
    s = v128.load_splat<i32>(x, 4);
    a1 = i32x4.dot_i16x8_s(v128.and(a, m1), s);
    b1 = i32x4.dot_i16x8_s(v128.and(b, m1), s);
    s = v128.load_splat<i32>(x, 8);
    a2 = i32x4.dot_i16x8_s(v128.and(a, m2), s);
    b2 = i32x4.dot_i16x8_s(v128.and(b, m2), s);
    s = v128.load_splat<i32>(x, 12);
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(i16x8.shr_u(a, 12), s));
    b0 = i32x4.add(b0, i32x4.dot_i16x8_s(i16x8.shr_u(b, 12), s));

    a = v128.load(q, 32);
    b = v128.load(q, 48);
    s = v128.load_splat<i32>(x, 16);
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.and(a, m0), s));
    b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.and(b, m0), s));
    s = v128.load_splat<i32>(x, 20);
    a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.and(a, m1), s));
    b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.and(b, m1), s));
    s = v128.load_splat<i32>(x, 24);
    a2 = i32x4.add(a2, i32x4.dot_i16x8_s(v128.and(a, m2), s));
    b2 = i32x4.add(b2, i32x4.dot_i16x8_s(v128.and(b, m2), s));
    s = v128.load_splat<i32>(x, 28);
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(i16x8.shr_u(a, 12), s));
    b0 = i32x4.add(b0, i32x4.dot_i16x8_s(i16x8.shr_u(b, 12), s));

    a = v128.load(q, 64);
    b = v128.load(q, 80);
    s = v128.load_splat<i32>(x, 32);
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.and(a, m0), s));
    b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.and(b, m0), s));
    s = v128.load_splat<i32>(x, 36);
    a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.and(a, m1), s));
    b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.and(b, m1), s));
    s = v128.load_splat<i32>(x, 40);
    a2 = i32x4.add(a2, i32x4.dot_i16x8_s(v128.and(a, m2), s));
    b2 = i32x4.add(b2, i32x4.dot_i16x8_s(v128.and(b, m2), s));
    s = v128.load_splat<i32>(x, 44);
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(i16x8.shr_u(a, 12), s));
    b0 = i32x4.add(b0, i32x4.dot_i16x8_s(i16x8.shr_u(b, 12), s));

    a = v128.load(q, 96);
    b = v128.load(q, 112);
    s = v128.load_splat<i32>(x, 48);
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.and(a, m0), s));
    b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.and(b, m0), s));
    s = v128.load_splat<i32>(x, 52);
    a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.and(a, m1), s));
    b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.and(b, m1), s));
    s = v128.load_splat<i32>(x, 56);
    a2 = i32x4.add(a2, i32x4.dot_i16x8_s(v128.and(a, m2), s));
    b2 = i32x4.add(b2, i32x4.dot_i16x8_s(v128.and(b, m2), s));
    s = v128.load_splat<i32>(x, 60);
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
    x += 64;
    xScales += 4;
    xSums += 4;
  }
  v128.store(y, ya);
  v128.store(y, yb, 16);
}

/** As `gemvNibbles` for Q8_0. */
export function gemvBytes(blocks: i32, w: usize, x: usize, xScales: usize, y: usize): void {
  let ya = v128.load(y);
  let yb = v128.load(y, 16);
  const end = x + <usize>blocks * 64;
  while (x < end) {
    let a0 = i32x4.splat(0), a1 = i32x4.splat(0);
    let b0 = i32x4.splat(0), b1 = i32x4.splat(0);
    let q = w + 16;
    const stop = x + 64;
    while (x < stop) {
      let s = v128.load_splat<i32>(x);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 8), s));
      s = v128.load_splat<i32>(x, 4);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 16), s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 24), s));
      s = v128.load_splat<i32>(x, 8);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 32), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 40), s));
      s = v128.load_splat<i32>(x, 12);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 48), s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 56), s));
      s = v128.load_splat<i32>(x, 16);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 64), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 72), s));
      s = v128.load_splat<i32>(x, 20);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 80), s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 88), s));
      s = v128.load_splat<i32>(x, 24);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 96), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 104), s));
      s = v128.load_splat<i32>(x, 28);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 112), s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 120), s));
      q += 128;
      x += 32;
    }
    const xScale = v128.load_splat<f32>(xScales);
    ya = f32x4.add(ya, f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(i32x4.add(a0, a1)), xScale), halves(w)));
    yb = f32x4.add(yb, f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(i32x4.add(b0, b1)), xScale), halves(w + 8)));
    w += 272;
    xScales += 4;
  }
  v128.store(y, ya);
  v128.store(y, yb, 16);
}
