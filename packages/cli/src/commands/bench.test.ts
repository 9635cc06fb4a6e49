import { expect, it } from 'vitest';
import { median, roundTokens } from './bench.js';

const engine = { info: { vocabularySize: 50 }, tokenizer: { isControl: (id: number) => id < 5 } } as unknown as Parameters<
  typeof roundTokens
>[0];

it('takes the middle value, or the mean of two', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

it('makes prompts of plain tokens that share no beginning', () => {
  const rounds = Array.from({ length: 10 }, (_, round) => roundTokens(engine, round + 5, 30));
  expect(rounds.every((tokens) => tokens.length === 30 && tokens.every((id) => id >= 5 && id < 50))).toBe(true);
  expect(new Set(rounds.map(([first]) => first)).size).toBe(10);
});
