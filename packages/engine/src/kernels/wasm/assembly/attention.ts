import { ACTIVATION_MAX, batch, BLOCK, CHUNK_POSITIONS, PAGE_POSITIONS, ROWS, SPLIT, TILE_BLOCK, TILE_COUNT, TILES, WINDOW_LISTS } from './layout';
import { expOfNegative4, largest, lowest4, rounded, tanh4 } from './numeric';
import { clear, touch } from './bytes';
import { quantizeColumns } from './quantize';
import { arrived, take } from './sync';
import { quadTile } from './tile';

/**
 * Attention over pages. `q·K` and `p @ V` both are the product kernel (`cache.ts` lays keys and values out for it), four queries at
 * a time: rows of a tile by heads of a key-value head.
 *
 * Positions are taken in chunks of 256, a page at a time, with a softmax kept running (https://arxiv.org/abs/2205.14135); the chunks' results,
 * *partials*, are merged in order. So it makes no difference whether one thread does all chunks or several threads one each.
 *
 * A partial: maxima (4,), totals (4,), then sums of V `[8 dimensions][query 0…3][8]`, all f32.
 *
 * Words: 5–8 and 13, 14, 16–19 as `prepare`; 20 whether the layer has pages of windowed ones, 21 softcap or 0, 22 window or 0, 23 out f32 or 0, 24 bytes of a row of out,
 * 25 integers or 0, 26 bytes of a row, 27 scales, 28 sums, 29 bytes of a row of those, 30 partials of a split step.
 */
export function attention(op: usize, index: i32, scratch: usize): void {
  const kvHeads = load<i32>(op, 24);
  const group = load<i32>(op, 20) / kvHeads;
  const pairs = load<i32>(batch, TILE_COUNT) * kvHeads;
  const split = load<i32>(batch, SPLIT);
  const window = load<i32>(op, 88);
  const bytes = partialBytes(load<i32>(op, 32));
  const total = scratch;
  const work = scratch + bytes * 2;
  if (split) return splitAttention(op, index, split, work);
  let item = take(index, 1);
  while (item < pairs) {
    const tile = <usize>load<u32>(batch, TILES) + <usize>(item / kvHeads) * 16;
    const queries = load<i32>(tile, 4) * group;
    const chunks = chunksOf(tile);
    for (let first = 0; first < queries; first += 4) {
      // Chunks before the window of all four hold nothing for them.
      const start = window ? max(0, load<i32>(tile, 8) + first / group - window + 1) / CHUNK_POSITIONS : 0;
      for (let chunk = start; chunk < chunks; chunk++) {
        attendChunk(op, tile, item % kvHeads, first, queries, chunk, work, chunk > start ? total + bytes : total);
        if (chunk > start) merge(total, total + bytes, load<i32>(op, 32));
      }
      write(op, tile, item % kvHeads, first, queries, total, work);
    }
    item = take(index, 1);
  }
}

/**
 * A step of single rows with long contexts and fewer (row, key-value head) than threads could use: a thread takes a chunk of one, and
 * whoever ends the last chunk merges all. `chunks`: the most of any row.
 */
function splitAttention(op: usize, index: i32, chunks: i32, work: usize): void {
  const kvHeads = load<i32>(op, 24);
  const queries = load<i32>(op, 20) / kvHeads;
  const quads = (queries + 3) >> 2;
  const pad = load<i32>(op, 32);
  const bytes = partialBytes(pad);
  const items = load<i32>(batch, TILE_COUNT) * kvHeads * chunks;
  let item = take(index, 1);
  while (item < items) {
    const pair = item / chunks;
    const chunk = item % chunks;
    const tile = <usize>load<u32>(batch, TILES) + <usize>(pair / kvHeads) * 16;
    const count = chunksOf(tile);
    if (chunk < count) {
      // First the counters of arrivals, a cache line each, then the partials `[pair][chunk][quad]`.
      const arrivals = <usize>load<u32>(op, 120) + <usize>pair * 64;
      const partials = <usize>load<u32>(op, 120) + 512 + <usize>(pair * chunks * quads) * bytes;
      for (let quad = 0; quad < quads; quad++) {
        attendChunk(op, tile, pair % kvHeads, quad * 4, queries, chunk, work, partials + <usize>(chunk * quads + quad) * bytes);
      }
      if (arrived(arrivals, count)) {
        for (let quad = 0; quad < quads; quad++) {
          const total = partials + <usize>quad * bytes;
          for (let c = 1; c < count; c++) merge(total, partials + <usize>(c * quads + quad) * bytes, pad);
          write(op, tile, pair % kvHeads, quad * 4, queries, total, work);
        }
      }
    }
    item = take(index, 1);
  }
}

// @ts-ignore: decorator
@inline
function partialBytes(pad: i32): usize {
  return 32 + <usize>pad * 16;
}

/** Chunks up to the last position of a tile. */
// @ts-ignore: decorator
@inline
function chunksOf(tile: usize): i32 {
  return (load<i32>(tile, 8) + load<i32>(tile, 4) - 1) / CHUNK_POSITIONS + 1;
}

/** Four queries against the keys and values of one chunk, into `partial`. */
function attendChunk(op: usize, tile: usize, kvHead: i32, first: i32, queries: i32, chunk: i32, scratch: usize, partial: usize): void {
  const heads = load<i32>(op, 20);
  const group = heads / load<i32>(op, 24);
  const pad = load<i32>(op, 32);
  const blocks = pad >> 5;
  const window = load<i32>(op, 88);
  const row0 = load<i32>(tile);
  const position0 = load<i32>(tile, 8);
  const pages = <usize>load<u32>(tile, 12) + (load<i32>(op, 80) ? <usize>load<u32>(batch, WINDOW_LISTS) : 0);

  // Scratch: queries, a quad (see `tile.ts`) of pad columns, their scales (blocks, 4), scores [8 keys][query][8], probabilities, a quad of
  // 64 columns, their scales (2, 4), ones (2, 8), positions of the queries (4,).
  const q = scratch;
  const qScales = q + <usize>pad * 8;
  const scores = qScales + <usize>blocks * 16;
  const p = scores + 1024;
  const pScales = p + 512;
  const ones = pScales + 32;
  const positions = ones + 64;
  const acc = partial + 32;
  // Three heads that share keys and values are common: the fourth place is left out then.
  const four = queries - first > 3;

  for (let i: usize = 0; i < 64; i += 16) v128.store(ones + i, f32x4.splat(1));
  v128.store(partial, lowest4());
  v128.store(partial, f32x4.splat(0), 16);
  clear(acc, <usize>pad * 16);
  let lastPosition = 0;
  let firstPosition = i32.MAX_VALUE;
  for (let i = 0; i < 4; i++) {
    // Where there are fewer than four, the last stands in for the missing ones.
    const query = min(first + i, queries - 1);
    const row = query / group;
    const at = <usize>((row0 + row) * heads + kvHead * group + query % group);
    const query16 = <usize>load<u32>(op, 52) + at * <usize>pad * 2;
    for (let p: usize = 0; p < <usize>pad * 2; p += 4) store<u32>(q + p * 4 + <usize>i * 4, load<u32>(query16 + p));
    for (let b: usize = 0; b < <usize>blocks * 4; b += 4) {
      store<f32>(qScales + b * 4 + <usize>i * 4, load<f32>(<usize>load<u32>(op, 56) + at * <usize>blocks * 4 + b));
    }
    store<i32>(positions + <usize>i * 4, position0 + row);
    lastPosition = max(lastPosition, position0 + row);
    firstPosition = min(firstPosition, position0 + row);
  }
  const start = window ? max(chunk * CHUNK_POSITIONS, firstPosition - window + 1) : chunk * CHUNK_POSITIONS;
  const stop = min((chunk + 1) * CHUNK_POSITIONS - 1, lastPosition);
  for (let page = start / PAGE_POSITIONS; page <= stop / PAGE_POSITIONS; page++) {
    const base = <usize>load<u32>(pages + <usize>page * 4);
    const last = stop - page * PAGE_POSITIONS;
    const keyBlocks = last >= BLOCK ? 2 : 1;
    const keys = base + <usize>load<u32>(op, 64) + <usize>(kvHead * 8 * blocks) * TILE_BLOCK;
    const keyScales = base + <usize>load<u32>(op, 68) + <usize>(kvHead * 8 * blocks) * 32;
    const values = base + <usize>load<u32>(op, 72) + <usize>(kvHead * (pad >> 2)) * TILE_BLOCK;
    const valueScales = base + <usize>load<u32>(op, 76) + <usize>(kvHead * PAGE_POSITIONS) * 4;
    if (lastPosition == firstPosition) {
      // A single row reads each page once, and a head's part of it is too short for the processor to stream: ask for its lines all at once.
      touch(keys, <usize>(keyBlocks * 4 * blocks) * TILE_BLOCK, positions + 16);
      touch(values, <usize>(pad >> 2) * TILE_BLOCK, positions + 16);
    }
    clear(scores, <usize>keyBlocks * 512);
    for (let g = 0; g < keyBlocks * 4; g++) {
      const at = <usize>(g * blocks);
      const w = keys + at * TILE_BLOCK;
      const y = scores + <usize>g * 128;
      if (four) quadTile<i32, i32>(blocks, w, keyScales + at * 32, q, qScales, y);
      else quadTile<i32, f32>(blocks, w, keyScales + at * 32, q, qScales, y);
    }
    const cap = load<f32>(op, 84);
    if (cap != 0) softcap(scores, keyBlocks, cap);
    // Only the last page of a query, and the first of its window, hold keys that it must not see.
    if (firstPosition - page * PAGE_POSITIONS < keyBlocks * BLOCK - 1 || (window && lastPosition - window >= page * PAGE_POSITIONS)) {
      mask(scores, keyBlocks, positions, page * PAGE_POSITIONS, window);
    }
    if (four) softmax<i32>(scores, keyBlocks, valueScales, partial, p, pScales, pad);
    else softmax<f32>(scores, keyBlocks, valueScales, partial, p, pScales, pad);
    for (let g = 0; g < pad >> 3; g++) {
      const w = values + <usize>g * TILE_BLOCK * 2;
      if (four) quadTile<i32, i32>(keyBlocks, w, ones, p, pScales, acc + <usize>g * 128);
      else quadTile<i32, f32>(keyBlocks, w, ones, p, pScales, acc + <usize>g * 128);
    }
  }
}

/** `cap * tanh(score / cap)` */
function softcap(scores: usize, keyBlocks: i32, cap: f32): void {
  const end = scores + <usize>keyBlocks * 512;
  for (let at = scores; at < end; at += 16) {
    v128.store(at, f32x4.mul(tanh4(f32x4.div(v128.load(at), f32x4.splat(cap))), f32x4.splat(cap)));
  }
}

/** Scores of keys after a query's position, or before its window, become the lowest. */
function mask(scores: usize, keyBlocks: i32, positions: usize, base: i32, window: i32): void {
  for (let i = 0; i < 4; i++) {
    const position = load<i32>(positions + <usize>i * 4) - base;
    const last = i32x4.splat(position);
    const from = i32x4.splat(window ? position - window + 1 : -1);
    for (let k = 0; k < keyBlocks * BLOCK; k += 4) {
      const at = scores + <usize>(k >> 3) * 128 + <usize>i * 32 + <usize>(k & 4) * 4;
      const keys = i32x4.add(i32x4.splat(k), i32x4(0, 1, 2, 3));
      const seen = v128.and(i32x4.le_s(keys, last), i32x4.ge_s(keys, from));
      v128.store(at, v128.bitselect(v128.load(at), lowest4(), seen));
    }
  }
}

/** Four vectors, a query each, to one whose lanes are their maxima (sums). */
// @ts-ignore: decorator
@inline
function maxLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.pmax(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.pmax(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.pmax(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** Of numbers that are not negative, NaN above all. */
// @ts-ignore: decorator
@inline
function largestLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = largest(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = largest(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return largest(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

// @ts-ignore: decorator
@inline
function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

// @ts-ignore: decorator
@inline
function probability(at: usize, maximum: v128): v128 {
  const score = v128.load(at);
  // NaN stays; maxima pass it over, totals have it.
  return v128.andnot(expOfNegative4(f32x4.sub(score, maximum)), f32x4.le(score, lowest4()));
}

// @ts-ignore: decorator
@inline
function integers(at: usize, inverse: v128): v128 {
  return i16x8.narrow_i32x4_s(rounded(f32x4.mul(v128.load(at), inverse)), rounded(f32x4.mul(v128.load(at, 16), inverse)));
}

/** Four pairs of four queries to their places in a quad. */
// @ts-ignore: decorator
@inline
function storeQuad(p: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  v128.store(p, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(p, v128.shuffle<i64>(ab, cd, 1, 3), 16);
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(p, v128.shuffle<i64>(abHigh, cdHigh, 0, 2), 32);
  v128.store(p, v128.shuffle<i64>(abHigh, cdHigh, 1, 3), 48);
}

/**
 * One page's scores to probabilities, for four queries in step (their chains of operations are long and do not depend on each other):
 * as integers with the values' scales inside; maxima, totals and sums of V in `partial` follow. Without `FOURTH` (not an integer) the third
 * stands in for the last.
 */
function softmax<FOURTH>(
  scores: usize, keyBlocks: i32, valueScales: usize, partial: usize, p: usize, pScales: usize, pad: i32,
): void {
  const end = scores + <usize>keyBlocks * 512;
  let a = v128.load(scores), b = v128.load(scores, 32), c = v128.load(scores, 64), d = v128.load(scores, 96);
  for (let at = scores; at < end; at += 128) {
    a = f32x4.pmax(a, f32x4.pmax(v128.load(at), v128.load(at, 16)));
    b = f32x4.pmax(b, f32x4.pmax(v128.load(at, 32), v128.load(at, 48)));
    c = f32x4.pmax(c, f32x4.pmax(v128.load(at, 64), v128.load(at, 80)));
    if (isInteger<FOURTH>()) d = f32x4.pmax(d, f32x4.pmax(v128.load(at, 96), v128.load(at, 112)));
  }
  const before = v128.load(partial);
  const maxima = f32x4.pmax(before, maxLanes(a, b, c, isInteger<FOURTH>() ? d : c));
  v128.store(partial, maxima);
  const ma = v128.shuffle<f32>(maxima, maxima, 0, 0, 0, 0);
  const mb = v128.shuffle<f32>(maxima, maxima, 1, 1, 1, 1);
  const mc = v128.shuffle<f32>(maxima, maxima, 2, 2, 2, 2);
  const md = v128.shuffle<f32>(maxima, maxima, 3, 3, 3, 3);
  let sa = f32x4.splat(0), sb = f32x4.splat(0), sc = f32x4.splat(0), sd = f32x4.splat(0);
  for (let block = 0; block < keyBlocks; block++) {
    const from = scores + <usize>block * 512;
    a = f32x4.splat(0);
    b = f32x4.splat(0);
    c = f32x4.splat(0);
    d = f32x4.splat(0);
    // The scores' places take probabilities times values' scales.
    for (let at = from; at < from + 512; at += 128) {
      for (let half: usize = 0; half < 32; half += 16) {
        const place = at + half;
        const scale = v128.load(valueScales);
        let e = probability(place, ma);
        sa = f32x4.add(sa, e);
        e = f32x4.mul(e, scale);
        a = largest(a, f32x4.abs(e));
        v128.store(place, e);
        e = probability(place + 32, mb);
        sb = f32x4.add(sb, e);
        e = f32x4.mul(e, scale);
        b = largest(b, f32x4.abs(e));
        v128.store(place, e, 32);
        e = probability(place + 64, mc);
        sc = f32x4.add(sc, e);
        e = f32x4.mul(e, scale);
        c = largest(c, f32x4.abs(e));
        v128.store(place, e, 64);
        if (isInteger<FOURTH>()) {
          e = probability(place + 96, md);
          sd = f32x4.add(sd, e);
          e = f32x4.mul(e, scale);
          d = largest(d, f32x4.abs(e));
          v128.store(place, e, 96);
        }
        valueScales += 16;
      }
    }
    const most = largestLanes(a, b, c, isInteger<FOURTH>() ? d : c);
    const some = f32x4.gt(most, f32x4.splat(0));
    const inverse = v128.and(f32x4.div(f32x4.splat(ACTIVATION_MAX), most), some);
    v128.store(pScales, f32x4.mul(most, f32x4.splat(1 / ACTIVATION_MAX)));
    const ia = v128.shuffle<f32>(inverse, inverse, 0, 0, 0, 0);
    const ib = v128.shuffle<f32>(inverse, inverse, 1, 1, 1, 1);
    const ic = v128.shuffle<f32>(inverse, inverse, 2, 2, 2, 2);
    const id = v128.shuffle<f32>(inverse, inverse, 3, 3, 3, 3);
    for (let at = from; at < from + 512; at += 128) {
      const c16 = integers(at + 64, ic);
      storeQuad(p, integers(at, ia), integers(at + 32, ib), c16, isInteger<FOURTH>() ? integers(at + 96, id) : c16);
      p += 64;
    }
    pScales += 16;
  }
  const alpha = expOfNegative4(f32x4.sub(before, maxima));
  v128.store(partial, f32x4.add(f32x4.mul(v128.load(partial, 16), alpha), sumLanes(sa, sb, sc, isInteger<FOURTH>() ? sd : sc)), 16);
  if (v128.any_true(f32x4.ne(before, maxima))) scaleSums(partial + 32, alpha, pad);
}

/** Sums of V times a factor for each query. */
function scaleSums(acc: usize, factors: v128, pad: i32): void {
  const a = v128.shuffle<f32>(factors, factors, 0, 0, 0, 0);
  const b = v128.shuffle<f32>(factors, factors, 1, 1, 1, 1);
  const c = v128.shuffle<f32>(factors, factors, 2, 2, 2, 2);
  const d = v128.shuffle<f32>(factors, factors, 3, 3, 3, 3);
  const end = acc + <usize>pad * 16;
  for (; acc < end; acc += 128) {
    v128.store(acc, f32x4.mul(v128.load(acc), a));
    v128.store(acc, f32x4.mul(v128.load(acc, 16), a), 16);
    v128.store(acc, f32x4.mul(v128.load(acc, 32), b), 32);
    v128.store(acc, f32x4.mul(v128.load(acc, 48), b), 48);
    v128.store(acc, f32x4.mul(v128.load(acc, 64), c), 64);
    v128.store(acc, f32x4.mul(v128.load(acc, 80), c), 80);
    v128.store(acc, f32x4.mul(v128.load(acc, 96), d), 96);
    v128.store(acc, f32x4.mul(v128.load(acc, 112), d), 112);
  }
}

/** Adds the partial of a later chunk to that of the ones before. */
function merge(total: usize, partial: usize, pad: i32): void {
  const m = v128.load(total);
  const n = v128.load(partial);
  const maxima = f32x4.pmax(m, n);
  const alpha = expOfNegative4(f32x4.sub(m, maxima));
  const beta = expOfNegative4(f32x4.sub(n, maxima));
  v128.store(total, maxima);
  v128.store(total, f32x4.add(f32x4.mul(v128.load(total, 16), alpha), f32x4.mul(v128.load(partial, 16), beta)), 16);
  scaleSums(total + 32, alpha, pad);
  scaleSums(partial + 32, beta, pad);
  for (let i: usize = 0; i < <usize>pad * 16; i += 16) {
    v128.store(total + i, f32x4.add(v128.load(total + i, 32), v128.load(partial + i, 32)), 32);
  }
}

/** Results of four queries: sums of V over totals, as f32 or as integers for the next product. */
function write(op: usize, tile: usize, kvHead: i32, first: i32, queries: i32, total: usize, scratch: usize): void {
  const group = load<i32>(op, 20) / load<i32>(op, 24);
  const size = load<i32>(op, 28);
  for (let i = 0; i < min(4, queries - first); i++) {
    const query = first + i;
    const row = load<i32>(tile) + query / group;
    const column = (kvHead * group + query % group) * size;
    const inverse: f32 = 1 / load<f32>(total + <usize>i * 4, 16);
    const out = load<u32>(op, 92) ? <usize>load<u32>(op, 92) + <usize>row * <usize>load<u32>(op, 96) + <usize>column * 4 : scratch;
    const acc = total + 32 + <usize>i * 32;
    let d = 0;
    for (; d + 8 <= size; d += 8) {
      const at = acc + <usize>d * 16;
      v128.store(out + <usize>d * 4, f32x4.mul(v128.load(at), f32x4.splat(inverse)));
      v128.store(out + <usize>d * 4, f32x4.mul(v128.load(at, 16), f32x4.splat(inverse)), 16);
    }
    for (; d < size; d++) store<f32>(out + <usize>d * 4, load<f32>(acc + <usize>(d >> 3) * 128 + <usize>(d & 7) * 4) * inverse);
    if (load<u32>(op, 100)) quantizeColumns(op + 100, row, load<i32>(batch, ROWS), column, out, size);
  }
}
