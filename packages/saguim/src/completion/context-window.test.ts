import { describe, expect, it } from 'vitest';
import { ContextWindows, linesAfterCaret, linesBeforeCaret } from './context-window.js';

const lines = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `line ${from + i} of a text\n`).join('');
const whole = ({ prefix, begun }: { prefix: string; begun: string }) => prefix + begun;

describe('ContextWindows', () => {
  it('takes a short text whole, with the hole at the beginning of its line', () => {
    const window = new ContextWindows().choose('a\nb = ', 'c\nd\n', 'x.py', 10_000);
    expect(window).toMatchObject({ prefix: 'a\n', begun: 'b = ', suffix: 'c\nd\n' });
  });

  it('has at most 256 lines before and 64 after, and no more than there is room for', () => {
    const wide = new ContextWindows().choose(lines(5000), lines(5000), undefined, 1e6);
    expect(whole(wide).split('\n').length).toBeLessThanOrEqual(linesBeforeCaret + 1);
    expect(wide.suffix.split('\n').length).toBeLessThanOrEqual(linesAfterCaret + 1);
    const narrow = new ContextWindows().choose(lines(5000), lines(5000), undefined, 2000);
    expect(whole(narrow).length + narrow.suffix.length).toBeLessThanOrEqual(2000);
    expect(whole(narrow)).toMatch(/^line/);
  });

  it('begins where it began while the text grows, and moves by 64 lines or more', () => {
    const windows = new ContextWindows();
    const starts = new Set<string>();
    let moves = 0;
    let last = '';
    for (let count = 400; count < 800; count++) {
      const text = whole(windows.choose(lines(count), '', 'x', 1e6));
      const start = text.slice(0, 20);
      if (start !== last) moves++;
      last = start;
      starts.add(start);
      expect(text.split('\n').length).toBeLessThanOrEqual(linesBeforeCaret + 1);
    }
    expect(moves).toBe(starts.size);
    expect(moves).toBeLessThanOrEqual(Math.ceil(400 / 64) + 1);
  });

  it('keeps text before the hole while a line is typed, and takes it in when the hole gets long', () => {
    const windows = new ContextWindows();
    const first = windows.choose('let a;\nf', '\n}', 'x', 5000);
    for (const typed of ['fo', 'foo', 'foo()', 'foo();\n', 'foo();\nba']) {
      const next = windows.choose(`let a;\n${typed}`, '\n}', 'x', 5000);
      expect([next.prefix, next.begun]).toEqual([first.prefix, typed]);
    }
    const long = windows.choose(`let a;\n${'foo();\n'.repeat(9)}b`, '\n}', 'x', 5000);
    expect(long.begun).toBe('b');
    expect(windows.choose(`let a;\n${'foo();\n'.repeat(9)}ba`, ')\n}', 'x', 5000).begun).toBe('ba');
  });

  it('stays with its place when lines are put in far above, and goes back to where it was', () => {
    const windows = new ContextWindows();
    const text = lines(600);
    const before = windows.choose(text, '', 'x', 1e6);
    expect(whole(windows.choose(`new\nnew\n${text}`, '', 'x', 1e6))).toBe(whole(before));
    windows.choose(text.slice(0, text.length >> 1), '', 'x', 1e6);
    expect(whole(windows.choose(text, '', 'x', 1e6))).toBe(whole(before));
  });

  it.each([
    ['one line of a megabyte', 'x'.repeat(1 << 20), 'y'.repeat(1 << 20)],
    ['five megabytes', lines(250_000), lines(10)],
    ['characters of two code units', '😀'.repeat(5000), '😀'.repeat(5000)],
    ['nothing', '', ''],
    ['line breaks alone', '\n'.repeat(5000), '\n'.repeat(5000)],
  ])('holds for %s', (_, before, after) => {
    const windows = new ContextWindows();
    for (const room of [0, 1, 7, 999, 3000]) {
      const window = windows.choose(before, after, 'x', room);
      expect(before.endsWith(whole(window))).toBe(true);
      expect(after.startsWith(window.suffix)).toBe(true);
      expect(whole(window).length + window.suffix.length).toBeLessThanOrEqual(room + 1);
      for (const text of [whole(window), window.suffix]) expect(text).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
    }
  });
});
