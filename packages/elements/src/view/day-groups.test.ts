import { expect, it } from 'vitest';
import { createConversation } from '../chat/conversation.js';
import { groupByDay } from './day-groups.js';

it('groups by the days of the calendar, not by hours', () => {
  const now = new Date(2026, 10, 24, 0, 30);
  const at = (...parts: [number, number, number, number]) =>
    createConversation('', {}, new Date(parts[0], parts[1], parts[2], parts[3]).getTime());
  const groups = groupByDay([at(2026, 10, 24, 0), at(2026, 10, 23, 23), at(2026, 10, 18, 12), at(2025, 0, 1, 0)], now);
  expect(groups.map(({ name, conversations }) => [name, conversations.length])).toEqual([
    ['today', 1],
    ['yesterday', 1],
    ['lastWeek', 1],
    ['earlier', 1],
  ]);
});
