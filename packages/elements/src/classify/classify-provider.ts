// What the classify element needs from whoever classifies: so little that a test, a server or another library can stand behind it.
import type { ModelSource } from '../chat/model-loader.js';

export interface LabelScore {
  readonly label: string;
  /** Probability, 0 … 1. */
  readonly score: number;
}

export interface Classification {
  /** Undefined: it does not know. */
  readonly label: string | undefined;
  /** All labels, likeliest first. */
  readonly scores: readonly LabelScore[];
}

/** A part of the text that moved the answer. Offsets are UTF-16 units. */
export interface WordInfluence {
  readonly start: number;
  readonly end: number;
  /** Above 0 it speaks for the label, below against it; -1 … 1, the strongest has the size 1. */
  readonly weight: number;
}

export interface Explanation {
  /** The label that the words speak for or against. */
  readonly label: string;
  readonly words: readonly WordInfluence[];
}

/** A classifier that is loaded. */
export interface Head {
  readonly labels: readonly string[];
  classify(text: string, signal?: AbortSignal): Promise<Classification>;
  explain(text: string, signal?: AbortSignal): Promise<Explanation>;
  /** It as a file. */
  save(): Promise<Uint8Array>;
  destroy(): void;
}

export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** A figure with the interval that it lies in at 95 %. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface LabelFigures {
  readonly label: string;
  /** Examples that have it. */
  readonly count: number;
  readonly precision: Estimate;
  readonly recall: Estimate;
  readonly f1: number;
}

/** How good a classifier is, on examples that it had not seen when it judged them. */
export interface TrainingReport {
  readonly examples: number;
  readonly accuracy: Estimate;
  readonly macroF1: number;
  /** Expected calibration error, 0 … 1. */
  readonly calibrationError: number;
  readonly labels: readonly LabelFigures[];
  /** Examples by their label (rows) and by what was said (columns), in the order of `labels`. */
  readonly confusion: readonly (readonly number[])[];
  /** How often it is right when it is so sure. */
  readonly reliability: readonly { readonly confidence: number; readonly accuracy: number; readonly count: number }[];
  /** Examples that it judged wrongly, the surest first; `example` counts in the order in which they were given. */
  readonly errors: readonly { readonly example: number; readonly said: string; readonly score: number }[];
  readonly milliseconds: number;
}

export interface ClassifyProvider extends ModelSource {
  /** Classifiers that come along. */
  readonly builtIn: readonly string[];
  /** @param head a name of `builtIn`, or the bytes that `save` gave */
  load(head: string | Uint8Array, signal?: AbortSignal): Promise<Head>;
  train(
    examples: readonly LabelledText[],
    options?: { signal?: AbortSignal; onProgress?: (fraction: number) => void },
  ): Promise<{ head: Head; report: TrainingReport }>;
}
