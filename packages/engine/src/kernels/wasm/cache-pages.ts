import { type PageKind, SaguimError } from '../../spec/index.js';
import type { WasmMemory } from './wasm-memory.js';

/** Positions of a page (`assembly/layout.ts`). */
export const PAGE_SIZE = 64;

/** Bytes of a page of a kind, and how many there may be. */
export interface PageSpace {
  readonly bytes: number;
  readonly most: number;
}

/** The cache of one model: pages of two kinds, in the order in which they were wanted, behind all else in its memory. */
export class CachePages {
  readonly #memory: WasmMemory;
  readonly #kinds: Readonly<Record<PageKind, PageSpace & { readonly addresses: number[] }>>;
  #end: number;

  constructor(memory: WasmMemory, start: number, spaces: Readonly<Record<PageKind, PageSpace>>) {
    this.#memory = memory;
    this.#end = start;
    this.#kinds = { full: { ...spaces.full, addresses: [] }, window: { ...spaces.window, addresses: [] } };
  }

  /** Where the pages of a kind lie, by number. */
  addresses(kind: PageKind): readonly number[] {
    return this.#kinds[kind].addresses;
  }

  get bytes(): number {
    return this.#kinds.full.addresses.length * this.#kinds.full.bytes + this.#kinds.window.addresses.length * this.#kinds.window.bytes;
  }

  /** Makes room for `count` pages of a kind, if memory allows. @returns how many there are */
  reserve(kind: PageKind, count: number): number {
    const { bytes, most, addresses } = this.#kinds[kind];
    const wanted = Math.min(count, most);
    if (wanted > addresses.length) {
      // A little more than asked for, so that a growing conversation does not grow the memory at every page.
      for (const target of [Math.min(most, wanted + Math.max(4, wanted >> 3)), wanted]) {
        const more = target - addresses.length;
        if (!this.#memory.grow(this.#end + more * bytes)) continue;
        for (let i = 0; i < more; i++) addresses.push(this.#end + i * bytes);
        this.#end += more * bytes;
        break;
      }
    }
    return addresses.length;
  }

  /** @throws {SaguimError} `invalid-argument` */
  copy(kind: PageKind, from: number, to: number, positions: number): void {
    const { bytes, addresses } = this.#kinds[kind];
    for (const page of [from, to]) {
      if (addresses[page] === undefined) throw new SaguimError('invalid-argument', `There is no cache page ${page}`);
    }
    if (!(positions >= 0 && positions <= PAGE_SIZE)) {
      throw new SaguimError('invalid-argument', `A page has ${PAGE_SIZE} positions, not ${positions}`);
    }
    // Positions lie interleaved; those beyond are never seen before they are written.
    if (positions > 0) new Uint8Array(this.#memory.memory.buffer).copyWithin(addresses[to]!, addresses[from]!, addresses[from]! + bytes);
  }
}
