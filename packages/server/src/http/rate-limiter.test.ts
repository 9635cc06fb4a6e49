import { expect, it } from 'vitest';
import { RateLimiter } from './rate-limiter.js';

it('lets four seconds of the rate through at once, then as many as come back', () => {
  let time = 0;
  const limiter = new RateLimiter(2, () => time);
  expect(Array.from({ length: 9 }, () => limiter.take('a'))).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1]);
  expect(limiter.take('b')).toBe(0);
  time = 500;
  expect([limiter.take('a'), limiter.take('a')]).toEqual([0, 1]);
  time = 60_000;
  limiter.charge('a', 28);
  expect(limiter.take('a')).toBe(11);
  time += 11_000;
  expect(limiter.take('a')).toBe(0);
});

it('sets no limit at 0, and forgets who was quiet for longest', () => {
  const none = new RateLimiter(0, () => 0);
  expect(Array.from({ length: 100 }, () => none.take('a')).every((wait) => wait === 0)).toBe(true);
  const slow = new RateLimiter(0.1, () => 0);
  expect([slow.take('a'), slow.take('a')]).toEqual([0, 10]);
  for (let i = 0; i < 10_000; i++) slow.take(`other ${i}`);
  expect(slow.take('a')).toBe(0);
});
