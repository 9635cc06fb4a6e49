import { type Executor, SaguimError } from '../spec/index.js';

/** What the pool needs of an executor. */
export type PageMemory = Pick<Executor, 'pageSize' | 'reservePages' | 'copyPage'>;

/**
 * One page of the KV cache: up to `pageSize` consecutive positions of a token sequence, after those of `parent`. References are
 * held by sequences that end in it and by the pages that go on from it, so that holding the last page of a sequence holds all.
 */
export class Page {
  /** Tokens whose keys and values the page holds (length,). */
  readonly tokens: Int32Array;
  length = 0;
  references = 1;
  /** Whether the prefix index knows it; it is then kept when nobody refers to it any more. */
  indexed = false;
  /** Of the pool's clock: when a sequence last began, ended or moved in it. */
  lastUsed = 0;
  /** Whether nobody is expected to come with its tokens again: it is then given up before memory grows. */
  spare = false;
  /** The last count that met it (`PagePool.countHeld`). */
  mark = 0;

  constructor(
    readonly id: number,
    public parent: Page | undefined,
    pageSize: number,
  ) {
    this.tokens = new Int32Array(pageSize);
  }

  get isFull(): boolean {
    return this.length === this.tokens.length;
  }
}

/** Who knows pages that nobody refers to, and can give them up. */
export interface PageKeeper {
  /** A page lost its last reference and is indexed. */
  onIdle(page: Page): void;
  /** An idle page is referred to again. */
  onBusy(page: Page): void;
  /** Forgets one idle page (through `PagePool.reclaim`), a spare one if there is any; false when there is none. */
  evict(onlySpare?: boolean): boolean;
}

/**
 * The pages of one executor, counted by reference. Memory grows when a page is wanted and none is free or spare, up to `maxPages` or to
 * what the host gives; then idle pages are given up, and then there is no page.
 */
export class PagePool {
  readonly pageSize: number;
  keeper: PageKeeper | undefined;
  readonly #memory: PageMemory;
  readonly #free: number[] = [];
  #reserved = 0;
  #limit: number;
  #clock = 0;
  #marks = 0;

  constructor(memory: PageMemory, maxPages: number) {
    this.#memory = memory;
    this.pageSize = memory.pageSize;
    this.#limit = maxPages;
  }

  /** Pages that memory was made for. */
  get reserved(): number {
    return this.#reserved;
  }

  /** The most pages there can be; falls when the host refuses memory. */
  get limit(): number {
    return this.#limit;
  }

  /** Pages that hold nothing, those not made yet included. */
  get free(): number {
    return this.#free.length + Math.max(0, this.#limit - this.#reserved);
  }

  /** Pages in use or idle. */
  get taken(): number {
    return this.#reserved - this.#free.length;
  }

  /** Time, counted in events. */
  tick(): number {
    return ++this.#clock;
  }

  /** A new page after `parent`, with one reference (the caller's), which holds a reference on `parent`; undefined when none is left. */
  acquire(parent: Page | undefined): Page | undefined {
    const id = this.#take();
    if (id === undefined) return undefined;
    if (parent) this.retain(parent);
    const page = new Page(id, parent, this.pageSize);
    page.lastUsed = this.#clock;
    return page;
  }

  retain(page: Page): void {
    if (page.references++ === 0) this.keeper?.onBusy(page);
  }

  /** Gives a reference back. Without any left an indexed page becomes idle; another is free at once, and lets go of its parent. */
  release(page: Page): void {
    let current: Page | undefined = page;
    while (current) {
      if (current.references <= 0) throw new SaguimError('internal', `Cache page ${current.id} was released too often`);
      if (--current.references > 0) return;
      if (current.indexed) {
        this.keeper?.onIdle(current);
        return;
      }
      this.#free.push(current.id);
      current = current.parent;
    }
  }

  /** Frees an idle page that the keeper has forgotten. */
  reclaim(page: Page): void {
    page.indexed = false;
    this.#free.push(page.id);
    if (page.parent) this.release(page.parent);
  }

  /**
   * A copy of the first `positions` of a page that others use, for writing on: the copy goes on from the same parent. The reference on
   * `page` stays as it is.
   */
  copy(page: Page, positions: number): Page | undefined {
    this.retain(page); // making room must not give up what is to be copied
    const fresh = this.acquire(page.parent);
    this.release(page);
    if (!fresh) return undefined;
    if (positions > 0) this.#memory.copyPage(page.id, fresh.id, positions);
    fresh.tokens.set(page.tokens.subarray(0, positions));
    fresh.length = positions;
    return fresh;
  }

  /** Pages on the paths that end in `last`, each once. */
  countHeld(last: Iterable<Page | undefined>): number {
    const mark = ++this.#marks;
    let count = 0;
    for (let page of last) {
      for (; page && page.mark !== mark; page = page.parent) {
        page.mark = mark;
        count++;
      }
    }
    return count;
  }

  #take(): number | undefined {
    if (this.#free.length === 0) this.keeper?.evict(true);
    if (this.#free.length === 0 && this.#reserved < this.#limit) {
      const now = Math.min(this.#limit, this.#memory.reservePages(this.#reserved + 1));
      if (now <= this.#reserved) this.#limit = this.#reserved;
      // The lowest number last, so that it is taken first.
      for (let id = now - 1; id >= this.#reserved; id--) this.#free.push(id);
      this.#reserved = Math.max(this.#reserved, now);
    }
    while (this.#free.length === 0) if (!this.keeper?.evict()) return undefined;
    return this.#free.pop();
  }
}
