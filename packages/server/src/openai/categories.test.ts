import { expect, it } from 'vitest';
import { categoryOf } from './categories.js';

const verdict = {
  scores: { toxicity: 0.9, insult: 0.4, threat: 0.7, 'identity-attack': 0.1, illicit: 0.6 },
  categories: { toxicity: 'block', insult: 'allow', threat: 'review', 'identity-attack': 'allow', illicit: 'review' },
} as const;

it('are made of our labels: any of them, or all of them', () => {
  expect(categoryOf('harassment', verdict)).toEqual({ score: 0.9, flagged: true, applied: true });
  expect(categoryOf('harassment/threatening', verdict)).toEqual({ score: 0.7, flagged: true, applied: true });
  expect(categoryOf('hate', verdict)).toEqual({ score: 0.1, flagged: false, applied: true });
  expect(categoryOf('hate/threatening', verdict)).toEqual({ score: 0.1, flagged: false, applied: true });
  expect(categoryOf('violence', verdict)).toEqual({ score: 0.7, flagged: true, applied: true });
});

it("are the policy's own where it has one of that name", () => {
  expect(categoryOf('illicit', verdict)).toEqual({ score: 0.6, flagged: true, applied: true });
});

it('are not applied where nothing judges them', () => {
  for (const name of ['illicit/violent', 'sexual', 'sexual/minors', 'self-harm', 'self-harm/intent', 'violence/graphic'] as const)
    expect(categoryOf(name, verdict)).toEqual({ score: 0, flagged: false, applied: false });
  expect(categoryOf('hate/threatening', { scores: { threat: 1 }, categories: {} }).applied).toBe(false);
});
