import { largestAt } from './largest-at.js';
import type { Targets } from './logistic-regression.js';
import type { Link } from './probabilities.js';
import { Random } from './random.js';

/** A figure and what it could as well have been: the middle 95 % of bootstrap samples (1,000, or 100 where one is costly). */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface LabelMetrics {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** How many rows have it. */
  readonly support: number;
}

/** A bar of the reliability diagram: rows whose probability fell into it. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean probability that was given. */
  readonly confidence: number;
  /** Share that was right. */
  readonly accuracy: number;
}

export interface HeadMetrics {
  /** What was measured: rows held out in turn, or rows given for validation. */
  readonly on: 'cross-validation' | 'validation';
  readonly rows: number;
  /** Rows whose labels are all right. */
  readonly accuracy: Estimate;
  readonly macroF1: Estimate;
  /** Mean negative logarithm of the probability of what is right. */
  readonly logLoss: number;
  /** Expected calibration error in 15 bins of equal width (Naeini and others, 2015). */
  readonly calibrationError: number;
  readonly reliability: readonly ReliabilityBin[];
  readonly labels: readonly LabelMetrics[];
  /** (labels, labels): rows of the first label that were given the second. Only where one label is right. */
  readonly confusion?: readonly (readonly number[])[];
  /** How well `scope` tells what belongs to no label: the area under the ROC curve, where such texts were given. */
  readonly outOfScopeAuc?: number;
}

const binCount = 15;
const mostSamples = 1000;

/** What is decided about each row: (rows, classes) of 0 and 1. */
export function decisions(probabilities: Float64Array, classes: number, link: Link): Uint8Array {
  const out = new Uint8Array(probabilities.length);
  for (let at = 0; at < out.length; at += classes) {
    if (link === 'sigmoid') for (let k = at; k < at + classes; k++) out[k] = probabilities[k]! >= 0.5 ? 1 : 0;
    else out[largestAt(probabilities, at, classes)] = 1;
  }
  return out;
}

export function reliabilityBins(confidences: ArrayLike<number>, right: ArrayLike<number>): ReliabilityBin[] {
  const bins = Array.from({ length: binCount }, () => ({ count: 0, confidence: 0, accuracy: 0 }));
  for (let i = 0; i < confidences.length; i++) {
    const bin = bins[Math.min(binCount - 1, Math.max(0, Math.ceil(confidences[i]! * binCount) - 1))]!;
    bin.count++;
    bin.confidence += confidences[i]!;
    bin.accuracy += right[i]!;
  }
  return bins.map(({ count, confidence, accuracy }, i) => ({
    from: i / binCount,
    to: (i + 1) / binCount,
    count,
    confidence: count ? confidence / count : 0,
    accuracy: count ? accuracy / count : 0,
  }));
}

export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  return all === 0 ? 0 : bins.reduce((sum, { count, confidence, accuracy }) => sum + (count / all) * Math.abs(confidence - accuracy), 0);
}

/** The figure of all rows and of samples of them drawn with replacement. */
export function bootstrap(rows: number, figure: (rows: Int32Array) => number, seed: number, samples = mostSamples): Estimate {
  const all = Int32Array.from({ length: rows }, (_, i) => i);
  const value = figure(all);
  const random = new Random(seed);
  const sample = new Int32Array(rows);
  const values = new Float64Array(samples);
  for (let s = 0; s < samples; s++) {
    for (let i = 0; i < rows; i++) sample[i] = random.below(rows);
    values[s] = figure(sample);
  }
  values.sort();
  return { value, low: values[Math.floor(0.025 * samples)]!, high: values[Math.ceil(0.975 * samples) - 1]! };
}

/** Area under the ROC curve: how often a value of `inside` is above one of `outside`; ties count half. */
export function areaUnderRoc(inside: ArrayLike<number>, outside: ArrayLike<number>): number {
  const all = [
    ...Array.from(inside, (value) => ({ value, inside: true })),
    ...Array.from(outside, (value) => ({ value, inside: false })),
  ].sort((a, b) => a.value - b.value);
  let ranks = 0;
  for (let first = 0; first < all.length; ) {
    let last = first;
    while (last + 1 < all.length && all[last + 1]!.value === all[first]!.value) last++;
    for (let i = first; i <= last; i++) if (all[i]!.inside) ranks += (first + last) / 2 + 1;
    first = last + 1;
  }
  return (ranks - (inside.length * (inside.length + 1)) / 2) / (inside.length * outside.length);
}

interface Counts {
  readonly truePositives: Int32Array;
  readonly predicted: Int32Array;
  readonly support: Int32Array;
}

function count(rows: ArrayLike<number>, decided: Uint8Array, { values, classes }: Targets): Counts {
  const counts = { truePositives: new Int32Array(classes), predicted: new Int32Array(classes), support: new Int32Array(classes) };
  for (let i = 0; i < rows.length; i++) {
    for (let k = 0, at = rows[i]! * classes; k < classes; k++, at++) {
      counts.support[k]! += values[at]!;
      counts.predicted[k]! += decided[at]!;
      counts.truePositives[k]! += values[at]! & decided[at]!;
    }
  }
  return counts;
}

const f1Of = ({ truePositives, predicted, support }: Counts, k: number) =>
  predicted[k]! + support[k]! === 0 ? 0 : (2 * truePositives[k]!) / (predicted[k]! + support[k]!);

/** Mean of F1 over labels that occur. */
function macroF1(counts: Counts): number {
  let [sum, labels] = [0, 0];
  for (let k = 0; k < counts.support.length; k++) {
    if (counts.support[k] === 0) continue;
    labels++;
    sum += f1Of(counts, k);
  }
  return labels ? sum / labels : 0;
}

export interface MeasureOptions {
  readonly labels: readonly string[];
  readonly link: Link;
  readonly on: HeadMetrics['on'];
  readonly seed: number;
  readonly outOfScopeAuc?: number;
}

/** @param probabilities (rows, classes) of rows that the head was not fitted on */
export function measure(probabilities: Float64Array, targets: Targets, options: MeasureOptions): HeadMetrics {
  const { labels, link, on, seed, outOfScopeAuc } = options;
  const { values, classes } = targets;
  const rows = values.length / classes;
  const decided = decisions(probabilities, classes, link);
  const right = new Uint8Array(rows).fill(1);
  let loss = 0;
  for (let at = 0; at < values.length; at++) {
    if (values[at] !== decided[at]) right[Math.floor(at / classes)] = 0;
    if (values[at]) loss -= Math.log(Math.max(probabilities[at]!, 1e-12));
    else if (link === 'sigmoid') loss -= Math.log(Math.max(1 - probabilities[at]!, 1e-12));
  }
  const confidences =
    link === 'sigmoid' ? probabilities : Float64Array.from(right, (_, i) => probabilities[largestAt(probabilities, i * classes, classes)]!);
  const reliability = reliabilityBins(confidences, link === 'sigmoid' ? values : right);
  const all = Int32Array.from(right, (_, i) => i);
  const counts = count(all, decided, targets);
  const share = (sample: Int32Array) => sample.reduce((sum, row) => sum + right[row]!, 0) / sample.length;
  let confusion: number[][] | undefined;
  if (link === 'softmax') {
    confusion = labels.map(() => labels.map(() => 0));
    for (let i = 0; i < rows; i++) {
      confusion[largestAt(values, i * classes, classes) - i * classes]![largestAt(decided, i * classes, classes) - i * classes]!++;
    }
  }
  const f1 = (sample: Int32Array) => macroF1(count(sample, decided, targets));
  return {
    on,
    rows,
    accuracy: bootstrap(rows, share, seed),
    // Counting a sample anew costs rows times classes.
    macroF1: bootstrap(rows, f1, seed, rows * classes > 100_000 ? mostSamples / 10 : mostSamples),
    logLoss: loss / rows,
    calibrationError: calibrationError(reliability),
    reliability,
    labels: labels.map((label, k) => ({
      label,
      precision: counts.predicted[k] ? counts.truePositives[k]! / counts.predicted[k]! : 0,
      recall: counts.support[k] ? counts.truePositives[k]! / counts.support[k]! : 0,
      f1: f1Of(counts, k),
      support: counts.support[k]!,
    })),
    confusion,
    outOfScopeAuc,
  };
}
