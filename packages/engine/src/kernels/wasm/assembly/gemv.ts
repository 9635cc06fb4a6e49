import { ROW_BLOCK, ROW_EIGHT, ROW_SCALE } from './layout';
import { smallHalves } from './numeric';

/*
 * One row of x against packed W, without unpacking to memory. Written for how compilers in browsers see it: what is loaded is used at once, so that everything
 * stays in the 16 registers; masks come from memory, since constants are made anew at every use. A pair of x goes to all lanes by its load, which takes no turn of a vector
 * unit.
 *
 * Groups are taken eight at a time, each from a place of its own in memory: a processor reads ahead in each of these streams, where in one it waits for memory and then computes.
 */

/** Groups that are multiplied side by side. */
export const STREAMS: i32 = 8;

/** Masks of the lowest three nibbles of 16-bit lanes. */
const MASKS = memory.data<u16>([
  0x000f, 0x000f, 0x000f, 0x000f, 0x000f, 0x000f, 0x000f, 0x000f,
  0x00f0, 0x00f0, 0x00f0, 0x00f0, 0x00f0, 0x00f0, 0x00f0, 0x00f0,
  0x0f00, 0x0f00, 0x0f00, 0x0f00, 0x0f00, 0x0f00, 0x0f00, 0x0f00,
]);

/** Bytes of a block of 8 rows: scales, then values. */
const NIBBLE_BLOCK: usize = 144;
const BYTE_BLOCK: usize = 272;

/** `y (8,) += W (8, 32·blocks) @ x (32·blocks,)` for packed nibbles (`pack.ts`), less 8 where `ZERO` is an integer. */
export function nibbleRow<ZERO>(blocks: i32, w: usize, x: usize, y: usize): void {
  const m0 = v128.load(MASKS);
  const m1 = v128.load(MASKS + 16);
  const m2 = v128.load(MASKS + 32);
  for (const end = x + <usize>blocks * ROW_BLOCK; x < end; x += ROW_BLOCK) {
    nibbleBlock<ZERO>(w, x, y, m0, m1, m2);
    w += NIBBLE_BLOCK;
  }
}

/** As `nibbleRow` for eight groups, `apart` bytes from each other: `y (8, 8)`. */
export function nibbleRows<ZERO>(blocks: i32, w: usize, apart: usize, x: usize, y: usize): void {
  const m0 = v128.load(MASKS);
  const m1 = v128.load(MASKS + 16);
  const m2 = v128.load(MASKS + 32);
  for (const end = x + <usize>blocks * ROW_BLOCK; x < end; x += ROW_BLOCK) {
    nibbleBlock<ZERO>(w, x, y, m0, m1, m2);
    nibbleBlock<ZERO>(w + apart, x, y + 32, m0, m1, m2);
    nibbleBlock<ZERO>(w + 2 * apart, x, y + 64, m0, m1, m2);
    nibbleBlock<ZERO>(w + 3 * apart, x, y + 96, m0, m1, m2);
    nibbleBlock<ZERO>(w + 4 * apart, x, y + 128, m0, m1, m2);
    nibbleBlock<ZERO>(w + 5 * apart, x, y + 160, m0, m1, m2);
    nibbleBlock<ZERO>(w + 6 * apart, x, y + 192, m0, m1, m2);
    nibbleBlock<ZERO>(w + 7 * apart, x, y + 224, m0, m1, m2);
    w += NIBBLE_BLOCK;
  }
}

/** As `nibbleRow` for packed bytes (Q8_0). */
export function byteRow(blocks: i32, w: usize, x: usize, y: usize): void {
  for (const end = x + <usize>blocks * ROW_BLOCK; x < end; x += ROW_BLOCK) {
    byteBlock(w, x, y);
    w += BYTE_BLOCK;
  }
}

/** As `nibbleRows` for packed bytes. */
export function byteRows(blocks: i32, w: usize, apart: usize, x: usize, y: usize): void {
  for (const end = x + <usize>blocks * ROW_BLOCK; x < end; x += ROW_BLOCK) {
    byteBlock(w, x, y);
    byteBlock(w + apart, x, y + 32);
    byteBlock(w + 2 * apart, x, y + 64);
    byteBlock(w + 3 * apart, x, y + 96);
    byteBlock(w + 4 * apart, x, y + 128);
    byteBlock(w + 5 * apart, x, y + 160);
    byteBlock(w + 6 * apart, x, y + 192);
    byteBlock(w + 7 * apart, x, y + 224);
    w += BYTE_BLOCK;
  }
}

/**
 * A block of a group. `y` is read last: kept in registers from the start it made older compilers move other things to the stack.
 *
 * A 16-bit lane holds 4 values. Two of them are not shifted down: masked in place they make sums 16 and 256 times too large,
 * which are shifted once a block instead (exactly: every product carries the factor; the largest sum is 4 pairs x 2 x 3840 x 8191
 * < 2^28).
 */
// @ts-ignore: decorator
@inline
function nibbleBlock<ZERO>(w: usize, x: usize, y: usize, m0: v128, m1: v128, m2: v128): void {
  const q = w + 16;
  let a = v128.load(q);
  let b = v128.load(q, 16);
  let s = v128.load_splat<i32>(x);
  let a0 = i32x4.dot_i16x8_s(v128.and(a, m0), s);
  let b0 = i32x4.dot_i16x8_s(v128.and(b, m0), s);
  s = v128.load_splat<i32>(x, 4);
  let a1 = i32x4.dot_i16x8_s(v128.and(a, m1), s);
  let b1 = i32x4.dot_i16x8_s(v128.and(b, m1), s);
  s = v128.load_splat<i32>(x, 8);
  let a2 = i32x4.dot_i16x8_s(v128.and(a, m2), s);
  let b2 = i32x4.dot_i16x8_s(v128.and(b, m2), s);
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
  const scale = v128.load_splat<f32>(x, ROW_SCALE);
  let fa = f32x4.convert_i32x4_s(a0);
  let fb = f32x4.convert_i32x4_s(b0);
  if (isInteger<ZERO>()) {
    // Both terms are integers below 2^24, so the difference is exact.
    const eight = v128.load_splat<f32>(x, ROW_EIGHT);
    fa = f32x4.sub(fa, eight);
    fb = f32x4.sub(fb, eight);
  }
  v128.store(y, f32x4.add(v128.load(y), f32x4.mul(fa, f32x4.mul(scale, smallHalves(w)))));
  v128.store(y, f32x4.add(v128.load(y, 16), f32x4.mul(fb, f32x4.mul(scale, smallHalves(w + 8)))), 16);
}

/** A block of a group of bytes. */
// @ts-ignore: decorator
@inline
function byteBlock(w: usize, x: usize, y: usize): void {
  const q = w + 16;
  let s = v128.load_splat<i32>(x);
  let a0 = i32x4.dot_i16x8_s(v128.load_ext<i8>(q), s);
  let b0 = i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 8), s);
  s = v128.load_splat<i32>(x, 4);
  let a1 = i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 16), s);
  let b1 = i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 24), s);
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
  s = v128.load_splat<i32>(x, 32);
  a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 128), s));
  b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 136), s));
  s = v128.load_splat<i32>(x, 36);
  a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 144), s));
  b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 152), s));
  s = v128.load_splat<i32>(x, 40);
  a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 160), s));
  b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 168), s));
  s = v128.load_splat<i32>(x, 44);
  a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 176), s));
  b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 184), s));
  s = v128.load_splat<i32>(x, 48);
  a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 192), s));
  b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 200), s));
  s = v128.load_splat<i32>(x, 52);
  a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 208), s));
  b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 216), s));
  s = v128.load_splat<i32>(x, 56);
  a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 224), s));
  b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 232), s));
  s = v128.load_splat<i32>(x, 60);
  a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 240), s));
  b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v128.load_ext<i8>(q, 248), s));
  const scale = v128.load_splat<f32>(x, ROW_SCALE);
  a0 = i32x4.add(a0, a1);
  b0 = i32x4.add(b0, b1);
  v128.store(y, f32x4.add(v128.load(y), f32x4.mul(f32x4.convert_i32x4_s(a0), f32x4.mul(scale, smallHalves(w)))));
  v128.store(y, f32x4.add(v128.load(y, 16), f32x4.mul(f32x4.convert_i32x4_s(b0), f32x4.mul(scale, smallHalves(w + 8)))), 16);
}
