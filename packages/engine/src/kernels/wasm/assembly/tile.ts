import { ROW_BLOCK, ROW_SCALE, TILE_BLOCK } from './layout';

/**
 * The kernel of every matrix product of several rows, attention's two included: 8 rows of W by a quad, 4 rows of x, 16-bit integers.
 *
 * W is a tile, `[block][pair 0…15][row 0…7][2]`: a vector holds 4 rows' next two values, so that the lanes of a sum are rows. x is
 * `[block][pair][row 0…3][2]`, its scales and sums `[block][row]`: a pair goes to all lanes as it is loaded, which takes no
 * vector unit's turn as a shuffle would. A block's integer sums are exact; they are scaled and added to `y [row of x][8]` in f32, block after block: the same order
 * of summation however many rows of x there are.
 *
 * `y (4, 8) += W (8, 32·blocks) @ x (4, 32·blocks)`; scales of W are `[block][8]` f32. Without `FOURTH` (not an integer) the
 * last row of y is left out, without `THIRD` the one before too.
 */
export function quadTile<THIRD, FOURTH>(blocks: i32, w: usize, scales: usize, x: usize, xScales: usize, y: usize): void {
  const end = w + <usize>blocks * TILE_BLOCK;
  while (w < end) {
    let a0 = i32x4.splat(0), a1 = i32x4.splat(0), a2 = i32x4.splat(0), a3 = i32x4.splat(0);
    let b0 = i32x4.splat(0), b1 = i32x4.splat(0), b2 = i32x4.splat(0), b3 = i32x4.splat(0);
    const stop = w + TILE_BLOCK;
    for (; w < stop; w += 128) {
      let wa = v128.load(w);
      let wb = v128.load(w, 16);
      let s = v128.load_splat<i32>(x);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(wa, s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(x, 4);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(wa, s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(wb, s));
      if (isInteger<THIRD>()) {
        s = v128.load_splat<i32>(x, 8);
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(wa, s));
        b2 = i32x4.add(b2, i32x4.dot_i16x8_s(wb, s));
      }
      if (isInteger<FOURTH>()) {
        s = v128.load_splat<i32>(x, 12);
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(wa, s));
        b3 = i32x4.add(b3, i32x4.dot_i16x8_s(wb, s));
      }

      wa = v128.load(w, 32);
      wb = v128.load(w, 48);
      s = v128.load_splat<i32>(x, 16);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(wa, s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(x, 20);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(wa, s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(wb, s));
      if (isInteger<THIRD>()) {
        s = v128.load_splat<i32>(x, 24);
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(wa, s));
        b2 = i32x4.add(b2, i32x4.dot_i16x8_s(wb, s));
      }
      if (isInteger<FOURTH>()) {
        s = v128.load_splat<i32>(x, 28);
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(wa, s));
        b3 = i32x4.add(b3, i32x4.dot_i16x8_s(wb, s));
      }

      wa = v128.load(w, 64);
      wb = v128.load(w, 80);
      s = v128.load_splat<i32>(x, 32);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(wa, s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(x, 36);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(wa, s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(wb, s));
      if (isInteger<THIRD>()) {
        s = v128.load_splat<i32>(x, 40);
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(wa, s));
        b2 = i32x4.add(b2, i32x4.dot_i16x8_s(wb, s));
      }
      if (isInteger<FOURTH>()) {
        s = v128.load_splat<i32>(x, 44);
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(wa, s));
        b3 = i32x4.add(b3, i32x4.dot_i16x8_s(wb, s));
      }

      wa = v128.load(w, 96);
      wb = v128.load(w, 112);
      s = v128.load_splat<i32>(x, 48);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(wa, s));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(wb, s));
      s = v128.load_splat<i32>(x, 52);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(wa, s));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(wb, s));
      if (isInteger<THIRD>()) {
        s = v128.load_splat<i32>(x, 56);
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(wa, s));
        b2 = i32x4.add(b2, i32x4.dot_i16x8_s(wb, s));
      }
      if (isInteger<FOURTH>()) {
        s = v128.load_splat<i32>(x, 60);
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(wa, s));
        b3 = i32x4.add(b3, i32x4.dot_i16x8_s(wb, s));
      }
      x += 64;
    }
    const da = v128.load(scales);
    const db = v128.load(scales, 16);
    scales += 32;
    const scale = v128.load(xScales);
    xScales += 16;
    addBlock(y, a0, b0, da, db, v128.shuffle<i32>(scale, scale, 0, 0, 0, 0));
    addBlock(y + 32, a1, b1, da, db, v128.shuffle<i32>(scale, scale, 1, 1, 1, 1));
    if (isInteger<THIRD>()) {
      addBlock(y + 64, a2, b2, da, db, v128.shuffle<i32>(scale, scale, 2, 2, 2, 2));
    }
    if (isInteger<FOURTH>()) {
      addBlock(y + 96, a3, b3, da, db, v128.shuffle<i32>(scale, scale, 3, 3, 3, 3));
    }
  }
}

/** As `quadTile` for a single row of x (`ROW_BLOCK`): `y (8,) += W (8, 32·blocks) @ x (32·blocks,)`. */
export function tile1(blocks: i32, w: usize, scales: usize, x: usize, y: usize): void {
  const end = w + <usize>blocks * TILE_BLOCK;
  while (w < end) {
    let a = i32x4.splat(0), b = i32x4.splat(0);
    const stop = w + TILE_BLOCK;
    for (; w < stop; w += 32) {
      const s = v128.load_splat<i32>(x);
      a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load(w), s));
      b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load(w, 16), s));
      x += 4;
    }
    addBlock(y, a, b, v128.load(scales), v128.load(scales, 16), plainScale(v128.load_splat<f32>(x)));
    scales += 32;
    x += ROW_BLOCK - ROW_SCALE;
  }
}

/** The scale of a single row's block (`ROW_SCALE`) as quads have it. */
// @ts-ignore: decorator
@inline
export function plainScale(scale: v128): v128 {
  return f32x4.mul(scale, f32x4.splat(reinterpret<f32>(0x07800000)));
}

/** `y (8,) += (scale(x) * scale(W)) * products` */
// @ts-ignore: decorator
@inline
export function addBlock(y: usize, a: v128, b: v128, da: v128, db: v128, scale: v128): void {
  v128.store(y, f32x4.add(v128.load(y), f32x4.mul(f32x4.convert_i32x4_s(a), f32x4.mul(scale, da))));
  v128.store(y, f32x4.add(v128.load(y, 16), f32x4.mul(f32x4.convert_i32x4_s(b), f32x4.mul(scale, db))), 16);
}
