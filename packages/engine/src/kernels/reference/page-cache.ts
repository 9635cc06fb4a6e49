import type { CacheLayer, PageKind, Segment } from '../../spec/index.js';
import { SaguimError } from '../../spec/index.js';

/**
 * Keys and values in pages of `pageSize` positions, those of windowed layers in pages of their own. A page holds, layer after layer, keys
 * `(pageSize, kvHeads * headSize)` and then values of the same shape.
 */
export class PageCache {
  private readonly pages: Record<PageKind, Float32Array[]> = { full: [], window: [] };
  private readonly lengths: Record<PageKind, number> = { full: 0, window: 0 };
  private readonly offsets: number[] = [];

  constructor(
    private readonly layers: readonly CacheLayer[],
    readonly pageSize: number,
    private readonly most: Readonly<Record<PageKind, number>>,
  ) {
    for (const layer of layers) {
      const kind = kindOf(layer);
      this.offsets.push(this.lengths[kind]);
      this.lengths[kind] += 2 * pageSize * layer.kvHeads * layer.headSize;
    }
  }

  count(kind: PageKind): number {
    return this.pages[kind].length;
  }

  get byteLength(): number {
    const { pages, lengths } = this;
    return (pages.full.length * lengths.full + pages.window.length * lengths.window) * Float32Array.BYTES_PER_ELEMENT;
  }

  /** Makes pages up to `count` or what memory allows; gives how many there are then. */
  reserve(kind: PageKind, count: number): number {
    const pages = this.pages[kind];
    try {
      while (pages.length < Math.min(count, this.most[kind])) pages.push(new Float32Array(this.lengths[kind]));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    return pages.length;
  }

  /** Of a segment's pages, those in which a layer keeps its keys and values. */
  pagesOf(layer: number, { pages, windowPages = pages }: Pick<Segment, 'pages' | 'windowPages'>): Int32Array {
    return kindOf(this.layers[layer]) === 'window' ? windowPages : pages;
  }

  /** The key of one position of one layer `(kvHeads * headSize,)`, as a view. */
  key(layer: number, page: number, slot: number): Float32Array {
    return this.entry(layer, page, slot);
  }

  /** The value of one position of one layer `(kvHeads * headSize,)`, as a view. */
  value(layer: number, page: number, slot: number): Float32Array {
    return this.entry(layer, page, this.pageSize + slot);
  }

  copy(kind: PageKind, from: number, to: number, positions: number): void {
    const pages = this.pages[kind];
    if (!(pages[from] && pages[to] && positions >= 0 && positions <= this.pageSize)) {
      throw new SaguimError(
        'invalid-argument',
        `Cannot copy ${positions} positions of page ${from} to page ${to}; ${pages.length} are reserved`,
      );
    }
    for (let layer = 0; layer < this.layers.length; layer++) {
      if (kindOf(this.layers[layer]) !== kind) continue;
      for (let slot = 0; slot < positions; slot++) {
        this.key(layer, to, slot).set(this.key(layer, from, slot));
        this.value(layer, to, slot).set(this.value(layer, from, slot));
      }
    }
  }

  clear(): void {
    for (const pages of Object.values(this.pages)) pages.length = 0;
  }

  private entry(layer: number, page: number, index: number): Float32Array {
    const { kvHeads, headSize } = this.layers[layer];
    const width = kvHeads * headSize;
    const start = this.offsets[layer] + index * width;
    return this.pages[kindOf(this.layers[layer])][page].subarray(start, start + width);
  }
}

const kindOf = ({ window }: CacheLayer): PageKind => (window === undefined ? 'full' : 'window');
