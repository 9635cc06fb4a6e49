import { expect, it } from 'vitest';
import { readPastComment } from './past-comment.js';

const read = (fields: Record<string, unknown>) => readPastComment({ line: 3, text: 'x', fields }, 'past.jsonl');

it("takes Perspective's answer as it came, and plain numbers", () => {
  const attributeScores = { TOXICITY: { summaryScore: { value: 0.7, type: 'PROBABILITY' } }, FLIRTATION: { summaryScore: { value: 0.1 } } };
  expect([...read({ attributeScores }).scores]).toEqual([['toxicity', 0.7]]);
  expect([...read({ scores: { 'severe-toxicity': 0.2, PROFANITY: 0.3 } }).scores]).toEqual([
    ['severe-toxicity', 0.2],
    ['obscene', 0.3],
  ]);
  expect([...read({ TOXICITY: 0.5, likes: 3 }).scores]).toEqual([['toxicity', 0.5]]);
  expect([...read({ 'TOXICITY@6': 0.5, THREAT_EXPERIMENTAL: 0.2 }).scores]).toEqual([
    ['toxicity', 0.5],
    ['threat', 0.2],
  ]);
});

it.each([
  [{ decision: 'block' }, true],
  [{ status: 'Approved' }, false],
  [{ action: 'rejected', TOXICITY: 0.1 }, true],
  [{ label: 0 }, false],
  [{ label: true }, true],
])('takes the decision of %j', (fields, blocked) => {
  expect(read(fields).blocked).toBe(blocked);
});

it.each([{}, { decision: 'perhaps' }, { TOXICITY: 'high' }, { TOXICITY: 7 }, { attributeScores: null }])(
  'refuses %j, naming the line',
  (fields) => {
    expect(() => read(fields)).toThrow(expect.objectContaining({ code: 'bad-file', where: 'past.jsonl, line 3' }));
  },
);
