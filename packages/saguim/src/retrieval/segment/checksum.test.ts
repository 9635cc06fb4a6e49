import { expect, it } from 'vitest';
import { Checksum, checksum } from './checksum.js';

const bytes = (text: string) => new TextEncoder().encode(text);

it('gives what the specification and its implementations give', () => {
  expect(checksum(bytes(''))).toBe(0x02cc5d05);
  expect(checksum(bytes('a'))).toBe(0x550d7456);
  expect(checksum(bytes('abc'))).toBe(0x32d153ff);
  expect(checksum(bytes('Nobody inspects the spammish repetition'))).toBe(0xe2293b2f);
});

it('does not depend on where the bytes lie, nor in how many pieces they come', () => {
  const whole = Uint8Array.from({ length: 1000 }, (_, index) => (index * 7) & 255);
  const expected = checksum(whole.slice(3, 803));
  expect(checksum(whole.subarray(3, 803))).toBe(expected);
  expect(checksum(whole.subarray(3, 802))).not.toBe(expected);
  const sum = new Checksum();
  for (const [from, to] of [
    [3, 19],
    [19, 339],
    [339, 803],
  ])
    sum.add(whole.subarray(from, to));
  expect(sum.end()).toBe(expected);
});
