import { SaguimError } from '@saguim/engine/spec';
import { applyHead, decodeHead, encodeHead, type Head, matrix } from '../heads/index.js';
import type { TextEmbedder } from '../semantic-embedder/text-embedder.js';
import type { ClassifyOptions, EmbedderOptions, SaveOptions, TrainOptions } from './classifier-options.js';
import { checkExamples } from './examples.js';
import { featuresOf } from './feature-store.js';
import { hashWords } from './hash-words.js';
import { columnsNeeded, takeColumns } from './head-columns.js';
import { type OpenedEmbedder, openEmbedder } from './open-embedder.js';
import type { HeldOutAnswer, RuleAnswers, TrainedRule } from './rule.js';
import { learnInWorker, trainInWorker } from './train.js';

/** Labels by a head on an embedder's features. */
class HeadRule implements TrainedRule {
  #head: Head;
  readonly #opened: OpenedEmbedder;
  readonly #options: EmbedderOptions;

  constructor(
    head: Head,
    opened: OpenedEmbedder,
    options: EmbedderOptions,
    readonly heldOut?: readonly HeldOutAnswer[],
  ) {
    this.#head = head;
    this.#opened = opened;
    this.#options = options;
  }

  get labels() {
    return this.#head.labels;
  }

  get multiLabel() {
    return this.#head.link === 'sigmoid';
  }

  get metrics() {
    return this.#head.metrics;
  }

  get examples() {
    return this.#head.examples;
  }

  get scopeThreshold() {
    return this.#head.scope?.threshold;
  }

  async classify(texts: readonly string[], { priority, signal }: ClassifyOptions): Promise<RuleAnswers> {
    const head = this.#head;
    const { columns, features, kind } = head.input;
    const rows = await this.#opened.embedder.embedTexts(texts, { features, kind, priority, signal });
    return applyHead(head, matrix(takeColumns(rows, texts.length, head.input), columns), hashWords(texts));
  }

  checkCorrection(text: string, label: string | readonly string[]): (signal: AbortSignal) => Promise<void> {
    const { multiLabel, labels } = this;
    const { texts, targets } = checkExamples([{ text, label }], { where: 'example', multiLabel, known: labels });
    return async (signal) => {
      const { input } = this.#head;
      const features = await featuresOf(this.#opened.embedder, texts, { ...input, columns: columnsNeeded(input) }, { signal });
      const row = takeColumns(features, 1, input);
      const head = await learnInWorker(this.#options, { head: this.#head, row, target: targets, words: hashWords(texts) }, signal);
      signal.throwIfAborted();
      this.#head = head;
    };
  }

  save({ memory = true }: SaveOptions): Uint8Array<ArrayBuffer> {
    const { memory: kept, ...head } = this.#head;
    return encodeHead(memory && kept ? { ...head, memory: kept } : head);
  }

  release(): void {
    this.#opened.release();
  }
}

/**
 * The first of some heads that was made for the embedder: one that was saved, or those that come along under a name.
 * @throws as `TextClassifier.load()`
 */
export async function loadHeadRule(
  sources: Iterable<ArrayBuffer | Uint8Array | Blob> | AsyncIterable<Uint8Array>,
  name: string | undefined,
  options: EmbedderOptions,
): Promise<TrainedRule> {
  let opened: OpenedEmbedder | undefined;
  let first: Head | undefined;
  try {
    for await (const source of sources) {
      const head = decodeHead(await toBytes(source), name);
      first ??= head;
      opened ??= await openEmbedder({ ...options, model: options.model ?? head.input.model });
      if (fits(head, opened.embedder)) return new HeadRule(head, opened, options);
    }
    throw madeForAnother(first!, opened!.embedder);
  } catch (error) {
    opened?.release();
    throw error;
  }
}

/** @throws as `TextClassifier.train()` */
export async function trainHeadRule(options: TrainOptions): Promise<TrainedRule> {
  const { head, heldOut, opened } = await trainInWorker(options);
  return new HeadRule(head, opened, options, heldOut);
}

async function toBytes(source: ArrayBuffer | Uint8Array | Blob): Promise<Uint8Array> {
  if (typeof Blob !== 'undefined' && source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  if (source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  throw new SaguimError('invalid-argument', 'A classifier is loaded by its name or from bytes', { hint: 'Read the file first.' });
}

function fits({ input }: Head, embedder: TextEmbedder): boolean {
  const width = input.features === 'layers' ? embedder.featureDimensions : embedder.dimensions;
  return input.fingerprint === embedder.fingerprint && columnsNeeded(input) <= width;
}

function madeForAnother({ input }: Head, embedder: TextEmbedder): SaguimError {
  return new SaguimError('unsupported', `This classifier was made for the embedder ${input.model}, not for ${embedder.model}`, {
    hint: 'Load it with the embedder that it was made for, or train it again from the examples.',
    details: { made: input.fingerprint, found: embedder.fingerprint },
  });
}
