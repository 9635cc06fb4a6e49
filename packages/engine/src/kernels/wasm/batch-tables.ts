import { type Batch, type Plan, SaguimError } from '../../spec/index.js';
import { checkBatch } from '../check-batch.js';
import { batchLimits } from '../check-plan.js';
import { widestWindow } from '../window-pages.js';
import { type CachePages, PAGE_SIZE } from './cache-pages.js';
import { BATCH, SHARE_PROGRAM, SHARE_WORDS } from './memory-words.js';
import { CHUNK_POSITIONS, type Program, SPLIT_PAIRS } from './program.js';
import type { RopeAngles } from './rope-angles.js';
import type { Share } from './shares.js';

const TILE_ROWS = 4;

/** Where the tables of a batch lie. */
export interface TableAddresses {
  readonly tokens: number;
  readonly positions: number;
  readonly rowPages: number;
  /** Likewise of windowed layers, where there are any. */
  readonly rowWindowPages: number;
  /** Of texts, where they have types: those of rows. */
  readonly rowTypes: number;
  readonly outputs: number;
  readonly tiles: number;
  readonly segments: number;
  /** Page addresses, and behind them as many words for those of windowed layers. */
  readonly pageLists: number;
  readonly pageListWords: number;
  /** A counter an operation, for each thread that may have a share. */
  readonly counters: number;
  readonly counterBytes: number;
}

export interface BatchTablesParts {
  readonly plan: Plan;
  readonly program: Program;
  readonly programAddress: number;
  readonly tables: TableAddresses;
  readonly pages: CachePages;
  readonly maxRows: number;
  readonly maxOutputs: number;
}

/** A memory as words and as floats. */
export interface Views {
  readonly words: Int32Array;
  readonly floats: Float32Array;
}

/** Writes a step's batch where the kernels look for it (`assembly/layout.ts`). */
export class BatchTables {
  readonly #parts: BatchTablesParts;
  readonly #angles: RopeAngles;
  /** Looked up once: a plan has hundreds of operations. */
  readonly #limits: ReturnType<typeof batchLimits> & { readonly kvHeads: number; readonly window?: number };

  constructor(parts: BatchTablesParts, angles: RopeAngles) {
    this.#parts = parts;
    this.#angles = angles;
    const { plan } = parts;
    const kvHeads = Math.max(1, ...plan.caches.map((cache) => cache.kvHeads));
    this.#limits = { ...batchLimits(plan), kvHeads, window: widestWindow(plan.caches) };
  }

  /**
   * @param threads of the step
   * @throws {SaguimError} `invalid-argument`
   */
  write(views: Views, batch: Batch, shares: readonly Share[], threads: number): void {
    const { program, programAddress, maxRows, pages: caches } = this.#parts;
    const { words } = views;
    const full = caches.addresses('full');
    const near = caches.addresses('window');
    checkBatch(batch, { ...this.#limits, pageSize: PAGE_SIZE, pages: full.length, windowPages: near.length, maxRows });
    const parted = shares.length > 1;
    words[SHARE_PROGRAM] = parted ? program.words.byteLength : 0;
    shares.forEach((share, thread) => {
      this.#writeShare(views, batch, share, thread, parted ? 1 : threads);
      if (thread > 0) words.set(programFrom(program, share.start), programAddress / 4 + thread * program.words.length);
    });
  }

  #writeShare({ words, floats }: Views, { tokens, segments }: Batch, share: Share, thread: number, threads: number): void {
    const { tables, plan, pages } = this.#parts;
    const { window, kvHeads } = this.#limits;
    const { start, fromRow, toRow, fromSegment, toSegment } = share;
    const full = pages.addresses('full');
    const near = pages.addresses('window');
    words.set(tokens.subarray(fromRow, toRow), tables.tokens / 4 + start);
    let list = tables.pageLists / 4;
    const end = list + tables.pageListWords;
    let tile = tables.tiles / 4;
    let segment = tables.segments / 4 + fromSegment * 2;
    let row = start;
    const own = segments.slice(fromSegment, toSegment);
    for (const { length, position, pages: sequence, windowPages = sequence, second = length } of own) {
      words[segment++] = row - start;
      words[segment++] = length;
      const first = list;
      const needed = plan.text ? 0 : Math.ceil((position + length) / PAGE_SIZE);
      if (list + needed > end)
        throw new SaguimError('invalid-argument', 'The sequences of a batch have too many pages', { where: 'segments' });
      for (let i = 0; i < needed; i++, list++) {
        words[list] = full[sequence[i]!]!;
        // What has left the window is not looked at.
        if (window !== undefined) words[list + tables.pageListWords] = near[windowPages[i]!] ?? 0;
      }
      for (let i = 0; i < length; i++, row++) {
        const at = position + i;
        words[tables.positions / 4 + row] = at;
        if (tables.rowTypes) words[tables.rowTypes / 4 + row] = i < second ? 0 : 1;
        this.#angles.write(floats, row, at);
        if (plan.text) continue;
        const page = first + Math.floor(at / PAGE_SIZE);
        words[tables.rowPages / 4 + row] = words[page]!;
        if (window !== undefined) words[tables.rowWindowPages / 4 + row] = words[page + tables.pageListWords]!;
        if (i % TILE_ROWS === 0) {
          words[tile++] = row;
          words[tile++] = Math.min(TILE_ROWS, length - i);
          words[tile++] = at;
          words[tile++] = first * 4;
        }
      }
    }
    const block = BATCH + thread * SHARE_WORDS;
    words[block] = row - start;
    words[block + 2] = tables.tokens + start * 4;
    words[block + 3] = tables.positions + start * 4;
    words[block + 4] = tables.rowPages;
    words[block + 6] = tables.tiles;
    words[block + 7] = (tile - tables.tiles / 4) / 4;
    words[block + 8] = threads;
    words[block + 9] = tables.counters + thread * tables.counterBytes;
    words[block + 11] = tables.segments + fromSegment * 8;
    words[block + 12] = own.length;
    words[block + 13] = tables.rowWindowPages;
    words[block + 14] = tables.pageListWords * 4;
    words[block + 15] = tables.rowTypes && tables.rowTypes + start * 4;
    // Single rows, too few for the threads: their attention is split by chunks of positions.
    const single = own.every(({ length }) => length === 1) && own.length * kvHeads <= SPLIT_PAIRS;
    const chunks = Math.max(...own.map(({ position, length }) => Math.floor((position + length - 1) / CHUNK_POSITIONS) + 1));
    words[block + 10] = single && chunks > 1 && threads > 1 ? chunks : 0;
  }

  /** Which rows' results are wanted, from `firstOutput` of each share on: as many as there is room for. */
  setOutputs({ words }: Views, { outputs }: Batch, shares: readonly Share[], firstOutput: number): void {
    const { tables, maxOutputs } = this.#parts;
    shares.forEach(({ fromOutput, toOutput, fromRow }, thread) => {
      const from = fromOutput + firstOutput;
      const wanted = outputs.subarray(from, Math.min(toOutput, from + maxOutputs));
      const block = BATCH + thread * SHARE_WORDS;
      const address = tables.outputs + fromOutput * 4;
      words.set(
        wanted.map((row) => row - fromRow),
        address / 4,
      );
      words[block + 1] = wanted.length;
      words[block + 5] = address;
      const counters = words[block + 9]! / 4;
      words.fill(0, counters, counters + tables.counterBytes / 4);
    });
  }
}

/** The program of a thread whose rows begin at row `start` of buffers, a multiple of four. */
function programFrom({ words, fourRows }: Program, start: number): Int32Array {
  return words.map((word, i) => word + (fourRows![i]! * start) / 4);
}
