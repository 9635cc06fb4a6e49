import { expect, it } from 'vitest';
import { BlockSplitter } from './split-blocks.js';

const text = [
  '# Title',
  '',
  'A paragraph with **bold**',
  'in two lines.',
  '',
  '- one',
  '- two',
  '',
  '  more of two',
  '',
  '```js',
  'const a = 1;',
  '',
  'const b = 2;',
  '```',
  '',
  '| a | b |',
  '|---|---|',
  '| 1 | 2 |',
  '',
  'End.',
].join('\n');

it('comes to the same blocks whether the text comes at once or letter by letter', () => {
  const whole = new BlockSplitter().split(text, true);
  const growing = new BlockSplitter();
  for (let length = 1; length < text.length; length++) growing.split(text.slice(0, length), false);
  const grown = growing.split(text, true);
  expect(grown.map(({ raw }) => raw.trim())).toEqual(whole.map(({ raw }) => raw.trim()));
  expect(whole.map(({ raw }) => raw.trim().split('\n', 1)[0])).toEqual([
    '# Title',
    'A paragraph with **bold**',
    '- one',
    '```js',
    '| a | b |',
    'End.',
  ]);
});

it('never changes a block that is closed, and keeps all of the text', () => {
  const splitter = new BlockSplitter();
  const seen = new Map<number, string>();
  for (let length = 1; length <= text.length; length++) {
    const blocks = splitter.split(text.slice(0, length), length === text.length);
    for (const { start, raw, open } of blocks) {
      if (seen.has(start)) expect(raw).toBe(seen.get(start));
      if (!open) seen.set(start, raw);
      expect(text.startsWith(raw, start)).toBe(true);
    }
    const letters = (value: string) => value.replace(/\s/g, '');
    expect(letters(blocks.map(({ raw }) => raw).join(''))).toBe(letters(text.slice(0, length)));
  }
});

it('looks at the open block alone: a long answer costs no more a step than a short one', () => {
  const paragraph = 'Some words that make a paragraph of a usual length, again and again.\n\n';
  const splitter = new BlockSplitter();
  let value = '';
  for (let i = 0; i < 500; i++) splitter.split((value += paragraph), false);
  const blocks = splitter.split(`${value}last`, false);
  expect(blocks).toHaveLength(501);
  expect(blocks.filter(({ open }) => open)).toHaveLength(1);
});

it('begins anew when the text is another one', () => {
  const splitter = new BlockSplitter();
  splitter.split('one\n\ntwo', true);
  expect(splitter.split('three', true).map(({ raw }) => raw)).toEqual(['three']);
});
