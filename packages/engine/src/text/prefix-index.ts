import type { Page, PageKeeper, PagePool } from './page-pool.js';

/** The best continuation that is already computed: `count` tokens of `page`. */
export interface PrefixMatch {
  readonly page: Page;
  readonly count: number;
}

/**
 * Knows every page that holds computed positions, as a tree: a page's children are the pages that go on from it. Matching walks down
 * page by page and, in the last one, token by token. Pages that nobody refers to stay, and are given up least recently used first,
 * leaves before what they stand on.
 *
 * The idea is that of RadixAttention (https://arxiv.org/abs/2312.07104), with pages as edges.
 */
export class PrefixIndex implements PageKeeper {
  readonly #pool: PagePool;
  /** Children by parent (`undefined`: first pages), then by first token. */
  readonly #children = new Map<Page | undefined, Map<number, Page[]>>();
  readonly #idle = new Set<Page>();
  /** Idle ones that nobody is expected to come for. */
  readonly #spare = new Set<Page>();
  #size = 0;

  constructor(pool: PagePool) {
    this.#pool = pool;
    pool.keeper = this;
  }

  /** Pages that it knows, idle or in use. */
  get size(): number {
    return this.#size;
  }

  /** The child of `parent` that shares most with `tokens[from … to)`; undefined when none shares a token. */
  match(parent: Page | undefined, tokens: ArrayLike<number>, from: number, to: number): PrefixMatch | undefined {
    if (from >= to) return undefined;
    const siblings = this.#children.get(parent)?.get(tokens[from]!);
    let best: Page | undefined;
    let count = 0;
    for (const page of siblings ?? []) {
      const shared = sharedLength(page, tokens, from, to);
      // Of two that share as much, the one that holds no more can be taken over without a copy.
      if (shared > count || (best && shared === count && page.length < best.length)) {
        best = page;
        count = shared;
      }
    }
    return best && { page: best, count };
  }

  /** Adds a page that holds its first tokens. */
  insert(page: Page): void {
    if (page.indexed) return;
    let byToken = this.#children.get(page.parent);
    if (!byToken) this.#children.set(page.parent, (byToken = new Map()));
    const siblings = byToken.get(page.tokens[0]!);
    if (siblings) siblings.push(page);
    else byToken.set(page.tokens[0]!, [page]);
    page.indexed = true;
    this.#size++;
  }

  /** Forgets a page that is in use; it is then freed with its last reference. */
  remove(page: Page): void {
    if (!page.indexed) return;
    this.#unlink(page);
    page.indexed = false;
  }

  /** Another full page with the same tokens after the same parent, if there is one. */
  twin(page: Page): Page | undefined {
    const siblings = this.#children.get(page.parent)?.get(page.tokens[0]!);
    return siblings?.find((other) => other !== page && other.isFull && sharedLength(other, page.tokens, 0, page.length) === page.length);
  }

  /** The pages that hold nothing but `tokens`, some of them at `from` or later, are not expected to be asked for again. */
  forget(tokens: ArrayLike<number>, from: number): void {
    const { pageSize } = this.#pool;
    let parent: Page | undefined;
    for (let at = 0; at < tokens.length; at += pageSize) {
      const match = this.match(parent, tokens, at, tokens.length);
      if (!match) return;
      parent = match.page;
      if (match.count < parent.length) return; // it goes on with what others said
      if (at + parent.length > from) {
        parent.spare = true;
        if (this.#idle.delete(parent)) this.#spare.add(parent);
      }
      if (!parent.isFull) return;
    }
  }

  onIdle(page: Page): void {
    (page.spare ? this.#spare : this.#idle).add(page);
  }

  onBusy(page: Page): void {
    this.#idle.delete(page);
    this.#spare.delete(page);
  }

  evict(onlySpare = false): boolean {
    const oldest = leastRecent(this.#spare) ?? (onlySpare ? undefined : leastRecent(this.#idle));
    if (!oldest) return false;
    this.onBusy(oldest);
    this.#unlink(oldest);
    this.#pool.reclaim(oldest);
    return true;
  }

  #unlink(page: Page): void {
    const byToken = this.#children.get(page.parent)!;
    const siblings = byToken.get(page.tokens[0]!)!;
    siblings.splice(siblings.indexOf(page), 1);
    if (siblings.length === 0) byToken.delete(page.tokens[0]!);
    if (byToken.size === 0) this.#children.delete(page.parent);
    this.#size--;
  }
}

function leastRecent(pages: Iterable<Page>): Page | undefined {
  let oldest: Page | undefined;
  for (const page of pages) if (!oldest || page.lastUsed < oldest.lastUsed) oldest = page;
  return oldest;
}

function sharedLength(page: Page, tokens: ArrayLike<number>, from: number, to: number): number {
  const most = Math.min(page.length, to - from);
  let count = 0;
  while (count < most && page.tokens[count] === tokens[from + count]) count++;
  return count;
}
