import { ACTIVATION_MAX, ROW_BLOCK, ROW_SUM } from './layout';
import { half, largest, rounded } from './numeric';

/**
 * The minimums of Q4_1 and Q5_1 (values are `scale * integer + minimum`) as a product of integers, `minimums (8, blocks) @ sums of x's blocks (blocks,)`: one
 * instruction for eight of them, where floats take twelve a block. A group of 8 rows begins with the rows' scales f32 `[8]` and its
 * minimums `[pair of blocks][row 0…7][2]` i16.
 */

/** Blocks whose products fit an i32: 32 x 8191². */
const CHUNK: i32 = 32;

/** Bytes before a group's blocks. */
// @ts-ignore: decorator
@inline
export function minimumBytes(blocks: i32): usize {
  return 32 + <usize>((blocks + 1) >> 1) * 32;
}

/** Bytes of the sums of four rows of x: `[pair of blocks][row 0…3][2]` i16, then scales f32 `[chunk][row 0…3]`. */
// @ts-ignore: decorator
@inline
export function sumBytes(blocks: i32): usize {
  return <usize>((blocks + 1) >> 1) * 16 + <usize>((blocks + CHUNK - 1) / CHUNK) * 16;
}

/** Minimums of a row of the file, `step` bytes apart, to lane `r` of a group. */
export function packMinimums(source: usize, step: i32, blocks: i32, target: usize, r: i32): void {
  let most: f32 = 0;
  for (let b = 0; b < blocks; b++) most = max(most, abs(half(source + <usize>(b * step))));
  const inverse: f32 = most > 0 ? ACTIVATION_MAX / most : 0;
  store<f32>(target + <usize>r * 4, most / ACTIVATION_MAX);
  for (let b = 0; b < blocks; b++) {
    const at = target + 32 + <usize>(b >> 1) * 32 + <usize>r * 4 + <usize>(b & 1) * 2;
    store<i16>(at, <i16>nearest(half(source + <usize>(b * step)) * inverse));
  }
  if (blocks & 1) store<i16>(target + 32 + <usize>(blocks >> 1) * 32 + <usize>r * 4, 0, 2);
}

/** The minimum of one block of row `r`. */
export function minimumOf(group: usize, r: i32, block: i32): f32 {
  const at = group + 32 + <usize>(block >> 1) * 32 + <usize>r * 4 + <usize>(block & 1) * 2;
  return load<f32>(group + <usize>r * 4) * <f32>load<i16>(at);
}

/** Sums of the blocks of four rows, in f32. `scales` is 0 for a single row (`ROW_BLOCK`), which then stands in all places. */
// @ts-ignore: decorator
@inline
function sumsOf(block: i32, x: usize, scales: usize, sums: usize): v128 {
  if (!scales) return v128.load_splat<f32>(x + <usize>block * ROW_BLOCK, ROW_SUM);
  return f32x4.mul(v128.load(sums + <usize>block * 16), v128.load(scales + <usize>block * 16));
}

/** Sums of the blocks of four rows of x as integers (`sumBytes`). */
export function integerSums(blocks: i32, x: usize, scales: usize, sums: usize, target: usize): void {
  let scaleAt = target + <usize>((blocks + 1) >> 1) * 16;
  for (let first = 0; first < blocks; first += CHUNK) {
    const end = min(blocks, first + CHUNK);
    let most = f32x4.splat(0);
    for (let b = first; b < end; b++) most = largest(most, f32x4.abs(sumsOf(b, x, scales, sums)));
    const some = f32x4.gt(most, f32x4.splat(0));
    const inverse = v128.and(f32x4.div(f32x4.splat(ACTIVATION_MAX), most), some);
    for (let b = first; b < end; b += 2) {
      const even = rounded(f32x4.mul(sumsOf(b, x, scales, sums), inverse));
      const odd = b + 1 < end ? rounded(f32x4.mul(sumsOf(b + 1, x, scales, sums), inverse)) : i32x4.splat(0);
      v128.store(target, v128.or(v128.and(even, i32x4.splat(0xffff)), i32x4.shl(odd, 16)));
      target += 16;
    }
    v128.store(scaleAt, f32x4.div(most, f32x4.splat(ACTIVATION_MAX)));
    scaleAt += 16;
  }
}

/** `y (4, 8) += minimums (8, blocks) @ sums (4, blocks)` */
export function minimumTile(blocks: i32, group: usize, sums: usize, y: usize): void {
  const da = v128.load(group);
  const db = v128.load(group, 16);
  let w = group + 32;
  let scales = sums + <usize>((blocks + 1) >> 1) * 16;
  for (let left = blocks; left > 0; left -= CHUNK) {
    let a0 = i32x4.splat(0), a1 = i32x4.splat(0), a2 = i32x4.splat(0), a3 = i32x4.splat(0);
    let b0 = i32x4.splat(0), b1 = i32x4.splat(0), b2 = i32x4.splat(0), b3 = i32x4.splat(0);
    const end = w + <usize>((min(left, CHUNK) + 1) >> 1) * 32;
    for (; w < end; w += 32) {
      const wa = v128.load(w);
      const wb = v128.load(w, 16);
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
    addScaled(y, a0, b0, da, db, v128.load_splat<f32>(scales));
    addScaled(y + 32, a1, b1, da, db, v128.load_splat<f32>(scales, 4));
    addScaled(y + 64, a2, b2, da, db, v128.load_splat<f32>(scales, 8));
    addScaled(y + 96, a3, b3, da, db, v128.load_splat<f32>(scales, 12));
    scales += 16;
  }
}

// @ts-ignore: decorator
@inline
export function addScaled(y: usize, a: v128, b: v128, da: v128, db: v128, scale: v128): void {
  v128.store(y, f32x4.add(v128.load(y), scaled(a, da, scale)));
  v128.store(y, f32x4.add(v128.load(y, 16), scaled(b, db, scale)), 16);
}

/** What four integer sums stand for. */
// @ts-ignore: decorator
@inline
export function scaled(sum: v128, d: v128, scale: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(sum), f32x4.mul(d, scale));
}

/** As `minimumTile` for a single row, to `y (8,)`. */
export function minimumRow(blocks: i32, group: usize, sums: usize, y: usize): void {
  const da = v128.load(group);
  const db = v128.load(group, 16);
  let w = group + 32;
  let scales = sums + <usize>((blocks + 1) >> 1) * 16;
  for (let left = blocks; left > 0; left -= CHUNK) {
    let a = i32x4.splat(0), b = i32x4.splat(0);
    const end = w + <usize>((min(left, CHUNK) + 1) >> 1) * 32;
    for (; w < end; w += 32) {
      const s = v128.load_splat<i32>(sums);
      a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load(w), s));
      b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load(w, 16), s));
      sums += 16;
    }
    addScaled(y, a, b, da, db, v128.load_splat<f32>(scales));
    scales += 16;
  }
}
