import { SaguimError } from '../spec/index.js';
import type { StreamingDecoder, Tokenizer } from '../tokens/tokenizer.js';
import type { TokenMask } from './constraints/token-mask.js';
import { promptOverflow } from './context-overflow.js';
import type { GenerateRequest } from './generate-request.js';
import type { Job, Priority } from './job.js';
import { PieceStream } from './piece-stream.js';
import { PromptLookup } from './prompt-lookup.js';
import { logProbabilities, type Sampler, type TokenLogprob } from './sampler.js';
import type { StopMatcher } from './stop-matcher.js';

export interface GeneratedPiece {
  /** A token of the answer; the stop token that ends it is the last one. */
  readonly token: number;
  /** Text that became whole with this token; may be empty. */
  readonly text: string;
  readonly logprob?: number;
  readonly topLogprobs?: readonly TokenLogprob[];
}

export interface GenerationResult {
  readonly text: string;
  /** Tokens of all pieces: with the stop token that ended the answer, or those of a stop string. */
  readonly tokens: readonly number[];
  readonly finishReason: 'stop' | 'length';
  /** `guessedTokens` were guessed from the text so far and computed together, and `acceptedTokens` of them were right. */
  readonly usage: {
    readonly promptTokens: number;
    readonly cachedTokens: number;
    readonly completionTokens: number;
    readonly guessedTokens: number;
    readonly acceptedTokens: number;
  };
  /** Milliseconds. */
  readonly timings: { readonly queueMs: number; readonly prefillMs: number; readonly firstTokenMs: number; readonly decodeMs: number };
}

/** A running generation: pieces as they come, and the whole at the end. Leaving the loop early ends it. */
export interface Generation extends AsyncIterable<GeneratedPiece> {
  /** @throws {DOMException} `AbortError` (or the signal's reason); {SaguimError} `context-overflow`, `worker-died`, `invalid-argument`. */
  readonly result: Promise<GenerationResult>;
  abort(reason?: unknown): void;
}

export interface GenerationParts {
  readonly request: GenerateRequest;
  readonly tokenizer: Tokenizer;
  readonly decoder: StreamingDecoder;
  readonly sampler: Sampler;
  /** The sampler's, which knows where the text may end. */
  readonly mask?: TokenMask;
  readonly stops: StopMatcher;
  readonly stopTokens: ReadonlySet<number>;
  /** Tokens at most, the context counted in. */
  readonly maxTokens: number;
  readonly now: () => number;
  /** Takes the job out of the scheduler's hands. */
  readonly leave: (job: Job, reason: unknown) => void;
}

/** One answer while it is made: the scheduler's job on one side, the caller's stream and result on the other. */
export class GenerationJob implements Job, Generation {
  readonly priority: Priority;
  readonly tokens: number[];
  readonly outputs = 'last';
  readonly reuse = true;
  readonly result: Promise<GenerationResult>;
  readonly #parts: GenerationParts;
  readonly #promptTokens: number;
  readonly #stream: PieceStream<GeneratedPiece>;
  readonly #onSignal = () => this.abort(this.#parts.request.signal!.reason);
  readonly #submitted: number;
  #begun: number | undefined;
  #firstToken: number | undefined;
  #lookup: PromptLookup | undefined;
  #guessed = 0;
  #accepted = 0;
  #cached = 0;
  #computed = 0;
  #text = '';
  #done = false;
  #resolve!: (result: GenerationResult) => void;
  #reject!: (error: unknown) => void;

  constructor(parts: GenerationParts) {
    this.#parts = parts;
    this.#submitted = parts.now();
    const { request } = parts;
    this.priority = request.priority ?? 'interactive';
    this.tokens = Array.from(request.tokens);
    this.#promptTokens = this.tokens.length;
    this.#stream = new PieceStream(() => this.abort());
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever reads the pieces alone hears of an error there.
    this.result.catch(() => {});
    request.signal?.addEventListener('abort', this.#onSignal, { once: true });
  }

  get signal(): AbortSignal | undefined {
    return this.#parts.request.signal;
  }

  get answering(): boolean {
    return this.tokens.length > this.#promptTokens;
  }

  get done(): boolean {
    return this.#done;
  }

  abort(reason: unknown = new DOMException('The generation was aborted', 'AbortError')): void {
    if (!this.#done) this.#parts.leave(this, reason);
  }

  [Symbol.asyncIterator](): AsyncIterator<GeneratedPiece> {
    return this.#stream;
  }

  begin(): void {
    this.#begun ??= this.#parts.now();
  }

  progress(computed: number, found: number): void {
    if (this.answering) return;
    // What it had computed itself before it gave its pages back is not found.
    this.#cached += Math.max(0, computed - Math.max(this.#computed, computed - found));
    this.#computed = Math.max(this.#computed, computed);
    this.#parts.request.onPrefill?.(computed, this.#promptTokens, this.#cached);
  }

  guess(most: number, cost: (rows: number) => number): readonly number[] {
    const { request, maxTokens } = this.#parts;
    if (request.speculate === false) return [];
    this.#lookup ??= new PromptLookup(this.tokens, this.#promptTokens);
    return this.#lookup.guess(Math.min(most, maxTokens - (this.tokens.length - this.#promptTokens) - 1), cost);
  }

  learn(accepted: number, guessed: number): void {
    this.#guessed += guessed;
    this.#accepted += accepted;
    this.#lookup!.learn(accepted, guessed);
  }

  take(logits: Float32Array): void {
    const { sampler, mask, maxTokens, stopTokens, stops, decoder, tokenizer, request } = this.#parts;
    this.#firstToken ??= this.#parts.now();
    if (maxTokens === 0) {
      this.#finish('length');
      return;
    }
    const token = sampler.sample(logits);
    this.tokens.push(token);
    const stopToken = stopTokens.has(token);
    // Some models have more rows of logits than the vocabulary has tokens.
    const known = token < tokenizer.vocabularySize && !stopToken;
    let text = known ? stops.push(decoder.push(token)) : '';
    const finished = stopToken || mask?.finished === true;
    const stopped = finished || stops.found;
    const full = !stopped && this.tokens.length - this.#promptTokens >= maxTokens;
    // Nothing more comes: what was held back is text, up to a stop string in it.
    if ((finished || full) && !stops.found) text += stops.push(decoder.end()) + stops.end();
    this.#text += text;
    this.#stream.push({
      token,
      text,
      ...(request.logprobs === undefined ? {} : logProbabilities(logits, token, request.logprobs)),
    });
    if (!stopped && !full) return;
    if (mask?.complete === false) this.fail(incomplete(stops.found));
    else this.#finish(stopped ? 'stop' : 'length');
  }

  exhaust(limit: number): void {
    if (this.answering && this.#parts.mask?.complete === false) this.fail(incomplete(false));
    else if (this.answering) this.#finish('length');
    else this.fail(promptOverflow(this.#promptTokens, limit));
  }

  fail(error: unknown): void {
    if (this.#done) return;
    this.#leave();
    this.#reject(error);
    this.#stream.fail(error);
  }

  #finish(finishReason: 'stop' | 'length'): void {
    this.#leave();
    const end = this.#parts.now();
    const begun = this.#begun ?? end;
    const first = this.#firstToken ?? end;
    const tokens = this.tokens.slice(this.#promptTokens);
    this.#resolve({
      text: this.#text,
      tokens,
      finishReason,
      usage: {
        promptTokens: this.#promptTokens,
        cachedTokens: this.#cached,
        completionTokens: tokens.length,
        guessedTokens: this.#guessed,
        acceptedTokens: this.#accepted,
      },
      timings: {
        queueMs: begun - this.#submitted,
        prefillMs: first - begun,
        firstTokenMs: first - this.#submitted,
        decodeMs: end - first,
      },
    });
    this.#stream.end();
  }

  #leave(): void {
    this.#done = true;
    this.#parts.request.signal?.removeEventListener('abort', this.#onSignal);
  }
}

/** Never half of what was asked for. */
function incomplete(stopped: boolean): SaguimError {
  return stopped
    ? new SaguimError('invalid-argument', 'A stop string came before the answer was what the constraint asks for', { where: 'stop' })
    : new SaguimError('out-of-memory', 'The cache is full, and the answer is not yet what the constraint asks for', {
        where: 'constraint',
      });
}

/** A generation that was refused: its result and its first piece are the error. */
export function refusedGeneration(error: unknown): Generation {
  const stream = new PieceStream<GeneratedPiece>(() => {});
  stream.fail(error);
  const result = Promise.reject<GenerationResult>(error);
  result.catch(() => {});
  return { result, abort: () => {}, [Symbol.asyncIterator]: () => stream };
}
