import { bytesOf } from '../catalogue/index.js';
import type { CatalogueEntry } from '../catalogue-entry.js';

/** How fast the engine reads weights here while it answers. */
export interface MeasuredSpeed {
  /** Bytes of weights a second, packed as the engine likes them (Q4_0, Q8_0, F16). */
  readonly bytesPerSecond: number;
  /** Threads that it ran on. */
  readonly threads: number;
  /** What measuring took. */
  readonly milliseconds: number;
}

/** Types that the kernels read in the file's own order and unpack as they go, by the names of files. */
const unpackedAsTheyGo = /[-._]q[23]_k|[-._]iq\d/i;
/** What that costs: Q2_K and Q3_K are read at 0.8 GB/s where Q4_0 is read at 14 (one row of 2,048; AMD EPYC, Node 20, two threads). */
const slowdown = 17;

/**
 * Tokens a second that a model is expected to answer with: each token reads all of its weights once.
 * @returns undefined for what writes no text
 */
export function expectedSpeed(entry: CatalogueEntry, { bytesPerSecond }: MeasuredSpeed): number | undefined {
  if (entry.task !== 'chat' && entry.task !== 'code') return undefined;
  const folder = entry.files.some(({ path }) => path.endsWith('.safetensors'));
  // Folders of floats are kept in 8 bits; a file is read as it is.
  const bytes = folder ? entry.parameters * 1.07 : bytesOf(entry).bytes;
  const cost = entry.files.some(({ path }) => unpackedAsTheyGo.test(path)) ? slowdown : 1;
  return bytesPerSecond / (bytes * cost);
}
