import { SaguimError } from '@saguim/engine/spec';
import { runSlices } from '../heads/index.js';
import { contributions, type Explanation, occlusions, spansOf } from '../text-classifier/explain.js';
import { toSignal } from '../web/dictionary.js';
import { exception } from '../web/exceptions.js';
import { anySignal, orAborted } from '../web/signals.js';
import { assembleVerdict, type PieceScores } from './assemble-verdict.js';
import { loadBuiltInHeads } from './built-in-heads.js';
import { CategoryJudge } from './category-judge.js';
import { checkItem } from './check-item.js';
import { checkPolicy } from './check-policy.js';
import type { Decision, LearningState } from './decision.js';
import type { LabelQuality, ModerationLabel } from './labels.js';
import { ModelReader } from './model-reader.js';
import type { CheckItem, CheckManyOptions, CheckOptions, ModeratorOptions } from './moderator-options.js';
import type { Policy } from './policy.js';
import { type PreparedText, prepareText } from './prepare-text.js';
import { PolicyRules } from './run-rules.js';
import { logit } from './site-head.js';
import { SiteLearning } from './site-learning.js';
import type { TextModerator } from './text-moderator.js';
import { actionOf, lowest, thresholdsFor } from './thresholds.js';
import type { Sentiment, Verdict } from './verdict.js';

/** A policy with what was made ready of it; another policy replaces all of it at once. */
interface Ruling {
  readonly policy: Policy;
  readonly rules: PolicyRules;
  judge?: Promise<CategoryJudge>;
}

/** Everything that scores. */
interface Judges {
  readonly reader: ModelReader;
  readonly categories: CategoryJudge;
}

/** A piece with what the model alone said of it. */
interface ReadPiece extends PieceScores {
  readonly vector: Float32Array;
}

const mostExplained = 64;

/** What `Moderator` does, fetched when the first one is created: pages that do not moderate need not load it. */
export class ModeratorCore implements TextModerator {
  readonly #options: ModeratorOptions;
  readonly #learning: SiteLearning;
  readonly #destruction = new AbortController();
  #ruling: Ruling;
  #reader: ModelReader | undefined;
  #opening: Promise<ModelReader> | undefined;
  #failure: unknown;
  #labels: readonly ModerationLabel[] = [];
  #learned: Promise<unknown> = Promise.resolve();

  /** @throws {SaguimError} `bad-file` for `learning` that cannot be read */
  constructor(options: ModeratorOptions, policy: Policy) {
    this.#options = options;
    this.#ruling = { policy, rules: new PolicyRules(policy) };
    this.#learning = new SiteLearning(options.learning);
  }

  /** Loads the model; that it is missing is told by `failure`. @throws the signal's reason */
  async open({ signal, monitor, onModelProgress }: Pick<ModeratorOptions, 'signal' | 'monitor' | 'onModelProgress'>): Promise<void> {
    try {
      await this.#judges(this.#ruling, signal, { signal, monitor, onModelProgress });
    } catch {
      signal?.throwIfAborted();
    }
  }

  get policy(): Policy {
    return this.#ruling.policy;
  }

  get labels(): readonly ModerationLabel[] {
    return this.#labels;
  }

  get learning(): LearningState {
    return this.#learning.state;
  }

  get failure(): Error | undefined {
    return this.#failure === undefined ? undefined : this.#failure instanceof Error ? this.#failure : new Error(String(this.#failure));
  }

  async check(text: string, options: CheckOptions = {}): Promise<Verdict> {
    const { signal, priority, ...known } = options ?? {};
    return (await this.checkMany([{ ...known, text }], { signal, priority }))[0]!;
  }

  async checkMany(items: readonly (string | CheckItem)[], options: CheckManyOptions = {}): Promise<Verdict[]> {
    if (!Array.isArray(items)) throw new SaguimError('invalid-argument', 'The texts are no list', { where: 'items' });
    const checked = items.map((item, i) => checkItem(item, items.length === 1 ? '' : `items[${i}].`));
    const ruling = this.#ruling;
    const { policy, rules } = ruling;
    return this.#call(options.signal, async (signal) => {
      const prepared = checked.map((item) => prepareText(item, rules));
      const hits = prepared.map(({ ruleText }) => rules.run(ruleText));
      let read: ReadPiece[][];
      let judges: Judges;
      try {
        judges = await this.#judges(ruling, signal);
        read = await this.#read(judges, prepared, { ...options, signal });
        this.#failure = undefined;
      } catch (failure) {
        signal.throwIfAborted();
        this.#failure = failure;
        return prepared.map((one, i) => assembleVerdict({ policy, prepared: one, hits: hits[i]!, labels: [], failure }));
      }
      const labels = scored(judges).map(({ name }) => name);
      return prepared.map((one, i) => {
        const pieces = read[i]!.map((piece) => this.#learning.shift(piece));
        return assembleVerdict({ policy, prepared: one, hits: hits[i]!, pieces, labels, sentiment: sentimentOf(judges.reader, read[i]!) });
      });
    });
  }

  async explain(
    text: string,
    { label, signal: given, priority, ...known }: CheckOptions & { readonly label?: string } = {},
  ): Promise<Explanation> {
    const item = checkItem({ ...known, text }, '');
    const ruling = this.#ruling;
    return this.#call(given, async (signal) => {
      const judges = await this.#judges(ruling, signal);
      const names = scored(judges).map(({ name }) => name);
      if (label !== undefined && !names.includes(label)) {
        throw new SaguimError('invalid-argument', `There is no label "${label}" to explain`, {
          where: 'label',
          hint: `There are: ${names.join(', ')}.`,
        });
      }
      const prepared = prepareText(item, ruling.rules);
      const [read = []] = await this.#read(judges, [prepared], { signal, priority });
      const chosen = label ?? this.#closest(ruling.policy, prepared, read, names);
      const scoreOf = (one: ReadPiece) => this.#learning.shift(one).scores.get(chosen)!;
      const worst = read.reduce<ReadPiece | undefined>((most, one) => (!most || scoreOf(one) > scoreOf(most) ? one : most), undefined);
      if (!worst) return { label: chosen, score: 0, words: [] };
      const { piece } = worst;
      const spans = spansOf(piece.text, mostExplained);
      const without = occlusions(piece.text, spans).map((part) => ({ ...piece, text: part }));
      const [parts = []] = await this.#read(judges, [{ ...prepared, pieces: without }], { signal, priority });
      const byText = new Map(parts.map((one) => [one.piece.text, scoreOf(one)]));
      const score = scoreOf(worst);
      // Without its only word a text says nothing, and is nothing bad.
      const scores = without.map((one) => byText.get(one.text) ?? 1e-3);
      const words = contributions(piece.text, spans, score, scores).map((word) => {
        const [start, end] = piece.place(word.start, word.end);
        return { ...word, start, end };
      });
      return { label: chosen, score, words };
    });
  }

  async setPolicy(policy: Policy): Promise<void> {
    const checked = checkPolicy(policy);
    const ruling: Ruling = { policy: checked, rules: new PolicyRules(checked) };
    if (this.#reader) await this.#call(undefined, (signal) => this.#judges(ruling, signal));
    this.#ruling = ruling;
  }

  async learn(decision: Decision | readonly Decision[], options: { readonly signal?: AbortSignal } = {}): Promise<LearningState> {
    const earlier = this.#learned;
    const all = Array.isArray(decision) ? (decision as readonly Decision[]) : [decision as Decision];
    const learning = this.#call(options.signal, async (signal) => {
      await earlier.catch(() => {});
      const ruling = this.#ruling;
      const { policy } = ruling;
      const judges = await this.#judges(ruling, signal);
      const names = scored(judges).map(({ name }) => name);
      const checked = all.map((one, i) =>
        this.#learning.checkDecision(one, names, Array.isArray(decision) ? `decisions[${i}]` : 'decision'),
      );
      const prepared = checked.map(({ text, section }) => prepareText({ text, section }, ruling.rules));
      const read = await this.#read(judges, prepared, { signal, priority: 'background' });
      const { fingerprint, dimensions } = judges.reader.embedder;
      this.#learning.add(
        checked.flatMap((one, i) => {
          const pieces = read[i]!;
          if (pieces.length === 0) return [];
          const { language, item } = prepared[i]!;
          const closest = this.#closest(policy, prepared[i]!, pieces, names);
          const worst = pieces.reduce((most, piece) => (piece.scores.get(closest)! > most.scores.get(closest)! ? piece : most));
          const thresholds = thresholdsFor(policy, language, item.section);
          const now = pieces.map((piece) => this.#learning.shift(piece).scores);
          const flagged = now.some((scores) => [...scores].some(([name, score]) => actionOf(score, thresholds[name]).action !== 'allow'));
          return [this.#learning.toKept(one, { vector: worst.vector, scores: worst.scores, closest, flagged })];
        }),
        { fingerprint, dimensions },
      );
      await this.#relearn(policy, signal);
      return this.learning;
    });
    this.#learned = learning;
    return learning;
  }

  useLearning(active: boolean): LearningState {
    this.#learning.use(active);
    return this.learning;
  }

  saveLearning(): Uint8Array<ArrayBuffer> {
    return this.#learning.save();
  }

  destroy(): void {
    if (this.#destruction.signal.aborted) return;
    this.#destruction.abort(exception('InvalidStateError', 'The moderator was destroyed.'));
    this.#reader?.release();
  }

  /** The model, and the policy's categories; opened when they are first needed, and again after that failed. */
  async #judges(ruling: Ruling, signal: AbortSignal | undefined, opening: Partial<ModeratorOptions> = {}): Promise<Judges> {
    try {
      const reader = await orAborted((this.#opening ??= this.#open(opening)), signal);
      ruling.judge ??= CategoryJudge.prepare(ruling.policy, reader, this.#options, this.#destruction.signal);
      const categories = await orAborted(ruling.judge, signal).catch((error) => {
        if (!signal?.aborted) ruling.judge = undefined;
        throw error;
      });
      const judges = { reader, categories };
      if (ruling === this.#ruling || this.#labels.length === 0) this.#labels = withMade(ruling.policy, scored(judges));
      return judges;
    } catch (error) {
      if (!signal?.aborted) this.#failure = error;
      throw error;
    }
  }

  async #open(opening: Partial<ModeratorOptions>): Promise<ModelReader> {
    try {
      const heads = this.#options.heads ?? (await loadBuiltInHeads());
      const reader = await ModelReader.open({ ...this.#options, ...opening }, heads);
      if (this.#destruction.signal.aborted) {
        reader.release();
        throw this.#destruction.signal.reason;
      }
      this.#learning.checkModel(reader.embedder.fingerprint);
      await this.#relearn(this.#ruling.policy, this.#destruction.signal);
      this.#reader = reader;
      return reader;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  #relearn({ labels }: Policy, signal: AbortSignal): Promise<void> {
    const isFlagged = (name: string, score: number) => score >= (lowest(labels[name]) ?? 0.5);
    return runSlices(this.#learning.relearn(isFlagged), signal);
  }

  /** What the model alone says of all pieces of several texts, which go together. */
  async #read({ reader, categories }: Judges, texts: readonly PreparedText[], options: CheckManyOptions): Promise<ReadPiece[][]> {
    const vectors = await reader.vectors(
      texts.flatMap(({ pieces }) => pieces.flatMap(({ text, nameless }) => (nameless === undefined ? [text] : [text, nameless]))),
      options,
    );
    let at = 0;
    return texts.map(({ pieces, judgedAs }) =>
      pieces.flatMap((piece): ReadPiece[] => {
        const vector = vectors[at++];
        const nameless = piece.nameless === undefined ? undefined : vectors[at++];
        if (!vector) return [];
        const scores = new Map<string, number>();
        const own = reader.labelScores.of(reader.outputs(vector), judgedAs);
        const without = nameless && reader.labelScores.of(reader.outputs(nameless), judgedAs);
        for (const [i, { name }] of reader.labelScores.labels.entries()) {
          const score = without && name !== 'identity-attack' ? Math.min(own[i]!, without[i]!) : own[i]!;
          scores.set(name, piece.meant ? timesOdds(score, disguisedOdds) : score);
        }
        const others = categories.of(vector);
        categories.labels.forEach(({ name }, i) => void scores.set(name, others[i]!));
        return [{ piece, vector, scores }];
      }),
    );
  }

  /** The label that comes closest to its threshold, or goes beyond it furthest. */
  #closest(policy: Policy, { language, item }: PreparedText, pieces: readonly PieceScores[], names: readonly string[]): string {
    const thresholds = thresholdsFor(policy, language, item.section);
    const margin = (name: string) =>
      Math.max(...pieces.map(({ scores }) => logit(scores.get(name)!))) - logit(lowest(thresholds[name]) ?? 0.999);
    return names.reduce((best, name) => (margin(name) > margin(best) ? name : best));
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

/**
 * Who disguises a word means it: what only the plain reading says has so many times the odds. Ordinary sentences are not touched: three in thirty
 * thousand have another reading (docs/quality.md).
 */
const disguisedOdds = 2;

const timesOdds = (probability: number, times: number) => (probability * times) / (1 + probability * (times - 1));

/** Labels that the model scores itself. */
const scored = ({ reader, categories }: Judges) => [...reader.labelScores.labels, ...categories.labels];

/** Labels with those that are made of others, which are as good as the worst of these. */
function withMade({ categories = [] }: Policy, labels: readonly ModerationLabel[]): ModerationLabel[] {
  const all = [...labels];
  const qualities: readonly LabelQuality[] = ['trained', 'few-shot', 'zero-shot'];
  for (const { name, description, anyOf, noneOf } of categories) {
    const made = anyOf ?? noneOf;
    if (!made) continue;
    const parts = all.filter((label) => made.includes(label.name));
    const worst = parts.reduce((most, { quality }) => Math.max(most, qualities.indexOf(quality)), 0);
    const evidence = `${anyOf ? 'The greatest of' : '1 less the greatest of'}: ${made.join(', ')}.`;
    all.push({ name, description, quality: qualities[worst]!, languages: ['en', 'pt'], evidence });
  }
  return all;
}

/** How a text feels: the mean over its pieces as typed, by their length. */
function sentimentOf(reader: ModelReader, pieces: readonly ReadPiece[]): Sentiment | undefined {
  const sums = { positive: 0, neutral: 0, negative: 0 };
  let total = 0;
  for (const { piece, vector } of pieces) {
    if (piece.disguised) continue;
    const probabilities = reader.sentiment(vector);
    if (!probabilities) return undefined;
    const weight = piece.end - piece.start;
    total += weight;
    for (const label of ['positive', 'neutral', 'negative'] as const) sums[label] += weight * (probabilities.get(label) ?? 0);
  }
  return total === 0 ? undefined : { positive: sums.positive / total, neutral: sums.neutral / total, negative: sums.negative / total };
}
