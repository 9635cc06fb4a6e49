import { byteQuad, byteTile as tileOfBytes } from './byte-tile';
import { batch, CHUNK_BLOCKS, OUTPUT_ROWS, ROW_BLOCK, ROWS, THREADS, TILE_BLOCK } from './layout';
import { clear } from './bytes';
import { FLOAT_CHUNK, floatBytes, floatTile1, floatTile4, unpackFloats } from './float-tile';
import { byteRow, byteRows, nibbleRow, nibbleRows, STREAMS } from './gemv';
import { addMinimums, groupMinimums } from './group-minimums';
import { integerSums, sumBytes } from './minimums';
import { byteTile, nibbleTile } from './packed-tile';
import { halfSums, RUN_SCRATCH, runRow, runRows } from './run-gemv';
import { storeEight } from './store';
import { take, takeOf } from './sync';
import { quadTile, tile1 } from './tile';
import { hasMinimum, isFloat, isPacked, Q2_K, Q4_0, Q4_1, Q6_K, Q8_0 } from './types';
import { unpack } from './unpack';

/**
 * `out (rows, n) = x (rows, k) @ Wᵀ + bias`, or `out += …`. W (n, k) is packed in groups of 8 rows.
 *
 * With few rows weights stream from memory, so a thread has a run of groups of its own and walks it from front to back. The last eighth of each
 * run is there to be taken by whoever is done first: its owner goes on where it was, the others jump.
 *
 * Words: 1 type, 2 W, 3 n, 4 k, 5 bytes of a group, 6 bytes of a stored row, 7 x, 8 bytes of a row of x, 9 scales of x,
 * 10 sums of x, 11 bytes of a row of those, 12 out, 13 bytes of a row of out, 14 bias or 0, 15 add, 16 head.
 * For stored floats x is f32.
 */
export function matmul(op: usize, index: i32, scratch: usize, thread: i32): void {
  const n = load<i32>(op, 12);
  const rows = load<i32>(batch + (load<i32>(op, 64) ? OUTPUT_ROWS : ROWS));
  const groups = (n + 7) >> 3;
  const threads = load<i32>(batch, THREADS);
  const w = <usize>load<u32>(op, 8);
  if (!ASC_FEATURE_RELAXED_SIMD) sumsOfX(op, rows, scratch + sumsAt(rows));
  if (rows >= MANY_ROWS) {
    for (let group = take(index, LINE_GROUPS); group < groups; group = take(index, LINE_GROUPS)) {
      someGroups(op, w, group, min(group + LINE_GROUPS, groups), n, rows, scratch);
    }
    return;
  }
  for (let i = 0; i < threads; i++) {
    const owner = (thread + i) % threads;
    const from = (groups * owner) / threads;
    const to = (groups * (owner + 1)) / threads;
    const left = threads == 1 ? to : to - ((to - from) >> 3);
    if (i == 0) someGroups(op, w, from, left, n, rows, scratch);
    if (left == to) continue;
    const chunk = max(rows == 1 ? STREAMS : 1, (to - from) >> 5);
    for (let group = left + takeOf(index, owner, chunk); group < to; group = left + takeOf(index, owner, chunk)) {
      someGroups(op, w, group, min(group + chunk, to), n, rows, scratch);
    }
  }
}

/** Where a thread's scratch has the sums of x's blocks: behind `y` and the tile. */
// @ts-ignore: decorator
@inline
function sumsAt(rows: i32): usize {
  return <usize>((rows + 3) & ~3) * 32 + 64 * 1024;
}

/** Bytes of the sums of x: integers of all rows for minimums (`minimums.ts`), or of a single row's half blocks for Q6_K. */
// @ts-ignore: decorator
@inline
function allSums(rows: i32, blocks: i32): usize {
  return max(<usize>((rows + 3) >> 2) * sumBytes(blocks), <usize>blocks * 8);
}

/** Bytes of scratch that a thread needs; `width` of the widest x. */
export function matmulScratch(rows: i32, width: i32): i32 {
  return <i32>(sumsAt(rows) + allSums(rows, (width + 31) >> 5) + RUN_SCRATCH);
}

/** Sums of the blocks of all rows of x, as the type needs them; every thread makes its own. */
function sumsOfX(op: usize, rows: i32, target: usize): void {
  const type = load<i32>(op, 4);
  const blocks = (load<i32>(op, 16) + 31) >> 5;
  const x = <usize>load<u32>(op, 28);
  if (type == Q6_K && rows == 1) return halfSums(blocks, x, target);
  if (!hasMinimum(type)) return;
  if (rows == 1) return integerSums(blocks, x, 0, 0, target);
  for (let row = 0; row < rows; row += 4) {
    const meta = <usize>row * <usize>load<u32>(op, 44);
    integerSums(blocks, x, <usize>load<u32>(op, 36) + meta, <usize>load<u32>(op, 40) + meta, target);
    target += sumBytes(blocks);
  }
}

/** From so many rows on, a group takes so long that threads may take them one by one. */
const MANY_ROWS: i32 = 32;
/** Results of so many groups fill a cache line, which two threads had better not write to at once. */
const LINE_GROUPS: i32 = 2;

/** Groups `from … to - 1`. A single row of a common type goes straight from packed W to where the results belong. */
function someGroups(op: usize, weights: usize, from: i32, to: i32, n: i32, rows: i32, y: usize): void {
  const groupBytes = <usize>load<u32>(op, 20);
  const w = weights + <usize>from * groupBytes;
  if (!ASC_FEATURE_RELAXED_SIMD) {
    const whole = rows == 1 ? min(to, n >> 3) - from : 0;
    if (whole > 0 && singleRow(op, w, from << 3, whole, y)) from += whole;
  }
  for (let group = from; group < to; group++) {
    clear(y, <usize>((rows + 3) & ~3) * 32);
    if (isFloat(load<i32>(op, 4))) floatGroup(op, weights + <usize>group * groupBytes, rows, y);
    else if (ASC_FEATURE_RELAXED_SIMD) byteGroup(op, weights + <usize>group * groupBytes, rows, y);
    else integerGroup(op, weights + <usize>group * groupBytes, rows, y);
    writeGroup(op, group << 3, n, rows, y);
  }
}

/** `groups` whole groups of one row, from `column` on; false for types that have no kernel of their own. */
function singleRow(op: usize, w: usize, column: i32, groups: i32, y: usize): bool {
  const type = load<i32>(op, 4);
  if (!isPacked(type)) return false;
  const blocks = (load<i32>(op, 16) + 31) >> 5;
  const x = <usize>load<u32>(op, 28);
  const sums = y + sumsAt(1);
  const scratch = sums + allSums(1, blocks);
  const groupBytes = <usize>load<u32>(op, 20);
  const minimums = groupMinimums(type, blocks);
  let out = <usize>load<u32>(op, 48) + <usize>column * 4;
  let bias = load<u32>(op, 56) ? <usize>load<u32>(op, 56) + <usize>column * 4 : 0;
  const add = load<i32>(op, 60);
  // Streams of as many groups each, whose `y` reach into the tile that nobody needs here; then what is left over.
  const each = groups / STREAMS;
  const apart = <usize>each * groupBytes;
  for (let i = 0; i < each; i++) {
    clear(y, 32 * STREAMS);
    if (minimums) for (let s = 0; s < STREAMS; s++) addMinimums(type, blocks, w + <usize>s * apart, sums, 1, y + <usize>s * 32);
    if (type == Q8_0) byteRows(blocks, w, apart, x, y);
    else if (type == Q4_1) nibbleRows<f32>(blocks, w + minimums, apart, x, y);
    else if (type == Q4_0) nibbleRows<i32>(blocks, w, apart, x, y);
    else runRows(type, blocks, w + minimums, apart, x, sums, scratch, y);
    for (let s = 0; s < STREAMS; s++) {
      const at = <usize>(s * each) * 32;
      const ys = y + <usize>s * 32;
      storeEight(v128.load(ys), v128.load(ys, 16), bias ? bias + at : 0, add, out + at);
    }
    w += groupBytes;
    if (bias) bias += 32;
    out += 32;
  }
  w += apart * <usize>(STREAMS - 1);
  if (bias) bias += <usize>(each * (STREAMS - 1)) * 32;
  out += <usize>(each * (STREAMS - 1)) * 32;
  for (groups -= each * STREAMS; groups > 0; groups--) {
    clear(y, 32);
    if (minimums) addMinimums(type, blocks, w, sums, 1, y);
    if (type == Q8_0) byteRow(blocks, w, x, y);
    else if (type == Q4_1) nibbleRow<f32>(blocks, w + minimums, x, y);
    else if (type == Q4_0) nibbleRow<i32>(blocks, w, x, y);
    else runRow(type, blocks, w + minimums, x, sums, scratch, y);
    storeEight(v128.load(y), v128.load(y, 16), bias, add, out);
    w += groupBytes;
    if (bias) bias += 32;
    out += 32;
  }
  return true;
}

/** From so many rows on, a tile that all of them share costs less than unpacking for every four (`packed-tile.ts`). */
const TILED_ROWS: i32 = 20;

function integerGroup(op: usize, w: usize, rows: i32, y: usize): void {
  const type = load<i32>(op, 4);
  const blocks = (load<i32>(op, 16) + 31) >> 5;
  const x = <usize>load<u32>(op, 28);
  const scales = <usize>load<u32>(op, 36);
  const xStride = <usize>load<u32>(op, 32);
  const sStride = <usize>load<u32>(op, 44);
  const tileScales = y + <usize>((rows + 3) & ~3) * 32;
  const tile = tileScales + <usize>CHUNK_BLOCKS * 64;
  const minimums = groupMinimums(type, blocks);
  if (minimums) addMinimums(type, blocks, w, y + sumsAt(rows), rows, y);
  w += minimums;
  if (rows > 1 && rows < TILED_ROWS && (type == Q4_1 || type == Q4_0 || type == Q8_0)) {
    for (let row = 0; row < rows; row += 4) {
      const left = rows - row;
      const xs = x + <usize>row * xStride;
      const ss = scales + <usize>row * sStride;
      const yr = y + <usize>row * 32;
      if (left > 3) packedTile<i32, i32>(type, blocks, w, xs, ss, yr);
      else if (left == 3) packedTile<i32, f32>(type, blocks, w, xs, ss, yr);
      else packedTile<f32, f32>(type, blocks, w, xs, ss, yr);
    }
    return;
  }
  for (let first = 0; first < blocks; first += CHUNK_BLOCKS) {
    const count = min(CHUNK_BLOCKS, blocks - first);
    unpack(type, w, load<i32>(op, 24), first, count, tile, tileScales);
    if (rows == 1) {
      const xs = x + <usize>first * ROW_BLOCK;
      if (type == Q2_K) for (let b = 0; b < count; b++) twoPlanes1(tile, tileScales, b, xs, y);
      else tile1(count, tile, tileScales, xs, y);
      continue;
    }
    for (let row = 0; row < rows; row += 4) {
      const xs = x + <usize>row * xStride + <usize>first * 256;
      const ss = scales + <usize>row * sStride + <usize>first * 16;
      const yr = y + <usize>row * 32;
      if (type == Q2_K) for (let b = 0; b < count; b++) twoPlanes(tile, tileScales, b, xs, ss, yr);
      else rowsTile(rows - row, count, tile, tileScales, xs, ss, yr);
    }
  }
}

/** As `integerGroup`, where x is bytes: however few rows there are, the tile takes a small part of what its products do. */
function byteGroup(op: usize, w: usize, rows: i32, y: usize): void {
  const type = load<i32>(op, 4);
  const blocks = (load<i32>(op, 16) + 31) >> 5;
  const packedBlock: usize = type == Q8_0 ? 272 : 144;
  const tile = y + <usize>((rows + 3) & ~3) * 32;
  for (let first = 0; first < blocks; first += CHUNK_BLOCKS) {
    const count = min(CHUNK_BLOCKS, blocks - first);
    tileOfBytes(type, w + <usize>first * packedBlock, count, tile);
    for (let row = 0; row < rows; row += 4) {
      const stride = <usize>load<u32>(op, 32);
      const x = <usize>load<u32>(op, 28) + <usize>row * stride + <usize>first * 128;
      const meta = <usize>row * <usize>load<u32>(op, 44) + <usize>first * 16;
      byteQuad(count, tile, x, 2 * stride, <usize>load<u32>(op, 36) + meta, <usize>load<u32>(op, 40) + meta, y + <usize>row * 32);
    }
  }
}

// @ts-ignore: decorator
@inline
function packedTile<THIRD, FOURTH>(type: i32, blocks: i32, w: usize, x: usize, xScales: usize, y: usize): void {
  if (type == Q8_0) byteTile<THIRD, FOURTH>(blocks, w, x, xScales, y);
  else if (type == Q4_1) nibbleTile<THIRD, FOURTH, f32>(blocks, w, x, xScales, y);
  else nibbleTile<THIRD, FOURTH, i32>(blocks, w, x, xScales, y);
}

/** The next rows of x, four at most. */
function rowsTile(rows: i32, blocks: i32, w: usize, scales: usize, x: usize, xScales: usize, y: usize): void {
  if (rows > 3) quadTile<i32, i32>(blocks, w, scales, x, xScales, y);
  else if (rows == 3) quadTile<i32, f32>(blocks, w, scales, x, xScales, y);
  else quadTile<f32, f32>(blocks, w, scales, x, xScales, y);
}

/** Q2_K has two tile blocks for each block of x: values, then minimums. */
function twoPlanes(w: usize, wScales: usize, block: i32, x: usize, scales: usize, y: usize): void {
  for (let t = block * 2; t < block * 2 + 2; t++) {
    quadTile<i32, i32>(1, w + <usize>t * TILE_BLOCK, wScales + <usize>t * 32, x + <usize>block * 256, scales + <usize>block * 16, y);
  }
}

function twoPlanes1(w: usize, wScales: usize, block: i32, x: usize, y: usize): void {
  for (let t = block * 2; t < block * 2 + 2; t++) {
    tile1(1, w + <usize>t * TILE_BLOCK, wScales + <usize>t * 32, x + <usize>block * ROW_BLOCK, y);
  }
}

function floatGroup(op: usize, w: usize, rows: i32, y: usize): void {
  const type = load<i32>(op, 4);
  const width = load<i32>(op, 16);
  const x = <usize>load<u32>(op, 28);
  const xStride = <usize>load<u32>(op, 32);
  const tile = y + <usize>((rows + 3) & ~3) * 32;
  for (let first = 0; first < width; first += FLOAT_CHUNK) {
    const count = min(FLOAT_CHUNK, width - first);
    unpackFloats(type, w + <usize>(first * 8 * floatBytes(type)), tile, count);
    const xs = x + <usize>first * 4;
    let row = 0;
    for (; row + 4 <= rows; row += 4) floatTile4(count, tile, xs + <usize>row * xStride, xStride, y + <usize>row * 32);
    for (; row < rows; row++) floatTile1(count, tile, xs + <usize>row * xStride, y + <usize>row * 32);
  }
}

/** 8 columns of every row, from `y [row][8]`. */
function writeGroup(op: usize, column: i32, n: i32, rows: i32, y: usize): void {
  const stride = <usize>load<u32>(op, 52);
  let out = <usize>load<u32>(op, 48) + <usize>column * 4;
  const bias = <usize>load<u32>(op, 56);
  const add = load<i32>(op, 60);
  if (column + 8 <= n) {
    const ba = bias ? v128.load(bias + <usize>column * 4) : f32x4.splat(0);
    const bb = bias ? v128.load(bias + <usize>column * 4, 16) : f32x4.splat(0);
    for (let row = 0; row < rows; row++) {
      let a = f32x4.add(v128.load(y), ba);
      let b = f32x4.add(v128.load(y, 16), bb);
      if (add) {
        a = f32x4.add(a, v128.load(out));
        b = f32x4.add(b, v128.load(out, 16));
      }
      v128.store(out, a);
      v128.store(out, b, 16);
      out += stride;
      y += 32;
    }
    return;
  }
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < n - column; i++) {
      const at = <usize>i * 4;
      let value = load<f32>(y + at) + (bias ? load<f32>(bias + <usize>column * 4 + at) : 0);
      if (add) value += load<f32>(out + at);
      store<f32>(out + at, value);
    }
    out += stride;
    y += 32;
  }
}
