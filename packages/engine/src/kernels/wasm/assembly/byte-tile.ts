import { BYTE_BLOCK, BYTE_SIGN } from './layout';
import { halves } from './numeric';
import { addBlock } from './tile';
import { Q8_0 } from './types';

/*
 * Products of bytes, for hosts where one instruction multiplies sixteen and adds them to four sums (`byte-kernels.ts`): 8 rows of W by a quad, 4 rows
 * of x (`quantize-bytes.ts`). Such hosts differ in whether they take the bytes of x as signed. Where they do not, x is stored 128 larger, and the
 * sums begin with -128 times the sum of their weights: the same integers, so the same bits, on both.
 *
 * W is a tile, `[block]`: scales f32 of 8 rows, then what sums begin with, i32, then `[step 0…7][row 0…7][4]` bytes; a step is 4 values of a row.
 */

const NIBBLES = memory.data<u32>([0x0f0f0f0f, 0x0f0f0f0f, 0x0f0f0f0f, 0x0f0f0f0f]);
const EIGHTS = memory.data<u32>([0x08080808, 0x08080808, 0x08080808, 0x08080808]);
const ONES = memory.data<u32>([0x01010101, 0x01010101, 0x01010101, 0x01010101]);

/** `sum + w · x`, byte by byte, four of them to each lane. */
// @ts-ignore: decorator
@inline
function dot(w: v128, x: v128, sum: v128): v128 {
  return i32x4.relaxed_dot_i8x16_i7x16_add_s(w, x, sum);
}

/** `count` packed blocks of Q8_0 or Q4_0 (`pack.ts`) at `w` as a tile. */
export function byteTile(type: i32, w: usize, count: i32, tile: usize): void {
  const zero = i32x4.splat(-load<i32>(BYTE_SIGN));
  const ones = v128.load(ONES);
  for (const end = tile + <usize>count * BYTE_BLOCK; tile < end; tile += BYTE_BLOCK) {
    v128.store(tile, halves(w));
    v128.store(tile, halves(w + 8), 16);
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    w += 16;
    const stop = tile + 64 + 128;
    for (let to = tile + 64; to < stop; to += 32) {
      let a0: v128, b0: v128, a1: v128, b1: v128;
      if (type == Q8_0) {
        const p = v128.load(w);
        const q = v128.load(w, 16);
        const r = v128.load(w, 32);
        const s = v128.load(w, 48);
        a0 = v128.shuffle<u8>(p, r, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        b0 = v128.shuffle<u8>(p, r, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        a1 = v128.shuffle<u8>(q, s, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        b1 = v128.shuffle<u8>(q, s, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        w += 64;
      } else {
        const low = v128.load(NIBBLES);
        const eight = v128.load(EIGHTS);
        const p = v128.load(w);
        const q = v128.load(w, 16);
        a0 = i8x16.sub(v128.and(p, low), eight);
        b0 = i8x16.sub(v128.and(q, low), eight);
        a1 = i8x16.sub(v128.and(i16x8.shr_u(p, 4), low), eight);
        b1 = i8x16.sub(v128.and(i16x8.shr_u(q, 4), low), eight);
        w += 32;
      }
      v128.store(to, a0);
      v128.store(to, b0, 16);
      v128.store(to, a1, 128);
      v128.store(to, b1, 144);
      a = dot(a1, ones, dot(a0, ones, a));
      b = dot(b1, ones, dot(b0, ones, b));
    }
    v128.store(tile, i32x4.mul(a, zero), 32);
    v128.store(tile, i32x4.mul(b, zero), 48);
  }
}

/**
 * `y (4, 8) += W (8, 32·blocks) @ x (4, 32·blocks)`; what is finer of x lies `behind` bytes further on. A block where `finer` says that there is some counts 64
 * times, and that once; rows without have zeros there, and the same result either way.
 */
export function byteQuad(blocks: i32, w: usize, x: usize, behind: usize, xScales: usize, finer: usize, y: usize): void {
  for (const last = w + <usize>blocks * BYTE_BLOCK; w < last; w += BYTE_BLOCK) {
    let a0 = v128.load(w, 32), a1 = a0, a2 = a0, a3 = a0;
    let b0 = v128.load(w, 48), b1 = b0, b2 = b0, b3 = b0;
    const scale = v128.load(xScales);
    const end = w + BYTE_BLOCK;
    for (let p = w + 64; p < end; p += 64) {
      let wa = v128.load(p), wb = v128.load(p, 16);
      let s = v128.load_splat<i32>(x);
      a0 = dot(wa, s, a0);
      b0 = dot(wb, s, b0);
      s = v128.load_splat<i32>(x, 4);
      a1 = dot(wa, s, a1);
      b1 = dot(wb, s, b1);
      s = v128.load_splat<i32>(x, 8);
      a2 = dot(wa, s, a2);
      b2 = dot(wb, s, b2);
      s = v128.load_splat<i32>(x, 12);
      a3 = dot(wa, s, a3);
      b3 = dot(wb, s, b3);

      wa = v128.load(p, 32), wb = v128.load(p, 48);
      s = v128.load_splat<i32>(x, 16);
      a0 = dot(wa, s, a0);
      b0 = dot(wb, s, b0);
      s = v128.load_splat<i32>(x, 20);
      a1 = dot(wa, s, a1);
      b1 = dot(wb, s, b1);
      s = v128.load_splat<i32>(x, 24);
      a2 = dot(wa, s, a2);
      b2 = dot(wb, s, b2);
      s = v128.load_splat<i32>(x, 28);
      a3 = dot(wa, s, a3);
      b3 = dot(wb, s, b3);
      x += 32;
    }
    if (v128.any_true(v128.load(finer))) {
      const za = v128.load(w, 32), zb = v128.load(w, 48);
      const fine = x - 128 + behind;
      if (load<i32>(finer)) {
        a0 = i32x4.add(i32x4.shl(a0, 6), za);
        b0 = i32x4.add(i32x4.shl(b0, 6), zb);
        for (let p = w + 64, f = fine; p < end; p += 32, f += 16) {
          const s = v128.load_splat<i32>(f);
          a0 = dot(v128.load(p), s, a0);
          b0 = dot(v128.load(p, 16), s, b0);
        }
      }
      if (load<i32>(finer, 4)) {
        a1 = i32x4.add(i32x4.shl(a1, 6), za);
        b1 = i32x4.add(i32x4.shl(b1, 6), zb);
        for (let p = w + 64, f = fine + 4; p < end; p += 32, f += 16) {
          const s = v128.load_splat<i32>(f);
          a1 = dot(v128.load(p), s, a1);
          b1 = dot(v128.load(p, 16), s, b1);
        }
      }
      if (load<i32>(finer, 8)) {
        a2 = i32x4.add(i32x4.shl(a2, 6), za);
        b2 = i32x4.add(i32x4.shl(b2, 6), zb);
        for (let p = w + 64, f = fine + 8; p < end; p += 32, f += 16) {
          const s = v128.load_splat<i32>(f);
          a2 = dot(v128.load(p), s, a2);
          b2 = dot(v128.load(p, 16), s, b2);
        }
      }
      if (load<i32>(finer, 12)) {
        a3 = i32x4.add(i32x4.shl(a3, 6), za);
        b3 = i32x4.add(i32x4.shl(b3, 6), zb);
        for (let p = w + 64, f = fine + 12; p < end; p += 32, f += 16) {
          const s = v128.load_splat<i32>(f);
          a3 = dot(v128.load(p), s, a3);
          b3 = dot(v128.load(p, 16), s, b3);
        }
      }
    }
    const da = v128.load(w), db = v128.load(w, 16);
    addBlock(y, a0, b0, da, db, v128.shuffle<i32>(scale, scale, 0, 0, 0, 0));
    addBlock(y + 32, a1, b1, da, db, v128.shuffle<i32>(scale, scale, 1, 1, 1, 1));
    addBlock(y + 64, a2, b2, da, db, v128.shuffle<i32>(scale, scale, 2, 2, 2, 2));
    addBlock(y + 96, a3, b3, da, db, v128.shuffle<i32>(scale, scale, 3, 3, 3, 3));
    xScales += 16;
    finer += 16;
  }
}
