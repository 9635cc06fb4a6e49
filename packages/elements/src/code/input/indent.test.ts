import { expect, it } from 'vitest';
import { indentLess, indentMore, type TextEdit } from './indent.js';

const apply = (text: string, { from, to, insert, selection: [start, end] }: TextEdit) => {
  const changed = text.slice(0, from) + insert + text.slice(to);
  return `${changed.slice(0, start)}[${changed.slice(start, end)}]${changed.slice(end)}`;
};
const more = (text: string, start: number, end = start, unit = '  ') => apply(text, indentMore(text, start, end, unit));
const less = (text: string, start: number, end = start, unit = '  ') => apply(text, indentLess(text, start, end, unit));

it('goes to the next stop at a caret, and takes the place of what is selected in a line', () => {
  expect(more('', 0)).toBe('  []');
  expect(more('a\nb', 3)).toBe('a\nb []');
  expect(more('a\nbc', 4, 4, '    ')).toBe('a\nbc  []');
  expect(more('a', 1, 1, '\t')).toBe('a\t[]');
  expect(more('abc', 1, 2)).toBe('a []c');
});

it('moves lines in and out, empty ones and one that is only touched left alone', () => {
  expect(more('a\n\nb\nc', 0, 5)).toBe('  [a\n\n  b\n]c');
  expect(less('  a\n\tb\nc', 3, 8)).toBe('a[\nb\nc]');
  expect(less(' a', 2)).toBe('a[]');
  expect(less('    a', 1)).toBe('[]  a');
  expect(less('a', 0)).toBe('[]a');
});
