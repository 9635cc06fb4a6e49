import { expect, it } from 'vitest';
import { sentencesOf } from './sentences.js';

it('gives sentences by offsets, without the space around them', () => {
  const text = '  What kind of name is foo? Sorry,\nI like your name. 😀';
  expect(sentencesOf(text).map(({ begin, end }) => text.slice(begin, end))).toEqual([
    'What kind of name is foo?',
    'Sorry,',
    'I like your name.',
    '😀',
  ]);
  expect(sentencesOf(' \n ')).toEqual([]);
});

it('gives neighbours of a long text together', () => {
  const text = 'One more. '.repeat(100);
  const found = sentencesOf(text);
  expect(found).toHaveLength(25);
  expect(found.map(({ begin, end }) => text.slice(begin, end)).join(' ')).toBe(text.trim());
});
