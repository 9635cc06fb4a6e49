import { TILE_BLOCK } from './layout';

/**
 * The kernel of every matrix product, attention's two included: 8 rows of W by 4 (or 1) rows of x, 16-bit integers.
 *
 * W is a tile, `[block][pair 0…15][row 0…7][2]`: a vector holds 4 rows' next two values, so that the lanes of a sum are rows,
 * and the two values of x are one 32-bit word for all of them. A block's integer sums are exact; they are scaled and
 * added to `y [row of x][8]` in f32, block after block: the same order of summation however many rows of x there are.
 */

/** `y (4, 8) += W (8, 32·blocks) @ x (4, 32·blocks)`; scales and minimums of W are `[block][8]` f32, those of x `[row][block]`. */
export function tile4<MIN>(
  blocks: i32, w: usize, scales: usize, minimums: usize,
  x: usize, xStride: usize, xScales: usize, xSums: usize, sStride: usize, y: usize,
): void {
  let x0 = x;
  let x1 = x + xStride;
  let x2 = x1 + xStride;
  let x3 = x2 + xStride;
  const end = w + <usize>blocks * TILE_BLOCK;
  while (w < end) {
    let a0 = i32x4.splat(0), a1 = i32x4.splat(0), a2 = i32x4.splat(0), a3 = i32x4.splat(0);
    let b0 = i32x4.splat(0), b1 = i32x4.splat(0), b2 = i32x4.splat(0), b3 = i32x4.splat(0);
    const stop = w + TILE_BLOCK;
    while (w < stop) {
      let wa = v128.load(w);
      let wb = v128.load(w, 16);
      let s = v128.load_splat<i32>(x0);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(wa, s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(x1);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(wa, s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(x2);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(wa, s));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(x3);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(wa, s));
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(wb, s));

      wa = v128.load(w, 32);
      wb = v128.load(w, 48);
      s = v128.load_splat<i32>(x0, 4);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(wa, s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(x1, 4);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(wa, s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(x2, 4);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(wa, s));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(x3, 4);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(wa, s));
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(wb, s));

      wa = v128.load(w, 64);
      wb = v128.load(w, 80);
      s = v128.load_splat<i32>(x0, 8);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(wa, s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(x1, 8);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(wa, s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(x2, 8);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(wa, s));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(x3, 8);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(wa, s));
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(wb, s));

      wa = v128.load(w, 96);
      wb = v128.load(w, 112);
      s = v128.load_splat<i32>(x0, 12);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(wa, s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(x1, 12);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(wa, s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(x2, 12);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(wa, s));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(x3, 12);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(wa, s));
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(wb, s));

      w += 128;
      x0 += 16;
      x1 += 16;
      x2 += 16;
      x3 += 16;
    }
    const da = v128.load(scales);
    const db = v128.load(scales, 16);
    scales += 32;
    let xs = xScales;
    addScaled(y, da, a0, xs);
    addScaled(y + 16, db, b0, xs);
    xs += sStride;
    addScaled(y + 32, da, a1, xs);
    addScaled(y + 48, db, b1, xs);
    xs += sStride;
    addScaled(y + 64, da, a2, xs);
    addScaled(y + 80, db, b2, xs);
    xs += sStride;
    addScaled(y + 96, da, a3, xs);
    addScaled(y + 112, db, b3, xs);
    if (isInteger<MIN>()) {
      const ma = v128.load(minimums);
      const mb = v128.load(minimums, 16);
      minimums += 32;
      xs = xScales;
      let sum = xSums;
      addMinimum(y, ma, mb, xs, sum);
      xs += sStride;
      sum += sStride;
      addMinimum(y + 32, ma, mb, xs, sum);
      xs += sStride;
      sum += sStride;
      addMinimum(y + 64, ma, mb, xs, sum);
      xs += sStride;
      sum += sStride;
      addMinimum(y + 96, ma, mb, xs, sum);
      xSums += 4;
    }
    xScales += 4;
  }
}

/** As `tile4` for one row of x: `y (8,) += W (8, 32·blocks) @ x (32·blocks,)`. */
export function tile1<MIN>(blocks: i32, w: usize, scales: usize, minimums: usize, x: usize, xScales: usize, xSums: usize, y: usize): void {
  const end = w + <usize>blocks * TILE_BLOCK;
  while (w < end) {
    let a0 = i32x4.splat(0), a1 = i32x4.splat(0);
    let b0 = i32x4.splat(0), b1 = i32x4.splat(0);
    const stop = w + TILE_BLOCK;
    while (w < stop) {
      let s = v128.load_splat<i32>(x);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load(w), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load(w, 16), s));
      s = v128.load_splat<i32>(x, 4);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load(w, 32), s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load(w, 48), s));
      s = v128.load_splat<i32>(x, 8);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load(w, 64), s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load(w, 80), s));
      s = v128.load_splat<i32>(x, 12);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load(w, 96), s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load(w, 112), s));
      w += 128;
      x += 16;
    }
    addScaled(y, v128.load(scales), i32x4.add(a0, a1), xScales);
    addScaled(y + 16, v128.load(scales, 16), i32x4.add(b0, b1), xScales);
    scales += 32;
    if (isInteger<MIN>()) {
      addMinimum(y, v128.load(minimums), v128.load(minimums, 16), xScales, xSums);
      minimums += 32;
      xSums += 4;
    }
    xScales += 4;
  }
}

/** `y += scale(W) * (scale(x) * sum)` */
// @ts-ignore: decorator
@inline
export function addScaled(y: usize, scale: v128, sum: v128, xScale: usize): void {
  const value = f32x4.mul(f32x4.convert_i32x4_s(sum), v128.load_splat<f32>(xScale));
  v128.store(y, f32x4.add(v128.load(y), f32x4.mul(value, scale)));
}

/** `y += minimum(W) * (scale(x) * Σx)` */
// @ts-ignore: decorator
@inline
export function addMinimum(y: usize, ma: v128, mb: v128, xScale: usize, xSum: usize): void {
  const value = f32x4.mul(v128.load_splat<f32>(xSum), v128.load_splat<f32>(xScale));
  v128.store(y, f32x4.add(v128.load(y), f32x4.mul(value, ma)));
  v128.store(y, f32x4.add(v128.load(y, 16), f32x4.mul(value, mb)), 16);
}
