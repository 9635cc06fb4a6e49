import type { ShownSuggestion } from 'saguim';
import { expect, it } from 'vitest';
import { codeEn as m } from '../i18n/code-en.js';
import { announcement } from './suggestion-change.js';

const shown = (text: string, from: number, index = 0, count = 1): ShownSuggestion => ({ text, from, index, count, confidence: 1 });

it('tells of a suggestion that comes, with its lines', () => {
  expect(announcement(null, shown('a + b', 3), m)).toBe('Suggestion');
  expect(announcement(null, shown('a\nb\nc', 3), m)).toBe('Suggestion of 3 lines');
  expect(announcement(shown('old', 3), shown('new', 9), m)).toBe('Suggestion');
});

it('is silent while a suggestion is typed, when more alternatives come, and when it goes', () => {
  expect(announcement(shown('abc', 3), shown('bc', 4), m)).toBe('');
  expect(announcement(shown('abc', 3), shown('abc', 3, 0, 4), m)).toBe('');
  expect(announcement(shown('abc', 3), null, m)).toBe('');
});

it('tells which alternative is shown', () => {
  expect(announcement(shown('abc', 3, 0, 4), shown('xyz', 3, 1, 4), m)).toBe('Suggestion 2 of 4');
});
