/**
 * Where things lie in linear memory. The host (`batch-tables.ts`) writes these words; every thread reads them.
 * One instance a thread, all on one memory: no managed objects, nothing here allocates, and what is not constant is a thread's own.
 */

// Control words, from byte 1024. Each that threads fight over has a cache line of its own.
export const CONTROL: usize = 1024;
export const BARRIER_COUNT: usize = CONTROL; // threads that have arrived
export const BARRIER_GENERATION: usize = CONTROL + 64; // barriers passed
export const CANCEL: usize = CONTROL + 128; // 1: leave at the next barrier
export const POISON: usize = CONTROL + 192; // 1: a thread is gone, memory is not to be trusted
export const SLEEPERS: usize = CONTROL + 256; // threads that sleep at the barrier
export const BYTE_SIGN: usize = CONTROL + 320; // what bytes of x are larger by (`byte-tile.ts`): 128 or 0
export const STEP_THREADS: usize = CONTROL + 324; // threads of this step
export const SHARE_PROGRAM: usize = CONTROL + 328; // bytes of a thread's own program where threads have rows of their own, else 0

// The batch, from byte 2048; where threads have rows of their own, one for each, so many bytes apart.
export const BATCH: usize = 2048;
export const SHARE_BYTES: usize = 128;
/** Where this thread finds its batch. */
export let batch: usize = BATCH;
export function useBatch(address: usize): void {
  batch = address;
}
// From there on:
export const ROWS: usize = 0; // rows of the batch
export const OUTPUT_ROWS: usize = 4; // rows whose result is wanted
export const TOKENS: usize = 8; // -> i32 (rows,)
export const POSITIONS: usize = 12; // -> i32 (rows,)
export const ROW_PAGES: usize = 16; // -> address of the cache page (rows,)
export const OUTPUTS: usize = 20; // -> i32 (outputRows,)
export const TILES: usize = 24; // -> attention tiles, 4 words each: row, rows, position of the first, -> page addresses
export const TILE_COUNT: usize = 28;
export const THREADS: usize = 32; // threads that work on this batch
export const COUNTERS: usize = 36; // -> one work counter an operation, 64 bytes apart
export const SPLIT: usize = 40; // chunks of a step whose attention is split, else 0
export const SEGMENTS: usize = 44; // -> the texts of a batch, 2 words each: first row, rows
export const SEGMENT_COUNT: usize = 48;
export const ROW_WINDOW_PAGES: usize = 52; // as ROW_PAGES, of windowed layers
export const WINDOW_LISTS: usize = 56; // bytes from a tile's page addresses to those of windowed layers
export const ROW_TYPES: usize = 60; // -> i32 (rows,), or 0 where no row has a type

// One operation of a program: 32 words.
export const OPERATION_BYTES: usize = 128;

/** Values of a block that share a scale. */
export const BLOCK: i32 = 32;
/** Positions of a cache page. */
export const PAGE_POSITIONS: i32 = 64;
/** Positions that attention takes together; the same everywhere, since it fixes the order of sums. */
export const CHUNK_POSITIONS: i32 = 256;
/** The largest magnitude of a 16-bit activation: 32 products of two such fit an i32. */
export const ACTIVATION_MAX: f32 = 8191;
/** Bytes of one tile block: 8 rows x 32 values of 16 bits. */
export const TILE_BLOCK: usize = 512;
/** Bytes of one block of a tile of bytes: scales, what sums begin with, 8 rows x 32 values. */
export const BYTE_BLOCK: usize = 320;
/** Blocks of K that are unpacked at a time: 16 KB of tile, half a level-1 cache. */
export const CHUNK_BLOCKS: i32 = 32;

/** Bytes of one block of a single row of x: 16 pairs, then the scale times 2^112, the sum of the values, and eight times that of the integers. */
export const ROW_BLOCK: usize = 80;
export const ROW_SCALE: usize = 64;
export const ROW_SUM: usize = 68;
export const ROW_EIGHT: usize = 72;
