import { splitFold, stratifiedFolds } from '../heads/folds.js';
import { matrix } from '../heads/index.js';
import { fitLogisticRegression } from '../heads/logistic-regression.js';
import type { SiteHeadFigures } from './decision.js';

/** What is kept of a decision: no text. */
export interface KeptDecision {
  /** The text's vector, (dimensions,). */
  readonly vector: Float32Array;
  /** What the model alone said, by label. */
  readonly scores: Readonly<Record<string, number>>;
  /** By label, whether it is right, where that is known. */
  readonly targets: Readonly<Record<string, boolean>>;
  readonly blocked: boolean;
  /** Whether what was said at the time was flagged. */
  readonly flagged: boolean;
  readonly time: number;
}

/** What is added to a label's log-odds: `weights · (vector - mean) + slope · logit(score) + bias`. Plain data. */
export interface LabelShift {
  /** (dimensions + 2,): of the vector, of the log-odds, and the bias. */
  readonly weights: Float32Array;
}

/** Shifts by label, and how good they were on decisions that they did not see. */
export interface SiteHead {
  readonly mean: Float32Array;
  readonly shifts: ReadonlyMap<string, LabelShift>;
  readonly figures: SiteHeadFigures;
}

export const fewestDecisions = 20;
/** Of either kind, for a label to be learned. */
const fewestOfKind = 3;
const folds = 5;
/** Strengths of the pull towards the model alone, which are tried. */
const strengths = [0.001, 0.01, 0.1, 1];
/** It must be so much better on what it did not see, in nats a decision. */
const needed = 0.02;

export const logit = (p: number) => Math.log(Math.min(Math.max(p, 1e-6), 1 - 1e-6) / (1 - Math.min(Math.max(p, 1e-6), 1 - 1e-6)));
export const logistic = (z: number) => 1 / (1 + Math.exp(-z));

/** A label's score with what the site's moderators taught. @param vector (dimensions,) */
export function shifted({ mean, shifts }: Pick<SiteHead, 'mean' | 'shifts'>, label: string, vector: Float32Array, score: number): number {
  const shift = shifts.get(label);
  return shift ? logistic(scoreOf(shift.weights, vector, mean, score)) : score;
}

/** Vectors of length 1 have small numbers: so their columns have a variance of about 1. */
const stretch = (dimensions: number) => Math.sqrt(dimensions);

function scoreOf(weights: Float32Array | Float64Array, vector: Float32Array, mean: Float32Array, score: number): number {
  const dimensions = vector.length;
  let sum = 0;
  for (let i = 0; i < dimensions; i++) sum += weights[i]! * (vector[i]! - mean[i]!);
  return sum * stretch(dimensions) + weights[dimensions]! * logit(score) + weights[dimensions + 1]!;
}

interface Row {
  readonly vector: Float32Array;
  readonly score: number;
  readonly target: boolean;
}

/** Fits from decisions what brings the model's scores to them, pulled towards no change at all. */
function* fit(rows: readonly Row[], mean: Float32Array, strength: number): Generator<void, Float64Array> {
  const dimensions = mean.length;
  const columns = dimensions + 1;
  const x = new Float32Array(rows.length * columns);
  for (const [i, { vector, score }] of rows.entries()) {
    for (let j = 0; j < dimensions; j++) x[i * columns + j] = (vector[j]! - mean[j]!) * stretch(dimensions);
    x[i * columns + dimensions] = logit(score);
  }
  // The model alone: its log-odds as they are.
  const point = new Float64Array(columns + 1);
  point[dimensions] = 1;
  const targets = { values: Uint8Array.from(rows, ({ target }) => Number(target)), classes: 1 };
  return yield* fitLogisticRegression(matrix(x, columns), targets, {
    link: 'sigmoid',
    l2: 0,
    start: point,
    anchor: { point, strength },
    maxIterations: 50,
  });
}

const lossOf = (p: number, target: boolean) => -Math.log(Math.max(target ? p : 1 - p, 1e-6));

/**
 * Learns, label by label, and measures on decisions held out in turn, beside the model alone. Labels that it does not make clearly better stay
 * as they were. Equal decisions give equal heads, to the bit. Yields between pieces of work.
 * @param isFlagged whether a score of a label asks for something, under the policy
 * @returns nothing where there are too few decisions, or no label became better
 */
export function* learnSiteHead(
  decisions: readonly KeptDecision[],
  isFlagged: (label: string, score: number) => boolean,
): Generator<void, { head?: SiteHead; figures?: SiteHeadFigures }> {
  if (decisions.length < fewestDecisions) return {};
  const dimensions = decisions[0]!.vector.length;
  const mean = new Float32Array(dimensions);
  for (const { vector } of decisions) for (let i = 0; i < dimensions; i++) mean[i]! += vector[i]! / decisions.length;
  const labels = [...new Set(decisions.flatMap(({ targets }) => Object.keys(targets)))].sort();
  const shifts = new Map<string, LabelShift>();
  const total = { count: 0, loss: 0, baseLoss: 0, agreed: 0, baseAgreed: 0 };
  for (const label of labels) {
    const rows = decisions.flatMap(({ vector, scores, targets }): Row[] => {
      const [target, score] = [targets[label], scores[label]];
      return target === undefined || score === undefined ? [] : [{ vector, score, target }];
    });
    const right = rows.filter(({ target }) => target).length;
    if (rows.length < fewestDecisions || right < fewestOfKind || rows.length - right < fewestOfKind) continue;
    const assigned = stratifiedFolds(
      rows.map(({ target }) => Number(target)),
      folds,
      1,
    );
    let best: { strength: number; loss: number; held: Float64Array } | undefined;
    for (const strength of strengths) {
      const held = new Float64Array(rows.length);
      for (let which = 0; which < folds; which++) {
        const parts = splitFold(assigned, which);
        const weights = yield* fit(
          Array.from(parts.train, (row) => rows[row]!),
          mean,
          strength,
        );
        for (const row of parts.held) held[row] = logistic(scoreOf(weights, rows[row]!.vector, mean, rows[row]!.score));
      }
      const loss = rows.reduce((sum, { target }, i) => sum + lossOf(held[i]!, target), 0);
      if (!best || loss < best.loss) best = { strength, loss, held };
    }
    const baseLoss = rows.reduce((sum, { score, target }) => sum + lossOf(score, target), 0);
    const agreed = rows.filter(({ target }, i) => isFlagged(label, best!.held[i]!) === target).length;
    const baseAgreed = rows.filter(({ score, target }) => isFlagged(label, score) === target).length;
    const better = baseLoss - best!.loss > needed * rows.length && agreed >= baseAgreed;
    if (better) shifts.set(label, { weights: Float32Array.from(yield* fit(rows, mean, best!.strength)) });
    total.count += rows.length;
    total.loss += better ? best!.loss : baseLoss;
    total.baseLoss += baseLoss;
    total.agreed += better ? agreed : baseAgreed;
    total.baseAgreed += baseAgreed;
  }
  if (total.count === 0) return {};
  const figures: SiteHeadFigures = {
    decisions: decisions.length,
    agreement: total.agreed / total.count,
    baseAgreement: total.baseAgreed / total.count,
    loss: total.loss / total.count,
    baseLoss: total.baseLoss / total.count,
  };
  return shifts.size === 0 ? { figures } : { figures, head: { mean, shifts, figures } };
}
