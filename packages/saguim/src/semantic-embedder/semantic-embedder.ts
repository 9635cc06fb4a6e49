// biome-ignore-all lint/complexity/noArguments: no argument and undefined differ in Web IDL, and rest parameters would change `embed.length`

import type { ModelInfo } from '@saguim/engine';
import type { Availability } from '../hub/index.js';
import { engineClient } from '../runtime/index.js';
import { exception, toWebError } from '../web/exceptions.js';
import { isForbidden } from '../web/host-rules.js';
import { availabilityOf } from '../web/model-availability.js';
import { openModel } from '../web/open-model.js';
import {
  type EmbedOptions,
  type SemanticEmbedderCreateOptions,
  type SemanticEmbedderEmbedOptions,
  toCreateOptions,
  toEmbedOptions,
  toTexts,
} from './embedder-options.js';
import { type EmbeddedTexts, ModelEmbedder } from './model-embedder.js';
import { canTruncate, type EmbeddingPrefixes, prefixesOf } from './prefixes.js';
import { textBatches } from './text-batches.js';
import type { TextEmbedder } from './text-embedder.js';
import { formatVector, truncateVector, type VectorFormat, type VectorOf } from './vector-format.js';

/** The embedding of one text. */
export interface ContentEmbedding<Format extends VectorFormat = 'float32'> {
  /** Of length 1. A `Float32Array` unless `saguim.format` asks for something else. */
  values: VectorOf<Format>;
  /** What the standard has no member for. */
  saguim: EmbeddingDetails;
}

export interface EmbeddingDetails {
  /** Tokens of the text, those around it and the prefix included. */
  readonly tokens: number;
  /** Whether the text was longer than the model takes, and what is beyond was not seen. */
  readonly truncated: boolean;
  /** With the format `int8`: what an integer is multiplied by. */
  readonly scale?: number;
}

export interface SemanticEmbedderResult<Format extends VectorFormat = 'float32'> {
  embeddings: ContentEmbedding<Format>[];
}

/** What an embedder has that the standard has no member for. */
export interface EmbedderDetails {
  /** The model, the backend it runs on and how many threads. */
  readonly model: ModelInfo;
  /** For search, classification and everything that wants many vectors: rows of numbers, and no text is cut unseen. */
  readonly textEmbedder: TextEmbedder;
  /** What goes before texts of each kind. */
  readonly prefixes: EmbeddingPrefixes;
  /** Calls back when the model has given its memory back (`idleTime`), and when it is in memory again. @returns what ends that */
  readonly onMemory: (listener: (loaded: boolean) => void) => () => void;
  /**
   * Embeds texts as they come, in order and in constant memory. Up to `batch` texts (default 64) that are there already go together.
   * @throws as `embed()`
   */
  embedStream<Format extends VectorFormat = 'float32'>(
    texts: Iterable<string> | AsyncIterable<string>,
    options?: SemanticEmbedderEmbedOptions<Format> & { batch?: number },
  ): AsyncGenerator<ContentEmbedding<Format>, void, undefined>;
}

const illegal = Symbol('illegal constructor');

/**
 * Turns texts into vectors that lie close together where meanings do, in the shape that the web platform discusses.
 * https://github.com/webmachinelearning/semantic-embedder-api
 */
export class SemanticEmbedder {
  readonly #embedder: ModelEmbedder;
  readonly #destruction: AbortController;
  readonly #details: EmbedderDetails;

  /** @throws {TypeError} always: embedders come from `SemanticEmbedder.create()` */
  constructor(key?: unknown, embedder?: ModelEmbedder, destruction?: AbortController, details?: Omit<EmbedderDetails, 'embedStream'>) {
    if (key !== illegal) throw new TypeError('Illegal constructor: use SemanticEmbedder.create().');
    this.#embedder = embedder!;
    this.#destruction = destruction!;
    this.#details = { ...details!, embedStream: (texts, options) => this.#embedStream(texts, options) };
  }

  /**
   * Whether an embedder with these options can be created, and whether its model must be downloaded first.
   * @throws {TypeError} for malformed options
   */
  static async availability(options: SemanticEmbedderCreateOptions = {}): Promise<Availability> {
    const { model, configuration, unsupported, rules } = toCreateOptions(options);
    return unsupported || (await isForbidden(rules)) ? 'unavailable' : availabilityOf(model, configuration, 'embedding');
  }

  /**
   * A new embedder. Downloads and loads the model where that has not happened.
   * @throws {DOMException} `NotSupportedError` when there is no such model or it generates text, `NetworkError`; {SaguimError} for what the
   * platform has no name for (`worker-died`, `storage-full`, `out-of-memory`, `bad-file`); the signal's reason
   */
  static async create(options: SemanticEmbedderCreateOptions = {}): Promise<SemanticEmbedder> {
    const core = toCreateOptions(options);
    const { signal, configuration } = core;
    const handle = await openModel({ ...core, task: 'embedding' });
    try {
      const { info } = handle;
      if (!info.embedding) {
        throw exception('NotSupportedError', `The model ${info.name} generates text and gives no embeddings: choose an embedding model.`);
      }
      const { location } = handle;
      // Of a path the file's own name alone: folders are named for anything.
      const names = `${location.name.replace(/^.*[/\\]/, '')} ${info.name}`;
      const prefixes = { ...prefixesOf(names), ...core.prefixes };
      const usage = JSON.stringify([prefixes.query, prefixes.document, prefixes.symmetric]);
      const fingerprint = await engineClient(configuration).call('fingerprint', { location, usage }, { signal });
      const destruction = new AbortController();
      destruction.signal.addEventListener('abort', () => handle.release(), { once: true });
      const embedder = new ModelEmbedder({
        handle,
        model: /[/\\]|\.gguf$/i.test(location.name) ? info.name : location.name,
        fingerprint,
        prefixes,
        destroyed: destruction.signal,
      });
      signal?.throwIfAborted();
      signal?.addEventListener('abort', () => destruction.abort(signal.reason), { once: true, signal: destruction.signal });
      return new SemanticEmbedder(illegal, embedder, destruction, {
        model: info,
        textEmbedder: embedder,
        prefixes,
        onMemory: (listener) => handle.onMemory(listener),
      });
    } catch (error) {
      handle.release();
      throw toWebError(error);
    }
  }

  get saguim(): EmbedderDetails {
    return this.#details;
  }

  /**
   * The embeddings of one text or of several, in order. A text that is longer than the model takes is cut, as the standard has it, and
   * says so under `saguim`; other ways by `saguim.overflow`.
   * @throws {TypeError} for malformed input and options; {DOMException} `AbortError` after `destroy()`, `NotSupportedError` for dimensions that
   * the model does not have, `QuotaExceededError` where `saguim.overflow` is `refuse`; {SaguimError} `worker-died`; the signal's reason
   */
  async embed<Format extends VectorFormat = 'float32'>(
    input: string | Iterable<string>,
    options: SemanticEmbedderEmbedOptions<Format> = {},
  ): Promise<SemanticEmbedderResult<Format>> {
    if (arguments.length === 0) throw new TypeError('embed() needs an input.');
    const texts = toTexts(input);
    return { embeddings: await this.#embed<Format>(texts, toEmbedOptions(options)) };
  }

  /** Ends what runs and gives the model back. */
  destroy(): undefined {
    this.#destruction.abort(exception('AbortError', 'The embedder was destroyed.'));
  }

  async #embed<Format extends VectorFormat>(texts: string[], options: EmbedOptions): Promise<ContentEmbedding<Format>[]> {
    this.#destruction.signal.throwIfAborted();
    options.signal?.throwIfAborted();
    const dimensions = this.#checkDimensions(options.dimensions);
    const result = await this.#embedder.embedAll(texts, { ...options, allowBlank: true });
    return texts.map((_, i) => toContentEmbedding<Format>(result, i, dimensions, options));
  }

  #checkDimensions(wanted: number | undefined): number {
    const { dimensions, model } = this.#embedder;
    if (wanted === undefined || wanted === dimensions) return dimensions;
    if (wanted < dimensions && canTruncate(`${model} ${this.#details.model.name}`)) return wanted;
    throw exception('NotSupportedError', `Embeddings of ${model} have ${dimensions} numbers and cannot be cut to ${wanted}.`);
  }

  async *#embedStream<Format extends VectorFormat>(
    texts: Iterable<string> | AsyncIterable<string>,
    options: SemanticEmbedderEmbedOptions<Format> & { batch?: number } = {},
  ): AsyncGenerator<ContentEmbedding<Format>, void, undefined> {
    const checked = toEmbedOptions(options);
    for await (const batch of textBatches(texts, options.batch ?? 64)) yield* await this.#embed<Format>(toTexts(batch), checked);
  }
}

Object.defineProperty(SemanticEmbedder.prototype, Symbol.toStringTag, { value: 'SemanticEmbedder', configurable: true });

function toContentEmbedding<Format extends VectorFormat>(
  { rows, dimensions: width, tokens, truncated }: EmbeddedTexts,
  i: number,
  dimensions: number,
  { format }: EmbedOptions,
): ContentEmbedding<Format> {
  const whole = rows.slice(i * width, (i + 1) * width);
  const { values, scale } = formatVector(dimensions < width ? truncateVector(whole, dimensions) : whole, format);
  const saguim = { tokens: tokens[i]!, truncated: truncated[i] === 1, ...(scale !== undefined && { scale }) };
  return { values: values as VectorOf<Format>, saguim };
}
