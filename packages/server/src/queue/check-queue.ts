import type { CheckItem, TextModerator, Verdict } from 'saguim';
import { Problem } from '../http/problem.js';

interface Waiting {
  readonly item: CheckItem;
  /** Whoever asked is gone, or was told that it takes too long. */
  abandoned: boolean;
  done(verdict: Verdict): void;
  failed(error: unknown): void;
}

export interface QueueOptions {
  /** Comments that may wait. */
  readonly most: number;
  /** Comments judged together at most. */
  readonly batch: number;
  /** Milliseconds until a request is told that it takes too long. */
  readonly timeout: number;
  readonly now: () => number;
  readonly onBatch?: (verdicts: readonly Verdict[]) => void;
}

/** UTF-16 units judged together at most: long comments wait for each other, so that short ones wait less. */
const batchLength = 16_384;

/**
 * Comments that wait, and are judged together: who asks while a batch is computed goes into the next. One batch at a time, in the order of
 * coming. It is bounded: what finds no room is told when to come back, and nothing that was let in is lost.
 */
export class CheckQueue {
  readonly #waiting: Waiting[] = [];
  #running: readonly Waiting[] = [];
  #working = false;
  #abort?: AbortController;
  #closed = false;
  /** Milliseconds for a comment, lately. */
  #pace = 20;
  #idle: (() => void)[] = [];

  constructor(
    private readonly moderator: Pick<TextModerator, 'checkMany'>,
    private readonly options: QueueOptions,
  ) {}

  /** Comments that wait, those that are judged now left out. */
  get waiting(): number {
    return this.#waiting.length;
  }

  get full(): boolean {
    return this.#waiting.length >= this.options.most;
  }

  /**
   * Verdicts in order. All of a request's comments get in, or none does; of a request that alone is more than the queue holds, when it is empty.
   * @throws {Problem} `overload`, `timeout`, `unavailable` while closing; the signal's reason
   */
  async check(items: readonly CheckItem[], signal: AbortSignal): Promise<Verdict[]> {
    signal.throwIfAborted();
    if (this.#closed) throw new Problem('unavailable', 'The server is shutting down.', { retryAfter: 5 });
    if (this.#waiting.length > 0 && this.#waiting.length + items.length > this.options.most) {
      const retryAfter = Math.min(60, Math.max(1, Math.ceil((this.#waiting.length * this.#pace) / 1000)));
      throw new Problem('overload', `Too many comments wait: come back in ${retryAfter} s.`, { retryAfter });
    }
    const entries: Waiting[] = [];
    const verdicts = items.map(
      (item) =>
        new Promise<Verdict>((done, failed) => {
          entries.push({ item, abandoned: false, done, failed });
        }),
    );
    this.#waiting.push(...entries);
    void this.#work();
    const ends = new AbortController();
    const timer = setTimeout(
      () => ends.abort(new Problem('timeout', 'The comment could not be judged in time.', { retryAfter: 1 })),
      this.options.timeout,
    );
    const leave = () => ends.abort(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await new Promise<Verdict[]>((resolve, reject) => {
        ends.signal.addEventListener('abort', () => reject(ends.signal.reason), { once: true });
        Promise.all(verdicts).then(resolve, reject);
      });
    } catch (error) {
      this.#abandon(entries);
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
    }
  }

  /** Lets in nobody more. Resolves when all that was let in is answered. */
  close(): Promise<void> {
    this.#closed = true;
    if (!this.#working) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #abandon(entries: readonly Waiting[]): void {
    for (const entry of entries) {
      entry.abandoned = true;
      const place = this.#waiting.indexOf(entry);
      if (place >= 0) this.#waiting.splice(place, 1);
    }
    if (this.#running.length > 0 && this.#running.every(({ abandoned }) => abandoned)) this.#abort?.abort();
  }

  /** As many as go together, from the beginning. */
  #next(): Waiting[] {
    let length = 0;
    let count = 0;
    while (count < this.#waiting.length && count < this.options.batch) {
      length += this.#waiting[count]!.item.text.length;
      if (count > 0 && length > batchLength) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    // Requests that arrived together are read one after the other: the first of them waits for the rest of this turn.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while ((this.#running = this.#next()).length > 0) await this.#judge(this.#running);
    this.#working = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #judge(batch: readonly Waiting[]): Promise<void> {
    this.#abort = new AbortController();
    const begun = this.options.now();
    try {
      const verdicts = await this.moderator.checkMany(
        batch.map(({ item }) => item),
        { signal: this.#abort.signal },
      );
      this.#pace += 0.2 * ((this.options.now() - begun) / batch.length - this.#pace);
      this.options.onBatch?.(verdicts);
      for (const [i, entry] of batch.entries()) entry.done(verdicts[i]!);
    } catch (error) {
      // What one of them cannot be judged for is not the others' fault.
      if (batch.length > 1 && !this.#abort.signal.aborted) for (const entry of batch) await this.#judge([entry]);
      else for (const entry of batch) entry.failed(error);
    }
  }
}
