import { describe, expect, it } from 'vitest';
import type { PageKind } from '../spec/index.js';
import { CachedSequence } from './cached-sequence.js';
import { PagePool } from './page-pool.js';
import { PrefixIndex } from './prefix-index.js';
import { Random } from './random.js';

/** Cache memory that holds, in place of keys and values, which tokens they were computed from: the hash of all tokens so far. */
class Memory {
  readonly pageSize = 4;
  readonly pages: number[][] = [];
  readonly windowPages: number[][] = [];
  copies = 0;

  constructor(
    readonly most = Infinity,
    readonly window?: number,
  ) {}

  reservePages(count: number, kind?: PageKind): number {
    const pages = this.#of(kind);
    while (pages.length < Math.min(count, this.most)) pages.push(new Array(this.pageSize).fill(Number.NaN));
    return pages.length;
  }

  copyPage(from: number, to: number, positions: number, kind?: PageKind): void {
    this.copies++;
    const pages = this.#of(kind);
    const source = [...pages[from]!];
    pages[to]!.fill(Number.NaN);
    for (let i = 0; i < positions; i++) pages[to]![i] = source[i]!;
  }

  #of(kind: PageKind | undefined) {
    return kind === 'window' ? this.windowPages : this.pages;
  }
}

const hash = (before: number, token: number) => (Math.imul(before, 31) + token + 1) | 0;

function create(maxPages: number, memory = new Memory(), maxWindowPages = maxPages) {
  const pool = new PagePool(memory, { maxPages, maxWindowPages });
  const index = new PrefixIndex(pool);
  return { memory, pool, index, sequence: (reuse = true) => new CachedSequence(pool, reuse ? index : undefined) };
}

/** What a backend does: reads all positions before, writes the new ones. */
function compute(memory: Memory, sequence: CachedSequence, tokens: readonly number[], rows: number): void {
  const ids = sequence.pageIds(sequence.length + rows);
  const slot = (position: number) => ({ page: memory.pages[ids[Math.floor(position / 4)]!]!, at: position % 4 });
  check(memory, sequence, tokens);
  for (let p = sequence.length; p < sequence.length + rows; p++) {
    const before = p === 0 ? 0 : slot(p - 1).page[slot(p - 1).at]!;
    slot(p).page[slot(p).at] = hash(before, tokens[p]!);
    // Windowed layers read what their window reaches, and nothing else.
    const near = sequence.windowPageIds(sequence.length + rows);
    if (near) memory.windowPages[near[Math.floor(p / 4)]!]![p % 4] = slot(p).page[slot(p).at]!;
  }
  sequence.commit(tokens, rows);
  check(memory, sequence, tokens);
}

function check(memory: Memory, sequence: CachedSequence, tokens: readonly number[]): void {
  const ids = sequence.pageIds(sequence.length);
  const near = sequence.windowPageIds(sequence.length);
  let value = 0;
  for (let p = 0; p < sequence.length; p++) {
    value = hash(value, tokens[p]!);
    if (memory.pages[ids[Math.floor(p / 4)]!]![p % 4] !== value) throw new Error(`position ${p} does not hold its token`);
    if (!near || p <= sequence.length - memory.window!) continue;
    if (memory.windowPages[near[Math.floor(p / 4)]!]?.[p % 4] !== value) throw new Error(`position ${p} is not in its window`);
  }
}

function fill(world: ReturnType<typeof create>, sequence: CachedSequence, tokens: readonly number[], to = tokens.length): void {
  while (sequence.length < to) {
    const rows = sequence.prepare(to - sequence.length);
    expect(rows).toBeGreaterThan(0);
    compute(world.memory, sequence, tokens, rows);
  }
}

const range = (length: number, from = 0) => Array.from({ length }, (_, i) => from + i);

describe('CachedSequence', () => {
  it('finds the next turn to the token, and goes on in the same pages without a copy', () => {
    const world = create(10);
    const first = world.sequence();
    fill(world, first, range(10));
    const ids = [...first.pageIds(10)];
    first.release();
    const next = world.sequence();
    expect(next.adopt(range(14), 13)).toBe(10);
    expect([...next.pageIds(10)]).toEqual(ids);
    fill(world, next, range(14));
    expect(world.memory.copies).toBe(0);
  });

  it('copies a partly matching page and leaves it as it was', () => {
    const world = create(10);
    const first = world.sequence();
    fill(world, first, range(10));
    first.release();
    const edited = [...range(6), 99, 98, 97];
    const second = world.sequence();
    expect(second.adopt(edited, 8)).toBe(6);
    expect(world.memory.copies).toBe(1);
    fill(world, second, edited);
    const again = world.sequence();
    expect(again.adopt(range(10), 10)).toBe(10);
    check(world.memory, again, range(10));
  });

  it('never finds more than is asked for', () => {
    const world = create(10);
    const first = world.sequence();
    fill(world, first, range(8));
    first.release();
    const second = world.sequence();
    expect(second.adopt(range(8), 7)).toBe(7);
    fill(world, second, range(8));
    second.release();
    expect(world.sequence().adopt(range(8), 0)).toBe(0);
  });

  it('finds what others still compute', () => {
    const world = create(10);
    const first = world.sequence();
    fill(world, first, range(12), 6);
    const second = world.sequence();
    expect(second.adopt(range(12), 11)).toBe(6);
    fill(world, first, range(12));
    fill(world, second, range(12), 7);
    check(world.memory, first, range(12));
  });

  it('goes on over pages that others have computed meanwhile', () => {
    const world = create(10);
    const [first, second] = [world.sequence(), world.sequence()];
    fill(world, second, range(12), 4);
    fill(world, first, range(12));
    expect(second.adopt(range(12), 11)).toBe(7);
    expect(second.length).toBe(11);
    check(world.memory, second, range(12));
  });

  it('keeps one page of two that came to hold the same', () => {
    const world = create(10);
    const [first, second] = [world.sequence(), world.sequence()];
    fill(world, first, range(6), 3);
    fill(world, second, range(6), 0);
    second.prepare(6);
    compute(world.memory, second, range(6), 2);
    fill(world, first, range(6));
    fill(world, second, range(6));
    expect(second.pageIds(4)).toEqual(first.pageIds(4));
    expect(world.pool.taken).toBe(3);
  });

  it('forks without touching its pages, and copies when one of the two writes', () => {
    const world = create(100);
    const trunk = world.sequence();
    fill(world, trunk, range(42));
    const { taken } = world.pool;
    const fork = trunk.fork();
    expect(world.pool.taken).toBe(taken);
    expect(world.memory.copies).toBe(0);
    fill(world, fork, [...range(42), 7, 7, 7]);
    expect(world.memory.copies).toBe(1);
    fill(world, trunk, [...range(42), 8, 8, 8]);
    expect(world.memory.copies).toBe(1);
    check(world.memory, fork, [...range(42), 7, 7, 7]);
    const second = fork.fork();
    fork.release();
    check(world.memory, second, [...range(42), 7, 7, 7]);
  });

  it('gives up the least recently used pages, the last of them first', () => {
    const world = create(6);
    for (const from of [0, 100]) {
      const sequence = world.sequence();
      fill(world, sequence, range(12, from));
      sequence.release();
    }
    const again = world.sequence();
    expect(again.adopt(range(12), 12)).toBe(12);
    again.release();
    const other = world.sequence();
    fill(world, other, range(8, 200));
    expect(world.sequence().adopt(range(12), 12)).toBe(12);
    const partly = world.sequence();
    expect(partly.adopt(range(12, 100), 12)).toBe(4);
  });

  it('gives the room that there is, and the limit that the host sets', () => {
    const world = create(10, new Memory(3));
    const sequence = world.sequence();
    expect(sequence.prepare(50)).toBe(12);
    expect(world.pool.limit).toBe(3);
    expect(sequence.prepare(50)).toBe(12);
    expect(world.sequence().prepare(1)).toBe(0);
    sequence.release();
    expect(world.pool.taken).toBe(0);
  });

  it('leaves nothing to find without an index', () => {
    const world = create(10);
    const sequence = world.sequence(false);
    fill(world, sequence, range(10));
    expect(sequence.adopt(range(12), 12)).toBe(0);
    sequence.release();
    expect(world.pool.taken).toBe(0);
    expect(world.index.size).toBe(0);
  });

  it('a text with a window grows on without more of it, and is found again where the window still is', () => {
    const world = create(200, new Memory(Infinity, 10));
    const sequence = world.sequence();
    for (let to = 4; to <= 400; to += 4) fill(world, sequence, range(400), to);
    expect(world.pool.reserved).toBeGreaterThanOrEqual(100);
    // Three pages of the window, one that is written, as many as a window has for who comes back a little.
    expect(world.pool.windowReserved).toBeLessThanOrEqual(8);
    sequence.release();
    const next = world.sequence();
    expect(next.adopt(range(410), 409)).toBe(400);
    next.release();
    // Back by a few: what left the window last is still there.
    const edited = world.sequence();
    expect(edited.adopt([...range(392), ...range(10, 1000)], 401)).toBe(392);
    edited.release();
    // Back by much: from the start; and then its beginning is there for others, in the pages that were there.
    const taken = world.pool.taken;
    const again = world.sequence();
    expect(again.adopt(range(100), 99)).toBe(0);
    fill(world, again, range(100));
    expect(world.pool.taken).toBe(taken);
    again.release();
    expect(world.sequence().adopt(range(100), 99)).toBe(99);
  });

  it.each([undefined, 3, 10])('holds its tokens through anything that can happen, with a window of %s', (window) => {
    for (let seed = 0; seed < 20; seed++) {
      const random = new Random(seed);
      const integer = (below: number) => Math.floor(random.next() * below);
      const pages = 4 + integer(30);
      const world = create(pages, new Memory(Infinity, window), 3 + integer(pages));
      const live: { sequence: CachedSequence; tokens: number[] }[] = [];
      for (let round = 0; round < 400; round++) {
        const one = live[integer(live.length)];
        const action = integer(10);
        if (action === 0 || !one) {
          const tokens = Array.from({ length: 1 + integer(30) }, () => integer(2));
          const sequence = world.sequence(integer(8) > 0);
          sequence.adopt(tokens, tokens.length - 1);
          check(world.memory, sequence, tokens);
          live.push({ sequence, tokens });
        } else if (action === 1) {
          const fork = { sequence: one.sequence.fork(), tokens: [...one.tokens] };
          check(world.memory, fork.sequence, fork.tokens);
          live.push(fork);
        } else if (action === 2) {
          if (integer(2) === 0) world.index.forget(one.tokens, integer(one.tokens.length));
          one.sequence.release();
          live.splice(live.indexOf(one), 1);
        } else if (action === 3) {
          one.sequence.adopt(one.tokens, one.tokens.length - 1);
          check(world.memory, one.sequence, one.tokens);
        } else {
          if (one.tokens.length === one.sequence.length) one.tokens.push(integer(2));
          const rows = one.sequence.prepare(1 + integer(one.tokens.length - one.sequence.length));
          // Some steps are cancelled: their rows may hold anything.
          if (integer(8) === 0) {
            const ids = one.sequence.pageIds(one.sequence.length + rows);
            for (let p = one.sequence.length; p < one.sequence.length + rows; p++) {
              world.memory.pages[ids[Math.floor(p / 4)]!]![p % 4] = Number.NaN;
            }
          } else if (rows > 0) compute(world.memory, one.sequence, one.tokens, rows);
        }
        const used = world.pool.countHeld(live.map(({ sequence }) => sequence.lastPage));
        expect(used).toBeLessThanOrEqual(world.pool.taken);
        expect(world.pool.reserved).toBeLessThanOrEqual(world.pool.limit);
      }
      for (const { sequence, tokens } of live) check(world.memory, sequence, tokens);
      for (const { sequence } of live) sequence.release();
      expect(world.pool.countHeld([])).toBe(0);
      expect(world.pool.taken).toBe(world.index.size);
      while (world.index.evict());
      expect(world.pool.taken).toBe(0);
      expect(world.index.size).toBe(0);
    }
  });

  it('gives up what is not expected again before memory grows, from its end on, and what comes again after all is kept', () => {
    const world = create(100);
    const run = (tokens: readonly number[]) => {
      const sequence = world.sequence();
      sequence.adopt(tokens, tokens.length - 1);
      fill(world, sequence, tokens);
      sequence.release();
    };
    const [first, second] = [range(10), [...range(4), ...range(6, 50)]];
    run(first);
    run(second);
    expect(world.pool.reserved).toBe(5);
    world.index.forget(first, 4);
    run(range(8, 100));
    expect(world.pool.reserved).toBe(5);
    expect(world.index.match(undefined, first, 0, 10)?.count).toBe(4);
    expect(world.sequence().adopt(first, 10)).toBe(4);
    expect(world.sequence().adopt(second, 10)).toBe(10);
    for (let i = 0; i < 20; i++) {
      const tokens = range(8, 1000 * i);
      run(tokens);
      world.index.forget(tokens, 0);
    }
    expect(world.pool.reserved).toBeLessThanOrEqual(8);
    world.index.forget(second, 0);
    expect(world.sequence().adopt(second, 10)).toBe(10); // asked for again
    run(range(8, 200));
    expect(world.sequence().adopt(second, 10)).toBe(10);
  });
});
