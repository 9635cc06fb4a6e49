import { expect, it } from 'vitest';
import { splitParts } from './split-parts.js';

it('cuts at paragraphs, loses nothing, and never cuts a character', () => {
  const paragraph = `${'word '.repeat(60).trim()}.`;
  const text = Array.from({ length: 200 }, () => paragraph).join('\n\n');
  const parts = splitParts(text);
  expect(parts.length).toBeGreaterThan(5);
  expect(parts.join('')).toBe(text);
  for (const part of parts.slice(0, -1)) expect(part.endsWith('\n\n')).toBe(true);
  const rows = Array.from({ length: 900 }, (_, row) => `name: ${row}\ntext: one\n\ntwo`).join('\f\n');
  const tables = splitParts(rows);
  expect(tables.length).toBeGreaterThan(1);
  expect(tables.join('')).toBe(rows);
  for (const part of tables.slice(0, -1)) expect(part.endsWith('\f\n')).toBe(true);
  const monkeys = '🐒'.repeat(20_001);
  const halves = splitParts(`x${monkeys}`);
  expect(halves.join('')).toBe(`x${monkeys}`);
  for (const half of halves) expect(half).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
  expect(splitParts('short')).toEqual(['short']);
});
