import { clear } from './bytes';
import { floatTile1, floatTile4 } from './float-tile';
import { batch, ROWS, SEGMENT_COUNT, SEGMENTS } from './layout';
import { expOfNegative4, lowest4, max4, sum4 } from './numeric';
import { quantizeColumns } from './quantize';
import { take } from './sync';

/** Bytes of scratch for texts of up to `rows`: keys, values, scores and probabilities of one head. */
export function selfAttentionBytes(rows: i32, size: i32): i32 {
  const padded = (rows + 7) & ~7;
  const dimensions = (size + 7) & ~7;
  return padded * (size + dimensions + 8) * 4 + dimensions * 20 + 64;
}

/**
 * Attention over whole texts: every row sees all rows of its own. A thread takes a head of a text, lays its keys and values out as tiles
 * of f32 (see `float-tile.ts`), and runs four queries at a time against them. Both products and the softmax go through the positions
 * of the text in order, wherever it stands in the batch.
 *
 * Words: 1 q, 2 k, 3 v, 4 bytes of a row of those, 5 heads, 6 head size, 7 scale of scores, 8–14 as `norm`, 18 whether rows see none after
 * them, 19 and 20 tables of keys and queries of distances or 0, as wide as all heads, 21 which of their rows stands for distance 0.
 */
export function selfAttention(op: usize, index: i32, scratch: usize): void {
  const heads = load<i32>(op, 20);
  const items = load<i32>(batch, SEGMENT_COUNT) * heads;
  let item = take(index, 1);
  while (item < items) {
    const segment = <usize>load<u32>(batch, SEGMENTS) + <usize>(item / heads) * 8;
    attendHead(op, load<i32>(segment), load<i32>(segment, 4), item % heads, scratch);
    item = take(index, 1);
  }
}

function attendHead(op: usize, start: i32, length: i32, head: i32, scratch: usize): void {
  const stride = <usize>load<u32>(op, 16);
  const size = load<i32>(op, 24);
  const groups = (length + 7) >> 3;
  const parts = (size + 7) >> 3;
  const offset = <usize>start * stride + <usize>(head * size) * 4;

  // Keys `[8 positions][dimension][8]`, values `[8 dimensions][position][8]`, scores `[8 positions][query][8]`,
  // probabilities `[query][position]`, their totals (4,), sums of V `[8 dimensions][query][8]`, one head of a row.
  const keys = scratch;
  const values = keys + <usize>(groups * 8 * size) * 4;
  const scores = values + <usize>(parts * 8 * length) * 4;
  const p = scores + <usize>groups * 128;
  const totals = p + <usize>groups * 128;
  const sums = totals + 16;
  const row = sums + <usize>parts * 128;
  layKeys(<usize>load<u32>(op, 8) + offset, stride, length, size, keys);
  layValues(<usize>load<u32>(op, 12) + offset, stride, length, size, values);

  const q = <usize>load<u32>(op, 4) + offset;
  const many = length >= 4;
  for (let next = 0; next < length; next += 4) {
    // The last four overlap the ones before rather than leave places empty.
    const first = many ? min(next, length - 4) : 0;
    const queries = q + <usize>first * stride;
    clear(scores, <usize>groups * 128);
    for (let g = 0; g < groups; g++) {
      const w = keys + <usize>(g * size) * 32;
      const y = scores + <usize>g * 128;
      if (many) floatTile4(size, w, queries, stride, y);
      else for (let i = 0; i < length; i++) floatTile1(size, w, queries + <usize>i * stride, y + <usize>i * 32);
    }
    if (load<u32>(op, 84)) addRelative(op, offset, head * size, length, first, min(4, length), scores);
    if (load<i32>(op, 72)) maskLater(scores, groups, first, min(4, length));
    softmax(scores, groups, length, load<f32>(op, 28), p, totals);
    clear(sums, <usize>parts * 128);
    for (let g = 0; g < parts; g++) {
      const w = values + <usize>(g * length) * 32;
      const y = sums + <usize>g * 128;
      if (many) floatTile4(length, w, p, <usize>groups * 32, y);
      else for (let i = 0; i < length; i++) floatTile1(length, w, p + <usize>(i * groups) * 32, y + <usize>i * 32);
    }
    for (let i = 0; i < min(4, length); i++) {
      write(op, start + first + i, head * size, size, sums + <usize>i * 32, 1 / load<f32>(totals + <usize>i * 4), row);
    }
  }
}

function layKeys(from: usize, stride: usize, length: i32, size: i32, keys: usize): void {
  for (let position = 0; position < ((length + 7) & ~7); position++) {
    let to = keys + <usize>((position >> 3) * size) * 32 + <usize>(position & 7) * 4;
    if (position < length) {
      const key = from + <usize>position * stride;
      for (let k = 0; k < size; k++) {
        store<f32>(to, load<f32>(key + <usize>k * 4));
        to += 32;
      }
    } else {
      for (let k = 0; k < size; k++) {
        store<f32>(to, 0);
        to += 32;
      }
    }
  }
}

function layValues(from: usize, stride: usize, length: i32, size: i32, to: usize): void {
  for (let first = 0; first < size; first += 8) {
    const count = min(8, size - first);
    let value = from + <usize>first * 4;
    for (let position = 0; position < length; position++) {
      if (count == 8) {
        v128.store(to, v128.load(value));
        v128.store(to, v128.load(value, 16), 16);
      } else {
        for (let i = 0; i < 8; i++) store<f32>(to + <usize>i * 4, i < count ? load<f32>(value + <usize>i * 4) : 0);
      }
      value += stride;
      to += 32;
    }
  }
}

/** Adds to the scores of `count` queries, from `first` on, what their distance from each position means. */
function addRelative(op: usize, offset: usize, column: i32, length: i32, first: i32, count: i32, scores: usize): void {
  const stride = <usize>load<u32>(op, 16);
  const size = load<i32>(op, 24);
  const rowBytes = <usize>(load<i32>(op, 20) * size) * 4;
  const keys = <usize>load<u32>(op, 76);
  const queries = <usize>load<u32>(op, 80);
  for (let i = 0; i < count; i++) {
    const q = <usize>load<u32>(op, 4) + offset + <usize>(first + i) * stride;
    for (let position = 0; position < length; position++) {
      const row = <usize>load<i32>(<usize>load<u32>(op, 84) + <usize>((first + i - position) * 4)) * rowBytes + <usize>column * 4;
      const k = <usize>load<u32>(op, 8) + offset + <usize>position * stride;
      const at = scores + <usize>(position >> 3) * 128 + <usize>i * 32 + <usize>(position & 7) * 4;
      let score = load<f32>(at);
      if (keys) score += dot(q, keys + row, size);
      if (queries) score += dot(k, queries + row, size);
      store<f32>(at, score);
    }
  }
}

function dot(a: usize, b: usize, count: i32): f32 {
  let sums = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) sums = f32x4.add(sums, f32x4.mul(v128.load(a + <usize>i * 4), v128.load(b + <usize>i * 4)));
  let sum = sum4(sums);
  for (; i < count; i++) sum += load<f32>(a + <usize>i * 4) * load<f32>(b + <usize>i * 4);
  return sum;
}

/** Scores of positions after each of `count` queries, from `first` on, become the lowest. */
function maskLater(scores: usize, groups: i32, first: i32, count: i32): void {
  for (let i = 0; i < count; i++) {
    for (let position = first + i + 1; position < groups * 8; position++) {
      store<f32>(scores + <usize>(position >> 3) * 128 + <usize>i * 32 + <usize>(position & 7) * 4, f32x4.extract_lane(lowest4(), 0));
    }
  }
}

/** Scores of four queries to probabilities that still lack their totals. */
function softmax(scores: usize, groups: i32, length: i32, scale: f32, p: usize, totals: usize): void {
  const last = scores + <usize>(groups - 1) * 128;
  const left = i32x4.splat(length - (groups - 1) * 8);
  const low = i32x4.gt_s(left, i32x4(0, 1, 2, 3));
  const high = i32x4.gt_s(left, i32x4(4, 5, 6, 7));
  for (let i: usize = 0; i < 4; i++) {
    const from = scores + i * 32;
    const end = from + <usize>groups * 128;
    const at = last + i * 32;
    v128.store(at, v128.bitselect(v128.load(at), lowest4(), low));
    v128.store(at, v128.bitselect(v128.load(at, 16), lowest4(), high), 16);
    let m = lowest4();
    for (let s = from; s < end; s += 128) m = f32x4.pmax(m, f32x4.pmax(v128.load(s), v128.load(s, 16)));
    const largest = f32x4.splat(max4(m));
    const scales = f32x4.splat(scale);
    let total = f32x4.splat(0);
    for (let s = from; s < end; s += 128) {
      const a = expOfNegative4(f32x4.mul(f32x4.sub(v128.load(s), largest), scales));
      const b = expOfNegative4(f32x4.mul(f32x4.sub(v128.load(s, 16), largest), scales));
      v128.store(p, a);
      v128.store(p, b, 16);
      // What is masked counts 1e-38 beside a largest of 1: nothing.
      total = f32x4.add(total, f32x4.add(a, b));
      p += 32;
    }
    store<f32>(totals + i * 4, sum4(total));
  }
}

/** One head of one row: sums of V by the inverse of its total, as f32, as integers for the next product, or both. */
function write(op: usize, row: i32, column: i32, size: i32, sums: usize, inverse: f32, scratch: usize): void {
  const out = load<u32>(op, 32) ? <usize>load<u32>(op, 32) + <usize>row * <usize>load<u32>(op, 36) + <usize>column * 4 : scratch;
  const factor = f32x4.splat(inverse);
  let d = 0;
  for (; d + 8 <= size; d += 8) {
    const at = sums + <usize>d * 16;
    v128.store(out + <usize>d * 4, f32x4.mul(v128.load(at), factor));
    v128.store(out + <usize>d * 4, f32x4.mul(v128.load(at, 16), factor), 16);
  }
  for (; d < size; d++) store<f32>(out + <usize>d * 4, load<f32>(sums + <usize>(d >> 3) * 128 + <usize>(d & 7) * 4) * inverse);
  if (load<u32>(op, 40)) quantizeColumns(op + 40, row, load<i32>(batch, ROWS), column, out, size);
}
