import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadBuiltInHeads } from './built-in-heads.js';
import { Moderator } from './moderator.js';

const models = new URL('../../../../models/', import.meta.url);
let moderator: Moderator;

beforeAll(async () => {
  moderator = await Moderator.create({ models });
});

afterAll(() => moderator.destroy());

it('has the heads of the model that comes along', async () => {
  const heads = await loadBuiltInHeads();
  const beside = (name: string) => new Uint8Array(readFileSync(new URL(`moderation-en-pt/${name}.head`, models)));
  expect(heads.moderation).toEqual(beside('moderation'));
  expect(heads.sentiment).toEqual(beside('sentiment'));
  expect(moderator.failure).toBeUndefined();
});

it.each([
  ['You are a stupid idiot', 'toxicity', 'en'],
  ['Seu idiota, vai tomar no cu', 'toxicity', 'pt'],
  ['You are a stup1d id1ot', 'toxicity', 'en'],
  ['FREE entry! You have won a prize, call 09061701461 now to claim', 'spam', undefined],
])('flags %s as %s', async (text, label, language) => {
  const verdict = await moderator.check(text);
  expect(verdict.action).not.toBe('allow');
  expect(verdict.reasons.map((reason) => reason.label)).toContain(label);
  if (language) expect(verdict.language).toBe(language);
});

it.each([
  'Thanks for the clear explanation, it helped me a lot.',
  'Obrigado pela explicação, ajudou muito.',
  'I disagree with you: the numbers say otherwise.',
  'My best friend is a gay man and a Muslim.',
  'Привет, как дела?',
  'これはとても面白いですね',
])('allows %s', async (text) => {
  expect(await moderator.check(text)).toMatchObject({ action: 'allow', reasons: [] });
});

it('gives sentiment from the same pass', async () => {
  const [good, bad] = await moderator.checkMany(['What a wonderful film, I loved it.', 'Que filme horrível, odiei.']);
  expect(good!.sentiment!.positive).toBeGreaterThan(0.8);
  expect(bad!.sentiment!.negative).toBeGreaterThan(0.8);
});
