import { SaguimError } from '@saguim/engine/spec';
import { type Head, type HeadInput, type LabelledRows, largestAt } from '../heads/index.js';
import { engineClient, type LearnArguments, loadSettings } from '../runtime/index.js';
import { toCallback, toDictionary, toSignal } from '../web/dictionary.js';
import { checkNumber, type EmbedderOptions, type TrainingProgress, type TrainOptions } from './classifier-options.js';
import { checkExamples, exampleWeights, isMultiLabel } from './examples.js';
import { type FeatureShelf, featuresOf } from './feature-store.js';
import { hashWords } from './hash-words.js';
import { columnsNeeded, takeColumns } from './head-columns.js';
import { configurationOf, type OpenedEmbedder, openEmbedder } from './open-embedder.js';
import type { HeldOutAnswer } from './rule.js';

const mostColumns = 65_536;
/** The means of the last layer and of the next one that the features have; measured (docs/quality.md). */
const twoMeans = [0, 2];

/** Checks, embeds and trains. When it fails nothing is left behind. @throws as `TextClassifier.train()` */
export async function trainInWorker(given: TrainOptions): Promise<{ head: Head; heldOut: HeldOutAnswer[]; opened: OpenedEmbedder }> {
  const options = toDictionary(given, 'options') as TrainOptions;
  const { validation, outOfScope = [], classWeights, l2, seed = 0, contradictions, scope = true } = options;
  const signal = toSignal(options.signal);
  const onProgress: (progress: TrainingProgress) => void = toCallback(options.onProgress, 'onProgress') ?? (() => {});
  checkNumber(l2, 0, 1e6, 'l2');
  checkNumber(seed, 0, 2 ** 32 - 1, 'seed', true);
  checkNumber(options.columns, 1, mostColumns, 'columns', true);
  if (!['undefined', 'boolean', 'string'].includes(typeof options.cache) || options.cache === '') {
    throw new SaguimError('invalid-argument', '`cache` is no folder', { where: 'cache', hint: 'Name a folder, or give true or false.' });
  }
  const examples = checkExamples(options.examples, { multiLabel: options.multiLabel, contradictions });
  const multiLabel = options.multiLabel ?? isMultiLabel(options.examples);
  const rowWeights = exampleWeights(examples, classWeights);
  const held = validation && checkExamples(validation, { where: 'validation', known: examples.labels, multiLabel, contradictions });
  const phrases =
    options.phrases && checkExamples(options.phrases, { where: 'phrases', known: examples.labels, multiLabel, contradictions });
  if (!Array.isArray(outOfScope) || !outOfScope.every((text) => typeof text === 'string')) {
    throw new SaguimError('invalid-argument', 'The texts out of scope are no list of texts', { where: 'outOfScope' });
  }

  const opened = await openEmbedder(options);
  try {
    const { embedder } = opened;
    const kind = options.features ?? (embedder.featureDimensions > embedder.dimensions ? 'layers' : 'embedding');
    const width = kind === 'layers' ? embedder.featureDimensions : embedder.dimensions;
    const means = options.columns === undefined && width >= 3 * embedder.dimensions;
    const columns = options.columns ?? Math.min(width, (kind === 'layers' ? 2 : 1) * embedder.dimensions);
    checkNumber(columns, 1, width, 'columns', true);
    const input: HeadInput = {
      model: embedder.model,
      fingerprint: embedder.fingerprint,
      features: kind,
      kind: 'symmetric',
      columns,
      ...(means && { blocks: twoMeans }),
    };
    const texts = [...examples.texts, ...(held?.texts ?? []), ...outOfScope];
    const tell = (done: number, total: number) => onProgress({ phase: 'embed', done, total });
    const choice = { ...input, columns: columnsNeeded(input) };
    const features = await featuresOf(
      embedder,
      texts,
      choice,
      { signal, priority: 'background', onProgress: tell },
      shelfOf(options, signal),
    );
    const rows = takeColumns(features, texts.length, input);
    if (!rows.every(Number.isFinite)) {
      throw new SaguimError('internal', 'The embedder gave what is no number', {
        where: embedder.model,
        hint: 'Train with another embedder, and report it.',
      });
    }
    const trained = examples.texts.length * columns;
    const checked = trained + (held?.texts.length ?? 0) * columns;
    const validationRows: LabelledRows | undefined = held && {
      features: rows.slice(trained, checked),
      targets: held.targets,
      words: hashWords(held.texts),
    };
    const configuration = configurationOf(options);
    const { heldOut, ...head } = await engineClient(configuration).call(
      'headTrain',
      {
        // Copies: a part of a buffer would take all of it to the worker.
        features: rows.slice(0, trained),
        targets: examples.targets,
        labels: examples.labels,
        link: multiLabel ? 'sigmoid' : 'softmax',
        input,
        rowWeights,
        validation: validationRows,
        words: hashWords(examples.texts),
        phrases: phrases && { words: hashWords(phrases.texts), targets: phrases.targets, weights: phrases.weights },
        outOfScope: outOfScope.length ? { features: rows.slice(checked), words: hashWords(outOfScope) } : undefined,
        scope,
        l2,
        seed,
        wasmUrl: loadSettings(configuration).wasmUrl,
      },
      { signal, onItem: onProgress },
    );
    const { labels, texts: exampleTexts } = examples;
    const said = Array.from(heldOut.rows, (row, i): HeldOutAnswer => {
      const best = largestAt(heldOut.probabilities, i * labels.length, labels.length);
      return { text: exampleTexts[row]!, label: labels[best - i * labels.length]!, score: heldOut.probabilities[best]! };
    });
    return { head, heldOut: said, opened };
  } catch (error) {
    opened.release();
    throw error;
  }
}

/** Embeddings that are kept on the device. A place that was named must be one; else what cannot be kept is computed again. */
function shelfOf(options: TrainOptions, signal: AbortSignal | undefined): FeatureShelf | undefined {
  const { cache = true } = options;
  if (cache === false) return undefined;
  const folder = typeof cache === 'string' ? cache : undefined;
  const client = engineClient(configurationOf(options));
  const attempt = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (signal?.aborted || (folder !== undefined && !(error instanceof SaguimError && error.code === 'storage-full'))) throw error;
      return undefined;
    }
  };
  return {
    read: (name, columns, texts) => attempt(client.call('headFeatures', { folder, group: { name, columns }, texts }, { signal })),
    add: (name, columns, texts, rows) =>
      attempt(client.call('headKeepFeatures', { folder, group: { name, columns }, texts, rows }, { signal })),
  };
}

/** The head after a correction. */
export function learnInWorker(options: EmbedderOptions, request: LearnArguments, signal: AbortSignal): Promise<Head> {
  const configuration = configurationOf(options);
  return engineClient(configuration).call('headLearn', { ...request, wasmUrl: loadSettings(configuration).wasmUrl }, { signal });
}
