import { expect, it } from 'vitest';
import { caption, clock } from './download-bar.js';

it.each([
  [0, '0:00'],
  [4.2, '0:05'],
  [65, '1:05'],
  [7384, '2:03:04'],
])('%s seconds are %s', (seconds, text) => expect(clock(seconds)).toBe(text));

it('says how far, how fast and how long', () => {
  expect(caption({ loaded: 5e6, total: 1e8, state: 'downloading', bytesPerSecond: 2e6, remainingSeconds: 47.5 })).toBe(
    '5.0 MB of 100 MB, 2.0 MB/s, 0:48 left',
  );
  expect(caption({ loaded: 5e6, total: 0, state: 'downloading', bytesPerSecond: 0 })).toBe('5.0 MB');
  expect(caption({ loaded: 0, total: 10, state: 'retrying', reason: 'The server answered 503.' })).toBe(
    '0 B of 10 B, The server answered 503. Trying again…',
  );
  expect(caption({ loaded: 3, total: 10, state: 'waiting' })).toBe('3 B of 10 B, another process fetches it');
});
