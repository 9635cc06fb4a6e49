import { type Policy, uncertaintyOf } from '../moderation/index.js';
import type { StoredComment } from './comment-store.js';

/** The place of a comment in the queue, a whole number from 0 to 1000: each reader who reports it, and the writer's appeal, halve what is left of certainty. */
export function rankOf(comment: Pick<StoredComment, 'verdict' | 'section' | 'reports' | 'appeal' | 'nameDoubt'>, policy: Policy): number {
  const { verdict, section, reports, appeal, nameDoubt } = comment;
  const alone = verdict ? uncertaintyOf(verdict, policy, section ?? undefined) : 1;
  const doubts = reports + (appeal ? 2 : 0) + (nameDoubt ? 1 : 0);
  return Math.round(1000 * (1 - (1 - alone) * 0.5 ** doubts));
}
