import type { CacheLayer } from '../../spec/index.js';
import { SaguimError } from '../../spec/index.js';

/**
 * Keys and values in pages of `pageSize` positions. A page holds, layer after layer, keys `(pageSize, kvHeads * headSize)` and then
 * values of the same shape.
 */
export class PageCache {
  private readonly pages: Float32Array[] = [];
  private readonly offsets: number[] = [];
  private readonly pageLength: number;

  constructor(
    private readonly layers: readonly CacheLayer[],
    readonly pageSize: number,
    private readonly maxPages: number,
  ) {
    let length = 0;
    for (const layer of layers) {
      this.offsets.push(length);
      length += 2 * pageSize * layer.kvHeads * layer.headSize;
    }
    this.pageLength = length;
  }

  get count(): number {
    return this.pages.length;
  }

  get byteLength(): number {
    return this.pages.length * this.pageLength * Float32Array.BYTES_PER_ELEMENT;
  }

  /** Makes pages up to `count` or what memory allows; gives how many there are then. */
  reserve(count: number): number {
    try {
      while (this.pages.length < Math.min(count, this.maxPages)) this.pages.push(new Float32Array(this.pageLength));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    return this.pages.length;
  }

  /** The key of one position of one layer `(kvHeads * headSize,)`, as a view. */
  key(layer: number, page: number, slot: number): Float32Array {
    return this.entry(layer, page, slot);
  }

  /** The value of one position of one layer `(kvHeads * headSize,)`, as a view. */
  value(layer: number, page: number, slot: number): Float32Array {
    return this.entry(layer, page, this.pageSize + slot);
  }

  copy(from: number, to: number, positions: number): void {
    if (!(this.pages[from] && this.pages[to] && positions >= 0 && positions <= this.pageSize)) {
      throw new SaguimError(
        'invalid-argument',
        `Cannot copy ${positions} positions of page ${from} to page ${to}; ${this.count} are reserved`,
      );
    }
    for (let layer = 0; layer < this.layers.length; layer++) {
      for (let slot = 0; slot < positions; slot++) {
        this.key(layer, to, slot).set(this.key(layer, from, slot));
        this.value(layer, to, slot).set(this.value(layer, from, slot));
      }
    }
  }

  clear(): void {
    this.pages.length = 0;
  }

  private entry(layer: number, page: number, index: number): Float32Array {
    const { kvHeads, headSize } = this.layers[layer];
    const width = kvHeads * headSize;
    const start = this.offsets[layer] + index * width;
    return this.pages[page].subarray(start, start + width);
  }
}
