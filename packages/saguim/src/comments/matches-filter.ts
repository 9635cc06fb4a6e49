import type { QueuePlace, QueueQuery, SearchFilter, StoredComment } from './comment-store.js';

/** Whether a comment is among those that a filter lets through. */
export function matchesFilter(comment: StoredComment, { states, page, section, label, language, writer }: SearchFilter): boolean {
  return (
    (states === undefined || states.includes(comment.state)) &&
    (page === undefined || comment.page === page) &&
    (section === undefined || comment.section === section) &&
    (label === undefined || comment.labels.includes(label)) &&
    (language === undefined || comment.language === language) &&
    (writer === undefined || comment.writer === writer)
  );
}

/** The order of a queue. */
export function comparePlaces(order: QueueQuery['order'], a: QueuePlace, b: QueuePlace): number {
  if (order === 'oldest') return a.sequence - b.sequence;
  if (order === 'newest') return b.sequence - a.sequence;
  return b.uncertainty - a.uncertainty || a.sequence - b.sequence;
}
