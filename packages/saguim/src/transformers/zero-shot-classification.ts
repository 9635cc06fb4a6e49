import { SaguimError } from '@saguim/engine/spec';
import type { ModelHandle } from '../runtime/index.js';
import type { SemanticEmbedder } from '../semantic-embedder/index.js';
import { TextClassifier } from '../text-classifier/index.js';
import { entailedLabels, entails } from '../text-classifier/model-classes.js';
import { toTexts } from './text-classification.js';

export interface ZeroShotResult {
  sequence: string;
  /** The likeliest first. */
  labels: string[];
  scores: number[];
}

export interface ZeroShotClassificationOptions {
  /** The sentence that is tried with each label in place of `{}`. Default: `This example is {}.` */
  hypothesis_template?: string;
  /** Whether several labels may be right. Default: false. */
  multi_label?: boolean;
  signal?: AbortSignal;
}

export interface ZeroShotClassification {
  (text: string, labels: string | readonly string[], options?: ZeroShotClassificationOptions): Promise<ZeroShotResult>;
  (texts: readonly string[], labels: string | readonly string[], options?: ZeroShotClassificationOptions): Promise<ZeroShotResult[]>;
}

type Scores = (texts: readonly string[], labels: readonly string[], options: ZeroShotClassificationOptions) => Promise<number[][]>;

function zeroShot(scoresOf: Scores): ZeroShotClassification {
  async function call(input: unknown, candidates: unknown, options: ZeroShotClassificationOptions = {}): Promise<unknown> {
    const texts = toTexts(input);
    const labels = toTexts(candidates);
    if (labels.length === 0) throw new TypeError('There must be at least one label.');
    const template = options.hypothesis_template ?? 'This example is {}.';
    if (!template.includes('{}')) throw new TypeError('hypothesis_template must have a place {} for the label.');
    const scores = await scoresOf(texts, labels, { ...options, hypothesis_template: template });
    const results = texts.map((sequence, i): ZeroShotResult => {
      const order = labels.map((_, k) => k).sort((a, b) => scores[i]![b]! - scores[i]![a]!);
      return { sequence, labels: order.map((k) => labels[k]!), scores: order.map((k) => scores[i]![k]!) };
    });
    return Array.isArray(input) ? results : results[0];
  }
  return call as ZeroShotClassification;
}

/** By a model that was trained to tell what follows from a text. @throws {SaguimError} `unsupported` for another */
export function zeroShotByEntailment(handle: ModelHandle): ZeroShotClassification {
  if (!entails(handle)) {
    throw new SaguimError('unsupported', 'The model does not tell what follows from a text', {
      where: handle.info.name,
      hint: 'Take one that was trained for it (bart-large-mnli), an embedding model, or none.',
    });
  }
  return zeroShot(async (texts, labels, { hypothesis_template, multi_label = false, signal }) => {
    const hypotheses = labels.map((label) => hypothesis_template!.replace('{}', () => label));
    // A single label has nothing to be compared with but its opposite.
    const classes = entailedLabels(handle, { hypotheses, labels, multiLabel: multi_label || labels.length === 1 });
    const { probabilities: all } = await classes.classify(texts, { signal });
    return texts.map((_, i) => Array.from(all.subarray(i * labels.length, (i + 1) * labels.length)));
  });
}

/** By how close the meanings of labels are. */
export function zeroShotByMeaning(embedder: SemanticEmbedder): ZeroShotClassification {
  return zeroShot(async (texts, labels, { multi_label, signal }) => {
    if (multi_label) {
      throw new SaguimError('unsupported', 'Meanings are compared with each other, so that one label is right', {
        where: 'multi_label',
        hint: 'Take a model that was trained to tell what follows from a text (bart-large-mnli).',
      });
    }
    const classifier = await TextClassifier.zeroShot(labels, { embedder: embedder.saguim.textEmbedder, signal });
    try {
      const answers = await classifier.classify(texts, { signal });
      return answers.map(({ scores }) => labels.map((label) => scores[label]!));
    } finally {
      classifier.destroy();
    }
  });
}
