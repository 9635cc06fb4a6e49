import type { GeneratedPiece, GenerationResult, ModelInfo, SamplingOptions } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import { type Configuration, configured, defaultModels, type ModelReference, type OnProgress } from '../hub/index.js';
import type { ModelHandle } from '../runtime/index.js';
import type { CreateMonitorCallback } from '../web/create-monitor.js';
import { toCallback, toDictionary, toSignal } from '../web/dictionary.js';
import { exception } from '../web/exceptions.js';
import { openModel } from '../web/open-model.js';
import { toResponseConstraint } from '../web/response-constraint.js';
import { untilAborted } from '../web/until-aborted.js';

export interface TextGeneratorCreateOptions extends Configuration {
  /** As `saguim.model` of `LanguageModel.create()`. */
  model?: ModelReference;
  signal?: AbortSignal;
  monitor?: CreateMonitorCallback;
  onProgress?: OnProgress;
}

export interface TextGeneratorOptions {
  signal?: AbortSignal;
  /** Tokens at most; default: until the model ends the text or the context is full. */
  maxTokens?: number;
  /** Default: greedy, the most likely token each time. */
  sampling?: SamplingOptions;
  /** Texts that end the continuation and are not part of it. */
  stop?: string[];
  priority?: 'interactive' | 'background';
  /** The most likely n tokens beside each piece; 0 … 20. */
  logprobs?: number;
  /** Whether an answer that repeats what stands before it is computed several tokens at a time; its text is the same. Default: true. */
  speculate?: boolean;
  /** A JSON Schema or a regular expression that the continuation fits (see docs/constraints.md). */
  responseConstraint?: object;
  /** EBNF with the start rule `root`, which the continuation follows. */
  grammar?: string;
  /** Positions of the prompt computed so far. */
  onPrefill?(done: number, total: number): void;
  /** Every token with the text that became whole with it. */
  onPiece?(piece: GeneratedPiece): void;
  /** The whole, before the stream ends. */
  onResult?(result: GenerationResult): void;
}

const illegal = Symbol('illegal constructor');

/** Continues plain texts, without a chat template: what a model does at heart. */
export class TextGenerator {
  readonly #handle: ModelHandle;
  readonly #destruction = new AbortController();

  /** @throws {TypeError} always: use `TextGenerator.create()` */
  constructor(key?: unknown, handle?: ModelHandle) {
    if (key !== illegal) throw new TypeError('Illegal constructor: use TextGenerator.create().');
    this.#handle = handle!;
  }

  /** @throws as `LanguageModel.create()` */
  static async create(options: TextGeneratorCreateOptions = {}): Promise<TextGenerator> {
    const { model = defaultModels.chat, signal, monitor, onProgress, ...configuration } = toDictionary(options, 'options');
    const handle = await openModel({
      model,
      configuration: configured(configuration),
      signal: toSignal(signal),
      monitor: toCallback(monitor, 'monitor'),
      onProgress: toCallback(onProgress, 'onProgress'),
    });
    return new TextGenerator(illegal, handle);
  }

  /** The model, the backend it runs on and how many threads. */
  get model(): ModelInfo {
    return this.#handle.info;
  }

  /**
   * Goes on from a text. Several may run at once.
   * @throws {DOMException} `QuotaExceededError` when the text is longer than the context, `InvalidStateError` after `destroy()`;
   * {SaguimError} `invalid-argument`, `worker-died`; the signal's reason
   */
  async generate(text: string, options: TextGeneratorOptions = {}): Promise<GenerationResult> {
    return this.#run(text, options, () => {});
  }

  /** As `generate()`, as a stream of texts which joined are the continuation. Cancelling it stops. */
  generateStreaming(text: string, options: TextGeneratorOptions = {}): ReadableStream<string> {
    const cancelled = new AbortController();
    return new ReadableStream<string>({
      start: (controller) => {
        this.#run(text, options, (piece) => controller.enqueue(piece), cancelled.signal).then(
          () => controller.close(),
          (error) => {
            if (!cancelled.signal.aborted) controller.error(error);
          },
        );
      },
      cancel: (reason) => cancelled.abort(reason),
    });
  }

  /** Token ids of a plain text. */
  async tokenize(text: string): Promise<number[]> {
    return this.#call((signal) => this.#handle.call('encode', { text: String(text) }, { signal }));
  }

  /** The text of token ids; control tokens are left out unless `control` is true. */
  async detokenize(tokens: readonly number[], options: { control?: boolean } = {}): Promise<string> {
    return this.#call((signal) => this.#handle.call('decode', { tokens, control: options.control }, { signal }));
  }

  /** Ends what runs and gives the model back. */
  destroy(): void {
    if (this.#destruction.signal.aborted) return;
    this.#destruction.abort(exception('InvalidStateError', 'The generator was destroyed.'));
    this.#handle.release();
  }

  async #run(
    text: string,
    options: TextGeneratorOptions,
    onText: (text: string) => void,
    cancelled?: AbortSignal,
  ): Promise<GenerationResult> {
    if (typeof text !== 'string') throw new SaguimError('invalid-argument', 'The text to continue must be a string');
    const { signal, onPrefill, onPiece, onResult, responseConstraint, grammar, ...request } = toDictionary(options, 'options');
    const constraint = toResponseConstraint(responseConstraint, grammar, request.maxTokens !== undefined)?.constraint;
    const work = async (both: AbortSignal) => {
      const result = await this.#handle.generate(
        { ...request, constraint, prompt: text },
        {
          signal: both,
          onItem: (item) => {
            if ('prefill' in item) return onPrefill?.(item.prefill.done, item.prefill.total);
            onPiece?.(item.piece);
            if (item.piece.text !== '') onText(item.piece.text);
          },
        },
      );
      onResult?.(result);
      return result;
    };
    return this.#call(work, toSignal(signal), cancelled);
  }

  #call<T>(work: (signal: AbortSignal) => Promise<T>, ...signals: (AbortSignal | undefined)[]): Promise<T> {
    return untilAborted(work, [this.#destruction.signal, ...signals]);
  }
}
