import { type Columns, outOfRange, SaguimError } from '../spec/index.js';
import { tokensOverflow } from './context-overflow.js';
import { checkTokens } from './generate-request.js';
import type { Priority } from './job.js';

export type TextFeatures = 'embedding' | 'layers' | 'classes' | 'tokens';

export interface EmbedRequest {
  /** Texts as token ids, the model's start and end tokens included: (texts) of (tokens,). */
  tokens: readonly ArrayLike<number>[];
  /** Of texts that are pairs: with which of their tokens the second text begins. */
  seconds?: readonly number[];
  /**
   * `embedding` (default): one row of length 1 a text. `layers`: what classifiers are trained on, means and maxima of several layers:
   * `[mean, maximum]` of each, the last layer first. `classes`: scores of the model's own classes, where it has some. `tokens`: what the last
   * layer makes of every token, a row for each.
   */
  features?: TextFeatures;
  /** `interactive` (default) goes before `background` and has short steps. */
  priority?: Priority;
  signal?: AbortSignal;
  /** Texts done so far. */
  onProgress?(done: number, total: number): void;
}

/** @throws {SaguimError} `invalid-argument` naming the option and its range, `context-overflow` naming the text */
export function checkEmbedRequest(request: EmbedRequest, vocabularySize: number, limit: number): void {
  const { tokens, seconds, features, priority, onProgress } = request;
  if (!Array.isArray(tokens)) throw outOfRange('tokens', 'a list of lists of token ids');
  if (features !== undefined && !['embedding', 'layers', 'classes', 'tokens'].includes(features)) {
    throw outOfRange('features', '"embedding", "layers", "classes" or "tokens"');
  }
  if (priority !== undefined && priority !== 'interactive' && priority !== 'background')
    throw outOfRange('priority', '"interactive" or "background"');
  if (onProgress !== undefined && typeof onProgress !== 'function') throw outOfRange('onProgress', 'a function');
  for (const text of tokens) {
    checkTokens(text, vocabularySize);
    if (text.length > limit) throw tokensOverflow(text.length, limit);
  }
  const begins = (at: unknown, i: number) => Number.isInteger(at) && (at as number) >= 0 && (at as number) <= tokens[i]!.length;
  if (seconds !== undefined && !(Array.isArray(seconds) && seconds.length === tokens.length && seconds.every(begins))) {
    throw outOfRange('seconds', 'a place in each of the texts');
  }
}

/** Texts to embed in the scheduler's hands. Results arrive in any order; rows are those of the texts. */
export class EmbeddingJob {
  readonly priority: Priority;
  readonly tokens: readonly ArrayLike<number>[];
  readonly seconds: readonly number[] | undefined;
  readonly result: Promise<Float32Array>;
  /** Texts before this one are computed. */
  next = 0;
  /** Whether every token has a row, and not every text. */
  readonly everyToken: boolean;
  #done = false;
  #filled = 0;
  readonly #rows: Float32Array;
  readonly #columns: Columns;
  readonly #onProgress: EmbedRequest['onProgress'];
  #resolve!: (rows: Float32Array) => void;
  #reject!: (error: unknown) => void;

  constructor({ tokens, seconds, features, priority = 'interactive', onProgress }: EmbedRequest, columns: Columns) {
    this.priority = priority;
    this.tokens = tokens;
    this.seconds = seconds;
    this.everyToken = features === 'tokens';
    this.#columns = columns;
    const rows = this.everyToken ? tokens.reduce((sum, { length }) => sum + length, 0) : tokens.length;
    this.#rows = new Float32Array(rows * columns.width);
    this.#onProgress = onProgress;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Finished, failed or aborted. */
  get done(): boolean {
    return this.#done;
  }

  /** Rows of the executor's result for the next `count` texts. */
  take(count: number, results: readonly Float32Array[]): void {
    const { start, width } = this.#columns;
    for (const result of results) {
      const row = result.subarray(start, start + width);
      if (row.some(Number.isNaN)) {
        throw new SaguimError('bad-file', `The model gives no numbers for text ${this.everyToken ? this.next : this.#filled}`, {
          where: 'NaN',
          hint: 'Its file is damaged, or its weights overflow.',
        });
      }
      this.#rows.set(row, this.#filled++ * width);
    }
    this.next += count;
    this.#onProgress?.(this.next, this.tokens.length);
    if (this.next < this.tokens.length || this.#done) return;
    this.#done = true;
    this.#resolve(this.#rows);
  }

  fail(error: unknown): void {
    if (this.#done) return;
    this.#done = true;
    this.#reject(error);
  }
}
