import { expect, it } from 'vitest';
import { AnswerCache } from './answer-cache.js';
import { Pace } from './pace.js';
import { TokenBudget } from './token-budget.js';

const texts = (...list: string[]) => list.map((text) => ({ text, logProbability: -1, confidence: 0.5 }));

it('finds an answer by the longest beginning that is known, less what was typed of it', () => {
  const cache = new AnswerCache();
  cache.put('re', ';', 'k', texts('turn x', 'sult'));
  expect(cache.find('re', ';', 'k')).toEqual({ list: texts('turn x', 'sult'), typed: 0 });
  expect(cache.find('retur', ';', 'k')).toEqual({ list: texts('n x'), typed: 3 });
  expect(cache.find('res', ';', 'k')).toEqual({ list: texts('ult'), typed: 1 });
  expect(cache.find('return x', ';', 'k')).toBeUndefined();
  expect(cache.find('rex', ';', 'k')).toBeUndefined();
  expect(cache.find('re', ')', 'k')).toBeUndefined();
  expect(cache.find('re', ';', 'other')).toBeUndefined();
  cache.put('ret', ';', 'k', texts('ry'));
  expect(cache.find('retr', ';', 'k')).toEqual({ list: texts('y'), typed: 1 });
});

it('remembers that nothing good came, for that place alone', () => {
  const cache = new AnswerCache();
  cache.put('a', '', 'k', []);
  expect(cache.find('a', '', 'k')).toEqual({ list: [], typed: 0 });
  expect(cache.find('ab', '', 'k')).toBeUndefined();
});

it('keeps the latest', () => {
  const cache = new AnswerCache();
  for (let i = 0; i < 500; i++) cache.put(`x${i}|`, '', 'k', texts('a'));
  expect(cache.find('x0|', '', 'k')).toBeUndefined();
  expect(cache.find('x499|', '', 'k')).toBeDefined();
});

it('waits no longer than the person and the device need', () => {
  const typing = (interval: number, latency: number, useful?: number) => {
    const pace = new Pace();
    for (let i = 0; i < 50; i++) {
      pace.key(i * interval);
      pace.answered(latency);
    }
    return pace.delay(useful);
  };
  expect(typing(200, 50)).toBe(10);
  expect(typing(100, 400)).toBeCloseTo(115, 0);
  expect(typing(100, 400, 0)).toBeGreaterThan(typing(100, 400, 0.5));
  expect(typing(900, 5000)).toBe(300);
  expect(new Pace().delay(undefined)).toBeLessThanOrEqual(300);
});

it('gives a slow device less to read, in steps', () => {
  const budget = new TokenBudget(8192);
  const first = budget.tokens;
  budget.measured(600, 1000, 600, 1800);
  expect(budget.tokens).toBe(1800);
  budget.measured(600, 900, 600, 1800);
  expect(budget.tokens).toBe(1800);
  for (let i = 0; i < 20; i++) budget.measured(500, 10_000, 500, 1500);
  expect(budget.tokens).toBeLessThan(first);
  expect(budget.tokens).toBeGreaterThanOrEqual(384);
  const room = budget.roomFor('let x = 1;');
  budget.measured(3, 1, 400, 400);
  expect(budget.roomFor('let x = 1;')).toBeLessThan(room);
  expect(new TokenBudget(8192).roomFor('天気がいい')).toBe(new TokenBudget(8192).tokens);
  expect(new TokenBudget(256).tokens).toBeLessThan(256);
});
