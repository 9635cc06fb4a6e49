import type { Policy, TextModerator } from '../moderation/index.js';
import type { TextEmbedder } from '../semantic-embedder/text-embedder.js';
import type { AuditLog } from './audit-log.js';
import type { CommentStore } from './comment-store.js';
import type { Meaning } from './meaning.js';
import type { LimitedEvent, WriterLimit, WriterLimits } from './rate-limits.js';

/** What comments need of a moderator; `Moderator` has it, and so has a queue before one. */
export type CommentJudge = Pick<TextModerator, 'policy' | 'labels' | 'checkMany' | 'learn'>;

export interface CommentOptions {
  readonly store: CommentStore;
  /** It stays the caller's. */
  readonly moderator: CommentJudge;
  /**
   * Vectors for searching by meaning; without one, moderators search by words alone. A function is asked at the first such search, which then waits for the
   * vectors of all comments. It stays the caller's.
   */
  readonly embedder?: TextEmbedder | (() => Promise<TextEmbedder>);
  /** Characters of a comment. Default: 10,000. */
  readonly longest?: number;
  /** How deep replies may go. Default: 1000. */
  readonly deepest?: number;
  /** By person, over all processes; `most: 0` sets no limit. */
  readonly limits?: WriterLimits;
  /** From so many readers' reports on a comment waits for a moderator before it is seen again, unless one approved it. 0: never. Default: 5. */
  readonly hideAfter?: number;
  /** Names that nobody but moderators may have, beside those of offices. */
  readonly reservedNames?: readonly string[];
  /** Whether those without a login may write under a name of their choice. Default: true. */
  readonly guests?: boolean;
  /** Milliseconds that a submission waits for its check; then it says `checking`. Default: 10,000. */
  readonly patience?: number;
  /** Seconds until decisions are learned from: those taken back before are not. Default: 60. */
  readonly learnAfter?: number;
  /** Whether decisions teach the moderator; of several processes one does. Default: true. */
  readonly learn?: boolean;
  /** Refuses by throwing what cannot be judged soon, before it is kept. */
  admit?(): void;
  /** Told what failed in the background; it is tried again. */
  onError?(error: unknown): void;
}

/** What all parts of a system share. */
export interface CommentContext extends Required<Omit<CommentOptions, 'embedder' | 'limits' | 'admit' | 'onError'>> {
  readonly meaning: Meaning;
  readonly limits: Readonly<Record<LimitedEvent, WriterLimit>>;
  readonly log: AuditLog;
  readonly policy: Policy;
  /** The name of this process among those on the store. */
  readonly process: string;
  readonly admit: () => void;
  readonly onError: (error: unknown) => void;
}

/** `id@version` */
export const policyName = ({ id, version }: { readonly id: string; readonly version: number }): string => `${id}@${version}`;
