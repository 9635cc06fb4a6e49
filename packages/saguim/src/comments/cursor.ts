import type { QueuePlace, StoredComment } from './comment-store.js';
import { refusal } from './refusal.js';

/** Where a list goes on, as text that nobody need understand: `kind` and whole numbers. */
export const toCursor = (kind: string, ...numbers: readonly number[]): string => [kind, ...numbers].join('.');

/** @throws {SaguimError} refused: `invalid`, also for a cursor of another kind of list */
export function fromCursor(cursor: string | undefined, kind: string, count: number): number[] | undefined {
  if (cursor === undefined) return undefined;
  const [name, ...parts] = typeof cursor === 'string' ? cursor.split('.') : [];
  const numbers = parts.map((part) => (/^\d{1,15}$/.test(part) ? Number(part) : Number.NaN));
  if (name !== kind || numbers.length !== count || numbers.some(Number.isNaN))
    throw refusal('invalid', 'This list does not go on there', { where: 'after', hint: 'Give `next` of the page before.' });
  return numbers;
}

/** A page of a list that was read one longer. */
export function cut(comments: readonly StoredComment[], limit: number, next: (last: StoredComment) => string) {
  const shown = comments.slice(0, limit);
  return { shown, next: comments.length > limit ? next(shown.at(-1)!) : undefined };
}

export const placeOf = ({ uncertainty, sequence }: StoredComment): QueuePlace => ({ uncertainty, sequence });
