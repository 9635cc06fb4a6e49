import { calibrate, calibrated } from './calibration.js';
import type { Targets } from './logistic-regression.js';
import type { Link } from './probabilities.js';
import { fitWords, joinWordRows, rowsApart, scaleWords, type WordRows, type WordWeights, wordRowCount, wordScores } from './words.js';

/** Texts of which the words alone are known, and what is right for them. */
export interface Phrases {
  readonly words: WordRows;
  /** (rows, labels) of 0 and 1. */
  readonly targets: Uint8Array;
  /** (rows,) how much each counts; default 1. */
  readonly weights?: Float64Array;
}

export interface WordRequest {
  readonly words: WordRows;
  /** (rows, labels) of 0 and 1. */
  readonly targets: Uint8Array;
  readonly labels: readonly string[];
  readonly link: Link;
  readonly rowWeights?: Float64Array;
  readonly phrases?: Phrases;
}

/** How much words count beside the features: the ratios that are tried. */
const ratios = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4];
/** They count only where the loss of rows held out falls by this share at least. */
const worthwhile = 0.01;

function loss(scores: Float64Array, targets: Targets, link: Link): number {
  const probabilities = calibrated(scores, calibrate(scores, targets, link), link);
  let sum = 0;
  for (let at = 0; at < probabilities.length; at++) {
    const p = probabilities[at]!;
    if (targets.values[at]) sum -= Math.log(Math.max(p, 1e-12));
    else if (link === 'sigmoid') sum -= Math.log(Math.max(1 - p, 1e-12));
  }
  return sum;
}

/** Fits words on some rows, and on the phrases that are no part of the rows held out alone. */
function* fitOn(request: WordRequest, rows: ArrayLike<number>, held: ArrayLike<number>): Generator<void, WordWeights | undefined> {
  const { words, targets, labels, link, rowWeights, phrases } = request;
  const classes = labels.length;
  const chosen = phrases ? rowsApart(phrases.words, words, rows, held) : new Int32Array(0);
  yield;
  const values = new Uint8Array((rows.length + chosen.length) * classes);
  const weights = new Float64Array(rows.length + chosen.length);
  for (let i = 0; i < rows.length; i++) {
    values.set(targets.subarray(rows[i]! * classes, (rows[i]! + 1) * classes), i * classes);
    weights[i] = rowWeights?.[rows[i]!] ?? 1;
  }
  for (const [i, row] of chosen.entries()) {
    values.set(phrases!.targets.subarray(row * classes, (row + 1) * classes), (rows.length + i) * classes);
    weights[rows.length + i] = phrases!.weights?.[row] ?? 1;
  }
  return yield* fitWords(joinWordRows(words, rows, phrases?.words, chosen), { values, classes }, link, weights, rows.length);
}

/**
 * Learns what words add to scores of rows held out, and how much that should count. Where it helps, the scores get it, in place.
 * @param searched (searched,) the rows of the request that the folds share out
 * @param heldScores (searched, labels)
 * @returns nothing where words do not help
 */
export function* chooseWords(
  request: WordRequest,
  searched: Int32Array,
  targets: Targets,
  folds: readonly { readonly heldRows: Int32Array }[],
  heldScores: Float64Array,
): Generator<void, WordWeights | undefined> {
  const { words, link } = request;
  const { classes } = targets;
  const added = new Float64Array(heldScores.length);
  for (const { heldRows } of folds) {
    const held = new Set(heldRows);
    const rows = searched.filter((_, i) => !held.has(i));
    const heldOut = Int32Array.from(heldRows, (row) => searched[row]!);
    const fitted = yield* fitOn(request, rows, heldOut);
    if (!fitted) return undefined;
    wordScores(fitted, joinWordRows(words, heldOut)).forEach((score, at) => {
      added[heldRows[Math.floor(at / classes)]! * classes + (at % classes)] = score;
    });
    yield;
  }
  const without = loss(heldScores, targets, link);
  let [best, least] = [0, without * (1 - worthwhile)];
  for (const ratio of ratios) {
    const found = loss(
      heldScores.map((score, at) => score + ratio * added[at]!),
      targets,
      link,
    );
    if (found < least) [best, least] = [ratio, found];
    yield;
  }
  if (best === 0) return undefined;
  const fitted = yield* fitOn(
    request,
    Int32Array.from({ length: wordRowCount(words) }, (_, i) => i),
    [],
  );
  if (!fitted) return undefined;
  heldScores.forEach((score, at) => void (heldScores[at] = score + best * added[at]!));
  return scaleWords(fitted, best);
}
