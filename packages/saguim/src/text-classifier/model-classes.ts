import { SaguimError } from '@saguim/engine/spec';
import { toProbabilities } from '../heads/index.js';
import type { ModelReference } from '../hub/index.js';
import type { ModelHandle } from '../runtime/index.js';
import { openModel } from '../web/open-model.js';
import { anySignal } from '../web/signals.js';
import type { ClassifyOptions, EmbedderOptions } from './classifier-options.js';
import { configurationOf } from './open-embedder.js';
import type { Rule } from './rule.js';

/** A model that tells whether one text follows from another, and where it says so. */
const ENTAILMENT = /^entail/i;
const CONTRADICTION = /^contradict/i;

/** @throws as `openModel` */
export async function openModelHandle(
  model: ModelReference,
  options: EmbedderOptions,
  task: 'classification' | 'chat' = 'classification',
): Promise<ModelHandle> {
  // The signal is for this call alone, and what is opened lives longer.
  const opening = anySignal([options.signal]);
  try {
    return await openModel({
      model,
      task,
      configuration: configurationOf(options),
      signal: opening.signal,
      monitor: options.monitor,
      onProgress: options.onModelProgress,
    });
  } finally {
    opening.release();
  }
}

/**
 * The classes that a model was trained for. The handle is this one's from now on.
 * @throws {SaguimError} `unsupported` for a model that has none
 */
export function modelClasses(handle: ModelHandle): Rule {
  const { classes, name } = handle.info;
  if (!classes) {
    handle.release();
    throw new SaguimError('unsupported', 'The model has no classes of its own', {
      where: name,
      hint: 'Train a classifier on it, or tell labels by their meaning: TextClassifier.train(), .zeroShot().',
    });
  }
  const { labels, multiLabel } = classes;
  return {
    labels,
    multiLabel,
    async classify(texts, options) {
      const scores = Float64Array.from(await classScores(handle, texts, [], options));
      for (let at = 0; at < scores.length; at += labels.length) {
        toProbabilities(scores, multiLabel ? 'sigmoid' : 'softmax', at, labels.length);
      }
      return { probabilities: scores };
    },
    release: () => handle.release(),
  };
}

/** Whether a model tells what follows from a text, so that it can judge labels that it has never seen. */
export function entails(handle: ModelHandle): boolean {
  const { classes } = handle.info;
  return classes?.pairs === true && classes.labels.some((label) => ENTAILMENT.test(label));
}

export interface EntailmentOptions {
  /** A sentence for each label, that is true of the texts that it suits. */
  readonly hypotheses: readonly string[];
  readonly labels: readonly string[];
  readonly multiLabel: boolean;
}

/**
 * Labels by whether a sentence about each follows from a text. Where one alone is right, the scores of following are compared; where several may
 * be, each is compared with that of contradicting. https://arxiv.org/abs/1909.00161
 */
export function entailedLabels(handle: ModelHandle, { hypotheses, labels, multiLabel }: EntailmentOptions): Rule {
  const names = handle.info.classes!.labels;
  const follows = names.findIndex((label) => ENTAILMENT.test(label));
  const contradicts = names.findIndex((label) => CONTRADICTION.test(label));
  return {
    labels,
    multiLabel,
    async classify(texts, options) {
      const scores = await classScores(handle, texts, hypotheses, options);
      const out = new Float64Array(texts.length * labels.length);
      // Without a class for contradictions its opposite is the first of the others.
      const against = contradicts >= 0 ? contradicts : follows === 0 ? 1 : 0;
      for (let i = 0; i < out.length; i++) {
        const score = scores[i * names.length + follows]!;
        out[i] = multiLabel ? score - scores[i * names.length + against]! : score;
      }
      for (let at = 0; at < out.length; at += labels.length) {
        toProbabilities(out, multiLabel ? 'sigmoid' : 'softmax', at, labels.length);
      }
      return { probabilities: out };
    },
    release: () => handle.release(),
  };
}

function classScores(
  handle: ModelHandle,
  texts: readonly string[],
  seconds: readonly string[],
  { signal, priority = 'interactive' }: ClassifyOptions,
): Promise<Float32Array> {
  return handle.call('classScores', { texts, seconds, priority }, { signal });
}
