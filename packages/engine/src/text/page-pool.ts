import { type Executor, SaguimError } from '../spec/index.js';
import { PageNumbers } from './page-numbers.js';

/** What the pool needs of an executor. */
export type PageMemory = Pick<Executor, 'pageSize' | 'window' | 'reservePages' | 'copyPage'>;

export interface PageLimits {
  /** The most pages there may be. */
  readonly maxPages: number;
  /** The most of them whose windowed layers are kept. */
  readonly maxWindowPages?: number;
}

/** In place of the number of a page's part in windowed layers: there is none. */
const NONE = -1;

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
  /** Of its part in windowed layers, which leaves before it does. Without such layers it is never asked for. */
  windowId = NONE;
  /** Sequences that see it in their windows. */
  viewers = 0;
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
 *
 * Where layers have windows, each page has a part in them, with a number of its own, which is used again once no window reaches it. Of these
 * parts as many as a window has stay for who comes back a little; then they are what is taken first, so that a text grows on without them.
 */
export class PagePool {
  readonly pageSize: number;
  /** Positions that windowed layers see; Infinity where none has a window. */
  readonly window: number;
  keeper: PageKeeper | undefined;
  readonly #memory: PageMemory;
  readonly #numbers: PageNumbers;
  /** Of parts in windowed layers, where there are such layers. */
  readonly #windowNumbers: PageNumbers | undefined;
  /** Pages with such a part that no window reaches: of texts that went on, and of those that ended; who left first comes first. */
  readonly #passed = new Set<Page>();
  readonly #ended = new Set<Page>();
  #clock = 0;
  #marks = 0;

  constructor(memory: PageMemory, { maxPages, maxWindowPages = maxPages }: PageLimits) {
    this.#memory = memory;
    this.pageSize = memory.pageSize;
    const { window } = memory;
    this.window = window ?? Infinity;
    this.#numbers = new PageNumbers(maxPages, (count) => memory.reservePages(count, 'full'));
    if (window !== undefined) this.#windowNumbers = new PageNumbers(maxWindowPages, (count) => memory.reservePages(count, 'window'));
  }

  /** Pages that memory was made for. */
  get reserved(): number {
    return this.#numbers.reserved;
  }

  /** The same of parts in windowed layers. */
  get windowReserved(): number {
    return this.#windowNumbers?.reserved ?? 0;
  }

  /** The most pages there can be; falls when the host refuses memory. */
  get limit(): number {
    return this.#numbers.limit;
  }

  /** Pages that hold nothing, those not made yet included. */
  get free(): number {
    return this.#numbers.free + Math.max(0, this.#numbers.limit - this.#numbers.reserved);
  }

  /** Pages in use or idle. */
  get taken(): number {
    return this.#numbers.reserved - this.#numbers.free;
  }

  /** Time, counted in events. */
  tick(): number {
    return ++this.#clock;
  }

  /** A new page after `parent`, with one reference (the caller's), which holds a reference on `parent`; undefined when none is left. */
  acquire(parent: Page | undefined): Page | undefined {
    const id = this.#take();
    if (id === undefined) return undefined;
    const windowId = this.#takeWindow();
    if (windowId === undefined) {
      this.#numbers.put(id);
      return undefined;
    }
    if (parent) this.retain(parent);
    const page = new Page(id, parent, this.pageSize);
    page.windowId = windowId;
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
      this.#put(current);
      current = current.parent;
    }
  }

  /** Frees an idle page that the keeper has forgotten. */
  reclaim(page: Page): void {
    page.indexed = false;
    this.#put(page);
    if (page.parent) this.release(page.parent);
  }

  /** A sequence's window reaches a page. */
  enterWindow(page: Page): void {
    if (page.viewers++ > 0) return;
    this.#passed.delete(page);
    this.#ended.delete(page);
  }

  /** A page has left a sequence's window, or the sequence has ended. */
  leaveWindow(page: Page, ended: boolean): void {
    if (--page.viewers === 0 && page.windowId !== NONE && this.#windowNumbers) (ended ? this.#ended : this.#passed).add(page);
  }

  /** Whether what windowed layers keep of a page is there. */
  hasWindow(page: Page): boolean {
    return !this.#windowNumbers || page.windowId !== NONE;
  }

  /** Gives a page that a window reaches the part of another one with the same tokens, where it has none itself. */
  lendWindow(from: Page, to: Page): void {
    if (this.hasWindow(to)) return;
    to.windowId = from.windowId;
    from.windowId = NONE;
  }

  /**
   * A copy of the first `positions` of a page that others use, for writing on: the copy goes on from the same parent. The reference on
   * `page` stays as it is.
   */
  copy(page: Page, positions: number): Page | undefined {
    // Making room must not give up what is to be copied.
    this.retain(page);
    this.enterWindow(page);
    const fresh = this.acquire(page.parent);
    this.leaveWindow(page, true);
    this.release(page);
    if (!fresh) return undefined;
    if (positions > 0) {
      this.#memory.copyPage(page.id, fresh.id, positions, 'full');
      if (this.#windowNumbers) this.#memory.copyPage(page.windowId, fresh.windowId, positions, 'window');
    }
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
    const numbers = this.#numbers;
    if (numbers.free === 0) this.keeper?.evict(true);
    if (numbers.free === 0) numbers.grow();
    while (numbers.free === 0) if (!this.keeper?.evict()) return undefined;
    return numbers.take();
  }

  /** `NONE` where no layer has a window. */
  #takeWindow(): number | undefined {
    const numbers = this.#windowNumbers;
    if (!numbers) return NONE;
    if (numbers.free === 0) this.keeper?.evict(true);
    if (numbers.free === 0 && this.#passed.size > this.window / this.pageSize) this.#dropWindow(this.#passed);
    if (numbers.free === 0) numbers.grow();
    if (numbers.free === 0) this.#dropWindow(this.#passed.size > 0 ? this.#passed : this.#ended);
    return numbers.take();
  }

  /** Takes the part in windowed layers of the first of these pages. */
  #dropWindow(pages: Set<Page>): void {
    const [page] = pages;
    if (!page) return;
    pages.delete(page);
    this.#windowNumbers!.put(page.windowId);
    page.windowId = NONE;
  }

  #put(page: Page): void {
    this.#numbers.put(page.id);
    if (page.windowId === NONE) return;
    this.#passed.delete(page);
    this.#ended.delete(page);
    this.#windowNumbers!.put(page.windowId);
    page.windowId = NONE;
  }
}
