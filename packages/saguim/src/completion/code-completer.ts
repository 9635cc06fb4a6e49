import type { ModelInfo } from '@saguim/engine';
import {
  type Availability,
  type Configuration,
  configured,
  defaultModels,
  locateModel,
  type ModelReference,
  modelAvailability,
  type OnProgress,
} from '../hub/index.js';
import { engineClient, type InfillSupport, type InfillUse, type ModelHandle } from '../runtime/index.js';
import type { CreateMonitorCallback } from '../web/create-monitor.js';
import { toCallback, toDictionary, toEnum, toSignal } from '../web/dictionary.js';
import { exception, toWebError } from '../web/exceptions.js';
import { openModel } from '../web/open-model.js';
import { untilAborted } from '../web/until-aborted.js';
import { checkCompletionRequest, checkFillOptions, checkPatience, checkThreshold } from './check-request.js';
import type { CompletionMaker } from './completion-maker.js';
import type { CodeSuggestion, Completer, CompletionCallOptions, CompletionRequest, CompletionWork } from './completion-request.js';
import type { CompletionSession } from './completion-session.js';
import { CompletionStatistics } from './completion-statistics.js';
import type { FilledText, FillOptions } from './fill-text.js';
import { withPatience } from './patience.js';
import { type CompletionSessionOptions, createCompletionSession } from './suggestion-session.js';

export interface CodeCompleterOptions extends Configuration {
  /** As `saguim.model` of `LanguageModel.create()`. Default: the chat model that comes along, which is for trying. */
  model?: ModelReference;
  /** What confidence a suggestion must have to be shown; 0 … 1. Default 0.4. */
  threshold?: number;
  /**
   * Whether the model's marks for filling in the middle are used: `auto` (default) where it was taught them for certain; `fim` where its vocabulary has them;
   * `prefix` never. `fim` is refused where there are none.
   */
  infill?: InfillUse;
  /** Name of the project, which some families have a place for. */
  repository?: string;
  /** Node alone: a file to keep counts in. Browsers keep them for the origin. */
  statistics?: string | URL;
  signal?: AbortSignal;
  monitor?: CreateMonitorCallback;
  onProgress?: OnProgress;
}

const illegal = Symbol('illegal constructor');
const uses = ['auto', 'fim', 'prefix'] as const;

interface CompleterParts {
  readonly handle: ModelHandle;
  readonly support: InfillSupport;
  readonly use: InfillUse;
  readonly repository: string | undefined;
  readonly maker: CompletionMaker;
  readonly statistics: CompletionStatistics;
}

/** Completes code at a caret: by filling in the middle where the model was taught to, else by going on from the text before it. */
export class CodeCompleter implements Completer {
  readonly #parts: CompleterParts;
  readonly #destruction = new AbortController();

  /** @throws {TypeError} always: use `CodeCompleter.create()` */
  constructor(key?: unknown, parts?: CompleterParts) {
    if (key !== illegal) throw new TypeError('Illegal constructor: use CodeCompleter.create().');
    this.#parts = parts!;
  }

  /** Whether a completer with this model can be created, and whether the model must be downloaded first. */
  static async availability(options: Pick<CodeCompleterOptions, 'model' | 'models'> = {}): Promise<Availability> {
    const { model = defaultModels.chat, ...configuration } = toDictionary(options, 'options');
    return modelAvailability(model, configured(configuration).models);
  }

  /**
   * What a model does with the text after a caret: `fim` has marks for it, `prefix` goes on from the text before the caret and the text
   * after it chooses among answers, `none` writes nothing. Reads the model's header alone; a model that is not on this device is downloaded.
   * @throws as `LanguageModel.create()`
   */
  static async supports(
    model: ModelReference,
    options: Configuration & { signal?: AbortSignal; infill?: InfillUse } = {},
  ): Promise<'fim' | 'prefix' | 'none'> {
    const { signal, infill = 'auto', ...configuration } = toDictionary(options, 'options');
    const use = toEnum(infill, uses, 'infill');
    try {
      const settings = configured(configuration);
      const location = locateModel(model, settings.models);
      return (await engineClient(settings).call('infillInspect', { location, use }, { signal: toSignal(signal) })).mode;
    } catch (error) {
      throw toWebError(error);
    }
  }

  /** @throws as `LanguageModel.create()`; {DOMException} `NotSupportedError` for a model that writes no text, and for `fim` without marks */
  static async create(options: CodeCompleterOptions = {}): Promise<CodeCompleter> {
    const given = toDictionary(options, 'options');
    const {
      model = defaultModels.chat,
      threshold = 0.4,
      infill = 'auto',
      repository,
      statistics,
      signal,
      monitor,
      onProgress,
      ...configuration
    } = given;
    checkThreshold(threshold);
    const use = toEnum(infill, uses, 'infill');
    const counted = CompletionStatistics.open(statistics);
    const handle = await openModel({
      model,
      task: 'code',
      configuration: configured(configuration),
      signal: toSignal(signal),
      monitor: toCallback(monitor, 'monitor'),
      onProgress: toCallback(onProgress, 'onProgress'),
    });
    try {
      const support = await handle.call('infillSupport', { use }, { signal: toSignal(signal) });
      if (support.mode === 'none') throw exception('NotSupportedError', 'The model embeds texts and writes none.');
      if (use === 'fim' && support.mode !== 'fim') {
        throw exception(
          'NotSupportedError',
          `${handle.info.name} has no marks for filling in the middle: leave infill out, or choose a model for code.`,
        );
      }
      // Comes when it is first used: a page without a bundler fetches all that is exported.
      const { CompletionMaker } = await import('./completion-maker.js');
      const maker = new CompletionMaker(handle, { use, mode: support.mode, threshold, repository });
      return new CodeCompleter(illegal, { handle, support, use, repository, maker, statistics: await counted });
    } catch (error) {
      handle.release();
      throw toWebError(error);
    }
  }

  /** The model, the backend it runs on and how many threads. */
  get model(): ModelInfo {
    return this.#parts.handle.info;
  }

  /** Whether the model fills in the middle, and the family whose marks it knows. */
  get support(): InfillSupport {
    return this.#parts.support;
  }

  /** What became of suggestions. */
  get statistics(): CompletionStatistics {
    return this.#parts.statistics;
  }

  /** What the model has had to do so far, for what was given up too. */
  get work(): CompletionWork {
    return this.#parts.maker.work;
  }

  /** What confidence a suggestion must have to be shown, 0 … 1: what was asked for. */
  get threshold(): number {
    return this.#parts.maker.threshold;
  }

  /** @throws {SaguimError} `invalid-argument` for what is no number from 0 to 1 */
  set threshold(value: number) {
    this.#parts.maker.threshold = checkThreshold(value);
  }

  /**
   * What fits between the prefix and the suffix; null where nothing good comes.
   * @throws {SaguimError} `invalid-argument`, `worker-died` (the next call starts anew); {DOMException} `InvalidStateError` after
   * `destroy()`; the signal's reason
   */
  async complete(request: CompletionRequest, options: CompletionCallOptions = {}): Promise<CodeSuggestion | null> {
    const checked = checkCompletionRequest(request);
    const { signal, priority, steady, patience = Infinity, ...given } = toDictionary(options, 'options');
    const onPartial = toCallback(given.onPartial, 'onPartial');
    const threshold = checked.threshold ?? this.#learned();
    const { maker } = this.#parts;
    const make = (enough: AbortSignal, tell: typeof onPartial) =>
      maker.complete({ ...checked, threshold }, { signal: enough, priority, onPartial: tell, steady });
    return this.#call(
      (both) => (patience === Infinity ? make(both, onPartial) : withPatience(checkPatience(patience), both, onPartial, make)),
      toSignal(signal),
    );
  }

  /**
   * What the model writes between prefix and suffix, as it comes: nothing is judged, cut or left out, and both texts are given as they are. For programs that
   * ask as they would a server; editors want `complete()`. Several may run at once.
   * @throws {DOMException} `QuotaExceededError` when the texts are longer than the context; else as `complete()`
   */
  async fill(
    request: Pick<CompletionRequest, 'prefix' | 'suffix' | 'language' | 'path' | 'files'>,
    options: FillOptions = {},
  ): Promise<FilledText> {
    const checked = checkCompletionRequest(request);
    const { signal, onText, ...rest } = toDictionary(options, 'options');
    checkFillOptions(rest);
    const { fillText } = await import('./fill-text.js');
    const { handle, use, repository } = this.#parts;
    const given = { ...rest, use, repository, onText: toCallback(onText, 'onText') };
    return this.#call((both) => fillText(handle, checked, { ...given, signal: both }), toSignal(signal));
  }

  /** Computes ahead what a completion there will need. @throws as `complete()` */
  async prepare(request: CompletionRequest, options: Pick<CompletionCallOptions, 'signal'> = {}): Promise<void> {
    const checked = checkCompletionRequest(request);
    await this.#call((both) => this.#parts.maker.prepare(checked, both), toSignal(options.signal));
  }

  /**
   * Grey text for one document, which any editor can paint. What becomes of suggestions is counted.
   * @throws {SaguimError} `invalid-argument` naming the option and what it may be
   */
  session(options: CompletionSessionOptions = {}): CompletionSession {
    return createCompletionSession(this, { counter: this.#parts.statistics, ...options });
  }

  /** Ends what runs and gives the model back. */
  destroy(): void {
    if (this.#destruction.signal.aborted) return;
    this.#destruction.abort(exception('InvalidStateError', 'The completer was destroyed.'));
    this.#parts.handle.release();
  }

  /** Who takes little of what is shown is shown less, and only what is likelier. */
  #learned(): number {
    const { useful } = this.#parts.statistics;
    const { threshold } = this.#parts.maker;
    if (useful === undefined || threshold === 0) return threshold;
    return Math.min(0.95, Math.max(0, threshold + 0.2 * Math.max(0, 0.2 - useful) - 0.1 * Math.max(0, useful - 0.4)));
  }

  #call<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    return untilAborted(work, [this.#destruction.signal, signal]);
  }
}
