import { createEventLoopYield } from '../platform/event-loop.js';
import type { Executor, Segment } from '../spec/index.js';
import { CachedSequence } from './cached-sequence.js';
import { compareTasks, isDecoding, type Job, type Task } from './job.js';
import { type PageLimits, PagePool } from './page-pool.js';
import { PrefixIndex } from './prefix-index.js';
import { StepCosts } from './step-costs.js';
import { planRows } from './step-plan.js';

export interface SchedulerStats {
  readonly pages: { readonly total: number; readonly used: number; readonly cached: number };
  readonly running: number;
  readonly waiting: number;
}

/** One task's part of a step. */
interface Entry {
  readonly task: Task;
  readonly sequence: CachedSequence;
  readonly position: number;
  readonly rows: number;
  /** Of its last rows, so many have their logits wanted. */
  readonly outputs: number;
  /** What the last rows are, where the job guesses how it goes on. */
  readonly guess: readonly number[];
}

/** Tokens of an answer guessed at most. */
const MOST_GUESSED = 31;

/**
 * Forms every step from what waits (continuous batching, https://www.usenix.org/conference/osdi22/presentation/yu): a row for each
 * running answer and pieces of prompts. Jobs wait until there are pages for their tokens; when answers grow beyond what there is, the
 * last that came gives its pages back, waits, and is computed again later, with the same result.
 */
export class Scheduler {
  readonly #executor: Executor;
  readonly #pool: PagePool;
  readonly #index: PrefixIndex;
  readonly #yield = createEventLoopYield();
  readonly #costs = new StepCosts();
  /** Both in the order of `compareTasks`. */
  readonly #active: Task[] = [];
  readonly #waiting: Task[] = [];
  readonly #tasks = new Map<Job, Task>();
  #step: readonly Entry[] = [];
  #arrivals = 0;
  #loop: Promise<void> | undefined;
  #closed: unknown;

  constructor(executor: Executor, limits: PageLimits) {
    this.#executor = executor;
    this.#pool = new PagePool(executor, limits);
    this.#index = new PrefixIndex(this.#pool);
  }

  /** Takes a job; it hears of its tokens by `take`, `fail` and the rest, never before this returns. */
  submit(job: Job): void {
    if (this.#closed !== undefined) {
      job.fail(this.#closed);
      return;
    }
    const task: Task = { job, number: this.#arrivals++, sequence: undefined };
    this.#tasks.set(job, task);
    insert(this.#waiting, task);
    this.#loop ??= this.#run();
  }

  /** Ends a job and frees its pages, also while a step runs; a step that serves nobody else is cancelled. */
  abort(job: Job, reason: unknown): void {
    if (!job.done) job.fail(reason);
    const task = this.#tasks.get(job);
    if (!task) return;
    this.#remove(task);
    if (this.#step.length > 0 && this.#step.every((entry) => entry.task.job.done)) this.#executor.cancel();
  }

  /** Nobody is expected to come with these tokens again, from position `from` on: their pages go first, before memory grows. */
  forget(tokens: ArrayLike<number>, from: number): void {
    this.#index.forget(tokens, from);
  }

  stats(): SchedulerStats {
    const used = this.#pool.countHeld(this.#active.map(({ sequence }) => sequence?.lastPage));
    return {
      pages: { total: this.#pool.reserved, used, cached: this.#pool.taken - used },
      running: this.#active.length,
      waiting: this.#waiting.length,
    };
  }

  /** Fails everything pending, and all that comes later, with `error`; resolves when no step runs any more. */
  async close(error: unknown): Promise<void> {
    this.#closed ??= error;
    this.#failAll(this.#closed);
    if (this.#step.length > 0) this.#executor.cancel();
    await this.#loop;
  }

  async #run(): Promise<void> {
    // What is asked for in one go begins together.
    await undefined;
    while (this.#tasks.size > 0) {
      try {
        await this.#runStep();
      } catch (error) {
        // A cancelled step left nothing behind; those who still want it get it again. After any other error nothing pending can be
        // trusted, while the executor may have mended itself (a helper thread started anew): the next request finds out.
        if (!isAbort(error)) this.#failAll(error);
      }
      this.#step = [];
      await this.#yield();
    }
    this.#loop = undefined;
  }

  async #runStep(): Promise<void> {
    this.#admit();
    const step = this.#form();
    if (step.length === 0) return;
    this.#step = step;
    const tokens: number[] = [];
    const outputs: number[] = [];
    const segments: Segment[] = [];
    for (const { task, sequence, position, rows, outputs: wanted, guess } of step) {
      const start = tokens.length;
      const windowPages = sequence.windowPageIds(position + rows);
      segments.push({ start, length: rows, position, pages: sequence.pageIds(position + rows), ...(windowPages && { windowPages }) });
      for (let i = 0; i < rows - guess.length; i++) tokens.push(task.job.tokens[position + i]!);
      tokens.push(...guess);
      for (let i = rows - wanted; i < rows; i++) outputs.push(start + i);
    }
    const started = performance.now();
    const run = this.#executor.run({ tokens: Int32Array.from(tokens), segments, outputs: Int32Array.from(outputs) });
    const logits = run instanceof Float32Array ? run : await run;
    if (outputs.length === tokens.length) this.#costs.record(tokens.length, performance.now() - started);
    this.#deliver(step, logits, outputs.length === 0 ? 0 : logits.length / outputs.length);
  }

  #deliver(step: readonly Entry[], logits: Float32Array, width: number): void {
    let row = 0;
    for (const { task, sequence, position, rows, outputs, guess } of step) {
      const { job } = task;
      const first = row;
      row += outputs;
      // Aborted while the step ran: its pages are gone.
      if (task.sequence !== sequence) continue;
      const known = rows - guess.length;
      const of = (output: number) => logits.subarray((first + output) * width, (first + output + 1) * width);
      sequence.commit(job.tokens, known);
      this.#tell(task, () => {
        job.progress(sequence.length, 0);
        for (let i = 0; i < outputs - guess.length && !job.done; i++) job.take(of(i), position + known - (outputs - guess.length) + i);
        if (guess.length > 0) this.#check(job, sequence, guess, of);
      });
    }
  }

  /** Goes on through a guess as far as the answer does. */
  #check(job: Job, sequence: CachedSequence, guess: readonly number[], of: (output: number) => Float32Array): void {
    let right = 0;
    while (!job.done && right < guess.length && job.tokens[sequence.length] === guess[right]) {
      sequence.commit(job.tokens, 1);
      right++;
      if (sequence.length === job.tokens.length) job.take(of(right), sequence.length - 1);
    }
    job.learn!(right, guess.length);
  }

  /** Calls a job, whose callbacks are not ours: what they throw ends that job alone. */
  #tell(task: Task, call: () => void): void {
    try {
      call();
    } catch (error) {
      if (!task.job.done) task.job.fail(error);
    }
    if (task.job.done) this.#remove(task);
  }

  /** Takes waiting tasks up while there are rows and pages for them. */
  #admit(): void {
    while (this.#waiting.length > 0) {
      const task = this.#waiting[0]!;
      while (!this.#start(task)) {
        // Somebody waits for this one; background work can be taken up again later.
        const last = this.#active.at(-1);
        if (!last || task.job.priority === 'background' || last.job.priority === 'interactive') return;
        this.#preempt(last);
      }
      this.#waiting.splice(this.#waiting.indexOf(task), 1);
      insert(this.#active, task);
      const { job, sequence } = task;
      this.#tell(task, () => {
        job.begin();
        if (sequence!.length > 0) job.progress(sequence!.length, sequence!.length);
      });
    }
  }

  /** Gives a task its sequence, if there is a row for it and pages beside those that are promised. One alone always fits. */
  #start(task: Task): boolean {
    if (this.#active.length >= this.#executor.maxRows) return false;
    const { job } = task;
    const sequence = new CachedSequence(this.#pool, job.reuse ? this.#index : undefined);
    sequence.adopt(job.tokens, findable(job), true);
    const missing = (one: Job, { pageCount }: CachedSequence) =>
      Math.max(0, Math.ceil((one.tokens.length + 1) / this.#pool.pageSize) - pageCount);
    const lastPages = [sequence.lastPage];
    let promised = missing(job, sequence);
    for (const other of this.#active) {
      lastPages.push(other.sequence!.lastPage);
      promised += missing(other.job, other.sequence!);
    }
    const { free, taken } = this.#pool;
    if (this.#active.length > 0 && free + taken - this.#pool.countHeld(lastPages) < promised) {
      sequence.release();
      return false;
    }
    task.sequence = sequence;
    return true;
  }

  /** The next step, with pages for all its rows. Empty when the only task that is left had to end. */
  #form(): Entry[] {
    while (this.#active.length > 0) {
      const step = this.#place();
      if (step.length > 0) return step;
      const last = this.#active.at(-1)!;
      if (this.#active.length > 1) {
        this.#preempt(last);
      } else {
        this.#tell(last, () => last.job.exhaust(this.#pool.limit * this.#pool.pageSize));
      }
    }
    return [];
  }

  #place(): Entry[] {
    const { pageSize } = this.#pool;
    const tasks: Task[] = [];
    for (const task of [...this.#active]) {
      const { job, sequence } = task;
      if (!sequence) continue;
      if (!isDecoding(task)) {
        // What somebody computes right now is there to be found when the page is full.
        const waits = () => tasks.some((other) => isComputingFor(other, task, pageSize));
        if (waits()) continue;
        const found = sequence.adopt(job.tokens, findable(job));
        if (found > 0) this.#tell(task, () => job.progress(sequence.length, found));
        if (job.done || (found > 0 && waits())) continue;
      }
      tasks.push(task);
    }
    const planned = planRows(tasks, this.#executor);
    const step: Entry[] = [];
    const placed = new Set<Task>();
    for (const [i, task] of tasks.entries()) {
      const { job, sequence } = task;
      if (planned[i] === 0 || !sequence) continue; // no sequence: it has just made room for one before it
      const guess = tasks.length === 1 ? this.#guess(task) : [];
      const wanted = guess.length > 0 ? 1 + guess.length : alignRows(sequence.length, planned[i]!, job.tokens.length, pageSize);
      let rows = sequence.prepare(wanted);
      while (rows === 0) {
        const victim = this.#active.findLast((other) => !placed.has(other) && compareTasks(other, task) > 0);
        if (!victim) break;
        this.#preempt(victim);
        rows = sequence.prepare(wanted);
      }
      if (rows === 0) continue;
      placed.add(task);
      const position = sequence.length;
      const outputs =
        guess.length > 0
          ? rows
          : job.outputs === 'all'
            ? Math.min(rows, Math.max(0, position + rows - (job.outputsFrom ?? 0)))
            : position + rows === job.tokens.length
              ? 1
              : 0;
      step.push({ task, sequence, position, rows, outputs, guess: guess.slice(0, rows - 1) });
    }
    return step;
  }

  /** How an answer may go on, where nobody else waits for the step: several rows take longer than one. */
  #guess(task: Task): readonly number[] {
    if (!isDecoding(task)) return [];
    const most = Math.min(MOST_GUESSED, this.#executor.maxRows - 1);
    return task.job.guess?.(most, (rows) => this.#costs.cost(rows)) ?? [];
  }

  /** Takes a task's pages away; it waits, in its old place, and goes on later from what is still to be found. */
  #preempt(task: Task): void {
    this.#active.splice(this.#active.indexOf(task), 1);
    task.sequence!.release();
    task.sequence = undefined;
    insert(this.#waiting, task);
  }

  #remove(task: Task): void {
    if (!this.#tasks.delete(task.job)) return;
    const list = task.sequence ? this.#active : this.#waiting;
    list.splice(list.indexOf(task), 1);
    task.sequence?.release();
    task.sequence = undefined;
  }

  #failAll(error: unknown): void {
    for (const task of [...this.#tasks.values()]) {
      if (!task.job.done) task.job.fail(error);
      this.#remove(task);
    }
  }
}

/** How many of a job's positions it may take over from others: those whose logits are wanted must be computed. */
function findable(job: Job): number {
  return job.outputs === 'all' ? Math.min(job.outputsFrom ?? 0, job.tokens.length - 1) : job.tokens.length - 1;
}

/** Puts a task where it belongs in an ordered list. */
function insert(list: Task[], task: Task): void {
  let at = list.length;
  while (at > 0 && compareTasks(list[at - 1]!, task) > 0) at--;
  list.splice(at, 0, task);
}

/** Whether `other` is about to compute a whole page that `task` needs next. */
function isComputingFor(other: Task, task: Task, pageSize: number): boolean {
  const { job, sequence } = task;
  if (!job.reuse || !other.job.reuse || isDecoding(other) || !sequence?.atBoundary || !other.sequence) return false;
  const end = sequence.length + pageSize;
  if (job.tokens.length <= end || other.job.tokens.length < end || !sequence.isJustBehind(other.sequence)) return false;
  for (let i = sequence.length; i < end; i++) if (job.tokens[i] !== other.job.tokens[i]) return false;
  return true;
}

/** Pieces of prompts end where pages do, so that others find them whole. */
function alignRows(length: number, rows: number, total: number, pageSize: number): number {
  const end = length + rows;
  const aligned = end - (end % pageSize);
  return end === total || aligned <= length ? rows : aligned - length;
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
