import { expect, it } from 'vitest';
import { LabelScores } from './label-scores.js';

const outputs = ['toxic', 'toxic_pt', 'toxic_pt_majority', 'misogyny_pt', 'racism_pt', 'spam'];

it('makes labels of the outputs of a language, and of both where it is not clear', () => {
  const scores = new LabelScores(outputs);
  expect(scores.labels.map(({ name }) => name)).toEqual(['toxicity', 'identity-attack', 'spam']);
  const row = [0.2, 0.9, 0.7, 0.1, 0.4, 0.05];
  expect(scores.of(row, 'en')).toEqual([0.2, 0.4, 0.05]);
  expect(scores.of(row, 'pt')).toEqual([0.7, 0.4, 0.05]);
  expect(scores.of(row, undefined)).toEqual([0.7, 0.4, 0.05]);
});

it('takes nothing for an attack on a group that is not toxic', () => {
  expect(new LabelScores(outputs).of([0.02, 0.3, 0.1, 0.8, 0.1, 0], 'en')).toEqual([0.02, 0.3, 0]);
});

it('leaves the labels of a head of one’s own as they are', () => {
  const scores = new LabelScores(['identity-attack', 'toxic_pt']);
  expect(scores.of([0.8, 0.1], 'en')).toEqual([0.8]);
});
