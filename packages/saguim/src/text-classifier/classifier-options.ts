import { SaguimError } from '@saguim/engine/spec';
import type { HeadMetrics, TrainProgress } from '../heads/index.js';
import type { Configuration, ModelReference, OnProgress } from '../hub/index.js';
import type { TextEmbedder } from '../semantic-embedder/text-embedder.js';
import type { CreateMonitorCallback } from '../web/create-monitor.js';
import type { Example } from './examples.js';

/** Where a classifier's features come from. */
export interface EmbedderOptions extends Configuration {
  /** An embedder that is there already; it stays the caller's. Default: one of our own, which `destroy()` gives back. */
  embedder?: TextEmbedder;
  /** As `saguim.model` of `SemanticEmbedder.create()`. */
  model?: ModelReference;
  signal?: AbortSignal;
  monitor?: CreateMonitorCallback;
  /** Bytes of the embedder's download and of loading. */
  onModelProgress?: OnProgress;
}

export interface ZeroShotOptions extends EmbedderOptions {
  /**
   * For a `model` that tells what follows from a text (bart-large-mnli), and for `languageModel`: the sentence that is tried with each label in place of `{}`. The
   * first is given a label's description as it is, where there is one. Default: `This example is {}.`
   */
  hypothesis?: string;
  /** For such a model: whether several labels may be right. Default: false. */
  multiLabel?: boolean;
  /**
   * A language model that has a word too: how likely it finds the text after `hypothesis` with the label's name. Slower: it reads the text once
   * for each label.
   */
  languageModel?: ModelReference;
}

export type TrainingProgress = TrainProgress | { readonly phase: 'embed'; readonly done: number; readonly total: number };

export interface TrainOptions extends EmbedderOptions {
  /** At least two of each label; eight are a good beginning. A list of labels makes every label right or not by itself. */
  examples: readonly Example[];
  /** Examples to measure on, of the same labels. Default: the training's own, held out in turn. */
  validation?: readonly Example[];
  /** Texts that belong to no label, to find the threshold of "I don't know". */
  outOfScope?: readonly string[];
  /** Whether it learns to say "I don't know". Default: true. Leave it out where every text has one of the labels. */
  scope?: boolean;
  /** More texts, of the same labels, that only teach which words speak for which label: they are not embedded, and tens of thousands cost little. */
  phrases?: readonly Example[];
  /** Whether several labels may be right. Default: whether an example's label is a list. */
  multiLabel?: boolean;
  /** What becomes of a text that is there with different labels. Default: `refuse`. */
  contradictions?: 'refuse' | 'drop';
  /** `balanced` lets rare labels count as much as frequent ones; or a number by label. */
  classWeights?: 'balanced' | Readonly<Record<string, number>>;
  /** Strength of the penalty. Default: chosen by cross-validation. */
  l2?: number;
  /** What the head reads. Default: `layers`, where the embedder has them. */
  features?: 'embedding' | 'layers';
  /** How many numbers of the features, from the beginning, where the last layer is. Default with `layers`: the means of two layers. */
  columns?: number;
  /** Equal seeds and examples give equal heads, to the bit. Default: 0. */
  seed?: number;
  /**
   * Whether embeddings of the examples are kept on the device, without their words, so that the next training need not make them again: in
   * browsers among the origin's private files (default), in Node in the folder that is named (default: nowhere). `false` keeps none.
   */
  cache?: boolean | string;
  onProgress?(progress: TrainingProgress): void;
}

export interface ClassifyOptions {
  signal?: AbortSignal;
  /** Default `interactive`. */
  priority?: 'interactive' | 'background';
  onProgress?(done: number, total: number): void;
}

/** What a classifier says about a text. */
export interface Classification {
  /** The likeliest label. */
  readonly label: string;
  /** Its probability. */
  readonly score: number;
  /** The probability of every label. They add up to 1, unless several labels may be right. */
  readonly scores: Readonly<Record<string, number>>;
  /** Where several labels may be right: those of at least one half. */
  readonly labels?: readonly string[];
  /** "I don't know": whether the text is unlike all that the classifier was trained on. Always false where that is not known. */
  readonly outOfScope: boolean;
  /** How much the text is like what the classifier was trained on: higher is more. Where that is known. */
  readonly scopeScore?: number;
}

export interface SaveOptions {
  /**
   * Whether the numbers of some examples (never their words) go into the file, so that `learn()` goes on without forgetting.
   * Default: true. Leave them out of what you publish if the examples are private.
   */
  memory?: boolean;
}

export type { HeadMetrics };

/** @throws {SaguimError} `invalid-argument` */
export function checkNumber(value: unknown, low: number, high: number, name: string, whole = false): void {
  if (value === undefined) return;
  if (typeof value !== 'number' || !(value >= low && value <= high) || (whole && !Number.isInteger(value))) {
    throw new SaguimError('invalid-argument', `\`${name}\` is ${String(value)}`, {
      where: name,
      hint: `Give a ${whole ? 'whole ' : ''}number from ${low} to ${high}.`,
    });
  }
}
