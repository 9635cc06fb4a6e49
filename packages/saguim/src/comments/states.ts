/**
 * Where a comment is.
 *
 * - `checking`: kept, and not judged yet
 * - `published`: everybody sees it
 * - `reported`: everybody sees it, and readers asked a moderator to look
 * - `held`: nobody but its writer sees it until a moderator decided
 * - `blocked`: the policy refused it; its writer may edit or appeal
 * - `rejected`: a moderator refused it; its writer may appeal
 * - `appealed`: its writer asked a moderator to look (again)
 * - `deleted`: its writer took it back
 * - `erased`: its words and its writer's name are gone for good
 */
export type CommentState = 'checking' | 'published' | 'reported' | 'held' | 'blocked' | 'rejected' | 'appealed' | 'deleted' | 'erased';

export const commentStates: readonly CommentState[] = [
  'checking',
  'published',
  'reported',
  'held',
  'blocked',
  'rejected',
  'appealed',
  'deleted',
  'erased',
];

/** What happens to a comment. */
export type CommentEvent =
  | 'submit'
  | 'publish'
  | 'return'
  | 'hold'
  | 'block'
  | 'edit'
  | 'report'
  | 'hide'
  | 'appeal'
  | 'approve'
  | 'reject'
  | 'undo'
  | 'delete'
  | 'erase';

/** Who makes it happen: the one who wrote the comment, another reader, the check, a moderator or an administrator. */
export type CommentParty = 'writer' | 'reader' | 'machine' | 'moderator' | 'administrator';

export interface Transition {
  readonly event: CommentEvent;
  readonly by: readonly CommentParty[];
  /** `none`: there was no comment before. */
  readonly from: readonly (CommentState | 'none')[];
  readonly to: CommentState;
}

const queued = ['held', 'reported', 'appealed'] as const;
const kept = ['checking', 'published', 'reported', 'held', 'blocked', 'rejected', 'appealed'] as const;

/** All that can happen. What is not in it is refused. */
export const transitions: readonly Transition[] = [
  { event: 'submit', by: ['writer'], from: ['none'], to: 'checking' },
  { event: 'publish', by: ['machine'], from: ['checking'], to: 'published' },
  // Reports outlast an edit: readers asked for a person.
  { event: 'return', by: ['machine'], from: ['checking'], to: 'reported' },
  { event: 'hold', by: ['machine'], from: ['checking'], to: 'held' },
  { event: 'block', by: ['machine'], from: ['checking'], to: 'blocked' },
  { event: 'edit', by: ['writer'], from: ['checking', 'published', 'reported', 'held', 'blocked'], to: 'checking' },
  { event: 'report', by: ['reader'], from: ['published', 'reported'], to: 'reported' },
  { event: 'hide', by: ['machine'], from: ['reported'], to: 'held' },
  { event: 'appeal', by: ['writer'], from: ['blocked', 'rejected'], to: 'appealed' },
  { event: 'approve', by: ['moderator'], from: [...queued, 'blocked', 'rejected'], to: 'published' },
  { event: 'reject', by: ['moderator'], from: [...queued, 'published'], to: 'rejected' },
  ...([...queued, 'blocked', 'rejected'] as const).map((to): Transition => ({ event: 'undo', by: ['moderator'], from: ['published'], to })),
  ...([...queued, 'published'] as const).map((to): Transition => ({ event: 'undo', by: ['moderator'], from: ['rejected'], to })),
  { event: 'delete', by: ['writer'], from: kept, to: 'deleted' },
  { event: 'erase', by: ['writer', 'administrator'], from: [...kept, 'deleted'], to: 'erased' },
];

/** Whether everybody sees it. */
export const isVisible = (state: CommentState): boolean => state === 'published' || state === 'reported';

/** Whether a moderator is asked to look. */
export const isQueued = (state: CommentState): boolean => (queued as readonly CommentState[]).includes(state);

/** Where an event leads. Of an undo, `to` says where back to. @returns nothing where it is not in the table */
export function nextState(event: CommentEvent, from: CommentState | 'none', by: CommentParty, to?: CommentState): CommentState | undefined {
  return transitions.find(
    (one) => one.event === event && one.from.includes(from) && one.by.includes(by) && (to === undefined || one.to === to),
  )?.to;
}
