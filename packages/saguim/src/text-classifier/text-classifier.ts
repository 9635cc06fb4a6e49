import { SaguimError } from '@saguim/engine/spec';
import { type HeadMetrics, largestAt } from '../heads/index.js';
import type { ModelReference } from '../hub/index.js';
import { toSignal } from '../web/dictionary.js';
import { exception } from '../web/exceptions.js';
import { anySignal, orAborted } from '../web/signals.js';
import { isBuiltIn, loadBuiltIn, noClassifier } from './built-in.js';
import type { Classification, ClassifyOptions, EmbedderOptions, SaveOptions, TrainOptions, ZeroShotOptions } from './classifier-options.js';
import { contributions, type Explanation, occlusions, spansOf } from './explain.js';
import { withLanguageModel } from './language-model-rule.js';
import { entailedLabels, entails, modelClasses, openModelHandle } from './model-classes.js';
import { openEmbedder } from './open-embedder.js';
import type { HeldOutAnswer, Rule, TrainedRule } from './rule.js';
import { checkLabels, type DescribedLabel, meaningRule } from './zero-shot.js';

interface Answer {
  readonly probabilities: Float64Array;
  readonly scopeScore?: number;
}

const illegal = Symbol('illegal constructor');
/** Words of a text that are tried one by one; of a longer text, groups of neighbours. */
const mostSpans = 64;
const textsAtOnce = 64;

/** Heads and their training come when one is first asked for. */
const headRules = () => import('./head-rule.js');
/** A model's name, address or folder, and not the bytes of a saved head. */
const isModel = (source: ModelReference | ArrayBuffer | Uint8Array): source is Exclude<ModelReference, Blob> =>
  typeof source === 'string'
    ? !isBuiltIn(source)
    : !(source instanceof ArrayBuffer || source instanceof Uint8Array || (typeof Blob !== 'undefined' && source instanceof Blob));
const isTrained = (rule: Rule): rule is TrainedRule => 'checkCorrection' in rule;

/** Tells what texts are about or how they feel: with a head that comes along, labels told by their meaning, or examples of one's own. */
export class TextClassifier {
  readonly #rule: Rule;
  readonly #destruction = new AbortController();
  #learning: Promise<unknown> = Promise.resolve();

  /** @throws {TypeError} always: use `TextClassifier.load()`, `.zeroShot()` or `.train()` */
  constructor(key?: unknown, rule?: Rule) {
    if (key !== illegal) throw new TypeError('Illegal constructor: use TextClassifier.load(), .zeroShot() or .train().');
    this.#rule = rule!;
  }

  /**
   * A classifier that comes along (`sentiment`, `spam`; `sentiment` also for the model `moderation-en-pt`), one that was saved, or a model with
   * classes of its own by its name or path (`distilbert-base-uncased-finetuned-sst-2-english`), or as the files or the handle of its folder: then it
   * gives the probabilities that its makers' code gives.
   * @throws {SaguimError} `not-found` for an unknown name, `bad-file` for bytes that are no classifier, `unsupported` when it was made for
   * another embedder, and for a model without classes; as `SemanticEmbedder.create()`
   */
  static async load(source: ModelReference | ArrayBuffer | Uint8Array, options: EmbedderOptions = {}): Promise<TextClassifier> {
    if (isModel(source)) return TextClassifier.#ofModel(source, options);
    const { loadHeadRule } = await headRules();
    const named = typeof source === 'string';
    return new TextClassifier(illegal, await loadHeadRule(named ? loadBuiltIn(source) : [source], named ? source : undefined, options));
  }

  static async #ofModel(model: Exclude<ModelReference, Blob>, options: EmbedderOptions): Promise<TextClassifier> {
    try {
      return new TextClassifier(illegal, modelClasses(await openModelHandle(model, options)));
    } catch (error) {
      const cause = (error as { cause?: unknown } | null)?.cause;
      throw cause instanceof SaguimError && cause.code === 'not-found' ? noClassifier(String(model), error) : error;
    }
  }

  /**
   * A classifier by the meaning of labels, without examples. A sentence about each label says more than its name. With a `model` that was
   * trained to tell what follows from a text (bart-large-mnli), that decides; else how close the meanings are, and where there is a
   * `languageModel`, also how likely it finds the text after the label's name in `hypothesis`.
   * @throws {SaguimError} `invalid-argument`; as `SemanticEmbedder.create()`
   */
  static async zeroShot(labels: readonly (string | DescribedLabel)[], options: ZeroShotOptions = {}): Promise<TextClassifier> {
    const checked = checkLabels(labels);
    const { hypothesis = 'This example is {}.', multiLabel = false, model, embedder, languageModel } = options;
    if (typeof hypothesis !== 'string' || !hypothesis.includes('{}')) {
      throw new SaguimError('invalid-argument', '`hypothesis` has no place for the label', {
        where: 'hypothesis',
        hint: 'Write {} there.',
      });
    }
    const named = checked.map(({ label }) => hypothesis.replaceAll('{}', () => label));
    if (model !== undefined && !embedder) {
      const handle = await openModelHandle(model, options);
      if (entails(handle)) {
        const hypotheses = checked.map(({ texts }, i) => texts[1] ?? named[i]!);
        return new TextClassifier(illegal, entailedLabels(handle, { hypotheses, labels: checked.map(({ label }) => label), multiLabel }));
      }
      // Loaded already when the embedder asks for it.
      handle.release();
    }
    const meanings = await meaningRule(await openEmbedder(options), checked, toSignal(options.signal));
    if (languageModel === undefined) return new TextClassifier(illegal, meanings);
    try {
      const handle = await openModelHandle(languageModel, options, 'chat');
      return new TextClassifier(illegal, withLanguageModel(meanings, handle, named));
    } catch (error) {
      meanings.release();
      throw error;
    }
  }

  /**
   * A classifier made of examples, on this device: embeds them (each only once, also in later trainings), chooses the strength of the penalty
   * by cross-validation, calibrates, and measures.
   * @throws {SaguimError} `invalid-argument` with what is wrong with the examples and what to do; as `SemanticEmbedder.create()`; the
   * signal's reason
   */
  static async train(options: TrainOptions): Promise<TextClassifier> {
    return new TextClassifier(illegal, await (await headRules()).trainHeadRule(options));
  }

  get labels(): readonly string[] {
    return this.#rule.labels;
  }

  /** Whether several labels may be right for a text. */
  get multiLabel(): boolean {
    return this.#rule.multiLabel;
  }

  /** How good it was when it was trained; without examples nothing is known. */
  get metrics(): HeadMetrics | undefined {
    return this.#trained?.metrics;
  }

  /**
   * What was said of each example while it was held out, when this was trained: where a label may be wrong. Of very many examples a share of
   * them; texts without white space around. Undefined for one that was loaded, since no texts are saved.
   */
  get heldOut(): readonly HeldOutAnswer[] | undefined {
    return this.#trained?.heldOut;
  }

  /** How many examples it was made of, corrections included. */
  get examples(): number {
    return this.#trained?.examples ?? 0;
  }

  /**
   * What a text, or each of several, is.
   * @throws {SaguimError} `invalid-argument` for a text in which nothing can be read; {DOMException} `InvalidStateError` after `destroy()`; the
   * signal's reason
   */
  classify(text: string, options?: ClassifyOptions): Promise<Classification>;
  classify(texts: readonly string[], options?: ClassifyOptions): Promise<Classification[]>;
  async classify(input: string | readonly string[], options: ClassifyOptions = {}): Promise<Classification | Classification[]> {
    if (typeof input !== 'string' && !Array.isArray(input)) {
      throw new SaguimError('invalid-argument', `The text is of type ${typeof input}`, { hint: 'Give a string, or a list of strings.' });
    }
    const texts = typeof input === 'string' ? [input] : (input as readonly string[]);
    const answers = await this.#call(options.signal, (signal) => this.#answer(texts, { ...options, signal }));
    const all = answers.map((answer) => this.#toClassification(answer));
    return typeof input === 'string' ? all[0]! : all;
  }

  /**
   * Which words moved the answer: how much less likely the label is without each of them.
   * @throws as `classify()`
   */
  async explain(text: string, options: ClassifyOptions & { label?: string } = {}): Promise<Explanation> {
    const { label } = options;
    if (label !== undefined && !this.labels.includes(label)) {
      throw new SaguimError('invalid-argument', `There is no label "${label}"`, {
        where: 'label',
        hint: `There are: ${this.labels.slice(0, 20).join(', ')}.`,
      });
    }
    const spans = spansOf(text, mostSpans);
    const without = occlusions(text, spans);
    const readable = without.filter(isReadable);
    const answers = await this.#call(options.signal, (signal) => this.#answer([text, ...readable], { ...options, signal }));
    const [whole, ...parts] = answers;
    const place = label === undefined ? largestAt(whole!.probabilities) : this.labels.indexOf(label);
    // Without its only word a text says nothing: then every label is as likely as the next.
    const blank = this.multiLabel ? 0.5 : 1 / this.labels.length;
    const scores = without.map((one) => (isReadable(one) ? parts.shift()!.probabilities[place]! : blank));
    const score = whole!.probabilities[place]!;
    return { label: this.labels[place]!, score, words: contributions(text, spans, score, scores) };
  }

  /**
   * Learns from a correction, without forgetting what it knew. Corrections are learned one after the other. Later `save()` has them.
   * @throws {SaguimError} `invalid-argument` for a label that it does not have, `unsupported` without a trained head; as `classify()`
   */
  async learn(text: string, label: string | readonly string[], options: { signal?: AbortSignal } = {}): Promise<void> {
    const rule = this.#trained;
    if (!rule) {
      throw new SaguimError('unsupported', 'A classifier without examples cannot learn', { hint: 'Train one: TextClassifier.train().' });
    }
    const learn = rule.checkCorrection(text, label);
    const earlier = this.#learning;
    const learning = this.#call(options.signal, async (signal) => {
      await earlier.catch(() => {});
      await learn(signal);
    });
    this.#learning = learning;
    return learning;
  }

  /**
   * The classifier as a small file for `load()`.
   * @throws {SaguimError} `unsupported` without a trained head
   */
  save(options: SaveOptions = {}): Uint8Array<ArrayBuffer> {
    const rule = this.#trained;
    if (!rule) {
      throw new SaguimError('unsupported', 'A classifier without examples has nothing to save', {
        hint: 'Keep its labels and descriptions instead.',
      });
    }
    return rule.save(options);
  }

  /** Ends what runs and gives the embedder back, unless it is the caller's. */
  destroy(): void {
    if (this.#destruction.signal.aborted) return;
    this.#destruction.abort(exception('InvalidStateError', 'The classifier was destroyed.'));
    this.#rule.release();
  }

  get #trained(): TrainedRule | undefined {
    return isTrained(this.#rule) ? this.#rule : undefined;
  }

  async #answer(texts: readonly string[], { signal, priority, onProgress }: ClassifyOptions): Promise<Answer[]> {
    const answers: Answer[] = [];
    const count = this.labels.length;
    for (let first = 0; first < texts.length; first += textsAtOnce) {
      const batch = texts.slice(first, first + textsAtOnce);
      const { probabilities, scope } = await this.#rule.classify(batch, { priority, signal });
      for (let i = 0; i < batch.length; i++) {
        answers.push({ probabilities: probabilities.subarray(i * count, (i + 1) * count), scopeScore: scope?.[i] });
      }
      onProgress?.(answers.length, texts.length);
    }
    return answers;
  }

  #toClassification({ probabilities, scopeScore }: Answer): Classification {
    const best = largestAt(probabilities);
    const { labels } = this;
    const threshold = this.#trained?.scopeThreshold;
    return {
      label: labels[best]!,
      score: probabilities[best]!,
      // Labels are anyone's texts, and "__proto__" is one.
      scores: Object.fromEntries(labels.map((label, k) => [label, probabilities[k]!])),
      ...(this.multiLabel && { labels: labels.filter((_, k) => probabilities[k]! >= 0.5) }),
      outOfScope: scopeScore !== undefined && threshold !== undefined && scopeScore < threshold,
      ...(scopeScore !== undefined && { scopeScore }),
    };
  }

  async #call<T>(given: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const both = anySignal([this.#destruction.signal, toSignal(given)]);
    try {
      both.signal.throwIfAborted();
      return await orAborted(work(both.signal), both.signal);
    } finally {
      both.release();
    }
  }
}

const isReadable = (text: string) => !/^[\s\p{P}\p{Cc}\p{Cf}]*$/u.test(text);
