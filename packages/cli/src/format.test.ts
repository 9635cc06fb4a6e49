import { describe, expect, it } from 'vitest';
import { bytes, count, printable, safeForTerminal, table } from './format.js';

describe('bytes and counts', () => {
  it('are in powers of ten, with a digit where it helps', () => {
    expect([0, 999, 1000, 98_362_432, 999_600, 1.5e12].map(bytes)).toEqual(['0 B', '999 B', '1.0 kB', '98.4 MB', '1.0 MB', '1.5 TB']);
    expect([7, 1500, 134_515_008, 2e9].map(count)).toEqual(['7', '1.5 k', '134.5 M', '2.0 B']);
  });
});

describe('table', () => {
  it('pads columns and aligns numbers to the right', () => {
    expect(
      table(
        [
          ['a', '1', 'x'],
          ['bbb', '22', ''],
        ],
        [1],
      ),
    ).toEqual(['a     1  x', 'bbb  22']);
  });
});

describe('what comes out of model files', () => {
  it('stays on one line and cannot command the terminal', () => {
    expect(printable('a\nb\u001b[31m"c"\u202e')).toBe('a\\nb\\u001b[31m"c"\\u202e');
    expect(printable('x'.repeat(10), 5)).toBe('xxxx…');
  });

  it('keeps line breaks, tabs and all letters of an answer, and no control characters', () => {
    expect(safeForTerminal('ação\n\tnext\u001b]0;title\u0007\u009b31m 猿')).toBe('ação\n\tnext]0;title31m 猿');
  });
});
