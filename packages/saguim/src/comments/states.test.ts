import { expect, it } from 'vitest';
import { commentStates, isVisible, nextState, transitions } from './states.js';

it('says where each event leads, and by whom', () => {
  expect(nextState('publish', 'checking', 'machine')).toBe('published');
  expect(nextState('publish', 'checking', 'writer')).toBeUndefined();
  expect(nextState('approve', 'deleted', 'moderator')).toBeUndefined();
  expect(nextState('undo', 'rejected', 'moderator', 'appealed')).toBe('appealed');
  expect(nextState('undo', 'rejected', 'moderator', 'checking')).toBeUndefined();
});

it('reaches every state, and leaves erased alone', () => {
  const reached = new Set(transitions.map(({ to }) => to));
  expect([...commentStates].filter((state) => !reached.has(state))).toEqual([]);
  expect(transitions.filter(({ from }) => from.includes('erased'))).toEqual([]);
});

it('makes nothing visible that neither the check nor a moderator saw', () => {
  const ways = transitions.filter(({ to, from }) => isVisible(to) && !from.every((state) => state !== 'none' && isVisible(state)));
  expect(ways.filter(({ by }) => !by.every((party) => party === 'machine' || party === 'moderator'))).toEqual([]);
  expect(ways.filter(({ event, from }) => from.includes('none') || !['publish', 'return', 'approve', 'undo'].includes(event))).toEqual([]);
});
