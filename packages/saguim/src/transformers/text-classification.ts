import type { TextClassifier } from '../text-classifier/index.js';

export interface ClassifiedLabel {
  label: string;
  /** Its probability. */
  score: number;
}

export interface TextClassificationOptions {
  /** How many labels of each text, the likeliest first; null: all of them. Default: 1. */
  top_k?: number | null;
  /** The same, as version 2 had it. */
  topk?: number | null;
  signal?: AbortSignal;
}

/** The likeliest label of a text, or of each of several; with `top_k` other than 1 a list of labels for each. */
export interface TextClassification {
  (text: string, options?: TextClassificationOptions): Promise<ClassifiedLabel[]>;
  (texts: readonly string[], options: TextClassificationOptions & { top_k: Exclude<number, 1> | null }): Promise<ClassifiedLabel[][]>;
  (texts: readonly string[], options?: TextClassificationOptions): Promise<ClassifiedLabel[]>;
}

/** @param nameOf what a label is called */
export function textClassification(classifier: TextClassifier, nameOf = (label: string) => label): TextClassification {
  async function call(input: unknown, options: TextClassificationOptions = {}): Promise<unknown> {
    const wanted = options.top_k === undefined ? options.topk : options.top_k;
    const count = wanted === undefined ? 1 : (wanted ?? Infinity);
    if (!(count >= 1)) throw new RangeError('top_k must be a number of at least 1, or null.');
    const texts = toTexts(input);
    const answers = await classifier.classify(texts, { signal: options.signal });
    const labels = answers.map(({ scores }) =>
      Object.entries(scores)
        .map(([label, score]): ClassifiedLabel => ({ label: nameOf(label), score }))
        .sort((a, b) => b.score - a.score)
        .slice(0, count),
    );
    if (count === 1) return labels.flat();
    return Array.isArray(input) ? labels : labels[0];
  }
  return call as TextClassification;
}

/** @throws {TypeError} */
export function toTexts(input: unknown): string[] {
  const texts: unknown[] = Array.isArray(input) ? input : [input];
  if (!texts.every((text) => typeof text === 'string')) throw new TypeError('The input must be a text or a list of texts.');
  return texts as string[];
}
