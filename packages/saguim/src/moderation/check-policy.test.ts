import { describe, expect, it } from 'vitest';
import { checkPolicy } from './check-policy.js';
import { diffPolicies } from './diff-policies.js';
import type { Policy } from './policy.js';
import { policyPresets, presetPolicy } from './presets.js';

const small = { format: 1, id: 'site', version: 3, labels: { toxicity: { review: 0.5, block: 0.9 } } } as const;
const words = { id: 'list', kind: 'words', action: 'review', words: ['grape'] } as const;
const category = { name: 'medical', description: 'Advice about medicines.' };

describe('checkPolicy', () => {
  it.each(policyPresets)('takes the preset %s, which survives JSON', (name) => {
    const policy = presetPolicy(name);
    expect(checkPolicy(policy)).toEqual(policy);
    expect(checkPolicy(JSON.stringify(policy, undefined, 2))).toEqual(policy);
  });

  it('gives a copy that holds all that there may be', () => {
    const whole: Policy = {
      ...small,
      languages: { pt: { labels: { toxicity: { review: 0.6 } } }, other: {} },
      sections: { kids: { labels: { toxicity: { review: 0.2, block: 0.4 }, medical: {} } } },
      rules: [
        { ...words, match: 'part', near: ['vine'], notNear: ['fruit'], within: 3, languages: ['pt-BR'], message: { pt: 'Sem uvas.' } },
        { id: 'links', kind: 'links', action: 'block', label: 'spam', most: 0, allow: ['example.org'], deny: ['xn--e1afmkfd.example'] },
        { id: 'same', kind: 'repeats', action: 'review', characters: 9, words: 4, comments: 1, sections: ['kids'] },
        { id: 'fast', kind: 'rate', action: 'review', most: 5, seconds: 60 },
        { id: 'names', kind: 'allow', words: ['Dick'] },
      ],
      categories: [
        { ...category, examples: ['Take two pills.'], counterExamples: ['I took a pill.'] },
        { name: 'bad', description: 'Either.', anyOf: ['medical', 'spam'] },
      ],
      messages: { en: { review: 'Wait.', block: 'No.', error: 'Later.', labels: { spam: 'No adverts.', list: 'No grapes.' } } },
      onFailure: 'publish',
    };
    const checked = checkPolicy(whole);
    expect(checked).toEqual(whole);
    expect(checked.rules).not.toBe(whole.rules);
  });

  it.each([
    ['policy', null],
    ['policy', [small]],
    ['policy', '{"format": 1,'],
    ['format', { ...small, format: 2 }],
    ['treshold', { ...small, treshold: 1 }],
    ['id', { ...small, id: '' }],
    ['version', { ...small, version: 1.5 }],
    ['labels', { format: 1, id: 'a', version: 1 }],
    ['labels.toxic', { ...small, labels: { toxic: { review: 0.5 } } }],
    ['labels.toxicity', { ...small, labels: { toxicity: 0.5 } }],
    ['labels.toxicity', { ...small, labels: { toxicity: { review: 0.9, block: 0.5 } } }],
    ['labels.toxicity.review', { ...small, labels: { toxicity: { review: '0.5' } } }],
    ['labels.toxicity.review', { ...small, labels: { toxicity: { review: 0 } } }],
    ['labels.toxicity.block', { ...small, labels: { toxicity: { block: Number.NaN } } }],
    ['labels.toxicity.hide', { ...small, labels: { toxicity: { hide: 0.5 } } }],
    ['languages["not a tag"]', { ...small, languages: { 'not a tag': {} } }],
    ['sections.kids.labels.toxicity', { ...small, sections: { kids: { labels: { toxicity: { review: 0.3, block: 0.2 } } } } }],
    ['rules[0].kind', { ...small, rules: [{ id: 'a', kind: 'regex', action: 'block' }] }],
    ['rules[0].action', { ...small, rules: [{ ...words, action: 'allow' }] }],
    ['rules[0].words', { ...small, rules: [{ ...words, words: [] }] }],
    ['rules[0].words[0]', { ...small, rules: [{ ...words, words: ['...'] }] }],
    ['rules[0].label', { ...small, rules: [{ ...words, label: 'wine' }] }],
    ['rules[0].message.fr', { ...small, rules: [{ ...words, message: { fr: 'Non.' } }] }],
    ['rules[1].id', { ...small, rules: [words, words] }],
    ['rules[0].id', { ...small, rules: [{ ...words, id: 'spam' }] }],
    ['rules[0]', { ...small, rules: [{ id: 'a', kind: 'links', action: 'block' }] }],
    ['rules[0]', { ...small, rules: [{ id: 'a', kind: 'links', action: 'block', allow: ['a.org'], deny: ['a.org'] }] }],
    ['rules[0].deny[0]', { ...small, rules: [{ id: 'a', kind: 'links', action: 'block', deny: ['https://a.org/x'] }] }],
    ['rules[0]', { ...small, rules: [{ id: 'a', kind: 'repeats', action: 'review' }] }],
    ['rules[0].seconds', { ...small, rules: [{ id: 'a', kind: 'rate', action: 'review', most: 3 }] }],
    ['rules[0].action', { ...small, rules: [{ id: 'a', kind: 'allow', action: 'review', words: ['x'] }] }],
    ['categories[0].name', { ...small, categories: [{ ...category, name: 'spam' }] }],
    ['categories[0].name', { ...small, categories: [{ ...category, name: '__proto__' }] }],
    ['categories[0].description', { ...small, categories: [{ name: 'a' }] }],
    ['categories[0]', { ...small, categories: [{ ...category, examples: ['a'], counterExamples: ['a'] }] }],
    ['categories[0]', { ...small, categories: [{ ...category, anyOf: ['spam'], noneOf: ['insult'] }] }],
    ['categories[0].anyOf[0]', { ...small, categories: [{ ...category, anyOf: ['medical'] }] }],
    ['messages.fr', { ...small, messages: { fr: {} } }],
    ['messages.en.labels.spma', { ...small, messages: { en: { labels: { spma: 'No.' } } } }],
    ['onFailure', { ...small, onFailure: 'drop' }],
  ])('names the place: %s', (where, policy) => {
    expect(() => checkPolicy(policy)).toThrow(expect.objectContaining({ code: 'invalid-argument', where }));
  });

  it('is not led astray by names that objects have anyway', () => {
    const policy = JSON.parse('{"format":1,"id":"a","version":1,"labels":{"__proto__":{"review":0.5}}}');
    expect(() => checkPolicy(policy)).toThrow(expect.objectContaining({ where: 'labels.__proto__' }));
    expect(() => checkPolicy({ ...small, labels: { constructor: {} } })).toThrow('There is no label "constructor"');
  });
});

describe('diffPolicies', () => {
  it('says what changed, a line each, and nothing where nothing did', () => {
    const before = checkPolicy({ ...small, rules: [words, { id: 'fast', kind: 'rate', action: 'review', most: 5, seconds: 60 }] });
    const after = checkPolicy({
      ...small,
      version: 4,
      labels: { toxicity: { review: 0.4, block: 0.9 }, spam: { review: 0.8 } },
      rules: [
        { id: 'names', kind: 'allow', words: ['Dick'] },
        { ...words, words: ['plum', 'fig'] },
      ],
    });
    expect(diffPolicies(before, before)).toEqual([]);
    expect(diffPolicies(before, after)).toEqual([
      'version: 3 → 4',
      'labels.toxicity.review: 0.5 → 0.4',
      '+ labels.spam: {"review":0.8}',
      'rules.list.words: + plum, fig; - grape',
      '- rules.fast: {"kind":"rate","id":"fast","action":"review","most":5,"seconds":60}',
      '+ rules.names: {"kind":"allow","id":"names","words":["Dick"]}',
    ]);
  });
});
