import { SaguimError } from '@saguim/engine/spec';
import { toProbabilities } from '../heads/index.js';
import type { EmbedTextsOptions, TextEmbedder } from '../semantic-embedder/text-embedder.js';
import type { OpenedEmbedder } from './open-embedder.js';
import type { Rule } from './rule.js';

/** A label that is told by what it means; `description` is a sentence or several, in any language that the model knows. */
export interface DescribedLabel {
  readonly label: string;
  readonly description?: string | readonly string[];
}

/**
 * Embeddings of such models lie close together: cosines of unlike texts are 0.7 and more. This makes shares of them; measured
 * (docs/quality.md).
 */
const sharpness = 100;

const blank = /^[\s\p{Cc}\p{Cf}]*$/u;

/** @throws {SaguimError} `invalid-argument` */
export function checkLabels(labels: readonly (string | DescribedLabel)[]): { label: string; texts: string[] }[] {
  const wrong = (what: string, hint: string) => new SaguimError('invalid-argument', what, { where: 'labels', hint });
  if (!Array.isArray(labels))
    throw wrong('The labels are no list', "Such as ['sport', 'politics'], or objects with label and description.");
  const checked = labels.map((value: string | DescribedLabel) => {
    const { label, description = [] } = typeof value === 'string' ? { label: value } : ((value ?? {}) as DescribedLabel);
    const descriptions = typeof description === 'string' ? [description] : description;
    if (typeof label !== 'string' || blank.test(label)) throw wrong('A label is no text', 'A label is a string that is not empty.');
    if (!Array.isArray(descriptions) || !descriptions.every((text) => typeof text === 'string' && !blank.test(text))) {
      throw wrong(`The description of "${label}" is no text`, 'Give a sentence, or leave it out.');
    }
    // The name, what it means, and both together: of the mixtures that were tried the one that suits most labels.
    return { label, texts: [label, ...descriptions.flatMap((text: string) => [text, `${label}: ${text}`])] };
  });
  if (checked.length < 2)
    throw wrong('There are fewer than two labels', 'A classifier tells labels apart: give at least two, such as "other".');
  const twice = checked.find(({ label }, i) => checked.findIndex((other) => other.label === label) !== i);
  if (twice) throw wrong(`The label "${twice.label}" is there twice`, 'Give it once, with all of its descriptions.');
  return checked;
}

/**
 * The mean of the embeddings of each label's texts, (labels, dimensions). Not of length 1: the cosine to a label is the mean of those to its
 * texts, and one with many texts is not closer to everything.
 */
export async function labelVectors(
  embedder: TextEmbedder,
  labels: readonly (readonly string[])[],
  options: Pick<EmbedTextsOptions, 'signal'> = {},
): Promise<Float32Array> {
  const { dimensions } = embedder;
  const rows = await embedder.embedTexts(labels.flat(), { ...options, kind: 'document' });
  const vectors = new Float32Array(labels.length * dimensions);
  let at = 0;
  for (const [k, texts] of labels.entries()) {
    for (let t = 0; t < texts.length; t++) {
      for (let j = 0; j < dimensions; j++, at++) vectors[k * dimensions + j]! += rows[at]! / texts.length;
    }
  }
  return vectors;
}

/** Scores (texts, labels) for a softmax: how close texts are to labels. */
export function labelScores(rows: Float32Array, vectors: Float32Array, dimensions: number): Float64Array {
  const labels = vectors.length / dimensions;
  const texts = rows.length / dimensions;
  const out = new Float64Array(texts * labels);
  for (let i = 0; i < texts; i++) {
    for (let k = 0; k < labels; k++) {
      let cosine = 0;
      for (let j = 0; j < dimensions; j++) cosine += rows[i * dimensions + j]! * vectors[k * dimensions + j]!;
      out[i * labels + k] = sharpness * cosine;
    }
  }
  return out;
}

/** Labels by how close texts are to what the labels mean. @throws as `labelVectors`; then the embedder is given back */
export async function meaningRule(
  { embedder, release }: OpenedEmbedder,
  labels: readonly { label: string; texts: readonly string[] }[],
  signal: AbortSignal | undefined,
): Promise<Rule> {
  let vectors: Float32Array;
  try {
    vectors = await labelVectors(
      embedder,
      labels.map(({ texts }) => texts),
      { signal },
    );
  } catch (error) {
    release();
    throw error;
  }
  return {
    labels: labels.map(({ label }) => label),
    multiLabel: false,
    release,
    async classify(texts, { priority, signal }) {
      const rows = await embedder.embedTexts(texts, { kind: 'document', priority, signal });
      const probabilities = labelScores(rows, vectors, embedder.dimensions);
      for (let at = 0; at < probabilities.length; at += labels.length) toProbabilities(probabilities, 'softmax', at, labels.length);
      return { probabilities };
    },
  };
}
