import type { Policy } from './policy.js';
import { thresholdsFor } from './thresholds.js';
import type { Verdict } from './verdict.js';

const logit = (p: number) => Math.log(p / (1 - p));
const inside = (p: number) => Math.min(1 - 1e-6, Math.max(1e-6, p));

/** 1 where a score lies on its threshold, towards 0 far from it. */
function closeness(score: number, threshold: number): number {
  const p = 1 / (1 + Math.exp(logit(inside(threshold)) - logit(inside(score))));
  return 4 * p * (1 - p);
}

/**
 * How unsure the check was that it decided right, from 0 (sure) to 1: what moderators should see first, and what teaches most. Scores near a threshold are unsure, a rule is sure,
 * and what could not be judged is not sure at all.
 * @param policy the one that the verdict was made under
 */
export function uncertaintyOf(verdict: Pick<Verdict, 'reasons' | 'scores' | 'language'>, policy: Policy, section?: string): number {
  if (verdict.reasons.some(({ kind }) => kind === 'error')) return 1;
  const reached = verdict.reasons.map(({ kind, score, threshold }) =>
    kind === 'rule' || score === undefined || threshold === undefined ? 0.25 : closeness(score, threshold),
  );
  // One label that is surely right is enough.
  if (reached.length > 0) return Math.min(...reached);
  const thresholds = thresholdsFor(policy, verdict.language, section);
  const near = Object.entries(thresholds).map(([label, { review, block }]) => closeness(verdict.scores[label] ?? 0, review ?? block ?? 1));
  return Math.max(0, ...near);
}
