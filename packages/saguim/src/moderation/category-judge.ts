import type { Head } from '../heads/index.js';
import { applyHead, matrix } from '../heads/index.js';
import { engineClient, loadSettings } from '../runtime/index.js';
import type { EmbedderOptions } from '../text-classifier/index.js';
import { configurationOf } from '../text-classifier/open-embedder.js';
import { fewShotLabels, labelsAskedFor } from './few-shot-labels.js';
import type { ModerationLabel } from './labels.js';
import type { ModelReader } from './model-reader.js';
import { ordinaryTexts } from './ordinary-texts.js';
import type { Policy, PolicyCategory } from './policy.js';

/** From so many examples on, a category is learned from them. */
export const fewShotExamples = 8;

/** A category by its meaning: how close texts are to it, told from how close ordinary ones are. */
interface Meaning {
  readonly vector: Float32Array;
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Deviations above ordinary texts at which it is as likely as not, and how fast it grows there. Chosen on a few descriptions, not measured: so a
 * category without examples calls itself zero-shot.
 */
const middle = 3.5;
const steepness = 1.5;

/** Judges a site's own categories from the vectors that all labels share. */
export class CategoryJudge {
  readonly labels: readonly ModerationLabel[];
  readonly #meanings: ReadonlyMap<string, Meaning>;
  readonly #head: Head | undefined;

  private constructor(labels: readonly ModerationLabel[], meanings: ReadonlyMap<string, Meaning>, head: Head | undefined) {
    this.labels = labels;
    this.#meanings = meanings;
    this.#head = head;
  }

  /** Makes ready what a policy asks for beside the labels of the model. @throws as `ModelReader.vectors()`; the signal's reason */
  static async prepare(policy: Policy, reader: ModelReader, options: EmbedderOptions, signal?: AbortSignal): Promise<CategoryJudge> {
    const asked = labelsAskedFor(policy);
    const trained = reader.labelScores.labels.map(({ name }) => name);
    const own = [
      ...fewShotLabels.filter(({ name }) => asked.has(name) && !trained.includes(name)),
      ...(policy.categories ?? []).filter(({ anyOf, noneOf }) => !anyOf && !noneOf),
    ];
    const learned = own.filter(({ examples = [] }) => new Set(examples).size >= fewShotExamples);
    const told = own.filter((category) => !learned.includes(category));
    const ordinary = own.length === 0 ? [] : present(await reader.vectors(ordinaryTexts, { signal, priority: 'background' }));
    const meanings = new Map<string, Meaning>();
    for (const { name, description, examples = [] } of told) {
      const vectors = present(await reader.vectors([description, ...examples], { signal, priority: 'background' }));
      const vector = meanOf(vectors, reader.embedder.dimensions);
      const near = ordinary.map((one) => dot(one, vector));
      const mean = near.reduce((sum, value) => sum + value, 0) / near.length;
      const deviation = Math.sqrt(near.reduce((sum, value) => sum + (value - mean) ** 2, 0) / near.length);
      meanings.set(name, { vector, mean, deviation: Math.max(deviation, 1e-6) });
    }
    const head = learned.length === 0 ? undefined : await learn(learned, ordinary, reader, options, signal);
    const labels = own.map(({ name, description, examples = [] }): ModerationLabel => {
      const languages = ['en', 'pt'];
      if (!head || meanings.has(name)) {
        return {
          name,
          description,
          languages,
          quality: 'zero-shot',
          evidence: 'Its description alone: nothing is known of how good it is.',
        };
      }
      const figures = head.metrics?.labels.find(({ label }) => label === name);
      const measured = figures
        ? `; of its examples held out in turn it finds ${percent(figures.recall)}, and ${percent(figures.precision)} of what it finds is right`
        : '';
      return { name, description, languages, quality: 'few-shot', evidence: `${examples.length} examples${measured}.` };
    });
    return new CategoryJudge(labels, meanings, head);
  }

  /** Scores of one vector, in the order of `labels`. */
  of(vector: Float32Array): number[] {
    const learned = this.#head && applyHead(this.#head, matrix(vector, vector.length)).probabilities;
    return this.labels.map(({ name }) => {
      const meaning = this.#meanings.get(name);
      if (!meaning) return learned![this.#head!.labels.indexOf(name)]!;
      const away = (dot(vector, meaning.vector) - meaning.mean) / meaning.deviation;
      return 1 / (1 + Math.exp(-steepness * (away - middle)));
    });
  }
}

const percent = (share: number) => `${Math.round(100 * share)} %`;
const present = (vectors: readonly (Float32Array | undefined)[]) => vectors.filter((vector) => vector !== undefined);

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function meanOf(vectors: readonly Float32Array[], dimensions: number): Float32Array {
  const mean = new Float32Array(dimensions);
  for (const vector of vectors) for (let i = 0; i < dimensions; i++) mean[i]! += vector[i]! / vectors.length;
  return mean;
}

/** One head for all categories that have examples; ordinary texts and counter-examples belong to none. */
async function learn(
  categories: readonly PolicyCategory[],
  ordinary: readonly Float32Array[],
  reader: ModelReader,
  options: EmbedderOptions,
  signal: AbortSignal | undefined,
): Promise<Head> {
  const names = categories.map(({ name }) => name);
  const owners = new Map<string, Set<string>>();
  for (const { name, examples = [], counterExamples = [] } of categories) {
    for (const text of counterExamples) if (!owners.has(text)) owners.set(text, new Set());
    for (const text of examples) owners.set(text, (owners.get(text) ?? new Set()).add(name));
  }
  const texts = [...owners.keys()];
  const vectors = await reader.vectors(texts, { signal, priority: 'background' });
  const rows = [
    ...ordinary.map((vector) => ({ vector, labels: new Set<string>() })),
    ...texts.flatMap((text, i) => (vectors[i] ? [{ vector: vectors[i], labels: owners.get(text)! }] : [])),
  ];
  const { dimensions, model, fingerprint } = reader.embedder;
  const features = new Float32Array(rows.length * dimensions);
  rows.forEach(({ vector }, i) => void features.set(vector, i * dimensions));
  const configuration = configurationOf(options);
  return engineClient(configuration).call(
    'headTrain',
    {
      features,
      targets: Uint8Array.from(rows.flatMap(({ labels }) => names.map((name) => Number(labels.has(name))))),
      labels: names,
      link: 'sigmoid',
      input: { model, fingerprint, features: 'embedding', kind: 'symmetric', columns: dimensions },
      scope: false,
      seed: 0,
      wasmUrl: loadSettings(configuration).wasmUrl,
    },
    { signal },
  );
}
