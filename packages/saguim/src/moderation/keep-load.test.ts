import { expect, it } from 'vitest';
import { keepLoad, type PastComment } from './keep-load.js';

const comments = (...rows: [score: number, flagged: 0 | 1, right?: 0 | 1][]): PastComment[] =>
  rows.map(([score, flagged, right]) => ({ score, flagged: flagged === 1, ...(right !== undefined && { right: right === 1 }) }));

it('flags as many as before, and says which change sides', () => {
  const kept = keepLoad(comments([0.9, 1], [0.8, 0], [0.7, 1], [0.3, 1], [0.2, 0], [0.1, 0]));
  expect(kept).toEqual({
    threshold: 0.5,
    figures: { flagged: 3, precision: 2 / 3, recall: 2 / 3 },
    nowFlagged: [1],
    noLongerFlagged: [3],
  });
});

it('holds both to what people decided, where that is known', () => {
  const kept = keepLoad(comments([0.9, 1, 1], [0.8, 0, 1], [0.3, 1, 0], [0.2, 0, 0], [0.1, 0]));
  expect(kept.figures).toEqual({ flagged: 2, precision: 1, recall: 1 });
  expect(kept.before).toEqual({ flagged: 2, precision: 0.5, recall: 0.5 });
});

it('lets equal scores fall on one side, and takes very small ones', () => {
  expect(keepLoad(comments([0.5, 1], [0.5, 0], [0.1, 0])).threshold).toBe(0.5);
  const { threshold, figures } = keepLoad(comments([2e-9, 1], [1e-9, 0], [0, 0]));
  expect(threshold).toBeGreaterThan(1e-9);
  expect(figures.flagged).toBe(1);
});

it.each([comments(), comments([0.5, 0], [0.6, 0]), comments([0.5, 1])])('refuses comments that tell nothing', (...rows) => {
  expect(() => keepLoad(rows as PastComment[])).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});
