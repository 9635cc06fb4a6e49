import type { Bucket, StoredPerson } from './comment-store.js';
import { refusal } from './refusal.js';

/** So many at once, and as many more in so many seconds. */
export interface WriterLimit {
  readonly most: number;
  readonly seconds: number;
}

export type LimitedEvent = 'submit' | 'edit' | 'report' | 'appeal';
export type WriterLimits = Readonly<Partial<Record<LimitedEvent, WriterLimit>>>;

export const defaultLimits: Readonly<Record<LimitedEvent, WriterLimit>> = {
  submit: { most: 5, seconds: 60 },
  edit: { most: 10, seconds: 60 },
  report: { most: 20, seconds: 3600 },
  appeal: { most: 5, seconds: 86_400 },
};

/**
 * Takes one from a person's bucket, by the store's clock; `most` of 0 sets no limit. A clock that was put back gives nothing.
 * @returns the person's buckets after it
 * @throws {SaguimError} refused: `rate`, with `retryAfter`
 */
export function takeToken(
  { buckets }: Pick<StoredPerson, 'buckets'>,
  event: LimitedEvent,
  { most, seconds }: WriterLimit,
  now: number,
): Readonly<Record<string, Bucket>> {
  if (most === 0) return buckets;
  const known = buckets[event] ?? { tokens: most, at: now };
  const tokens = Math.min(most, known.tokens + (Math.max(0, now - known.at) / 1000) * (most / seconds));
  if (tokens < 1) {
    const retryAfter = Math.max(1, Math.ceil(((1 - tokens) * seconds) / most));
    throw refusal('rate', 'This is too often', { hint: `Come back in ${retryAfter} s.`, retryAfter });
  }
  return { ...buckets, [event]: { tokens: tokens - 1, at: Math.max(now, known.at) } };
}
