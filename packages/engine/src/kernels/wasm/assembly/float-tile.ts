import { F16, F32 } from './types';
import { halves } from './numeric';

/** Values of K that are unpacked at a time: 16 KB of tile. */
export const FLOAT_CHUNK: i32 = 512;

/** `[k][8]` stored numbers as `[k][8]` f32. */
export function unpackFloats(type: i32, from: usize, tile: usize, count: i32): void {
  const end = tile + <usize>count * 32;
  if (type == F32) {
    memory.copy(tile, from, <usize>count * 32);
  } else if (type == F16) {
    while (tile < end) {
      v128.store(tile, halves(from));
      from += 8;
      tile += 16;
    }
  } else {
    while (tile < end) {
      v128.store(tile, i32x4.shl(v128.load_ext<u16>(from), 16));
      from += 8;
      tile += 16;
    }
  }
}

// @ts-ignore: decorator
@inline
export function floatBytes(type: i32): i32 {
  return type == F32 ? 4 : 2;
}

/** `y (4, 8) += W (8, count) @ x (4, count)` in f32, value after value. */
export function floatTile4(count: i32, w: usize, x: usize, xStride: usize, y: usize): void {
  let x0 = x;
  let x1 = x + xStride;
  let x2 = x1 + xStride;
  let x3 = x2 + xStride;
  let a0 = v128.load(y), b0 = v128.load(y, 16);
  let a1 = v128.load(y, 32), b1 = v128.load(y, 48);
  let a2 = v128.load(y, 64), b2 = v128.load(y, 80);
  let a3 = v128.load(y, 96), b3 = v128.load(y, 112);
  const end = w + <usize>count * 32;
  while (w < end) {
    const wa = v128.load(w);
    const wb = v128.load(w, 16);
    let s = v128.load_splat<f32>(x0);
    a0 = f32x4.add(a0, f32x4.mul(wa, s));
    b0 = f32x4.add(b0, f32x4.mul(wb, s));
    s = v128.load_splat<f32>(x1);
    a1 = f32x4.add(a1, f32x4.mul(wa, s));
    b1 = f32x4.add(b1, f32x4.mul(wb, s));
    s = v128.load_splat<f32>(x2);
    a2 = f32x4.add(a2, f32x4.mul(wa, s));
    b2 = f32x4.add(b2, f32x4.mul(wb, s));
    s = v128.load_splat<f32>(x3);
    a3 = f32x4.add(a3, f32x4.mul(wa, s));
    b3 = f32x4.add(b3, f32x4.mul(wb, s));
    w += 32;
    x0 += 4;
    x1 += 4;
    x2 += 4;
    x3 += 4;
  }
  v128.store(y, a0);
  v128.store(y, b0, 16);
  v128.store(y, a1, 32);
  v128.store(y, b1, 48);
  v128.store(y, a2, 64);
  v128.store(y, b2, 80);
  v128.store(y, a3, 96);
  v128.store(y, b3, 112);
}

/** As `floatTile4` for one row of x. */
export function floatTile1(count: i32, w: usize, x: usize, y: usize): void {
  let a = v128.load(y);
  let b = v128.load(y, 16);
  const end = w + <usize>count * 32;
  while (w < end) {
    const s = v128.load_splat<f32>(x);
    a = f32x4.add(a, f32x4.mul(v128.load(w), s));
    b = f32x4.add(b, f32x4.mul(v128.load(w, 16), s));
    w += 32;
    x += 4;
  }
  v128.store(y, a);
  v128.store(y, b, 16);
}
