import type { Action, Policy } from 'saguim';
import type { Estimate } from '../classify/classify-provider.js';
import { wilson } from '../classify/held-out.js';
import { countActions, type Judged, outcomes } from './outcome.js';

/** A labelled comment and what was said of it. */
export interface MeasuredComment {
  readonly harmful: boolean;
  readonly judged: Judged;
}

export const BINS = 20;

/** Comments by their score of a label, harmful and harmless apart: bins of equal width from 0 to 1. */
export function histogram(comments: readonly MeasuredComment[], label: string): { harmful: number[]; harmless: number[] } {
  const bins = { harmful: new Array<number>(BINS).fill(0), harmless: new Array<number>(BINS).fill(0) };
  for (const { harmful, judged } of comments) {
    const bin = Math.min(BINS - 1, Math.floor((judged.scores[label] ?? 0) * BINS));
    bins[harmful ? 'harmful' : 'harmless'][bin]!++;
  }
  return bins;
}

export interface CurvePoint {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/** Precision and recall of a label from each threshold on, the highest first; equal scores fall together. Nothing without a harmful comment. */
export function precisionRecall(comments: readonly MeasuredComment[], label: string): CurvePoint[] {
  const all = comments.filter(({ harmful }) => harmful).length;
  if (all === 0) return [];
  const sorted = comments.map(({ harmful, judged }) => ({ harmful, score: judged.scores[label] ?? 0 })).sort((a, b) => b.score - a.score);
  const points: CurvePoint[] = [];
  let right = 0;
  for (const [at, { harmful, score }] of sorted.entries()) {
    if (harmful) right++;
    if (sorted[at + 1]?.score !== score) points.push({ threshold: score, precision: right / (at + 1), recall: right / all });
  }
  return points;
}

/** Where a threshold lies on the curve; nothing where it flags nothing. */
export function pointAt(points: readonly CurvePoint[], threshold: number | undefined): CurvePoint | undefined {
  return threshold === undefined ? undefined : points.filter((point) => point.threshold >= threshold).at(-1);
}

export interface SetFigures {
  /** Of comments that are not simply allowed, so many are harmful. */
  readonly precision: Estimate;
  /** Of harmful comments, so many are not simply allowed. */
  readonly recall: Estimate;
  /** Of harmless comments, so many are not simply allowed. */
  readonly falseAlarms: Estimate;
  readonly harmful: Readonly<Record<Action, number>>;
  readonly harmless: Readonly<Record<Action, number>>;
}

/** How good a policy is on labelled comments. */
export function measure(policy: Policy, comments: readonly MeasuredComment[]): SetFigures {
  const actions = outcomes(
    policy,
    comments.map(({ judged }) => judged),
  );
  const counted = (which: boolean) => countActions(actions.filter((_, place) => comments[place]!.harmful === which));
  const table = { harmful: counted(true), harmless: counted(false) };
  const flagged = ({ review, block }: Record<Action, number>) => review + block;
  const [caught, alarmed] = [flagged(table.harmful), flagged(table.harmless)];
  return {
    precision: wilson(caught, caught + alarmed),
    recall: wilson(caught, caught + table.harmful.allow),
    falseAlarms: wilson(alarmed, alarmed + table.harmless.allow),
    ...table,
  };
}

export interface SetError {
  readonly place: number;
  readonly action: Action;
  /** The label that scores highest of those the policy asks about. */
  readonly label: string;
  readonly score: number;
}

/** Harmful comments that are allowed, those with the lowest scores first; harmless ones that are not, the highest first. */
export function worstErrors(policy: Policy, comments: readonly MeasuredComment[]): { missed: SetError[]; alarms: SetError[] } {
  const missed: SetError[] = [];
  const alarms: SetError[] = [];
  const asked = Object.keys(policy.labels);
  const actions = outcomes(
    policy,
    comments.map(({ judged }) => judged),
  );
  for (const [place, { harmful, judged }] of comments.entries()) {
    const action = actions[place]!;
    if (harmful === (action !== 'allow')) continue;
    const label = asked.reduce((most, one) => ((judged.scores[one] ?? 0) > (judged.scores[most] ?? 0) ? one : most), asked[0] ?? '');
    (harmful ? missed : alarms).push({ place, action, label, score: judged.scores[label] ?? 0 });
  }
  return { missed: missed.sort((a, b) => a.score - b.score), alarms: alarms.sort((a, b) => b.score - a.score) };
}
