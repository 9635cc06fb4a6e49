import { createEventLoopYield } from '../../platform/event-loop.js';
import { type Batch, type Executor, type MemoryUse, type Plan, SaguimError } from '../../spec/index.js';
import { checkBatch } from '../check-batch.js';
import { batchLimits } from '../check-plan.js';
import type { Kernels } from './kernel-module.js';
import { BARRIER_COUNT, BARRIER_GENERATION, BATCH, CANCEL, POISON, poison, SLEEPERS } from './memory-words.js';
import { CHUNK_POSITIONS, type Program, type RopeTable, SPLIT_PAIRS } from './program.js';
import { ThreadChoice } from './thread-choice.js';
import type { ThreadPool } from './thread-pool.js';
import type { WasmMemory } from './wasm-memory.js';

export const PAGE_SIZE = 64;
/** Rows of an attention tile. */
const TILE_ROWS = 4;
/** Without shared memory nobody can cancel what runs, so a step of so many rows or more runs in slices of so long. */
const SLICED_ROWS = 4;
const SLICE_MILLISECONDS = 12;
/** Made when the first step runs in slices. */
let pause: (() => Promise<void>) | undefined;
/** Bytes below this address are control words and the batch. */
export const RESERVED_BYTES = 4096;

/** Where the tables of a batch lie. */
export interface BatchTables {
  readonly tokens: number;
  readonly positions: number;
  readonly rowPages: number;
  readonly outputs: number;
  readonly tiles: number;
  readonly segments: number;
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
  readonly pageBytes: number;
  readonly pagesAddress: number;
  readonly maxRows: number;
  readonly maxOutputs: number;
  readonly maxPages: number;
  readonly weightBytes: number;
  readonly threads: number;
  readonly preferredRows: number;
  /** With shared memory: the helpers. */
  readonly pool?: ThreadPool;
  /** The model's number in the pool. */
  readonly model?: number;
  readonly close: () => void;
}

/** Runs batches of one model; the whole program in one call, barriers included, on every thread of the pool. */
export class WasmExecutor implements Executor {
  readonly backend = 'wasm';
  readonly pageSize = PAGE_SIZE;
  readonly maxRows: number;
  readonly preferredRows: number;
  readonly cancelWord?: Int32Array;
  readonly #parts: ExecutorParts;
  /** cos and sin of every position so far, by table: (positions, dimensions). */
  readonly #angles: Float32Array[];
  readonly #frequencies: Float64Array[];
  readonly #choice = new ThreadChoice();
  #stepThreads = 1;
  #pages = 0;
  #closed = false;
  #failed = false;
  #words: Int32Array;
  #floats: Float32Array;

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
    this.maxRows = parts.maxRows;
    this.preferredRows = parts.preferredRows;
    this.#words = new Int32Array(parts.memory.memory.buffer);
    this.#floats = new Float32Array(parts.memory.memory.buffer);
    this.#angles = parts.program.ropeTables.map(() => new Float32Array(0));
    this.#frequencies = parts.program.ropeTables.map((table) => frequencies(table, parts.ropeFactors));
    if (parts.pool) this.cancelWord = new Int32Array(parts.memory.memory.buffer, CANCEL * 4, 1);
  }

  get threads(): number {
    const { threads, pool, model } = this.#parts;
    return pool ? Math.min(threads, pool.threadsOf(model!)) : 1;
  }

  reservePages(count: number): number {
    this.#open();
    const { memory, pagesAddress, pageBytes, maxPages } = this.#parts;
    const wanted = Math.min(count, maxPages);
    if (wanted > this.#pages) {
      // A little more than asked for, so that a growing conversation does not grow the memory at every page.
      const generous = Math.min(maxPages, wanted + Math.max(4, wanted >> 3));
      if (memory.grow(pagesAddress + generous * pageBytes)) this.#pages = generous;
      else if (memory.grow(pagesAddress + wanted * pageBytes)) this.#pages = wanted;
      this.#refreshViews();
    }
    return this.#pages;
  }

  copyPage(from: number, to: number, positions: number): void {
    this.#open();
    for (const page of [from, to]) {
      if (!(page >= 0 && page < this.#pages)) throw new SaguimError('invalid-argument', `There is no cache page ${page}`);
    }
    if (!(positions >= 0 && positions <= PAGE_SIZE)) {
      throw new SaguimError('invalid-argument', `A page has ${PAGE_SIZE} positions, not ${positions}`);
    }
    if (positions === 0) return;
    const { pagesAddress, pageBytes } = this.#parts;
    // Positions lie interleaved; those beyond are never seen before they are written.
    const start = pagesAddress + from * pageBytes;
    new Uint8Array(this.#words.buffer).copyWithin(pagesAddress + to * pageBytes, start, start + pageBytes);
  }

  run(batch: Batch): Float32Array | Promise<Float32Array> {
    this.#open();
    if (this.#failed) {
      // Helpers of the failed step may still be at it: they must not meet the next one.
      const ending = this.#parts.pool?.ending;
      if (ending) return ending.then(() => this.run(batch));
      this.#clearSync();
    }
    const rows = batch.tokens.length;
    const started = performance.now();
    this.#stepThreads = this.#choice.choose(rows, this.threads);
    this.#write(batch);
    const running = this.#runAll(batch.outputs, !this.#parts.pool && rows >= SLICED_ROWS);
    const first = running.next();
    if (!first.done) return this.#goOn(running);
    this.#choice.record(rows, this.#stepThreads, performance.now() - started);
    return first.value;
  }

  /** The rest of a step that runs in slices: messages, and so `cancel`, are heard between them. */
  async #goOn(running: Generator<void, Float32Array>): Promise<Float32Array> {
    for (;;) {
      await (pause ??= createEventLoopYield())();
      this.#open();
      const { done, value } = running.next();
      if (done) return value;
    }
  }

  /** Runs the program for the batch that is written; gives the wanted rows' results. Yields after every slice. */
  *#runAll(outputs: Int32Array, sliced: boolean): Generator<void, Float32Array> {
    const { program, maxOutputs, tables, plan } = this.#parts;
    const { result, headStart, count } = program;
    const width = plan.result.width;
    const start = result.address / 4 + result.start;
    const atOnce = Math.min(outputs.length, maxOutputs);
    this.#resetCounters();
    this.#setOutputs(outputs, 0, atOnce);
    yield* this.#step(0, atOnce > 0 ? count : headStart, sliced);
    if (outputs.length === 1) return this.#floats.subarray(start, start + width);
    const all = new Float32Array(outputs.length * width);
    for (let first = 0; first < outputs.length; first += maxOutputs) {
      const rows = Math.min(maxOutputs, outputs.length - first);
      if (first > 0) {
        this.#setOutputs(outputs, first, rows);
        this.#words.fill(0, tables.counters / 4, (tables.counters + tables.counterBytes) / 4);
        yield* this.#step(headStart, count, sliced);
      }
      for (let i = 0; i < rows; i++) {
        const row = start + (i * result.stride) / 4;
        all.set(this.#floats.subarray(row, row + width), (first + i) * width);
      }
    }
    return all;
  }

  cancel(): void {
    if (!this.#closed) Atomics.store(this.#words, CANCEL, 1);
  }

  memory(): MemoryUse {
    const { memory, weightBytes: weights, pageBytes } = this.#parts;
    const cache = this.#pages * pageBytes;
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
    this.#write(batch);
    this.#setOutputs(batch.outputs, 0, Math.min(batch.outputs.length, this.#parts.maxOutputs));
    this.#resetCounters();
    const { program, kernels, programAddress, scratch } = this.#parts;
    this.#words[BATCH + 8] = 1;
    return program.names.map((name, i) => {
      const start = now();
      kernels.run(programAddress, i, i + 1, scratch, 0);
      return { name, milliseconds: now() - start };
    });
  }

  *#step(from: number, to: number, sliced: boolean): Generator<void> {
    if (!sliced) return this.#runOperations(from, to);
    let start = performance.now();
    for (let i = from; i < to; i++) {
      this.#runOperations(i, i + 1);
      if (i + 1 === to || performance.now() - start < SLICE_MILLISECONDS) continue;
      yield;
      start = performance.now();
    }
  }

  #runOperations(from: number, to: number): void {
    if (from === to) return;
    const { kernels, programAddress, scratch, pool, model, plan } = this.#parts;
    const threads = Math.min(this.#stepThreads, this.threads);
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
    if (code === 0) return;
    Atomics.store(this.#words, CANCEL, 0);
    if (code === 1) {
      // The last barrier was passed by all: nobody is inside any more.
      throw new DOMException('The step was cancelled', 'AbortError');
    }
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

  #clearSync(): void {
    this.#failed = false;
    Atomics.store(this.#words, BARRIER_COUNT, 0);
    Atomics.store(this.#words, BARRIER_GENERATION, 0);
    Atomics.store(this.#words, CANCEL, 0);
    Atomics.store(this.#words, POISON, 0);
    Atomics.store(this.#words, SLEEPERS, 0);
  }

  #resetCounters(): void {
    const { tables } = this.#parts;
    this.#words.fill(0, tables.counters / 4, (tables.counters + tables.counterBytes) / 4);
    Atomics.store(this.#words, CANCEL, 0);
  }

  #setOutputs(outputs: Int32Array, first: number, count: number): void {
    this.#words.set(outputs.subarray(first, first + count), this.#parts.tables.outputs / 4);
    this.#words[BATCH + 1] = count;
  }

  /** Checks a batch and writes its tables. */
  #write(batch: Batch): void {
    const { tables, plan, maxRows, pagesAddress, pageBytes } = this.#parts;
    checkBatch(batch, { ...batchLimits(plan), pageSize: PAGE_SIZE, pages: this.#pages, maxRows });
    const words = this.#words;
    words.set(batch.tokens, tables.tokens / 4);
    let list = tables.pageLists / 4;
    const end = list + tables.pageListWords;
    let tile = tables.tiles / 4;
    let segment = tables.segments / 4;
    let row = 0;
    for (const { length, position, pages } of batch.segments) {
      words[segment++] = row;
      words[segment++] = length;
      const first = list;
      const needed = plan.text ? 0 : Math.ceil((position + length) / PAGE_SIZE);
      if (list + needed > end)
        throw new SaguimError('invalid-argument', 'The sequences of a batch have too many pages', { where: 'segments' });
      for (let i = 0; i < needed; i++) words[list++] = pagesAddress + pages[i]! * pageBytes;
      for (let i = 0; i < length; i++, row++) {
        const at = position + i;
        words[tables.positions / 4 + row] = at;
        words[tables.rowPages / 4 + row] = words[first + Math.floor(at / PAGE_SIZE)]!;
        this.#writeAngles(row, at);
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
    // Single rows, too few for the threads: their attention is split by chunks of positions.
    const kvHeads = Math.max(1, ...plan.caches.map((cache) => cache.kvHeads));
    const single = batch.segments.every(({ length }) => length === 1) && row * kvHeads <= SPLIT_PAIRS;
    const chunks = Math.max(...batch.segments.map(({ position, length }) => Math.floor((position + length - 1) / CHUNK_POSITIONS) + 1));
    words[BATCH + 10] = single && chunks > 1 && this.#stepThreads > 1 ? chunks : 0;
  }

  #writeAngles(row: number, position: number): void {
    this.#parts.program.ropeTables.forEach((table, i) => {
      const { dimensions } = table;
      if (this.#angles[i]!.length < (position + 1) * dimensions) this.#extendAngles(i, position);
      const angles = this.#angles[i]!;
      this.#floats.set(angles.subarray(position * dimensions, (position + 1) * dimensions), (table.address + row * table.stride) / 4);
    });
  }

  /** Angles in double precision, a few hundred positions at a time. */
  #extendAngles(i: number, position: number): void {
    const { dimensions, positionScale } = this.#parts.program.ropeTables[i]!;
    const before = this.#angles[i]!;
    const from = before.length / dimensions;
    const to = Math.max(position + 1, from + 256);
    const after = new Float32Array(to * dimensions);
    after.set(before);
    const frequency = this.#frequencies[i]!;
    for (let p = from; p < to; p++) {
      for (let j = 0; j < frequency.length; j++) {
        const angle = p * positionScale * frequency[j]!;
        after[p * dimensions + 2 * j] = Math.cos(angle);
        after[p * dimensions + 2 * j + 1] = Math.sin(angle);
      }
    }
    this.#angles[i] = after;
  }

  #refreshViews(): void {
    this.#words = new Int32Array(this.#parts.memory.memory.buffer);
    this.#floats = new Float32Array(this.#parts.memory.memory.buffer);
  }

  #open(): void {
    if (this.#closed) throw new SaguimError('closed', 'The model was closed');
  }
}

function frequencies(table: RopeTable, factors: ReadonlyMap<string, Float32Array>): Float64Array {
  const factor = table.factors === undefined ? undefined : factors.get(table.factors);
  return Float64Array.from({ length: table.dimensions / 2 }, (_, j) => table.base ** ((-2 * j) / table.dimensions) / (factor?.[j] ?? 1));
}
