import { toProblem } from '../chat/problem.js';
import type { RefusalWords } from '../i18n/refusal-words.js';

interface Refusal {
  readonly code?: unknown;
  readonly details?: { readonly reason?: unknown; readonly retryAfter?: unknown; readonly most?: unknown };
}

/** The reason of a refusal, also of one that came by its place in a list. */
export function reasonOf(error: unknown): string | undefined {
  const { code, details } = (error ?? {}) as Refusal;
  return code === 'refused' && typeof details?.reason === 'string' ? details.reason : undefined;
}

/** What went wrong, as the person is told: what was refused and why, or that it did not get through. */
export function tellError(error: unknown, { refusals, problems }: RefusalWords): string {
  const { details } = (error ?? {}) as Refusal;
  const reason = reasonOf(error);
  if (reason === 'rate') return refusals.rate(typeof details?.retryAfter === 'number' ? details.retryAfter : 60);
  if (reason === 'too-long' && typeof details?.most === 'number') return refusals['too-long'](details.most);
  if (reason !== undefined && Object.hasOwn(refusals, reason)) {
    const words = refusals[reason as keyof typeof refusals];
    if (typeof words === 'string') return words;
  }
  return toProblem(error).kind === 'network' ? problems.network : problems.unknown;
}
