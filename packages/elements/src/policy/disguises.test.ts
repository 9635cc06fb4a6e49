import { expect, it } from 'vitest';
import { disguise, disguiseWays } from './disguises.js';

it.each(['You are a complete idiot.', 'Seu imbecil, ninguém te perguntou.'])('changes %s in every way, each differently', (text) => {
  const all = disguiseWays.map((way) => disguise(text, way));
  expect(new Set([text, ...all]).size).toBe(disguiseWays.length + 1);
  for (const one of all) expect(one).toBe(one.normalize('NFC'));
});

it('leaves short words and signs alone', () => {
  expect(disguise('a 1 ?!', 'leet')).toBe('a 1 ?!');
});
