import type { HeadMetrics } from '../heads/index.js';
import type { ClassifyOptions, SaveOptions } from './classifier-options.js';

/** Probabilities (texts, labels), and for each text how much it is like what the rule knows; higher is more. */
export interface RuleAnswers {
  readonly probabilities: Float64Array;
  readonly scope?: Float64Array;
}

/** What turns texts into probabilities: a trained head, the meanings of labels, or a model with classes of its own. */
export interface Rule {
  readonly labels: readonly string[];
  /** Whether several labels may be right for a text. */
  readonly multiLabel: boolean;
  classify(texts: readonly string[], options: ClassifyOptions): Promise<RuleAnswers>;
  /** Gives back what it holds of a model, unless that is the caller's. */
  release(): void;
}

/** What was said of an example before it was learned from. */
export interface HeldOutAnswer {
  readonly text: string;
  /** The likeliest label, and how likely it was. */
  readonly label: string;
  readonly score: number;
}

/** A rule that was made of examples. */
export interface TrainedRule extends Rule {
  readonly metrics: HeadMetrics | undefined;
  readonly heldOut?: readonly HeldOutAnswer[];
  /** How many examples it was made of, corrections included. */
  readonly examples: number;
  /** Texts below it are unlike all that it was made of. */
  readonly scopeThreshold: number | undefined;
  /** @throws {SaguimError} `invalid-argument` before anything is learned */
  checkCorrection(text: string, label: string | readonly string[]): (signal: AbortSignal) => Promise<void>;
  save(options: SaveOptions): Uint8Array<ArrayBuffer>;
}
