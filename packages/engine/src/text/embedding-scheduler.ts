import { createEventLoopYield } from '../platform/event-loop.js';
import type { Executor, Segment } from '../spec/index.js';
import type { EmbeddingJob } from './embedding.js';

/** Rows of a step, unless a single text has more: who comes meanwhile waits for its end, and more bring next to nothing. */
const TEXT_ROWS = 128;
/** The same for each thread where there are several, which have texts of their own. */
const THREAD_ROWS = 96;
/** A background step goes on for so long, or to the end of an operation, before it asks whether somebody waits. */
const SLICE_MILLISECONDS = 8;
const NO_PAGES = new Int32Array(0);

/** Texts of one job in a step: `count` from its `next` on. */
interface Entry {
  readonly job: EmbeddingJob;
  count: number;
}

/**
 * Forms steps of whole texts, packed one after the other: nothing is padded, and a text's numbers are the same in any company. While
 * somebody waits for interactive work, a step holds nothing else, and a background step pauses.
 */
export class EmbeddingScheduler {
  readonly #executor: Executor;
  readonly #now: () => number;
  readonly #yield = createEventLoopYield();
  /** In order of arrival. */
  readonly #jobs: EmbeddingJob[] = [];
  #step: readonly Entry[] = [];
  #loop: Promise<void> | undefined;
  #closed: unknown;

  /** @param now milliseconds */
  constructor(executor: Executor, now: () => number) {
    this.#executor = executor;
    this.#now = now;
  }

  submit(job: EmbeddingJob): void {
    if (this.#closed !== undefined) {
      job.fail(this.#closed);
      return;
    }
    this.#jobs.push(job);
    this.#loop ??= this.#run();
  }

  /** Ends a job, also while a step runs; a step that serves nobody else is cancelled. */
  abort(job: EmbeddingJob, reason: unknown): void {
    job.fail(reason);
    if (this.#step.length > 0 && this.#step.every((entry) => entry.job.done)) this.#executor.cancel();
  }

  stats(): { readonly running: number; readonly waiting: number } {
    const running = this.#step.filter(({ job }) => !job.done).length;
    return { running, waiting: this.#jobs.filter(({ done }) => !done).length - running };
  }

  /** Fails everything pending, and all that comes later, with `error`; resolves when no step runs any more. */
  async close(error: unknown): Promise<void> {
    this.#closed ??= error;
    for (const job of this.#jobs) job.fail(this.#closed);
    if (this.#step.length > 0) this.#executor.cancel();
    await this.#loop;
  }

  async #run(): Promise<void> {
    // What is asked for in one go begins together.
    await undefined;
    for (;;) {
      this.#forget();
      if (this.#jobs.length === 0) break;
      await this.#runStep(planTexts(this.#jobs, this.#executor));
      await this.#yield();
    }
    this.#loop = undefined;
  }

  /** Whatever happens, those who wait know of it at the end. */
  async #runStep(step: readonly Entry[]): Promise<void> {
    const interrupted = this.#step;
    this.#step = step;
    try {
      await this.#compute(step);
    } catch (error) {
      // A cancelled step left nothing behind; those who still want it get it again.
      if (!(error instanceof DOMException && error.name === 'AbortError')) for (const job of this.#jobs) job.fail(error);
    } finally {
      this.#step = interrupted;
    }
  }

  /** Between the operations of a background step: now and then those who came meanwhile are served. */
  #pauses(step: readonly Entry[]): (cancelled: boolean) => Promise<void> | undefined {
    let start = this.#now();
    const giveWay = async () => {
      for (;;) {
        await this.#yield();
        const waiting = this.#jobs.filter(isInteractive);
        if (waiting.length === 0) break;
        await this.#runStep(planTexts(waiting, this.#executor));
      }
      start = this.#now();
    };
    return (cancelled) => {
      if (step.every(({ job }) => job.done)) throw new DOMException('Nobody waits for it any more', 'AbortError');
      return cancelled || this.#now() - start >= SLICE_MILLISECONDS ? giveWay() : undefined;
    };
  }

  async #compute(step: readonly Entry[]): Promise<void> {
    const tokens: number[] = [];
    const segments: Segment[] = [];
    const outputs: number[] = [];
    for (const { job, count } of step) {
      for (let i = 0; i < count; i++) {
        const text = job.tokens[job.next + i]!;
        const second = job.seconds?.[job.next + i];
        segments.push({ start: tokens.length, length: text.length, position: 0, pages: NO_PAGES, ...(second !== undefined && { second }) });
        for (let t = 0; t < text.length; t++) {
          if (job.everyToken || t === text.length - 1) outputs.push(tokens.length);
          tokens.push(text[t]!);
        }
      }
    }
    const pause = step.some(({ job }) => isInteractive(job)) ? undefined : this.#pauses(step);
    const run = this.#executor.run({ tokens: Int32Array.from(tokens), segments, outputs: Int32Array.from(outputs) }, { pause });
    const results = run instanceof Float32Array ? run : await run;
    const width = results.length / outputs.length;
    let row = 0;
    for (const { job, count } of step) {
      const texts = job.tokens.slice(job.next, job.next + count);
      const length = job.everyToken ? texts.reduce((sum, text) => sum + text.length, 0) : count;
      const rows = Array.from({ length }, (_, i) => results.subarray((row + i) * width, (row + i + 1) * width));
      row += length;
      if (job.done) continue;
      try {
        job.take(count, rows);
      } catch (error) {
        // A callback that throws ends its own job alone.
        job.fail(error);
      }
    }
  }

  #forget(): void {
    for (let i = this.#jobs.length - 1; i >= 0; i--) if (this.#jobs[i]!.done) this.#jobs.splice(i, 1);
  }
}

/**
 * Whose texts the next step holds. Interactive jobs alone while there are any. The oldest gets at least one text, so that none waits for ever;
 * then those with the fewest texts left, so that a single query does not wait for thousands of texts; what is left of the rows goes to the oldest.
 * @param jobs in order of arrival, at least one
 */
export function planTexts(
  jobs: readonly EmbeddingJob[],
  { maxRows, preferredRows, threads }: Pick<Executor, 'maxRows' | 'preferredRows' | 'threads'>,
): Entry[] {
  const interactive = jobs.filter(isInteractive);
  const [oldest, ...others] = interactive.length > 0 ? interactive : jobs;
  others.sort((a, b) => left(a) - left(b));
  const budget = Math.min(maxRows, preferredRows, Math.max(TEXT_ROWS, THREAD_ROWS * threads));
  let rows = 0;
  const fill = (entry: Entry, most: number) => {
    for (; entry.count < most; entry.count++) {
      const length = entry.job.tokens[entry.job.next + entry.count]!.length;
      if (rows > 0 && rows + length > budget) return;
      rows += length;
    }
  };
  const first = { job: oldest!, count: 0 };
  const step: Entry[] = [first];
  fill(first, 1);
  for (const job of others) {
    const entry = { job, count: 0 };
    fill(entry, left(job));
    if (entry.count > 0) step.push(entry);
  }
  fill(first, left(first.job));
  return step;
}

const isInteractive = ({ priority, done }: EmbeddingJob) => priority === 'interactive' && !done;
const left = (job: EmbeddingJob) => job.tokens.length - job.next;
