import { logSumExp } from './candidate-list.js';
import { tokensOverflow } from './context-overflow.js';
import type { Job } from './job.js';

/** What every job that gives one value in the end does alike. */
abstract class ValueJob<T> implements Job {
  readonly priority = 'background';
  abstract readonly outputs: 'last' | 'all';
  readonly outputsFrom: number = 0;
  abstract readonly reuse: boolean;
  readonly answering = false;
  readonly result: Promise<T>;
  #done = false;
  #resolve!: (value: T) => void;
  #reject!: (error: unknown) => void;

  constructor(readonly tokens: readonly number[]) {
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get done(): boolean {
    return this.#done;
  }

  abstract take(logits: Float32Array, position: number): void;
  begin(): void {}

  progress(): void {}

  exhaust(limit: number): void {
    this.fail(tokensOverflow(this.tokens.length, limit));
  }

  fail(error: unknown): void {
    if (this.#done) return;
    this.#done = true;
    this.#reject(error);
  }

  protected finish(value: T): void {
    this.#done = true;
    this.#resolve(value);
  }
}

/** All logits of the last of `tokens` (vocabulary,). */
export class LogitsJob extends ValueJob<Float32Array> {
  readonly outputs = 'last';
  readonly reuse = true;

  take(logits: Float32Array): void {
    this.finish(logits.slice());
  }
}

/**
 * Log-probability of the tokens from `from` on (tokens - from,), each given all before it. Positions from there on are computed, since a
 * found page has no logits; those before may be found in the cache. Of a whole text nothing is found and nothing kept.
 */
export class ScoringJob extends ValueJob<Float32Array> {
  readonly outputs = 'all';
  readonly reuse: boolean;
  override readonly outputsFrom: number;
  readonly #scored: readonly number[];
  readonly #values: Float32Array;

  /** @param from 1 … tokens - 1 */
  constructor(tokens: readonly number[], from = 1) {
    super(tokens.slice(0, -1));
    this.reuse = from > 1;
    this.outputsFrom = from - 1;
    this.#scored = tokens.slice(from);
    this.#values = new Float32Array(this.#scored.length);
  }

  take(logits: Float32Array, position: number): void {
    const at = position - this.outputsFrom;
    this.#values[at] = logits[this.#scored[at]!]! - logSumExp(logits);
    if (at === this.#values.length - 1) this.finish(this.#values);
  }
}
