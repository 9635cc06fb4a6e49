import { largestAt } from './largest-at.js';
import type { Targets } from './logistic-regression.js';
import { type Link, toProbabilities } from './probabilities.js';

/** Turns scores into those whose probabilities can be believed: `score * slope + offset`, by label. */
export interface Calibration {
  readonly slope: Float32Array;
  readonly offset: Float32Array;
}

/**
 * One temperature for all scores (Guo and others, On Calibration of Modern Neural Networks, 2017), towards targets that leave room for an
 * error, as Platt's do: a few rows that are all right are no reason for certainty.
 */
function temperature(scores: Float64Array, { values, classes }: Targets): Calibration {
  const rows = values.length / classes;
  const doubt = classes > 1 ? 1 / (rows + 2) : 0;
  const others = doubt / Math.max(1, classes - 1);
  // Of each row the greatest score, which all others are told from, and the mean of those by what is wanted.
  const below = new Float64Array(scores.length);
  const wanted = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const at = i * classes;
    const greatest = scores[largestAt(scores, at, classes)]!;
    for (let k = at; k < at + classes; k++) {
      below[k] = scores[k]! - greatest;
      wanted[i]! += below[k]! * (values[k] ? 1 - doubt : others);
    }
  }
  // The loss is convex in the slope. Newton's steps, within what its derivatives leave.
  let [low, high, slope] = [Math.exp(-3), Math.exp(3), 1];
  for (let step = 0; step < 60 && high - low > 1e-6 * slope; step++) {
    let [first, second] = [0, 0];
    for (let i = 0; i < rows; i++) {
      let [all, mean, square] = [0, 0, 0];
      for (let k = i * classes; k < (i + 1) * classes; k++) {
        const score = below[k]!;
        const weight = Math.exp(slope * score);
        all += weight;
        mean += weight * score;
        square += weight * score ** 2;
      }
      first += mean / all - wanted[i]!;
      second += square / all - (mean / all) ** 2;
    }
    if (first > 0) high = slope;
    else low = slope;
    const next = slope - first / second;
    const moved = next > low && next < high ? next : (low + high) / 2;
    if (Math.abs(moved - slope) <= 1e-6 * slope) break;
    slope = moved;
  }
  return { slope: new Float32Array(classes).fill(slope), offset: new Float32Array(classes) };
}

/** A slope and an offset by label, towards targets that leave room for error (Platt, Probabilistic Outputs for SVMs, 1999). */
function platt(scores: Float64Array, { values, classes }: Targets): Calibration {
  const rows = values.length / classes;
  const slopes = new Float32Array(classes).fill(1);
  const offsets = new Float32Array(classes);
  for (let k = 0; k < classes; k++) {
    let positive = 0;
    for (let i = 0; i < rows; i++) positive += values[i * classes + k]!;
    if (positive === 0 || positive === rows) continue;
    const high = (positive + 1) / (positive + 2);
    const low = 1 / (rows - positive + 2);
    let [a, b] = [1, 0];
    for (let step = 0; step < 50; step++) {
      let [ga, gb, haa, hab, hbb] = [0, 0, 1e-9, 0, 1e-9];
      for (let i = 0; i < rows; i++) {
        const z = scores[i * classes + k]!;
        const p = 1 / (1 + Math.exp(-(a * z + b)));
        const residual = p - (values[i * classes + k] ? high : low);
        const w = Math.max(p * (1 - p), 1e-12);
        ga += residual * z;
        gb += residual;
        haa += w * z * z;
        hab += w * z;
        hbb += w;
      }
      const determinant = haa * hbb - hab * hab;
      if (!(determinant > 1e-18)) break;
      const da = (hbb * ga - hab * gb) / determinant;
      const db = (haa * gb - hab * ga) / determinant;
      // Damped: far away a whole step may leap over the valley.
      const most = Math.max(1, Math.abs(da), Math.abs(db) / 5);
      a -= da / most;
      b -= db / most;
      if (Math.abs(da) + Math.abs(db) < 1e-8) break;
    }
    if (!(a > 0)) continue; // scores that say the contrary are not turned round: there is too little to learn from
    slopes[k] = a;
    offsets[k] = b;
  }
  return { slope: slopes, offset: offsets };
}

/**
 * Learned from scores of rows that the head was not fitted on: a temperature for `softmax`, Platt's slopes and offsets for `sigmoid`.
 * @param scores (rows, classes)
 */
export function calibrate(scores: Float64Array, targets: Targets, link: Link): Calibration {
  return link === 'softmax' ? temperature(scores, targets) : platt(scores, targets);
}

/** Calibrated probabilities of scores (rows, classes). */
export function calibrated(scores: ArrayLike<number>, { slope, offset }: Calibration, link: Link): Float64Array {
  const classes = slope.length;
  const out = Float64Array.from(scores, (score, i) => score * slope[i % classes]! + offset[i % classes]!);
  for (let at = 0; at < out.length; at += classes) toProbabilities(out, link, at, classes);
  return out;
}
