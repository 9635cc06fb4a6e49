import { logSumExp } from './candidate-list.js';
import { tokensOverflow } from './context-overflow.js';
import type { Job } from './job.js';

/** What every job that gives one value in the end does alike. */
abstract class ValueJob<T> implements Job {
  readonly priority = 'background';
  abstract readonly outputs: 'last' | 'all';
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
 * Log-probability of every token after the first (tokens - 1,). Computes all positions itself, since a found page has no logits, and
 * keeps none of them.
 */
export class ScoringJob extends ValueJob<Float32Array> {
  readonly outputs = 'all';
  readonly reuse = false;
  readonly #targets: readonly number[];
  readonly #values: Float32Array;

  /** @param tokens at least two */
  constructor(tokens: readonly number[]) {
    super(tokens.slice(0, -1));
    this.#targets = tokens.slice(1);
    this.#values = new Float32Array(this.#targets.length);
  }

  take(logits: Float32Array, position: number): void {
    this.#values[position] = logits[this.#targets[position]!]! - logSumExp(logits);
    if (position === this.#values.length - 1) this.finish(this.#values);
  }
}
