import { expect, it } from 'vitest';
import { columnsNeeded, takeColumns } from './head-columns.js';

const rows = Float32Array.of(1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16);

it('are the beginning of a row, or blocks of it', () => {
  expect([...takeColumns(rows, 2, { columns: 2 })]).toEqual([1, 2, 11, 12]);
  expect(takeColumns(rows, 2, { columns: 6 })).toBe(rows);
  const choice = { columns: 4, blocks: [2, 0] };
  expect(columnsNeeded(choice)).toBe(6);
  expect([...takeColumns(rows, 2, choice)]).toEqual([5, 6, 1, 2, 15, 16, 11, 12]);
  expect(takeColumns(new Float32Array(0), 0, choice)).toHaveLength(0);
});
