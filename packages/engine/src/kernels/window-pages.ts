import type { CacheLayer, PageKind } from '../spec/index.js';

/** Conversations whose windows have room at the same time, wherever they stand. */
const CONVERSATIONS = 8;
/** Positions of a step. */
const STEP = 128;

/** The widest window of any layer; undefined where none has one. */
export function widestWindow(caches: readonly CacheLayer[]): number | undefined {
  const widest = Math.max(0, ...caches.map(({ window = 0 }) => window));
  return widest > 0 ? widest : undefined;
}

/** What is meant where a kind of pages is not named. */
export function kindsOf(kind: PageKind | undefined, window: number | undefined): readonly PageKind[] {
  if (kind) return [kind];
  return window === undefined ? ['full'] : ['full', 'window'];
}

/** Bytes of one page, keys and values as 16-bit numbers. */
function pageBytes(caches: readonly CacheLayer[], pageSize: number, windowed: boolean): number {
  const own = caches.filter(({ window }) => windowed === (window !== undefined));
  return own.reduce((sum, { kvHeads, headSize }) => sum + 4 * pageSize * kvHeads * headSize, 0);
}

/** Pages for the windows of some conversations; 0 where no layer has one. */
function windowPages(caches: readonly CacheLayer[], pageSize: number): number {
  const window = widestWindow(caches);
  return window === undefined ? 0 : CONVERSATIONS * (Math.ceil((window + STEP) / pageSize) + 1);
}

/**
 * The most pages that windowed layers are given beside `pages` of the others: what has left every window is used again, so few are enough; more,
 * for what ended conversations leave to be found, where `bytes` have room for them.
 */
export function mostWindowPages(caches: readonly CacheLayer[], pages: number, bytes: number, pageSize: number): number {
  const rest = Math.floor((bytes - pages * pageBytes(caches, pageSize, false)) / Math.max(1, pageBytes(caches, pageSize, true)));
  return Math.min(pages, Math.max(windowPages(caches, pageSize), rest));
}

/** How many pages of all layers have room in `bytes`. */
export function affordablePages(caches: readonly CacheLayer[], bytes: number, pageSize: number): number {
  const [full, near] = [pageBytes(caches, pageSize, false), pageBytes(caches, pageSize, true)];
  const both = Math.floor(bytes / Math.max(1, full + near));
  const most = windowPages(caches, pageSize);
  return near === 0 || both <= most ? both : Math.floor((bytes - near * most) / Math.max(1, full));
}
