import type { Plan } from './plan.js';
import type { WeightSource } from './tensor.js';

/** Consecutive rows of a batch that are consecutive positions of one sequence. */
export interface Segment {
  /** First row in the batch, and how many. */
  readonly start: number;
  readonly length: number;
  /** Position of the first row in its sequence. */
  readonly position: number;
  /** Cache pages of the sequence, in order, covering positions `0 … position + length - 1`. None for a plan without caches. */
  readonly pages: Int32Array;
  /**
   * As `pages`, of the layers with a window: a page that no row of the segment can see any more may be -1. Default: the same numbers.
   */
  readonly windowPages?: Int32Array;
  /** Of a text that is a pair: the row, counted from its first, with which the second text begins. */
  readonly second?: number;
}

/** Layers that see everything and those with a window have pages of their own, which are numbered apart. */
export type PageKind = 'full' | 'window';

/** One step: any mix of pieces of prompts and single rows of running generations. */
export interface Batch {
  /** Token ids (rows,). */
  readonly tokens: Int32Array;
  readonly segments: readonly Segment[];
  /** Rows whose result is wanted, ascending. */
  readonly outputs: Int32Array;
}

export interface RunOptions {
  /**
   * Called between two operations of the step, told whether it was cancelled meanwhile. Where it gives a promise, the step pauses until that
   * settles; other batches may be run to their ends meanwhile, and do not pause themselves. What it throws ends the step; `cancel()` alone does not.
   */
  pause?(cancelled: boolean): Promise<void> | undefined;
}

export interface CompileOptions {
  /** Threads to use at most, the calling one included. */
  threads?: number;
  /** Most rows of one batch. Default: the backend's own choice. */
  maxRows?: number;
  /** Pages to make room for at the start; more are made on demand by `reservePages`. */
  initialPages?: number;
  /** The most pages that may ever be asked for. */
  maxPages?: number;
  /** The same of pages of windowed layers. Default: as many. */
  maxWindowPages?: number;
  /** 0 … 1 as weights arrive. */
  onProgress?(loaded: number): void;
  signal?: AbortSignal;
}

/** What lies in memory, in bytes. */
export interface MemoryUse {
  readonly weights: number;
  readonly cache: number;
  readonly scratch: number;
  readonly total: number;
}

/** A plan compiled with its weights, ready to run batches, one at a time (but see `RunOptions`). */
export interface Executor {
  readonly backend: string;
  readonly threads: number;
  /** Positions of one cache page. */
  readonly pageSize: number;
  readonly maxRows: number;
  /** Rows of one step that somebody who comes meanwhile can wait for, where a step cannot be cancelled at any moment; else `maxRows`. */
  readonly preferredRows: number;
  /** The widest window of its layers; undefined where none has one. */
  readonly window?: number;
  /** Makes at least `count` pages usable (ids `0 … count-1`), of both kinds by default, if memory allows; gives how many there are then. */
  reservePages(count: number, kind?: PageKind): number;
  /** Copies the first `positions` positions of a page, in the layers of its kind, or in all. */
  copyPage(from: number, to: number, positions: number, kind?: PageKind): void;
  /**
   * Runs one batch; gives `(outputs, result width)` numbers, valid until the next call.
   * @throws {DOMException} `AbortError` after `cancel()`, unless it pauses; the cache positions of the batch are then undefined.
   * @throws {SaguimError} `worker-died` when a helper thread is gone.
   */
  run(batch: Batch, options?: RunOptions): Float32Array | Promise<Float32Array>;
  /** Ends a running `run` at its next barrier. May be called from another thread through `cancelWord`. */
  cancel(): void;
  /** A word in shared memory: storing 1 in it cancels the running step. Absent without shared memory. */
  readonly cancelWord?: Int32Array;
  memory(): MemoryUse;
  close(): void;
}

/** A way to run plans. Implementations stand in `kernels/`; only `engine.ts` picks one. */
export interface Backend {
  readonly name: string;
  /** @throws {SaguimError} `unsupported` for an operation or type that it cannot run, `out-of-memory`, `bad-file`. */
  compile(plan: Plan, weights: WeightSource, options?: CompileOptions): Promise<Executor>;
}
