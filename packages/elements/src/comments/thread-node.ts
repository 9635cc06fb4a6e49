import type { CommentView } from 'saguim/comments';
import { ShownPart } from './shown-part.js';

/** A comment with what is known of the replies to it. */
export interface ThreadNode {
  comment: CommentView;
  readonly children: ThreadNode[];
  /** Which of the children stand in the page. */
  readonly shown: ShownPart;
  /** Where further replies begin; nothing where none were asked for or none are left. */
  next: string | undefined;
  /** Where the replies that were read last begin: what came since stands behind them. */
  last: string | undefined;
  /** Whether replies were asked for. */
  asked: boolean;
  /** Read before it was known who reads: what they may do with it is not in it. */
  anonymous: boolean;
  loading: boolean;
}

export const newNode = (comment: CommentView, anonymous: boolean): ThreadNode => ({
  comment,
  children: [],
  shown: new ShownPart(),
  next: undefined,
  last: undefined,
  asked: false,
  anonymous,
  loading: false,
});
