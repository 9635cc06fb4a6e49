import { type Policy, thresholdsFor } from '../moderation/index.js';
import type { StoredComment, StoredVerdict } from './comment-store.js';

const logit = (p: number) => Math.log(p / (1 - p));
const inside = (p: number) => Math.min(1 - 1e-6, Math.max(1e-6, p));

/** 1 where a score lies on its threshold, towards 0 far from it. */
function closeness(score: number, threshold: number): number {
  const p = 1 / (1 + Math.exp(logit(inside(threshold)) - logit(inside(score))));
  return 4 * p * (1 - p);
}

/** How sure the check was that it decided right: 0 (sure) to 1. A rule is sure; what could not be judged is not sure at all. */
function uncertaintyOf(verdict: StoredVerdict, policy: Policy, section: string | null): number {
  if (verdict.reasons.some(({ kind }) => kind === 'error')) return 1;
  const reached = verdict.reasons.map(({ kind, score, threshold }) =>
    kind === 'rule' || score === undefined || threshold === undefined ? 0.25 : closeness(score, threshold),
  );
  // One label that is surely right is enough.
  if (reached.length > 0) return Math.min(...reached);
  const thresholds = thresholdsFor(policy, verdict.language, section ?? undefined);
  const near = Object.entries(thresholds).map(([label, { review, block }]) => closeness(verdict.scores[label] ?? 0, review ?? block ?? 1));
  return Math.max(0, ...near);
}

/** The place of a comment in the queue, a whole number from 0 to 1000: each reader who reports it, and the writer's appeal, halve what is left of certainty. */
export function rankOf(comment: Pick<StoredComment, 'verdict' | 'section' | 'reports' | 'appeal' | 'nameDoubt'>, policy: Policy): number {
  const { verdict, section, reports, appeal, nameDoubt } = comment;
  const alone = verdict ? uncertaintyOf(verdict, policy, section) : 1;
  const doubts = reports + (appeal ? 2 : 0) + (nameDoubt ? 1 : 0);
  return Math.round(1000 * (1 - (1 - alone) * 0.5 ** doubts));
}
