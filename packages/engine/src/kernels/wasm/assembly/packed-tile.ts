import { halves } from './numeric';
import { addBlock } from './tile';

/*
 * Up to four rows of x against W as it is packed, without a tile in between: for few rows, making the tile costs more than the products. Sums and
 * their order are those of `quadTile`, to the bit.
 */

const LOW = memory.data<u16>([15, 15, 15, 15, 15, 15, 15, 15]);
const EIGHT = memory.data<u16>([8, 8, 8, 8, 8, 8, 8, 8]);

/**
 * `y (4, 8) += W (8, 32·blocks) @ x (4, 32·blocks)` for packed nibbles (`pack.ts`), less 8 where `ZERO` is an integer. x and its scales as in `quadTile`, `THIRD` and
 * `FOURTH` too.
 */
export function nibbleTile<THIRD, FOURTH, ZERO>(blocks: i32, w: usize, x: usize, xScales: usize, y: usize): void {
  const low = v128.load(LOW);
  for (; blocks > 0; blocks--) {
    let a0 = i32x4.splat(0), a1 = i32x4.splat(0), a2 = i32x4.splat(0), a3 = i32x4.splat(0);
    let b0 = i32x4.splat(0), b1 = i32x4.splat(0), b2 = i32x4.splat(0), b3 = i32x4.splat(0);
    const end = w + 144;
    for (let q = w + 16; q < end; q += 32) {
      const a = v128.load(q);
      const b = v128.load(q, 16);
      let wa = value<ZERO>(v128.and(a, low));
      let wb = value<ZERO>(v128.and(b, low));
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

      wa = value<ZERO>(v128.and(i16x8.shr_u(a, 4), low));
      wb = value<ZERO>(v128.and(i16x8.shr_u(b, 4), low));
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

      wa = value<ZERO>(v128.and(i16x8.shr_u(a, 8), low));
      wb = value<ZERO>(v128.and(i16x8.shr_u(b, 8), low));
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

      wa = value<ZERO>(i16x8.shr_u(a, 12));
      wb = value<ZERO>(i16x8.shr_u(b, 12));
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
    addRows<THIRD, FOURTH>(y, w, v128.load(xScales), a0, b0, a1, b1, a2, b2, a3, b3);
    xScales += 16;
    w = end;
  }
}

/** As `nibbleTile` for packed bytes (Q8_0). */
export function byteTile<THIRD, FOURTH>(blocks: i32, w: usize, x: usize, xScales: usize, y: usize): void {
  for (; blocks > 0; blocks--) {
    let a0 = i32x4.splat(0), a1 = i32x4.splat(0), a2 = i32x4.splat(0), a3 = i32x4.splat(0);
    let b0 = i32x4.splat(0), b1 = i32x4.splat(0), b2 = i32x4.splat(0), b3 = i32x4.splat(0);
    const end = w + 272;
    for (let q = w + 16; q < end; q += 64) {
      let wa = v128.load_ext<i8>(q);
      let wb = v128.load_ext<i8>(q, 8);
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

      wa = v128.load_ext<i8>(q, 16);
      wb = v128.load_ext<i8>(q, 24);
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

      wa = v128.load_ext<i8>(q, 32);
      wb = v128.load_ext<i8>(q, 40);
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

      wa = v128.load_ext<i8>(q, 48);
      wb = v128.load_ext<i8>(q, 56);
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
    addRows<THIRD, FOURTH>(y, w, v128.load(xScales), a0, b0, a1, b1, a2, b2, a3, b3);
    xScales += 16;
    w = end;
  }
}

// @ts-ignore: decorator
@inline
function value<ZERO>(nibbles: v128): v128 {
  return isInteger<ZERO>() ? i16x8.sub(nibbles, v128.load(EIGHT)) : nibbles;
}

/** A block's sums, scaled, to `y`; `w` begins with the scales of its rows. */
// @ts-ignore: decorator
@inline
function addRows<THIRD, FOURTH>(
  y: usize, w: usize, scale: v128, a0: v128, b0: v128, a1: v128, b1: v128, a2: v128, b2: v128, a3: v128, b3: v128,
): void {
  const da = halves(w);
  const db = halves(w + 8);
  addBlock(y, a0, b0, da, db, v128.shuffle<i32>(scale, scale, 0, 0, 0, 0));
  addBlock(y + 32, a1, b1, da, db, v128.shuffle<i32>(scale, scale, 1, 1, 1, 1));
  if (isInteger<THIRD>()) addBlock(y + 64, a2, b2, da, db, v128.shuffle<i32>(scale, scale, 2, 2, 2, 2));
  if (isInteger<FOURTH>()) addBlock(y + 96, a3, b3, da, db, v128.shuffle<i32>(scale, scale, 3, 3, 3, 3));
}
