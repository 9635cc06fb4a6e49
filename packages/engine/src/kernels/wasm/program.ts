import type { CacheLayer, PageKind, TensorInfo } from '../../spec/index.js';

/** Positions that attention takes together (`assembly/layout.ts`). */
export const CHUNK_POSITIONS = 256;
/** Rows of integers that `rows` rows take: several lie in quads of four; one alone fills 80 bytes a block (`ROW_BLOCK`) instead of 64. */
export const integerRows = (rows: number): number => (Math.max(rows, 2) + 3) & ~3;
/** The most (row, key-value head) pairs of a step whose attention is split by chunks. */
export const SPLIT_PAIRS = 8;
/** Numbers of operations, as `assembly/index.ts` knows them. */
export const Kind = {
  embed: 1,
  norm: 2,
  quantize: 3,
  matmul: 4,
  rope: 5,
  prepare: 6,
  attention: 7,
  gate: 8,
  gather: 9,
  selfAttention: 10,
  pool: 11,
  unitNorm: 12,
  scale: 13,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** Words of one operation: 32 words (`assembly/layout.ts`). */
export const OPERATION_WORDS = 32;

/** A buffer of f32 rows, or of 16-bit rows with a scale and a sum for each 32 values. */
export interface FloatBuffer {
  readonly address: number;
  readonly stride: number;
}

export interface IntegerBuffer {
  readonly data: number;
  readonly dataStride: number;
  readonly scales: number;
  readonly sums: number;
  readonly metaStride: number;
}

/** A weight as it was packed. */
export interface PackedWeight {
  readonly info: TensorInfo;
  readonly type: number;
  readonly address: number;
  readonly groupBytes: number;
  readonly rowBytes: number;
}

export interface RopeTable {
  readonly address: number;
  readonly stride: number;
  readonly dimensions: number;
  readonly base: number;
  readonly positionScale: number;
  readonly factors?: string;
  readonly magnitude: number;
}

export interface CacheOffsets {
  /** Whether they lie in the pages of windowed layers. */
  readonly windowed: boolean;
  readonly pad: number;
  readonly keys: number;
  readonly keyScales: number;
  readonly values: number;
  readonly valueScales: number;
}

/** Gives memory out while a program is laid down. */
export interface Allocator {
  allocate(bytes: number): number;
}

/** Memory in which every row of a batch has its piece, row after row. */
export interface RowRegion {
  readonly address: number;
  readonly rowBytes: number;
  readonly rows: number;
}

export interface Program {
  readonly words: Int32Array;
  /** What each word grows by where rows begin four further on in the buffers; of plans whose threads may have rows of their own. */
  readonly fourRows?: Int32Array;
  readonly count: number;
  /** Operations before this one run for all rows, those from it on for the wanted ones. */
  readonly headStart: number;
  readonly names: readonly string[];
  readonly ropeTables: readonly RopeTable[];
  /** All that operations hand on to later ones. */
  readonly rowRegions: readonly RowRegion[];
  readonly result: FloatBuffer & { readonly start: number };
}

export const padTo32 = (size: number) => (size + 31) & ~31;

/** Where each layer's keys and values lie in a page of its kind, of 64 positions, and how large such pages are. Layout: `assembly/cache.ts`. */
export function layOutPage(caches: readonly CacheLayer[]): { layers: CacheOffsets[]; bytes: Record<PageKind, number> } {
  const bytes = { full: 0, window: 0 };
  const layers = caches.map(({ kvHeads, headSize, window }) => {
    const pad = padTo32(headSize);
    const kind = window === undefined ? 'full' : 'window';
    const take = (size: number) => (bytes[kind] += size) - size;
    return {
      windowed: window !== undefined,
      pad,
      keys: take(kvHeads * 8 * (pad / 32) * 512),
      keyScales: take(kvHeads * 8 * (pad / 32) * 32),
      values: take(kvHeads * (pad / 8) * 2 * 512),
      valueScales: take(kvHeads * 64 * 4),
    };
  });
  return { layers, bytes };
}

/** Bytes of so many pages of both kinds. */
export function cacheBytes(caches: readonly CacheLayer[], pages: number, windowPages = pages): number {
  const { full, window } = layOutPage(caches).bytes;
  return full * pages + window * windowPages;
}
