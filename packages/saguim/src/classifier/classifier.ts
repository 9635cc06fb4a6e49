// biome-ignore-all lint/complexity/noArguments: no argument and undefined differ in Web IDL, and rest parameters would change `classify.length`

import { type Availability, type Configuration, configured, defaultModels, type OnProgress } from '../hub/index.js';
import { SemanticEmbedder } from '../semantic-embedder/index.js';
import type { TextEmbedder } from '../semantic-embedder/text-embedder.js';
import type { CreateMonitorCallback } from '../web/create-monitor.js';
import { toCallback, toDictionary, toSignal, toText } from '../web/dictionary.js';
import { exception, toWebError } from '../web/exceptions.js';
import { hostRules, isForbidden, rulesOf } from '../web/host-rules.js';
import { availabilityOf } from '../web/model-availability.js';
import { quotaExceededError } from '../web/quota-exceeded-error.js';
import { anySignal, orAborted } from '../web/signals.js';
import { categoryProbabilities, confidentCategories } from './categories.js';
import { type LoadedCategories, loadCategories } from './load-categories.js';

/** What the standard has no member for. */
export interface SaguimClassifierOptions extends Configuration {
  /** Bytes of the download and of loading, finer than the standard's event. */
  onProgress?: OnProgress;
}

export interface ClassifierCreateOptions {
  signal?: AbortSignal;
  monitor?: CreateMonitorCallback;
  saguim?: SaguimClassifierOptions;
}

export interface ClassifierClassifyOptions {
  /** What is known about the text beside it, such as its title. */
  context?: string;
  signal?: AbortSignal;
}

/** What a classifier has that the standard has no member for. */
export interface ClassifierDetails {
  /** The categories' names, by id. */
  readonly names: Readonly<Record<string, string>>;
}

interface Parts {
  readonly session: SemanticEmbedder;
  readonly embedder: TextEmbedder;
  readonly categories: LoadedCategories;
  readonly destruction: AbortController;
}

/** Characters a text and its context may have: some thousand times what the embedder reads at once. */
const mostCharacters = 1 << 20;
const illegal = Symbol('illegal constructor');

/**
 * Tells which categories of the IAB Content Taxonomy 3.1 a text belongs to, in the shape that the web platform discusses.
 * https://github.com/webmachinelearning/classifier-api
 */
export class Classifier {
  readonly #parts: Parts;

  /** @throws {TypeError} always: classifiers come from `Classifier.create()` */
  constructor(key?: unknown, parts?: Parts) {
    if (key !== illegal) throw new TypeError('Illegal constructor: use Classifier.create().');
    this.#parts = parts!;
  }

  /** Whether a classifier can be created, and whether its model must be downloaded first. */
  static async availability(options: ClassifierCreateOptions = {}): Promise<Availability> {
    const given = toDictionary(options, 'options');
    if (await isForbidden(rulesOf(given))) return 'unavailable';
    return availabilityOf(defaultModels.embed, configured(toDictionary(given.saguim, 'saguim')));
  }

  /**
   * A new classifier. Downloads and loads the embedding model where that has not happened.
   * @throws {DOMException} `NotSupportedError`, `NetworkError`; {SaguimError} for what the platform has no name for; the signal's reason
   */
  static async create(options: ClassifierCreateOptions = {}): Promise<Classifier> {
    const given = toDictionary(options, 'options');
    const monitor = toCallback(given.monitor, 'monitor');
    const signal = toSignal(given.signal);
    const saguim = { ...toDictionary(given.saguim, 'saguim'), model: defaultModels.embed };
    const whole = { signal, monitor, saguim, [hostRules]: rulesOf(given) };
    const session = await SemanticEmbedder.create(whole);
    try {
      const embedder = session.saguim.textEmbedder;
      const categories = await orAborted(loadCategories(embedder), signal);
      const destruction = new AbortController();
      destruction.signal.addEventListener('abort', () => session.destroy(), { once: true });
      signal?.throwIfAborted();
      signal?.addEventListener('abort', () => destruction.abort(signal.reason), { once: true, signal: destruction.signal });
      return new Classifier(illegal, { session, embedder, categories, destruction });
    } catch (error) {
      session.destroy();
      throw toWebError(error);
    }
  }

  /** Characters that a text may have, its context included. */
  get inputQuota(): number {
    return mostCharacters;
  }

  get saguim(): ClassifierDetails {
    return { names: Object.fromEntries(this.#parts.categories.categories.map(({ id, name }) => [id, name])) };
  }

  /**
   * The categories of a text, as JSON: a list of `{id, confidence}`, most confident first. Of a text without anything to read, an empty list.
   * @throws {DOMException} `QuotaExceededError`, `AbortError` after `destroy()`; {TypeError}; {SaguimError} `worker-died`; the signal's reason
   */
  async classify(input: string, options: ClassifierClassifyOptions = {}): Promise<string> {
    if (arguments.length === 0) throw new TypeError('classify() needs an input.');
    const text = toText(input).trim();
    const given = toDictionary(options, 'options');
    const context = given.context === undefined ? '' : toText(given.context).trim();
    const signal = toSignal(given.signal);
    const { destruction, embedder, categories } = this.#parts;
    const both = anySignal([destruction.signal, signal]);
    try {
      both.signal.throwIfAborted();
      if (!/[\p{L}\p{N}\p{S}]/u.test(text)) return '[]';
      const whole = context === '' ? text : `${context}\n${text}`;
      if (whole.length > mostCharacters) {
        throw quotaExceededError('The text is too long to classify.', { quota: mostCharacters, requested: whole.length });
      }
      const row = await orAborted(
        embedder.embedTexts([whole], { kind: 'document', priority: 'interactive', signal: both.signal }),
        both.signal,
      );
      return JSON.stringify(
        confidentCategories(categoryProbabilities(row, categories.vectors, categories.categories), categories.categories),
      );
    } catch (error) {
      throw toWebError(error);
    } finally {
      both.release();
    }
  }

  /** Ends the classifier: what is pending rejects, and so does every later call. The model is given back. */
  destroy(): undefined {
    this.#parts.destruction.abort(exception('AbortError', 'The classifier was destroyed.'));
  }
}

Object.defineProperty(Classifier.prototype, Symbol.toStringTag, { value: 'Classifier', configurable: true });
