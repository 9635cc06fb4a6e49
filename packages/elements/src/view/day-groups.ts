import type { Conversation } from '../chat/conversation.js';

export interface DayGroup {
  readonly name: 'today' | 'yesterday' | 'lastWeek' | 'earlier';
  readonly conversations: readonly Conversation[];
}

/** Conversations by how long ago they changed, in the person's own time zone; the order within stays. */
export function groupByDay(conversations: readonly Conversation[], now = new Date()): DayGroup[] {
  const midnight = (daysAgo: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo).getTime();
  const bounds = [
    ['today', midnight(0)],
    ['yesterday', midnight(1)],
    ['lastWeek', midnight(7)],
    ['earlier', Number.NEGATIVE_INFINITY],
  ] as const;
  let until = Number.POSITIVE_INFINITY;
  return bounds
    .map(([name, from]) => {
      const group = conversations.filter(({ updatedAt }) => updatedAt >= from && updatedAt < until);
      until = from;
      return { name, conversations: group };
    })
    .filter((group) => group.conversations.length > 0);
}
