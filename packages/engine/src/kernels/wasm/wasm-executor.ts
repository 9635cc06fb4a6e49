import { createEventLoopYield } from '../../platform/event-loop.js';
import { type Batch, type Executor, type MemoryUse, type PageKind, type Plan, type RunOptions, SaguimError } from '../../spec/index.js';
import { checkBatch } from '../check-batch.js';
import { batchLimits } from '../check-plan.js';
import { kindsOf, widestWindow } from '../window-pages.js';
import { type CachePages, PAGE_SIZE } from './cache-pages.js';
import { KeptRows } from './kept-rows.js';
import type { Kernels } from './kernel-module.js';
import { BARRIER_COUNT, BARRIER_GENERATION, BATCH, CANCEL, POISON, poison, SLEEPERS } from './memory-words.js';
import { CHUNK_POSITIONS, type Program, SPLIT_PAIRS } from './program.js';
import { RopeAngles } from './rope-angles.js';
import { ThreadChoice } from './thread-choice.js';
import type { ThreadPool } from './thread-pool.js';
import type { WasmMemory } from './wasm-memory.js';

const TILE_ROWS = 4;
/** Without shared memory nobody can cancel what runs, so a step of so many rows or more runs in slices of so long. */
const SLICED_ROWS = 4;
const SLICE_MILLISECONDS = 12;
/** Made when the first step runs in slices. */
let turn: (() => Promise<void>) | undefined;
/** How the kernels say that operations ended: whole; left before one; a thread is gone; whole, and cancelled. */
const DONE = 0;
const LEFT = 1;
const GONE = 2;
/** Bytes below this address are control words and the batch. */
export const RESERVED_BYTES = 4096;

/** Where the tables of a batch lie. */
export interface BatchTables {
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
  readonly counters: number;
  readonly counterBytes: number;
}

export interface ExecutorParts {
  readonly plan: Plan;
  readonly program: Program;
  readonly programAddress: number;
  readonly kernels: Kernels;
  readonly memory: WasmMemory;
  readonly tables: BatchTables;
  readonly scratch: number;
  readonly ropeFactors: ReadonlyMap<string, Float32Array>;
  readonly pages: CachePages;
  readonly maxRows: number;
  readonly maxOutputs: number;
  readonly weightBytes: number;
  readonly threads: number;
  readonly preferredRows: number;
  /** With shared memory: the helpers. */
  readonly pool?: ThreadPool;
  /** The model's number in the pool. */
  readonly model?: number;
  readonly close: () => void;
}

/** A batch on its way. */
interface Step {
  readonly batch: Batch;
  readonly threads: number;
  /** Outputs before it are computed. */
  firstOutput: number;
  /** So far, pauses left out. */
  milliseconds: number;
}

const cancelled = () => new DOMException('The step was cancelled', 'AbortError');

/** A turn of the event loop after every slice. */
function slicePause(): (wasCancelled: boolean) => Promise<void> | undefined {
  let start = performance.now();
  return (wasCancelled) => {
    if (wasCancelled) throw cancelled();
    if (performance.now() - start < SLICE_MILLISECONDS) return undefined;
    return (turn ??= createEventLoopYield())().then(() => {
      start = performance.now();
    });
  };
}

/** Runs batches of one model; the whole program in one call, barriers included, on every thread of the pool. */
export class WasmExecutor implements Executor {
  readonly backend = 'wasm';
  readonly pageSize = PAGE_SIZE;
  readonly maxRows: number;
  readonly preferredRows: number;
  readonly window?: number;
  readonly cancelWord?: Int32Array;
  readonly #parts: ExecutorParts;
  readonly #angles: RopeAngles;
  readonly #choice = new ThreadChoice();
  /** Looked up once: a plan has hundreds of operations. */
  readonly #limits: ReturnType<typeof batchLimits> & { readonly kvHeads: number };
  #closed = false;
  #failed = false;
  /** While a step pauses: its rows. */
  #paused: KeptRows | undefined;
  #words: Int32Array;
  #floats: Float32Array;

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
    this.maxRows = parts.maxRows;
    this.preferredRows = parts.preferredRows;
    const window = widestWindow(parts.plan.caches);
    if (window !== undefined) this.window = window;
    this.#limits = { ...batchLimits(parts.plan), kvHeads: Math.max(1, ...parts.plan.caches.map(({ kvHeads }) => kvHeads)) };
    this.#words = new Int32Array(parts.memory.memory.buffer);
    this.#floats = new Float32Array(parts.memory.memory.buffer);
    this.#angles = new RopeAngles(parts.program.ropeTables, parts.ropeFactors);
    if (parts.pool) this.cancelWord = new Int32Array(parts.memory.memory.buffer, CANCEL * 4, 1);
  }

  /** The whole memory, as it is now. */
  get floats(): Float32Array {
    return this.#floats;
  }

  get threads(): number {
    const { threads, pool, model } = this.#parts;
    return pool ? Math.min(threads, pool.threadsOf(model!)) : 1;
  }

  reservePages(count: number, kind?: PageKind): number {
    this.#open();
    const reserved = kindsOf(kind, this.window).map((one) => this.#parts.pages.reserve(one, count));
    this.#refreshViews();
    return Math.min(...reserved);
  }

  copyPage(from: number, to: number, positions: number, kind?: PageKind): void {
    this.#open();
    for (const one of kindsOf(kind, this.window)) this.#parts.pages.copy(one, from, to, positions);
  }

  run(batch: Batch, options: RunOptions = {}): Float32Array | Promise<Float32Array> {
    this.#open();
    const mending = this.#mend();
    if (mending) return mending.then(() => this.run(batch, options));
    const rows = batch.tokens.length;
    const step: Step = { batch, threads: this.#choice.choose(rows, this.threads), firstOutput: 0, milliseconds: 0 };
    this.#paused?.save(rows);
    this.#write(step);
    // Messages, and so `cancel`, are heard between slices.
    const slices = !this.#parts.pool && rows >= SLICED_ROWS ? slicePause() : undefined;
    const running = this.#runAll(step, this.#paused ? slices : (options.pause ?? slices));
    const next = this.#timed(step, running);
    return next.done ? next.value : this.#goOn(step, running, next.value);
  }

  /** The rest of a step that pauses. */
  async #goOn(step: Step, running: Generator<Promise<void>, Float32Array>, pause: Promise<void>): Promise<Float32Array> {
    try {
      for (;;) {
        await pause;
        for (let mending = this.#mend(); mending; mending = this.#mend()) await mending;
        this.#open();
        const next = this.#timed(step, running);
        if (next.done) return next.value;
        pause = next.value;
      }
    } finally {
      running.return(new Float32Array(0));
    }
  }

  #timed(step: Step, running: Generator<Promise<void>, Float32Array>): IteratorResult<Promise<void>, Float32Array> {
    const started = performance.now();
    const next = running.next();
    step.milliseconds += performance.now() - started;
    if (next.done) this.#choice.record(step.batch.tokens.length, step.threads, step.milliseconds);
    return next;
  }

  /** Runs the program for the step that is written; gives the wanted rows' results. */
  *#runAll(step: Step, pause: RunOptions['pause']): Generator<Promise<void>, Float32Array> {
    const { program, maxOutputs, plan } = this.#parts;
    const { result, headStart, count } = program;
    const { outputs } = step.batch;
    const width = plan.result.width;
    const start = result.address / 4 + result.start;
    yield* this.#operations(step, 0, outputs.length > 0 ? count : headStart, pause);
    if (outputs.length === 1) return this.#floats.subarray(start, start + width);
    const all = new Float32Array(outputs.length * width);
    for (; step.firstOutput < outputs.length; step.firstOutput += maxOutputs) {
      if (step.firstOutput > 0) {
        this.#setOutputs(step);
        yield* this.#operations(step, headStart, count, pause);
      }
      for (let i = 0; i < Math.min(maxOutputs, outputs.length - step.firstOutput); i++) {
        const row = start + (i * result.stride) / 4;
        all.set(this.#floats.subarray(row, row + width), (step.firstOutput + i) * width);
      }
    }
    return all;
  }

  cancel(): void {
    if (!this.#closed) Atomics.store(this.#words, CANCEL, 1);
  }

  memory(): MemoryUse {
    const { memory, weightBytes: weights, pages } = this.#parts;
    const cache = pages.bytes;
    return { weights, cache, scratch: memory.bytes - weights - cache, total: memory.bytes };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#parts.close();
    // The views are all that keeps the memory alive here.
    this.#words = new Int32Array(0);
    this.#floats = new Float32Array(0);
  }

  /** Milliseconds of every operation of one batch, on the calling thread alone: for profiles. */
  profile(batch: Batch, now: () => number): { name: string; milliseconds: number }[] {
    this.#open();
    this.#write({ batch, threads: 1, firstOutput: 0, milliseconds: 0 });
    const { program, kernels, programAddress, scratch } = this.#parts;
    this.#words[BATCH + 8] = 1;
    return program.names.map((name, i) => {
      const start = now();
      kernels.run(programAddress, i, i + 1, scratch, 0);
      return { name, milliseconds: now() - start };
    });
  }

  /** Operations `from … to - 1`; where the step pauses, one by one. */
  *#operations(step: Step, from: number, to: number, pause: RunOptions['pause']): Generator<Promise<void>> {
    if (!pause) {
      if (from < to && this.#runOperations(step, from, to) !== DONE) throw cancelled();
      return;
    }
    for (let i = from; i < to; ) {
      const code = this.#runOperations(step, i, i + 1);
      if (code !== LEFT) i++;
      if (i < to) yield* this.#pause(step, pause, code !== DONE);
    }
  }

  *#pause(step: Step, pause: NonNullable<RunOptions['pause']>, wasCancelled: boolean): Generator<Promise<void>> {
    const outer = this.#paused;
    const kept = (this.#paused = outer ?? new KeptRows(this.#parts.memory.memory, this.#parts.program.rowRegions));
    try {
      const paused = pause(wasCancelled);
      if (paused) yield paused;
    } finally {
      this.#paused = outer;
    }
    if (!outer && kept.restore()) this.#write(step);
  }

  /** @returns `DONE`; or `LEFT` when it was cancelled before the last of them, `DONE_CANCELLED` when it was after. */
  #runOperations({ threads: wanted }: Step, from: number, to: number): number {
    const { kernels, programAddress, scratch, pool, model, plan } = this.#parts;
    const threads = Math.min(wanted, this.threads);
    this.#words[BATCH + 8] = threads;
    if (threads > 1) pool!.begin(model!, from, to, threads);
    let code: number;
    try {
      code = kernels.run(programAddress, from, to, scratch, 0);
    } catch (cause) {
      this.#fail();
      throw new SaguimError('internal', 'A step of the model failed', {
        where: plan.architecture,
        hint: 'Please report it with the model.',
        cause,
      });
    }
    // Where cancelled, the last barrier was passed by all: nobody is inside any more.
    if (code !== DONE) Atomics.store(this.#words, CANCEL, 0);
    if (code !== GONE) return code;
    this.#fail();
    throw new SaguimError('worker-died', 'A helper thread did not come to a barrier', {
      hint: 'New threads are being started; ask again.',
    });
  }

  /** Not all threads of the step came to its end: those that wait for the others leave, and new ones are started. */
  #fail(): void {
    const { pool } = this.#parts;
    if (pool) {
      poison(this.#words);
      pool.restart();
    }
    this.#failed = true;
  }

  /** Helpers of a failed step may still be at it: they must not meet the next one. @returns what to wait for first */
  #mend(): Promise<unknown> | undefined {
    if (!this.#failed) return undefined;
    const ending = this.#parts.pool?.ending;
    if (!ending) this.#clearSync();
    return ending;
  }

  #clearSync(): void {
    this.#failed = false;
    Atomics.store(this.#words, BARRIER_COUNT, 0);
    Atomics.store(this.#words, BARRIER_GENERATION, 0);
    Atomics.store(this.#words, CANCEL, 0);
    Atomics.store(this.#words, POISON, 0);
    Atomics.store(this.#words, SLEEPERS, 0);
  }

  #setOutputs({ batch, firstOutput }: Step): void {
    const { tables, maxOutputs } = this.#parts;
    const outputs = batch.outputs.subarray(firstOutput, firstOutput + maxOutputs);
    this.#words.set(outputs, tables.outputs / 4);
    this.#words[BATCH + 1] = outputs.length;
    this.#words.fill(0, tables.counters / 4, (tables.counters + tables.counterBytes) / 4);
  }

  /** Checks a step's batch and writes its tables. */
  #write(step: Step): void {
    const { batch } = step;
    const { tables, plan, maxRows, pages: caches } = this.#parts;
    const [full, near] = [caches.addresses('full'), caches.addresses('window')];
    const { window } = this;
    checkBatch(batch, { ...this.#limits, pageSize: PAGE_SIZE, pages: full.length, windowPages: near.length, window, maxRows });
    const words = this.#words;
    words.set(batch.tokens, tables.tokens / 4);
    let list = tables.pageLists / 4;
    const end = list + tables.pageListWords;
    let tile = tables.tiles / 4;
    let segment = tables.segments / 4;
    let row = 0;
    for (const { length, position, pages, windowPages = pages, second = length } of batch.segments) {
      words[segment++] = row;
      words[segment++] = length;
      const first = list;
      const needed = plan.text ? 0 : Math.ceil((position + length) / PAGE_SIZE);
      if (list + needed > end)
        throw new SaguimError('invalid-argument', 'The sequences of a batch have too many pages', { where: 'segments' });
      for (let i = 0; i < needed; i++, list++) {
        words[list] = full[pages[i]!]!;
        // What has left the window is not looked at.
        if (window !== undefined) words[list + tables.pageListWords] = near[windowPages[i]!] ?? 0;
      }
      for (let i = 0; i < length; i++, row++) {
        const at = position + i;
        words[tables.positions / 4 + row] = at;
        if (tables.rowTypes) words[tables.rowTypes / 4 + row] = i < second ? 0 : 1;
        const page = first + Math.floor(at / PAGE_SIZE);
        words[tables.rowPages / 4 + row] = words[page]!;
        if (window !== undefined) words[tables.rowWindowPages / 4 + row] = words[page + tables.pageListWords]!;
        this.#angles.write(this.#floats, row, at);
        if (i % TILE_ROWS === 0) {
          words[tile++] = row;
          words[tile++] = Math.min(TILE_ROWS, length - i);
          words[tile++] = at;
          words[tile++] = first * 4;
        }
      }
    }
    words[BATCH] = row;
    words[BATCH + 2] = tables.tokens;
    words[BATCH + 3] = tables.positions;
    words[BATCH + 4] = tables.rowPages;
    words[BATCH + 5] = tables.outputs;
    words[BATCH + 6] = tables.tiles;
    words[BATCH + 7] = (tile - tables.tiles / 4) / 4;
    words[BATCH + 9] = tables.counters;
    words[BATCH + 11] = tables.segments;
    words[BATCH + 12] = batch.segments.length;
    words[BATCH + 13] = tables.rowWindowPages;
    words[BATCH + 14] = tables.pageListWords * 4;
    words[BATCH + 15] = tables.rowTypes;
    // Single rows, too few for the threads: their attention is split by chunks of positions.
    const single = batch.segments.every(({ length }) => length === 1) && row * this.#limits.kvHeads <= SPLIT_PAIRS;
    const chunks = Math.max(...batch.segments.map(({ position, length }) => Math.floor((position + length - 1) / CHUNK_POSITIONS) + 1));
    words[BATCH + 10] = single && chunks > 1 && step.threads > 1 ? chunks : 0;
    this.#setOutputs(step);
    Atomics.store(words, CANCEL, 0);
  }

  #refreshViews(): void {
    this.#words = new Int32Array(this.#parts.memory.memory.buffer);
    this.#floats = new Float32Array(this.#parts.memory.memory.buffer);
  }

  #open(): void {
    if (this.#closed) throw new SaguimError('closed', 'The model was closed');
  }
}
