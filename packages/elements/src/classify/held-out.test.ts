import { expect, it } from 'vitest';
import { judge, wilson } from './held-out.js';

const examples = ['a', 'a', 'b', 'a', 'b', 'b'].map((label, index) => ({ text: `text ${index}`, label }));

it('tells what was taken for what, and the surest errors first', () => {
  const said = ['a', 'b', 'b', 'a', 'a', 'b'].map((label, example) => ({ example, said: label, score: example / 10 }));
  const { confusion, labels, errors } = judge(examples, ['a', 'b'], said);
  expect(confusion).toEqual([
    [2, 1],
    [1, 2],
  ]);
  expect(errors.map(({ example }) => example)).toEqual([4, 1]);
  expect(labels[0]!).toMatchObject({ label: 'a', count: 3, f1: 2 / 3 });
  expect(labels[0]!.recall.value).toBeCloseTo(2 / 3);
});

it('gives intervals as Wilson does', () => {
  // 8 of 10: 0.490 … 0.943.
  const { low, high } = wilson(8, 10);
  expect(low).toBeCloseTo(0.49, 2);
  expect(high).toBeCloseTo(0.943, 2);
  expect(wilson(10, 10).high).toBe(1);
  expect(wilson(0, 0)).toEqual({ value: 0, low: 0, high: 1 });
});
