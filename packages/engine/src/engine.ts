import { GgufWeights, type OptionalMetadata, readGguf } from './bytes/index.js';
import { withDerived } from './kernels/derived-weights.js';
import { WasmBackend } from './kernels/wasm/index.js';
import { mostWindowPages } from './kernels/window-pages.js';
import { CACHE_BYTES, checkOptions, chooseLengths, type LoadOptions, PAGE_SIZE } from './load-options.js';
import { buildPlan } from './models/index.js';
import { type Backend, type ByteSource, type Executor, type MemoryUse, outOfRange, SaguimError, type TextResult } from './spec/index.js';
import type { ConstraintMaskOptions } from './text/constraints/index.js';
import {
  checkEmbedRequest,
  checkRequest,
  checkSampling,
  checkTokens,
  EmbeddingJob,
  EmbeddingScheduler,
  type EmbedRequest,
  ForcedText,
  type GenerateRequest,
  type Generation,
  GenerationJob,
  LogitsJob,
  type PageLimits,
  pendingGeneration,
  promptOverflow,
  refusedGeneration,
  Sampler,
  SamplerScratch,
  Scheduler,
  ScoringJob,
  StopMatcher,
  type TokenMask,
  tokensOverflow,
  untilAborted,
} from './text/index.js';
import { createStreamingDecoder, loadTokenizer, type Tokenizer } from './tokens/index.js';

export type { LoadOptions } from './load-options.js';
export type {
  ConstraintTag,
  EmbedRequest,
  GeneratedPiece,
  GenerateRequest,
  Generation,
  GenerationResult,
  SamplingOptions,
  TextConstraint,
} from './text/index.js';

export interface ModelInfo {
  readonly name: string;
  readonly architecture: string;
  /** Languages it was made for, where its file says so (`general.languages`). */
  readonly languages?: readonly string[];
  /** Positions one generation, or one text to embed, may have. */
  readonly contextLength: number;
  readonly vocabularySize: number;
  readonly embeddingLength: number;
  readonly layers: number;
  readonly parameters: number;
  readonly fileBytes: number;
  readonly backend: string;
  readonly threads: number;
  /** Of a model that embeds texts: the numbers of an embedding, and of a text's features. Such a model generates nothing. */
  readonly embedding?: { readonly dimensions: number; readonly featureDimensions: number };
  /** Of a model that classifies texts: its classes, and whether several of them may be right for one. Such a model generates nothing. */
  readonly classes?: {
    readonly labels: readonly string[];
    readonly multiLabel: boolean;
    /** Whether it can be given two texts at a time. */
    readonly pairs: boolean;
  };
}

export interface EngineStats {
  readonly memory: MemoryUse;
  /** Cache pages: those that exist, those of running generations, and those kept for who comes with the same tokens. */
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
  /** Never throws: what is wrong with the request is told by the generation. */
  generate(request: GenerateRequest): Generation;
  /** All logits of the last position (vocabulary,). */
  logits(tokens: ArrayLike<number>, signal?: AbortSignal): Promise<Float32Array>;
  /**
   * Natural-log probability of each token from `from` on, given those before it (tokens - from,). Default: after the first. With a later
   * one the cache is used for what comes before, and keeps what is computed.
   */
  logProbabilities(tokens: ArrayLike<number>, signal?: AbortSignal, from?: number): Promise<Float32Array>;
  /**
   * Texts as vectors (texts, dimensions), as features (texts, featureDimensions), or as scores of classes (texts, labels) before they become
   * probabilities. Equal to the bit for any batch.
   * @throws {SaguimError} `unsupported` for a model that generates text, `invalid-argument`, `context-overflow`; the signal's reason
   */
  embed(request: EmbedRequest): Promise<Float32Array>;
  /** Nobody is expected to come with these tokens again, from position `from` on: what is kept of them goes first, before memory grows. */
  forget(tokens: ArrayLike<number>, from?: number): void;
  stats(): EngineStats;
  /** A word in shared memory that cancels the running step when 1 is stored, if there is one. */
  readonly cancelWord?: Int32Array;
  /** Ends what runs with a `closed` error and frees the memory. May be called again. */
  close(): Promise<void>;
}

/** What tests set. */
export interface EngineInternals {
  backend?: Backend;
  /** Milliseconds. */
  now?: () => number;
}

/**
 * Loads a model from a GGUF file. The source is closed at the end, whatever happens; a failure leaves nothing behind.
 * @throws {SaguimError} `bad-file`, `unsupported`, `out-of-memory`, `network`, `invalid-argument`; the signal's reason when it aborts
 */
export async function loadEngine(source: ByteSource, options: LoadOptions = {}, internals: EngineInternals = {}): Promise<Engine> {
  const { signal, onProgress } = options;
  let executor: Executor | undefined;
  try {
    signal?.throwIfAborted();
    checkOptions(options);
    const file = await readGguf(source, { signal });
    const { contextLength, cacheLength } = chooseLengths(buildPlan(file.metadata, file.tensors), options);
    // Some families compute otherwise when there is room for more positions than they were first trained for.
    const plan = buildPlan(file.metadata, file.tensors, { positions: contextLength });
    const metadata = file.metadata.optional;
    const tokenizer = loadTokenizer(metadata);
    const backend = internals.backend ?? (await pickBackend(options));
    const maxPages = Math.ceil(cacheLength / PAGE_SIZE);
    const threads = options.threads === 'auto' ? undefined : options.threads;
    const maxWindowPages = mostWindowPages(plan.caches, maxPages, CACHE_BYTES, PAGE_SIZE);
    const weights = await withDerived(backend, plan, new GgufWeights(source, file.tensors, signal), { threads, signal });
    executor = await backend.compile(plan, weights, { threads, maxPages, maxWindowPages, onProgress, signal });
    signal?.throwIfAborted();
    const { text } = plan;
    let parameters = 0;
    const languages = metadata.strings('general.languages');
    for (const { shape } of file.tensors.values()) parameters += shape.reduce((product, size) => product * size, 1);
    const info: ModelInfo = {
      name: metadata.string('general.name') ?? source.name,
      architecture: plan.architecture,
      ...(languages && { languages }),
      // A text is computed in one step.
      contextLength: text ? Math.min(contextLength, executor.maxRows) : contextLength,
      vocabularySize: plan.vocabularySize,
      embeddingLength: plan.embeddingLength,
      layers: plan.layers,
      parameters,
      fileBytes: file.bytes,
      backend: executor.backend,
      threads: executor.threads,
      ...(text?.embedding && text.features && { embedding: { dimensions: text.embedding.width, featureDimensions: text.features.width } }),
      ...(text?.classes && { classes: readClasses(metadata, plan.architecture, text.classes.width, tokenizer) }),
    };
    const now = internals.now ?? (() => performance.now());
    return new LoadedEngine(info, tokenizer, metadata.string('tokenizer.chat_template'), executor, { maxPages, maxWindowPages }, text, now);
  } catch (error) {
    executor?.close();
    throw error;
  } finally {
    await source.close();
  }
}

class LoadedEngine implements Engine {
  readonly cancelWord?: Int32Array;
  readonly #executor: Executor;
  readonly #scheduler: Scheduler;
  readonly #texts?: { readonly scheduler: EmbeddingScheduler; readonly columns: TextResult };
  readonly #scratch: SamplerScratch;
  readonly #now: () => number;
  #closing: Promise<void> | undefined;

  constructor(
    readonly info: ModelInfo,
    readonly tokenizer: Tokenizer,
    readonly chatTemplate: string | undefined,
    executor: Executor,
    limits: PageLimits,
    text: TextResult | undefined,
    now: () => number,
  ) {
    this.#executor = executor;
    this.#scheduler = new Scheduler(executor, limits);
    if (text) this.#texts = { scheduler: new EmbeddingScheduler(executor, now), columns: text };
    this.#scratch = new SamplerScratch(info.vocabularySize);
    this.#now = now;
    this.cancelWord = executor.cancelWord;
  }

  generate(request: GenerateRequest): Generation {
    try {
      this.#checkGenerates();
      if (request.constraint === undefined) return this.#submit(this.#job(request));
      checkRequest(request, this.info.vocabularySize);
      return pendingGeneration(() => this.#constrained(request));
    } catch (error) {
      return refusedGeneration(error);
    }
  }

  #submit(job: GenerationJob): Generation {
    const { signal } = job;
    if (signal?.aborted) job.abort(signal.reason);
    else this.#scheduler.submit(job);
    return job;
  }

  /** Most pages never ask for a constraint, and need not fetch what decodes under one. */
  async #constrained(request: GenerateRequest): Promise<Generation> {
    const { compileConstraint, ConstraintMask } = await import('./text/constraints/index.js');
    request.signal?.throwIfAborted();
    const compiled = compileConstraint(request.constraint!, this.tokenizer);
    return this.#submit(this.#job(request, (options) => new ConstraintMask(compiled, options)));
  }

  async logits(tokens: ArrayLike<number>, signal?: AbortSignal): Promise<Float32Array> {
    this.#checkGenerates();
    checkTokens(tokens, this.info.vocabularySize);
    const { contextLength } = this.info;
    if (tokens.length > contextLength) throw tokensOverflow(tokens.length, contextLength);
    return this.#compute(new LogitsJob(Array.from(tokens)), signal);
  }

  async logProbabilities(tokens: ArrayLike<number>, signal?: AbortSignal, from = 1): Promise<Float32Array> {
    this.#checkGenerates();
    checkTokens(tokens, this.info.vocabularySize);
    const { contextLength } = this.info;
    if (tokens.length > contextLength) throw tokensOverflow(tokens.length, contextLength);
    signal?.throwIfAborted();
    if (!(Number.isSafeInteger(from) && from >= 1)) throw outOfRange('from', 'a whole number of at least 1');
    if (from >= tokens.length) return new Float32Array(0);
    return this.#compute(new ScoringJob(Array.from(tokens), from), signal);
  }

  async embed(request: EmbedRequest): Promise<Float32Array> {
    const { name, vocabularySize, contextLength } = this.info;
    if (!this.#texts) {
      throw new SaguimError('unsupported', 'The model generates text and gives no embeddings', {
        where: name,
        hint: 'Load an embedding model, such as multilingual-e5-small-en-pt.',
      });
    }
    const { scheduler, columns } = this.#texts;
    checkEmbedRequest(request, vocabularySize, contextLength);
    request.signal?.throwIfAborted();
    const wanted = columns[COLUMNS_OF[request.features ?? 'embedding']];
    if (!wanted) {
      throw new SaguimError('unsupported', `The model gives no ${request.features === 'classes' ? 'classes' : 'embeddings'} of texts`, {
        where: name,
        hint: request.features === 'classes' ? 'It embeds them.' : 'It classifies them.',
      });
    }
    const job = new EmbeddingJob(request, wanted);
    if (request.tokens.length === 0) return new Float32Array(0);
    return untilAborted(job.result, request.signal, {
      begin: () => scheduler.submit(job),
      abort: (reason) => scheduler.abort(job, reason),
    });
  }

  forget(tokens: ArrayLike<number>, from = 0): void {
    this.#scheduler.forget(tokens, from);
  }

  stats(): EngineStats {
    return { memory: this.#executor.memory(), ...this.#scheduler.stats(), ...this.#texts?.scheduler.stats() };
  }

  close(): Promise<void> {
    this.#closing ??= this.#end(new SaguimError('closed', 'The model was closed'));
    return this.#closing;
  }

  async #end(error: SaguimError): Promise<void> {
    await Promise.all([this.#scheduler.close(error), this.#texts?.scheduler.close(error)]);
    this.#executor.close();
  }

  #checkGenerates(): void {
    if (!this.#texts) return;
    throw new SaguimError('unsupported', 'The model embeds texts and generates none', {
      where: this.info.name,
      hint: 'Load a chat model, such as smollm2-135m-instruct.',
    });
  }

  #job(request: GenerateRequest, maskFor?: (options: ConstraintMaskOptions) => TokenMask): GenerationJob {
    const { vocabularySize, contextLength } = this.info;
    checkRequest(request, vocabularySize);
    const sampling = checkSampling(request.sampling, vocabularySize);
    const { tokens, stop, stopTokens, begin, maxTokens = Infinity } = request;
    if (tokens.length + Math.min(1, maxTokens) > contextLength) throw promptOverflow(tokens.length, contextLength);
    // After a control token a new text begins.
    const last = tokens[tokens.length - 1]!;
    const { tokenizer } = this;
    const continues = begin !== undefined || last >= tokenizer.vocabularySize || !tokenizer.isControl(last);
    const room = Math.min(maxTokens, contextLength - tokens.length);
    const ends = stopTokens ? new Set(stopTokens) : tokenizer.stopTokens;
    const limits = { maxTokens: room, stopTokens: ends, prefix: request.constraintPrefix, dropsSpace: tokenizer.spacePrefix && !continues };
    const constrained = maskFor?.(limits);
    const forced = begin ? new ForcedText(begin, tokenizer) : undefined;
    return new GenerationJob({
      request,
      tokenizer,
      decoder: createStreamingDecoder(tokenizer, { continues }),
      mask: constrained,
      sampler: new Sampler(sampling, Array.from(tokens), this.#scratch, constrained ?? forced),
      stops: new StopMatcher(stop),
      stopTokens: ends,
      maxTokens: room,
      now: this.#now,
      leave: (job, reason) => this.#scheduler.abort(job, reason),
    });
  }

  #compute(job: LogitsJob | ScoringJob, signal: AbortSignal | undefined): Promise<Float32Array> {
    return untilAborted(job.result, signal, {
      begin: () => this.#scheduler.submit(job),
      abort: (reason) => this.#scheduler.abort(job, reason),
    });
  }
}

const COLUMNS_OF = { embedding: 'embedding', layers: 'features', classes: 'classes', tokens: 'tokens' } as const;

/** What the classes of a model are called; those without a name have a number. */
function readClasses(
  metadata: OptionalMetadata,
  architecture: string,
  count: number,
  { frame }: Tokenizer,
): NonNullable<ModelInfo['classes']> {
  const names = metadata.strings(`${architecture}.classifier.output_labels`) ?? [];
  const labels = Array.from({ length: count }, (_, i) => names[i] ?? `LABEL_${i}`);
  const multiLabel = metadata.boolean(`${architecture}.classifier.multi_label`) ?? count === 1;
  return { labels, multiLabel, pairs: frame.between.length > 0 };
}

async function pickBackend({ backend = 'auto', wasmUrl, helperUrl }: LoadOptions): Promise<Backend> {
  if (backend !== 'reference') return new WasmBackend({ wasmUrl, helperUrl });
  const { ReferenceBackend } = await import('./kernels/reference/index.js'); // so slow that pages should not have to fetch it
  return new ReferenceBackend();
}
