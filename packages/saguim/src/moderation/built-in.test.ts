import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TextClassifier } from '../text-classifier/index.js';
import { loadBuiltInHeads } from './built-in-heads.js';
import { Moderator } from './moderator.js';
import { presetPolicy } from './presets.js';
import { uncertaintyOf } from './uncertainty.js';
import type { VerdictReason } from './verdict.js';

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
  const [good, bad] = await moderator.checkMany(['What a wonderful film, I loved it.', 'Péssimo atendimento, nunca mais volto.']);
  expect(good!.sentiment!.positive).toBeGreaterThan(0.8);
  expect(bad!.sentiment!.negative).toBeGreaterThan(0.8);
  // A classifier on the same model says the same.
  const sentiment = await TextClassifier.load('sentiment', { models, model: 'moderation-en-pt' });
  const { scores } = await sentiment.classify('Péssimo atendimento, nunca mais volto.');
  expect(scores.negative).toBeCloseTo(bad!.sentiment!.negative, 6);
  sentiment.destroy();
});

it('tells what moderators should see first', () => {
  const policy = presetPolicy('default');
  const of = (toxicity: number, reasons: VerdictReason[] = []) => uncertaintyOf({ scores: { toxicity }, reasons, language: 'en' }, policy);
  const model = { label: 'toxicity', kind: 'model', action: 'review', message: '' } as const;
  const sure = of(0.99, [{ ...model, score: 0.99, threshold: 0.9 }]);
  expect(of(0.54)).toBeGreaterThan(0.9);
  expect(of(0.01)).toBeLessThan(0.1);
  expect(of(0.56, [{ ...model, score: 0.56, threshold: 0.55 }])).toBeGreaterThan(sure);
  expect(of(0, [{ ...model, kind: 'error' }])).toBe(1);
});
