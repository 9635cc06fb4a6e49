import { expect, it } from 'vitest';
import { Keys, keyOf } from './keys.js';

it('finds keys by equality alone', () => {
  const keys = new Keys(['first-key', 'second-key']);
  expect(['first-key', 'second-key', 'first-ke', 'first-key2', '', 'FIRST-KEY'].map((key) => keys.find(key))).toEqual([
    0, 1, -1, -1, -1, -1,
  ]);
  expect([keys.open, new Keys([]).open]).toEqual([false, true]);
});

it('takes the key where OpenAI and Google put it', () => {
  const key = (url: string, headers = {}) => keyOf(new Request(`http://a/${url}`, { headers }));
  expect(key('', { Authorization: 'Bearer one' })).toBe('one');
  expect(key('?key=two')).toBe('two');
  expect(key('?key=%20two%20')).toBe('two');
  expect(key('', { 'X-Goog-Api-Key': 'three' })).toBe('three');
  expect(key('', { Authorization: 'Basic one' })).toBeUndefined();
});
