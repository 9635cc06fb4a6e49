import { expect, it } from 'vitest';
import { windowOfString } from './document-window.js';

const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}\n`).join('');

it('gives the whole of a short text', () => {
  expect(windowOfString('ab\ncd', 4)).toEqual({ before: 'ab\nc', after: 'd', offset: 4 });
  expect(windowOfString('', 0)).toEqual({ before: '', after: '', offset: 0 });
});

it('keeps at least 256 lines before and 64 after, from a beginning that stays while lines are added', () => {
  const text = lines(1000);
  const beginnings = new Set<string>();
  for (let line = 320; line < 384; line++) {
    const offset = text.indexOf(`line ${line}\n`) + 2;
    const { before, after } = windowOfString(text, offset);
    beginnings.add(before.slice(0, 10));
    expect(before.split('\n').length).toBeGreaterThan(256);
    expect(before.split('\n').length).toBeLessThanOrEqual(321);
    expect(after.split('\n').length).toBeGreaterThan(64);
    expect(text).toContain(before + after);
  }
  expect(beginnings.size).toBe(1);
});

it('cuts long lines, and no character', () => {
  const text = '😀'.repeat(500_000);
  for (const offset of [100_000, 500_000, 999_999]) {
    const { before, after } = windowOfString(text, offset);
    expect(before.length + after.length).toBeLessThan(81_000);
    expect(text.slice(offset - before.length, offset + after.length)).toBe(before + after);
    expect(before.codePointAt(0)).toBe(0x1f600);
  }
});
