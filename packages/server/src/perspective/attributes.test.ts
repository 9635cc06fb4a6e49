import { labelNames } from 'saguim';
import { expect, it } from 'vitest';
import { attributes, resolveAttribute } from './attributes.js';

it('has every attribute of Perspective, each with a label of ours or a reason', () => {
  const groups = {
    production: ['TOXICITY', 'SEVERE_TOXICITY', 'IDENTITY_ATTACK', 'INSULT', 'PROFANITY', 'THREAT'],
    experimental: [
      'TOXICITY_EXPERIMENTAL',
      'SEVERE_TOXICITY_EXPERIMENTAL',
      'IDENTITY_ATTACK_EXPERIMENTAL',
      'INSULT_EXPERIMENTAL',
      'PROFANITY_EXPERIMENTAL',
    ],
    more: [
      'THREAT_EXPERIMENTAL',
      'TOXICITY_FAST',
      'SEXUALLY_EXPLICIT',
      'FLIRTATION',
      'CURIOSITY_EXPERIMENTAL',
      'MORAL_OUTRAGE_EXPERIMENTAL',
    ],
    nyt: ['ATTACK_ON_AUTHOR', 'ATTACK_ON_COMMENTER', 'INCOHERENT', 'INFLAMMATORY', 'LIKELY_TO_REJECT', 'OBSCENE', 'SPAM', 'UNSUBSTANTIAL'],
  };
  for (const name of Object.values(groups).flat()) expect(attributes, name).toHaveProperty(name);
  for (const [name, entry] of Object.entries(attributes)) {
    if ('label' in entry) expect(labelNames, name).toContain(entry.label);
    else expect(entry.refused, name).toMatch(/\w{3}/);
  }
});

it('finds labels by attributes with or without a version, and categories of the policy by their own names', () => {
  const labels = ['toxicity', 'off-topic'];
  expect(resolveAttribute('TOXICITY@6', labels)).toEqual({ label: 'toxicity' });
  expect(resolveAttribute('OFF_TOPIC', labels)).toEqual({ label: 'off-topic' });
  expect(resolveAttribute('INSULT', labels)).toEqual({ refused: expect.stringContaining('insult') });
  expect(resolveAttribute('FLIRTATION', labels)).toEqual({ refused: expect.stringContaining('data') });
  for (const name of ['NICENESS', 'toxicity', '__proto__', 'constructor', '']) expect(resolveAttribute(name, labels)).toBeUndefined();
});
