import { type Calibration, calibrated } from './calibration.js';
import { linearScores, type Matrix } from './matrix.js';
import type { HeadMetrics } from './metrics.js';
import type { Link } from './probabilities.js';
import { type Scope, scopeScores } from './scope.js';
import { type Standardisation, standardise } from './standardise.js';
import { type WordRows, type WordWeights, wordScores } from './words.js';

/** What a head reads: which numbers of which embedder. */
export interface HeadInput {
  readonly model: string;
  /** The embedder's, when the head was made: with another one its answers would be wrong. */
  readonly fingerprint: string;
  readonly features: 'embedding' | 'layers';
  readonly kind: 'query' | 'document' | 'symmetric';
  /** How many numbers of a row of features are used: from its beginning, or the blocks below. */
  readonly columns: number;
  /** Which blocks of equal width, in this order, where it is not the beginning of the row: 0 is the mean of the last layer. */
  readonly blocks?: readonly number[];
}

/** Rows that a head was made of, kept so that a correction does not undo what was learned. */
export interface HeadMemory {
  /** (rows, columns) standardised, each row as integers times its scale. */
  readonly values: Int8Array;
  readonly scales: Float32Array;
  /** (rows, labels) of 0 and 1. */
  readonly targets: Uint8Array;
  /** How many examples of the training each row stands for. */
  readonly weights: Float32Array;
}

/** A linear classifier over an embedder's features, with all that it takes to use it and to go on training it. Plain data. */
export interface Head {
  readonly labels: readonly string[];
  readonly link: Link;
  readonly input: HeadInput;
  readonly standardisation: Standardisation;
  /** (labels, columns + 1), biases last. */
  readonly weights: Float32Array;
  /** What the text's words add to the scores, where that helps. */
  readonly words?: WordWeights;
  readonly calibration: Calibration;
  readonly scope?: Scope;
  /** The strength of the penalty that it was fitted with, and on how many examples. */
  readonly l2: number;
  readonly examples: number;
  readonly memory?: HeadMemory;
  readonly metrics?: HeadMetrics;
}

export interface HeadAnswers {
  /** (rows, labels) before calibration. */
  readonly scores: Float64Array;
  /** (rows, labels), calibrated. */
  readonly probabilities: Float64Array;
  /** (rows,) how much each row is like what the head knows; higher is more. Where it has a scope. */
  readonly scope?: Float64Array;
}

/** What a head says about rows of features (rows, columns), and the same texts' words, which count where the head knows words. */
export function applyHead(head: Head, features: Matrix, words?: WordRows): HeadAnswers {
  const x = standardise(features, head.standardisation);
  const scores = new Float64Array(x.rows * head.labels.length);
  linearScores(x, Float64Array.from(head.weights), head.labels.length, scores);
  if (head.words && words) wordScores(head.words, words).forEach((score, at) => void (scores[at]! += score));
  const probabilities = calibrated(scores, head.calibration, head.link);
  return { scores, probabilities, scope: head.scope && scopeScores(x, probabilities, head.scope.centroids) };
}
