import type { CommentContext } from './comment-context.js';
import type { AuditEntry } from './comment-service.js';
import type { StoredComment, StoredPerson, StoreTransaction } from './comment-store.js';
import { refusal } from './refusal.js';
import { type CommentEvent, type CommentParty, type CommentState, isVisible, nextState } from './states.js';

export interface Change {
  readonly event: CommentEvent;
  readonly by: CommentParty;
  /** Where back to, of an undo. */
  readonly to?: CommentState;
  /** For the log: who did it, unless the machine did. */
  readonly actor: Pick<StoredPerson, 'id' | 'salt'> | null;
  /** What else changes in the comment. */
  readonly set?: Partial<StoredComment>;
  /** What it is found by from now on. */
  readonly terms?: readonly string[];
  readonly details?: AuditEntry['details'];
}

/** The log's name for a person: nobody can tell whose it was once the salt is gone. */
export const pseudonymOf = ({ log }: Pick<CommentContext, 'log'>, actor: Pick<StoredPerson, 'id' | 'salt'> | null): string | null =>
  actor && log.pseudonym('person', actor.id, actor.salt);

/** Writes what happened to the log's end. @returns its number */
export async function writeEntry(
  { log }: Pick<CommentContext, 'log'>,
  transaction: StoreTransaction,
  what: Omit<AuditEntry, 'number' | 'hash' | 'time'>,
): Promise<number> {
  const entry = log.entry(await transaction.lockLog(), { ...what, time: await transaction.now() });
  await transaction.appendEntry(entry);
  return entry.number;
}

/** Where a change leads. @throws {SaguimError} refused: `state`, where the table does not have it */
export function toState(
  comment: Pick<StoredComment, 'state'> | undefined,
  { event, by, to }: Pick<Change, 'event' | 'by' | 'to'>,
): CommentState {
  const from = comment?.state ?? 'none';
  const state = nextState(event, from, by, to);
  if (!state) throw refusal('state', `A comment that is ${from} cannot be changed like this`, { details: { event, from } });
  return state;
}

/**
 * Has something happen to a comment, all in one transaction: by the table alone, with an entry in the log, with what follows for the thread
 * above it and for the page's count, and told to who watches.
 * @param before as locked, or a new one with state `checking` that is not there yet (event `submit`)
 */
export async function changeComment(
  context: Pick<CommentContext, 'log'>,
  transaction: StoreTransaction,
  before: StoredComment,
  change: Change,
): Promise<StoredComment> {
  const isNew = change.event === 'submit';
  const state = toState(isNew ? undefined : before, change);
  const merged: StoredComment = { ...before, ...change.set, state };
  const shown = isVisible(state) || merged.replies > 0;
  const after = { ...merged, shown, seen: merged.seen || shown };
  // Upwards: who shows or hides a reply may show or hide what it answers.
  const above: StoredComment[] = [];
  let below = { was: !isNew && before.shown, is: after.shown };
  let parent = after.parent;
  while (below.was !== below.is && parent !== null) {
    const locked = await transaction.lockComment(parent);
    if (!locked) break;
    const replies = locked.replies + (below.is ? 1 : -1);
    const next = { ...locked, replies, shown: isVisible(locked.state) || replies > 0 };
    above.push(next);
    below = { was: locked.shown, is: next.shown };
    parent = locked.parent;
  }
  const changed = await writeEntry(context, transaction, {
    event: change.event,
    by: change.by,
    actor: pseudonymOf(context, change.actor),
    comment: context.log.pseudonym('comment', after.id),
    from: isNew ? null : before.state,
    to: state,
    details: change.details ?? {},
  });
  let saved: StoredComment = { ...after, changed };
  if (isNew) saved = { ...saved, sequence: await transaction.insertComment(saved, change.terms ?? []) };
  else await transaction.updateComment(saved, change.terms);
  for (const one of above) await transaction.updateComment({ ...one, changed });
  const visible = Number(isVisible(state)) - Number(!isNew && isVisible(before.state));
  if (visible !== 0) await transaction.addVisible(after.page, visible);
  for (const { id, page, state: now } of [saved, ...above]) await transaction.notify({ kind: 'comment', id, page, state: now, changed });
  return saved;
}
