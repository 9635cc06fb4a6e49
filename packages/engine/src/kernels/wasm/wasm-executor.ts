import { createEventLoopYield } from '../../platform/event-loop.js';
import { type Batch, type Executor, type MemoryUse, type PageKind, type RunOptions, SaguimError } from '../../spec/index.js';
import { kindsOf, widestWindow } from '../window-pages.js';
import { BatchTables, type BatchTablesParts, type Views } from './batch-tables.js';
import { PAGE_SIZE } from './cache-pages.js';
import { KeptRows } from './kept-rows.js';
import type { Kernels } from './kernel-module.js';
import { BARRIER_COUNT, BARRIER_GENERATION, BATCH, CANCEL, POISON, poison, SLEEPERS, STEP_THREADS } from './memory-words.js';
import { RopeAngles } from './rope-angles.js';
import { rowsOfBuffers, type Share, shareTexts, wholeBatch } from './shares.js';
import { ThreadChoice } from './thread-choice.js';
import type { ThreadPool } from './thread-pool.js';
import type { WasmMemory } from './wasm-memory.js';

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

export interface ExecutorParts extends BatchTablesParts {
  readonly kernels: Kernels;
  readonly memory: WasmMemory;
  readonly scratch: number;
  readonly ropeFactors: ReadonlyMap<string, Float32Array>;
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
  /** One for each thread, or the whole. */
  readonly shares: readonly Share[];
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
  readonly #tables: BatchTables;
  readonly #choice = new ThreadChoice();
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
    this.#words = new Int32Array(parts.memory.memory.buffer);
    this.#floats = new Float32Array(parts.memory.memory.buffer);
    this.#tables = new BatchTables(parts, new RopeAngles(parts.program.ropeTables, parts.ropeFactors));
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
    const threads = this.#choice.choose(rows, this.threads);
    const { fourRows } = this.#parts.program;
    const shares = fourRows && threads > 1 ? shareTexts(batch, threads, this.maxRows) : [wholeBatch(batch)];
    const step: Step = { batch, threads, shares, firstOutput: 0, milliseconds: 0 };
    this.#paused?.save(rowsOfBuffers(shares));
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
        this.#tables.setOutputs(this.#views, step.batch, step.shares, step.firstOutput);
        yield* this.#operations(step, headStart, count, pause);
      }
      for (const { fromOutput, toOutput, start: firstRow } of step.shares) {
        const from = fromOutput + step.firstOutput;
        for (let i = 0; i < Math.min(maxOutputs, toOutput - from); i++) {
          const row = start + ((firstRow + i) * result.stride) / 4;
          all.set(this.#floats.subarray(row, row + width), (from + i) * width);
        }
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
    this.#write({ batch, threads: 1, shares: [wholeBatch(batch)], firstOutput: 0, milliseconds: 0 });
    const { program, kernels, programAddress, scratch } = this.#parts;
    this.#words[STEP_THREADS] = 1;
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
  #runOperations({ threads: wanted, shares }: Step, from: number, to: number): number {
    const { kernels, programAddress, scratch, pool, model, plan } = this.#parts;
    const parted = shares.length > 1;
    const threads = parted && this.threads < wanted ? 1 : Math.min(wanted, this.threads);
    this.#words[STEP_THREADS] = threads;
    if (!parted) this.#words[BATCH + 8] = threads;
    if (threads > 1) pool!.begin(model!, from, to, threads);
    let code = DONE;
    try {
      // Whoever is alone computes the shares of all.
      for (let share = 0; share < (threads > 1 ? 1 : shares.length); share++) {
        const ended = kernels.run(programAddress, from, to, scratch, share);
        code = code || ended;
      }
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

  #write({ batch, shares, threads, firstOutput }: Step): void {
    this.#tables.write(this.#views, batch, shares, threads);
    this.#tables.setOutputs(this.#views, batch, shares, firstOutput);
    Atomics.store(this.#words, CANCEL, 0);
  }

  get #views(): Views {
    return { words: this.#words, floats: this.#floats };
  }

  #refreshViews(): void {
    this.#words = new Int32Array(this.#parts.memory.memory.buffer);
    this.#floats = new Float32Array(this.#parts.memory.memory.buffer);
  }

  #open(): void {
    if (this.#closed) throw new SaguimError('closed', 'The model was closed');
  }
}
