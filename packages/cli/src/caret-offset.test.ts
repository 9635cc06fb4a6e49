import { expect, it } from 'vitest';
import { caretOffset } from './caret-offset.js';

it.each([
  ['ab\ncd\n', 1, 1, 0],
  ['ab\ncd\n', 2, 2, 4],
  ['ab\ncd\n', 1, undefined, 2],
  ['ab\ncd\n', 1, 99, 2],
  ['ab\ncd\n', 3, 1, 6],
  ['ab\ncd', 99, 1, 5],
  ['ab\r\ncd', 1, 99, 2],
  ['\r\n', 1, 5, 0],
  ['a😀b', 1, 3, 1],
  ['a😀b', 1, 4, 3],
  ['', 1, 1, 0],
])('in %j line %s, column %s is offset %s', (text, line, column, offset) => {
  expect(caretOffset(text, line, column)).toBe(offset);
});
