import type { MemoryUse } from './spec/index.js';
import type { Tokenizer } from './tokens/tokenizer.js';

export interface LoadOptions {
  /** `auto` takes WASM. */
  backend?: 'auto' | 'wasm' | 'reference';
  /** Threads at most, the engine's own included; `auto` follows the machine. */
  threads?: number | 'auto';
  /** Positions one generation may have at most; default: the model's own context length. */
  contextLength?: number;
  /** Positions the KV cache may hold over all generations together; default: twice the context length. */
  cacheLength?: number;
  /** Where the engine's `.wasm` files and helper script lie, for bundlers that copy nothing. */
  wasmUrl?: string | URL;
  helperUrl?: string | URL;
  onProgress?(loaded: number): void;
  signal?: AbortSignal;
}

export interface ModelInfo {
  readonly name: string;
  readonly architecture: string;
  readonly contextLength: number;
  readonly vocabularySize: number;
  readonly embeddingLength: number;
  readonly layers: number;
  readonly parameters: number;
  readonly fileBytes: number;
  readonly backend: string;
  readonly threads: number;
}

/** Sampling, by the usual names. All optional; the default is greedy (temperature 0). */
export interface SamplingOptions {
  /** 0 takes the most likely token; 0 … 5. */
  temperature?: number;
  /** Keep the k most likely; 0 keeps all. */
  topK?: number;
  /** Keep the smallest set whose probability reaches p; 0 < p ≤ 1. https://arxiv.org/abs/1904.09751 */
  topP?: number;
  /** Keep what is at least p times as likely as the most likely; 0 ≤ p ≤ 1. */
  minP?: number;
  /** > 1 makes repeated tokens less likely. https://arxiv.org/abs/1909.05858 */
  repetitionPenalty?: number;
  presencePenalty?: number;
  frequencyPenalty?: number;
  /** Added to the logits, by token id. */
  logitBias?: Readonly<Record<number, number>>;
  /** The same seed gives the same text. Default: random. */
  seed?: number;
}

export interface GenerateRequest {
  /** Prompt (tokens,). At least one. */
  tokens: ArrayLike<number>;
  /** Default: until the context is full. */
  maxTokens?: number;
  sampling?: SamplingOptions;
  /** Texts that end the answer; they are not part of it, also when they lie across tokens. */
  stop?: readonly string[];
  /** Token ids that end the answer; default: the tokenizer's `stopTokens`. */
  stopTokens?: Iterable<number>;
  /** `interactive` (default) goes before `background`. */
  priority?: 'interactive' | 'background';
  /** The most likely n tokens beside each; 0 … 20. */
  logprobs?: number;
  signal?: AbortSignal;
  /** Prompt positions computed so far, cached ones included. */
  onPrefill?(done: number, total: number): void;
}

export interface GeneratedPiece {
  readonly token: number;
  /** Text that became whole with this token; may be empty. */
  readonly text: string;
  readonly logprob?: number;
  readonly topLogprobs?: readonly { readonly token: number; readonly logprob: number }[];
}

export interface GenerationResult {
  readonly text: string;
  readonly tokens: readonly number[];
  readonly finishReason: 'stop' | 'length';
  readonly usage: { readonly promptTokens: number; readonly cachedTokens: number; readonly completionTokens: number };
  /** Milliseconds. */
  readonly timings: { readonly queueMs: number; readonly prefillMs: number; readonly firstTokenMs: number; readonly decodeMs: number };
}

/** A running generation: pieces as they come, and the whole at the end. Leaving the loop early ends it. */
export interface Generation extends AsyncIterable<GeneratedPiece> {
  /** @throws {DOMException} `AbortError` (or the signal's reason); {SaguimError} `context-overflow`, `worker-died`. */
  readonly result: Promise<GenerationResult>;
  abort(reason?: unknown): void;
}

export interface EngineStats {
  readonly memory: MemoryUse;
  readonly pages: { readonly total: number; readonly used: number; readonly cached: number };
  readonly running: number;
  readonly waiting: number;
}

/** A loaded model. */
export interface Engine {
  readonly info: ModelInfo;
  readonly tokenizer: Tokenizer;
  /** The Jinja source of the model's chat template, if it has one. */
  readonly chatTemplate?: string;
  generate(request: GenerateRequest): Generation;
  /** All logits of the last position (vocabulary,). */
  logits(tokens: ArrayLike<number>, signal?: AbortSignal): Promise<Float32Array>;
  /** Natural-log probability of each token after the first, given those before it (tokens - 1,). */
  logProbabilities(tokens: ArrayLike<number>, signal?: AbortSignal): Promise<Float32Array>;
  stats(): EngineStats;
  /** A word in shared memory that cancels the running step when 1 is stored, if there is one. */
  readonly cancelWord?: Int32Array;
  close(): Promise<void>;
}
