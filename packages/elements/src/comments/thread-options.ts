import type { CommentDrafts } from './drafts.js';

export type ThreadOrder = 'newest' | 'oldest';

export interface CommentThreadOptions {
  /** The section of the site, for the policy. */
  readonly section?: string;
  readonly drafts?: CommentDrafts;
  /** Comments at once, 1 to 100. Default: 20. */
  readonly limit?: number;
}
