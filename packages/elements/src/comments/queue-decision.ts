import type { DecisionRequest, QueueItem, QueueOptions } from 'saguim/comments';

export type QueueOrder = NonNullable<QueueOptions['order']>;
export type Ruling = Omit<DecisionRequest, 'version' | 'state'>;

/** A decision that can be taken back, of one item or of several at once. */
export interface Decided {
  readonly items: readonly QueueItem[];
  readonly ruling: Ruling;
  /** Settles when all of it was kept or refused, or waits for a connection. */
  done: Promise<void>;
  /** Those that were kept. */
  readonly kept: Set<string>;
  readonly at: number;
}

/** A decision that was not kept. */
export interface Refused {
  /** Of the comment. */
  readonly id: string;
  /** The comment as it is now, or as it was looked at; nothing where it is gone. */
  readonly item?: QueueItem;
  /** Nothing where it could not be taken back. */
  readonly ruling?: Ruling;
  readonly error: unknown;
}

export const inOrder: Readonly<Record<QueueOrder, (a: QueueItem, b: QueueItem) => number>> = {
  uncertain: (a, b) => b.uncertainty - a.uncertainty,
  oldest: (a, b) => a.created - b.created,
  newest: (a, b) => b.created - a.created,
};
