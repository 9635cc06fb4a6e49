import { builtInHeads, TextClassifier, type TrainingProgress } from 'saguim';
import { SaguimMeaning, type SaguimMeaningOptions } from '../meaning/saguim-meaning.js';
import type { Classification, ClassifyProvider, Explanation, Head, LabelledText, TrainingReport } from './classify-provider.js';
import { judge } from './held-out.js';
import { toExplanation } from './to-explanation.js';

/** Classifies and learns with the library, on this device. */
export function createSaguimClassifyProvider(options: SaguimMeaningOptions = {}): ClassifyProvider {
  return new SaguimClassifyProvider(options);
}

interface TrainOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
}

class SaguimClassifyProvider extends SaguimMeaning implements ClassifyProvider {
  readonly builtIn = builtInHeads;

  async load(head: string | Uint8Array, signal?: AbortSignal): Promise<Head> {
    const source = typeof head === 'string' ? head : head.slice();
    return new SaguimHead(await TextClassifier.load(source, { embedder: await this.textEmbedder(), signal }));
  }

  async train(
    examples: readonly LabelledText[],
    { signal, onProgress }: TrainOptions = {},
  ): Promise<{ head: Head; report: TrainingReport }> {
    const embedder = await this.textEmbedder();
    const begun = performance.now();
    const classifier = await TextClassifier.train({
      examples,
      embedder,
      signal,
      onProgress: (progress) => onProgress?.(fractionOf(progress)),
    });
    const place = new Map(examples.map(({ text }, index) => [text.trim(), index]));
    const answers = classifier.heldOut!.map(({ text, label, score }) => ({ example: place.get(text)!, said: label, score }));
    const { accuracy, macroF1, calibrationError, reliability, rows } = classifier.metrics!;
    const report: TrainingReport = {
      examples: rows,
      accuracy,
      macroF1: macroF1.value,
      calibrationError,
      reliability: reliability.filter(({ count }) => count > 0),
      ...judge(examples, classifier.labels, answers),
      milliseconds: performance.now() - begun,
    };
    return { head: new SaguimHead(classifier), report };
  }
}

/** Embedding is most of the work, the first time. */
function fractionOf({ phase, done, total }: TrainingProgress): number {
  const [from, to] = { embed: [0, 0.7], search: [0.7, 0.9], fit: [0.9, 0.95], measure: [0.95, 1] }[phase] as [number, number];
  return from + (total > 0 ? done / total : 0) * (to - from);
}

class SaguimHead implements Head {
  readonly #classifier: TextClassifier;

  constructor(classifier: TextClassifier) {
    this.#classifier = classifier;
  }

  get labels(): readonly string[] {
    return this.#classifier.labels;
  }

  async classify(text: string, signal?: AbortSignal): Promise<Classification> {
    const { label, scores, outOfScope } = await this.#classifier.classify(text, { signal });
    const sorted = Object.entries(scores)
      .map(([name, score]) => ({ label: name, score }))
      .sort((a, b) => b.score - a.score);
    return { label: outOfScope ? undefined : label, scores: sorted };
  }

  async explain(text: string, signal?: AbortSignal): Promise<Explanation> {
    return toExplanation(await this.#classifier.explain(text, { signal }));
  }

  async save(): Promise<Uint8Array> {
    return this.#classifier.save();
  }

  destroy(): void {
    this.#classifier.destroy();
  }
}
