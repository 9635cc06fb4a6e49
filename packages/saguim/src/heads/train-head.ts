import { calibrate, calibrated } from './calibration.js';
import { splitFold, stratifiedFolds } from './folds.js';
import { applyHead, type Head, type HeadInput } from './head.js';
import { largestAt } from './largest-at.js';
import { fitLogisticRegression, lossToResiduals, type Targets } from './logistic-regression.js';
import { type MakeProducts, type Matrix, matrix, plainProducts, takeRows } from './matrix.js';
import { remember } from './memory.js';
import { areaUnderRoc, type HeadMetrics, measure } from './metrics.js';
import type { Link } from './probabilities.js';
import { labelCentroids, type Scope, scopeScores, scopeThreshold, separatingThreshold } from './scope.js';
import { standardisation, standardise } from './standardise.js';
import { chooseWords, type Phrases } from './train-words.js';
import { unwhitenWeights, whiten, whitening } from './whitening.js';
import type { WordRows } from './words.js';

/** Rows of features and what is right for them. Plain data, which a worker can be sent. */
export interface LabelledRows {
  /** (rows, columns). */
  readonly features: Float32Array;
  /** (rows, labels) of 0 and 1. */
  readonly targets: Uint8Array;
  /** Their words, where these count beside the features. */
  readonly words?: WordRows;
}

export interface TrainHeadRequest extends LabelledRows {
  readonly labels: readonly string[];
  readonly link: Link;
  readonly input: HeadInput;
  /** (rows,) how much each counts; default 1. */
  readonly rowWeights?: Float64Array;
  /** Rows to measure on; default: the training's, held out in turn. */
  readonly validation?: LabelledRows;
  /** Texts that words alone learn from. */
  readonly phrases?: Phrases;
  /** Texts that belong to no label; `features` (rows, columns). */
  readonly outOfScope?: { readonly features: Float32Array; readonly words?: WordRows };
  /** Whether it learns what belongs to no label. Default: true. */
  readonly scope?: boolean;
  /** Default: chosen by cross-validation. */
  readonly l2?: number;
  readonly seed: number;
}

/** What was said of rows by heads that had not seen them. */
export interface HeldOutRows {
  /** Which rows of the request. */
  readonly rows: Int32Array;
  /** (rows, labels), calibrated. */
  readonly probabilities: Float64Array;
}

export interface TrainProgress {
  readonly phase: 'search' | 'fit' | 'measure';
  readonly done: number;
  readonly total: number;
}

/** Products of a pass over the rows up to which every fold is tried with every strength. */
const cheap = 3e6;
/** More rows than this tell the search nothing new. */
const searchProducts = 2e8;
/**
 * Whitening pays with few examples of many labels (a point with CLINC150's, nothing with 10, 20 or 50 of them), and costs the square of the
 * columns for each. Fewer rows than columns say nothing of most directions.
 */
const fewestWhitenedLabels = 64;
const mostWhitened = 5000;
const mostWhitenedColumns = 1024;
/** Half powers of ten. */
const steps = [-7, -6, -5, -4, -3, -2, -1, 0, 1];

function takeTargets({ values, classes }: Targets, rows: ArrayLike<number>): Targets {
  const taken = new Uint8Array(rows.length * classes);
  for (let i = 0; i < rows.length; i++) taken.set(values.subarray(rows[i]! * classes, (rows[i]! + 1) * classes), i * classes);
  return { values: taken, classes };
}

const takeWeights = (weights: Float64Array | undefined, rows: Int32Array) => weights && Float64Array.from(rows, (row) => weights[row]!);

/** Groups that folds share out evenly: the label, or what labels there are together. */
function groupsOf({ values, classes }: Targets, link: Link): Int32Array {
  const rows = values.length / classes;
  if (link === 'softmax') return Int32Array.from({ length: rows }, (_, i) => largestAt(values, i * classes, classes) - i * classes);
  const seen = new Map<string, number>();
  return Int32Array.from({ length: rows }, (_, i) => {
    const key = values.subarray(i * classes, (i + 1) * classes).join('');
    if (!seen.has(key)) seen.set(key, seen.size);
    return seen.get(key)!;
  });
}

interface Fold {
  /** Whitened, as `held` is. */
  readonly train: Matrix;
  /** Which of the searched rows. */
  readonly trainRows: Int32Array;
  readonly trainTargets: Targets;
  readonly rowWeights?: Float64Array;
  readonly held: Matrix;
  readonly heldRows: Int32Array;
  readonly heldTargets: Targets;
  /** The latest fit, from which the next one begins. */
  weights?: Float64Array;
}

function meanLoss(scores: Float64Array, targets: Targets, link: Link): number {
  const rows = targets.values.length / targets.classes;
  const kept = Float64Array.from(scores);
  let loss = 0;
  for (let i = 0; i < rows; i++) loss += lossToResiduals(kept, targets, i, link);
  return loss / rows;
}

/**
 * Fits a head: standardises, brings rows to equal length, whitens them where they are few, chooses the strength of the penalty by cross-validation (the log loss of rows held out), calibrates on scores of
 * held-out rows, fits on all rows, and measures. Equal requests give equal heads, to the bit. Yields between pieces of work.
 */
export function* trainHead(
  request: TrainHeadRequest,
  onProgress: (progress: TrainProgress) => void = () => {},
  makeProducts: MakeProducts = plainProducts,
): Generator<void, Head & { readonly heldOut: HeldOutRows }> {
  const { labels, link, input, rowWeights, seed, scope: learnsScope = true } = request;
  const raw = matrix(request.features, input.columns);
  const all: Targets = { values: request.targets, classes: labels.length };
  const shape = { ...standardisation(raw), equalLength: true };
  const x = standardise(raw, shape);
  yield;
  const whitens =
    labels.length >= fewestWhitenedLabels && x.rows >= x.columns && x.rows <= mostWhitened && x.columns <= mostWhitenedColumns;

  const products = (rows: number) => rows * x.columns * labels.length;
  const foldCount = products(x.rows) > cheap ? 3 : 5;
  let searched: Int32Array = Int32Array.from({ length: x.rows }, (_, i) => i);
  if (products(x.rows) > searchProducts) {
    const parts = Math.min(255, Math.ceil(products(x.rows) / searchProducts));
    searched = splitFold(stratifiedFolds(groupsOf(all, link), parts, seed), 0).held;
  }
  const searchTargets = takeTargets(all, searched);
  const assigned = stratifiedFolds(groupsOf(searchTargets, link), foldCount, seed + 1);
  const folds: Fold[] = [];
  for (let which = 0; which < foldCount; which++) {
    const { train: trainRows, held: heldRows } = splitFold(assigned, which);
    if (heldRows.length === 0 || trainRows.length === 0) continue;
    const rowsOf = (rows: Int32Array) => Int32Array.from(rows, (row) => searched[row]!);
    const [train, held] = [takeRows(x, rowsOf(trainRows)), takeRows(x, rowsOf(heldRows))];
    const trainTargets = takeTargets(searchTargets, trainRows);
    // By a fold's own rows: what whitens rows that are held out must not know their labels.
    const white = whitens ? yield* whitening(train, groupsOf(trainTargets, link), makeProducts) : undefined;
    folds.push({
      train: white ? yield* whiten(train, white, makeProducts) : train,
      trainRows,
      trainTargets,
      rowWeights: takeWeights(rowWeights, rowsOf(trainRows)),
      held: white ? yield* whiten(held, white, makeProducts) : held,
      heldRows,
      heldTargets: takeTargets(searchTargets, heldRows),
    });
  }

  const heldScores = new Float64Array(searched.length * labels.length);
  let fits = 0;
  const tell = () => onProgress({ phase: 'search', done: Math.min(++fits, 4 * folds.length), total: 4 * folds.length });
  /** Fits a fold and writes the scores of its held-out rows. @returns their mean loss */
  function* fitFold(fold: Fold, l2: number): Generator<void, number> {
    fold.weights = yield* fitLogisticRegression(fold.train, fold.trainTargets, {
      link,
      l2,
      rowWeights: fold.rowWeights,
      start: fold.weights,
      maxIterations: 50,
      tolerance: 1e-4,
      makeProducts,
    });
    const scores = new Float64Array(fold.held.rows * labels.length);
    makeProducts(fold.held, labels.length).scores(fold.weights, scores);
    fold.heldRows.forEach(
      (row, i) => void heldScores.set(scores.subarray(i * labels.length, (i + 1) * labels.length), row * labels.length),
    );
    tell();
    return meanLoss(scores, fold.heldTargets, link);
  }

  // In columns of variance 1 a row's square is its width: the wider, the stronger the penalty that does the same.
  const unit = x.columns / 384;
  let l2 = request.l2;
  if (l2 === undefined) {
    const tried = products(searched.length) > cheap ? folds.slice(0, 1) : folds;
    const losses = new Map<number, number>();
    const lossOf = function* (step: number): Generator<void, number> {
      if (!losses.has(step)) {
        let [loss, rows] = [0, 0];
        for (const fold of tried) {
          loss += (yield* fitFold(fold, unit * 10 ** (step / 2))) * fold.held.rows;
          rows += fold.held.rows;
        }
        losses.set(step, loss / rows);
      }
      return losses.get(step)!;
    };
    let best = steps.indexOf(-4);
    // The loss falls and then rises: walk down from the middle, the stronger (and cheaper) side first.
    for (const way of [1, -1]) {
      const from = best;
      while (steps[best + way] !== undefined && (yield* lossOf(steps[best + way]!)) < (yield* lossOf(steps[best]!))) best += way;
      if (best !== from) break;
    }
    l2 = unit * 10 ** (steps[best]! / 2);
  }
  for (const fold of folds) yield* fitFold(fold, l2);
  const words = request.words && (yield* chooseWords({ ...request, words: request.words }, searched, searchTargets, folds, heldScores));
  const calibration = calibrate(heldScores, searchTargets, link);

  onProgress({ phase: 'fit', done: 0, total: 1 });
  const white = whitens ? yield* whitening(x, groupsOf(all, link), makeProducts) : undefined;
  const z = white ? yield* whiten(x, white, makeProducts) : x;
  // What the folds came to is near what all rows come to: a quarter fewer steps.
  const start = new Float64Array(labels.length * (x.columns + 1));
  for (const fold of folds) fold.weights!.forEach((weight, i) => void (start[i]! += weight / folds.length));
  const weights = yield* fitLogisticRegression(z, all, { link, l2, rowWeights, start, maxIterations: 200, makeProducts });
  if (white) unwhitenWeights(weights, white);
  onProgress({ phase: 'fit', done: 1, total: 1 });

  onProgress({ phase: 'measure', done: 0, total: 1 });
  const heldProbabilities = calibrated(heldScores, calibration, link);
  const centroids = labelCentroids(x, all);
  const knownScores = new Float64Array(searched.length);
  for (const { trainRows, trainTargets, heldRows } of folds) {
    const unwhitened = (rows: Int32Array) =>
      takeRows(
        x,
        Int32Array.from(rows, (row) => searched[row]!),
      );
    const probabilities = new Float64Array(heldRows.length * labels.length);
    heldRows.forEach(
      (row, i) => void probabilities.set(heldProbabilities.subarray(row * labels.length, (row + 1) * labels.length), i * labels.length),
    );
    const scores = scopeScores(unwhitened(heldRows), probabilities, labelCentroids(unwhitened(trainRows), trainTargets), makeProducts);
    heldRows.forEach((row, i) => void (knownScores[row] = scores[i]!));
  }
  let scope: Scope = { centroids, threshold: scopeThreshold(knownScores) };
  const head: Head = {
    labels,
    link,
    input,
    standardisation: shape,
    weights: Float32Array.from(weights),
    ...(words && { words }),
    calibration,
    ...(learnsScope && { scope }),
    l2,
    examples: x.rows,
    memory: remember(x, all, rowWeights, seed + 2),
  };
  let outOfScopeAuc: number | undefined;
  if (request.outOfScope && learnsScope) {
    const { features, words: rows } = request.outOfScope;
    const unknown = applyHead(head, matrix(features, input.columns), rows).scope!;
    scope = { centroids, threshold: separatingThreshold(knownScores, unknown) };
    outOfScopeAuc = areaUnderRoc(knownScores, unknown);
  }
  yield;
  let metrics: HeadMetrics;
  if (request.validation) {
    const { features, targets, words: rows } = request.validation;
    const { probabilities } = applyHead(head, matrix(features, input.columns), rows);
    metrics = measure(probabilities, { values: targets, classes: labels.length }, { labels, link, on: 'validation', seed, outOfScopeAuc });
  } else {
    metrics = measure(heldProbabilities, searchTargets, { labels, link, on: 'cross-validation', seed, outOfScopeAuc });
  }
  onProgress({ phase: 'measure', done: 1, total: 1 });
  return { ...head, ...(learnsScope && { scope }), metrics, heldOut: { rows: searched, probabilities: heldProbabilities } };
}
