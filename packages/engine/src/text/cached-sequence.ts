import type { Page, PagePool } from './page-pool.js';
import type { PrefixIndex, PrefixMatch } from './prefix-index.js';

/**
 * One sequence of tokens and the pages that hold its keys and values. It holds a reference on its last page only (pages hold their
 * parents), so a fork costs the same whatever its length; a partly filled page that others hold too is copied before it is written.
 */
export class CachedSequence {
  /** Positions computed. */
  length = 0;
  readonly #pool: PagePool;
  /** Without one, pages are freed at the end and nobody finds them. */
  readonly #index: PrefixIndex | undefined;
  /** The page that holds the sequence's one reference: the last with tokens, or the last one made ready beyond it. */
  #last: Page | undefined;
  /** All pages in order and their ids; made when first needed. */
  #pages: Page[] | undefined = [];
  #ids = new Int32Array(8);
  /** Of its pages, those from `#near` to `#held - 1` are told to be in its window. */
  #near = 0;
  #held = 0;

  constructor(pool: PagePool, index?: PrefixIndex) {
    this.#pool = pool;
    this.#index = index;
  }

  get lastPage(): Page | undefined {
    return this.#last;
  }

  /** Pages it holds, shared ones included. */
  get pageCount(): number {
    return this.#list().length;
  }

  /** Whether it stands at the end of a page (or the start), where it may find pages of others. */
  get atBoundary(): boolean {
    return this.length % this.#pool.pageSize === 0;
  }

  /** Whether `other` holds all its positions in the same pages and goes on beyond them, by less than a page. */
  isJustBehind(other: CachedSequence): boolean {
    const { pageSize } = this.#pool;
    if (other.length < this.length || other.length >= this.length + pageSize) return false;
    const at = this.length / pageSize - 1;
    return this.#list()[at] === other.#list()[at];
  }

  /** Ids of the pages that hold positions `0 … positions - 1`, as a view that is valid until the next change. */
  pageIds(positions: number): Int32Array {
    this.#list();
    return this.#ids.subarray(0, Math.ceil(positions / this.#pool.pageSize));
  }

  /** The same of what windowed layers keep; -1 where it is gone. Undefined without such layers. */
  windowPageIds(positions: number): Int32Array | undefined {
    if (this.#pool.window === Infinity) return undefined;
    const pages = this.#list();
    const ids = new Int32Array(Math.ceil(positions / this.#pool.pageSize));
    for (let i = 0; i < ids.length; i++) ids[i] = pages[i]!.windowId;
    return ids;
  }

  /**
   * Goes on over tokens that are computed already, up to `limit` positions; whole pages are shared, of a partly matching one a copy is
   * made, unless `wholePages`. Only at the end of a page (as at the start) is there anything to find.
   * @returns positions won
   */
  adopt(tokens: ArrayLike<number>, limit: number, wholePages = false): number {
    const index = this.#index;
    const { pageSize } = this.#pool;
    if (!index || this.length % pageSize !== 0 || this.length >= limit) return 0;
    this.#trim();
    const before = this.length;
    for (const { page, count } of this.#find(index, tokens, limit, wholePages)) {
      if (count === pageSize || (count === page.length && page.references === 0)) {
        this.#pool.retain(page);
        this.#push(page);
      } else {
        const copy = this.#pool.copy(page, count);
        if (!copy) {
          this.#retreat();
          break;
        }
        this.#push(copy);
        index.insert(copy);
      }
      page.lastUsed = this.#pool.tick();
      page.spare = false;
      this.length += count;
    }
    this.#moveWindow();
    return this.length - before;
  }

  /** Pages of others that hold what comes next, as far as windowed layers can go on behind them. */
  #find(index: PrefixIndex, tokens: ArrayLike<number>, limit: number, wholePages: boolean): readonly PrefixMatch[] {
    const { pageSize } = this.#pool;
    const found: PrefixMatch[] = [];
    let end = this.length;
    for (let parent = this.#last; ; ) {
      const match = index.match(parent, tokens, end, limit);
      if (!match || (wholePages && match.count < pageSize)) break;
      found.push(match);
      end += match.count;
      if (match.count < pageSize) break;
      parent = match.page;
    }
    // Its own pages are in its window already.
    const first = this.length / pageSize;
    for (let i = found.length - 1; i >= 0 && first + i >= this.#firstNear(end); i--) {
      if (this.#pool.hasWindow(found[i]!.page)) continue;
      found.length = i;
      end = (first + i) * pageSize;
    }
    return found;
  }

  /** Gives back what was found without the end that it needs. */
  #retreat(): void {
    const pages = this.#list();
    for (let i = pages.length - 1; i >= this.#firstNear(this.length); i--) {
      if (!this.#pool.hasWindow(pages[i]!)) this.length = i * this.#pool.pageSize;
    }
    this.#trim();
  }

  /** The first page that a row at `position` sees in windowed layers. */
  #firstNear(position: number): number {
    const { window, pageSize } = this.#pool;
    return Math.max(0, Math.floor((position - window + 1) / pageSize));
  }

  /** Tells the pool which pages have left the window. */
  #moveWindow(): void {
    const pages = this.#list();
    const near = Math.min(this.#firstNear(this.length), this.#held);
    for (; this.#near < near; this.#near++) this.#pool.leaveWindow(pages[this.#near]!, false);
  }

  /**
   * Makes the next positions writable.
   * @returns how many of `rows` there is room for: fewer when pages are used up
   */
  prepare(rows: number): number {
    const { pageSize } = this.#pool;
    const pages = this.#list();
    const at = Math.floor(this.length / pageSize);
    const tip = pages[at];
    if (tip && tip.references > 1 && at === pages.length - 1) {
      const copy = this.#pool.copy(tip, this.length - at * pageSize);
      if (!copy) return 0;
      this.#pool.leaveWindow(tip, false);
      this.#pool.enterWindow(copy);
      this.#pool.release(tip);
      pages[at] = copy;
      this.#ids[at] = copy.id;
      this.#last = copy;
      if (copy.length > 0) this.#index?.insert(copy);
    }
    while (pages.length * pageSize < this.length + rows) {
      const page = this.#pool.acquire(this.#last);
      if (!page) break;
      this.#push(page);
    }
    return Math.min(rows, pages.length * pageSize - this.length);
  }

  /** Notes that `count` tokens from `tokens[this.length]` on are computed, in pages that `prepare` made writable. */
  commit(tokens: ArrayLike<number>, count: number): void {
    const { pageSize } = this.#pool;
    const pages = this.#list();
    const now = this.#pool.tick();
    for (let i = 0; i < count; ) {
      const at = Math.floor(this.length / pageSize);
      const page = pages[at]!;
      const rows = Math.min(count - i, pageSize - page.length);
      for (let r = 0; r < rows; r++) page.tokens[page.length + r] = tokens[this.length + r]!;
      page.length += rows;
      page.lastUsed = now;
      this.length += rows;
      i += rows;
      if (this.#index) {
        this.#index.insert(page);
        if (page.isFull) this.#share(pages, at);
      }
    }
    this.#moveWindow();
  }

  /** A second sequence with the same positions. */
  fork(): CachedSequence {
    this.#trim();
    const fork = new CachedSequence(this.#pool, this.#index);
    fork.length = this.length;
    fork.#last = this.#last;
    fork.#pages = undefined;
    if (this.#last) this.#pool.retain(this.#last);
    for (let i = this.#near; i < this.#held; i++) this.#pool.enterWindow(this.#list()[i]!);
    fork.#near = this.#near;
    fork.#held = this.#held;
    return fork;
  }

  /** Lets its pages go; what the index knows stays to be found until the room is needed. */
  release(): void {
    this.#trim();
    const now = this.#pool.tick();
    for (let page = this.#last; page; page = page.parent) page.lastUsed = now;
    for (let i = this.#near; i < this.#held; i++) this.#pool.leaveWindow(this.#list()[i]!, true);
    this.#near = 0;
    this.#held = 0;
    if (this.#last) this.#pool.release(this.#last);
    this.#last = undefined;
    this.#pages = [];
    this.length = 0;
  }

  /** Two sequences computed the same page at the same time: one of the two is enough. */
  #share(pages: Page[], at: number): void {
    const page = pages[at]!;
    if (page.references !== 1) return;
    const twin = this.#index!.twin(page);
    if (!twin) return;
    this.#pool.retain(twin);
    this.#pool.enterWindow(twin);
    this.#pool.lendWindow(page, twin);
    this.#pool.leaveWindow(page, false);
    const next = pages[at + 1];
    if (next) next.parent = twin;
    else this.#last = twin;
    this.#index!.remove(page);
    this.#pool.release(page);
    pages[at] = twin;
    this.#ids[at] = twin.id;
  }

  #push(page: Page): void {
    const pages = this.#list();
    // The new page holds its parent; the sequence's own reference moves on.
    if (this.#last) this.#pool.release(this.#last);
    this.#last = page;
    if (pages.length === this.#ids.length) {
      const longer = new Int32Array(2 * pages.length);
      longer.set(this.#ids);
      this.#ids = longer;
    }
    this.#ids[pages.length] = page.id;
    pages.push(page);
    this.#pool.enterWindow(page);
    this.#held = pages.length;
  }

  /** Gives back pages made ready and not written. */
  #trim(): void {
    const needed = Math.ceil(this.length / this.#pool.pageSize);
    if (!this.#pages) return;
    while (this.#pages.length > needed) {
      const page = this.#pages.pop()!;
      this.#pool.leaveWindow(page, false);
      this.#held = this.#pages.length;
      const { parent } = page;
      if (parent) this.#pool.retain(parent);
      this.#last = parent;
      this.#pool.release(page);
    }
  }

  #list(): Page[] {
    if (this.#pages) return this.#pages;
    const pages: Page[] = [];
    for (let page = this.#last; page; page = page.parent) pages.push(page);
    pages.reverse();
    this.#pages = pages;
    if (this.#ids.length < pages.length) this.#ids = new Int32Array(2 * pages.length);
    pages.forEach((page, i) => void (this.#ids[i] = page.id));
    return pages;
  }
}
