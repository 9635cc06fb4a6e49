import { expect, it } from 'vitest';
import { MappedText } from './mapped-text.js';

it('remembers where letters came from over several edits', () => {
  const first = MappedText.of('xx 1d10t yy');
  const second = first.edited([
    { start: 0, end: 3, text: '', kind: 'invisible' },
    { start: 3, end: 8, text: 'idiot', kind: 'leet' },
  ]);
  expect(second.text).toBe('idiot yy');
  expect(second.toOriginal(0, 5)).toEqual([3, 8]);
  expect(second.toOriginal(1, 2)).toEqual([3, 8]);
  expect(second.toOriginal(6, 8)).toEqual([9, 11]);
  const third = second.edited([{ start: 5, end: 6, text: ' - ', kind: 'dotted' }]);
  expect(third.text).toBe('idiot - yy');
  expect(third.toOriginal(5, 8)).toEqual([8, 9]);
  expect(third.toOriginal(8, 10)).toEqual([9, 11]);
  expect(third.edited([])).toBe(third);
});
