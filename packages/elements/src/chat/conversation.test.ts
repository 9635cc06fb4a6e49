import { expect, it } from 'vitest';
import { createConversation, leafBelow, type Message, pathTo, siblingsOf, titleFrom, turnsOf } from './conversation.js';
import { fileNameFrom, toJson, toMarkdown } from './export.js';

const message = (id: string, parent: string | null, role: 'user' | 'assistant', text: string, createdAt: number): Message => ({
  id,
  conversation: 'c',
  parent,
  role,
  text,
  createdAt,
  status: 'done',
});

const messages = [
  message('a', null, 'user', 'hello', 1),
  message('b', 'a', 'assistant', 'hi', 2),
  message('c', 'a', 'assistant', 'good day', 3),
  message('d', 'c', 'user', 'why?', 4),
  message('e', 'd', 'assistant', '', 5),
];
const tree = new Map(messages.map((each) => [each.id, each]));

it('finds paths, versions and the newest end of a branch', () => {
  expect(pathTo(tree, 'e').map(({ id }) => id)).toEqual(['a', 'c', 'd', 'e']);
  expect(pathTo(tree, null)).toEqual([]);
  expect(siblingsOf(tree, tree.get('c')!).map(({ id }) => id)).toEqual(['b', 'c']);
  expect(leafBelow(tree, 'a')).toBe('e');
  expect(leafBelow(tree, 'b')).toBe('b');
  expect(turnsOf(pathTo(tree, 'e'))).toHaveLength(3);
});

it('survives a ring, which only damaged storage could hold', () => {
  const ring = new Map([
    ['x', message('x', 'y', 'user', 'x', 1)],
    ['y', message('y', 'x', 'assistant', 'y', 2)],
  ]);
  expect(pathTo(ring, 'x').length).toBeLessThan(5);
  expect(['x', 'y']).toContain(leafBelow(ring, 'x'));
});

it('makes titles of first lines, cut at a word', () => {
  expect(titleFrom('  # Plans for\nMonday')).toBe('Plans for');
  const long = titleFrom('word '.repeat(40));
  expect(long).toMatch(/word…$/);
  expect(Array.from(long).length).toBeLessThanOrEqual(61);
  expect(titleFrom('😀'.repeat(80))).toBe(`${'😀'.repeat(60)}…`);
});

it('exports the shown branch as Markdown and everything as JSON', () => {
  const conversation = { ...createConversation('Be kind.', {}, 0), title: 'Olá, mundo!', leaf: 'c' };
  const record = { conversation, messages };
  expect(toMarkdown(record, { user: 'You', assistant: 'Saguim', system: 'Instructions' })).toBe(
    '# Olá, mundo!\n\n## Instructions\n\nBe kind.\n\n## You\n\nhello\n\n## Saguim\n\ngood day\n',
  );
  expect(JSON.parse(toJson(record))).toMatchObject({ format: 'saguim-conversation', version: 1, messages });
  expect(fileNameFrom('Olá, mundo!', 'md')).toBe('ola-mundo.md');
  expect(fileNameFrom('../..', 'json')).toBe('saguim.json');
});
