import { checkPolicy, presetPolicy } from 'saguim';
import { expect, it } from 'vitest';
import { otherRules, withoutRule, withoutSection, withSection, withWords, wordsOf } from './edit-rules.js';

const policy = presetPolicy('default');

it('keeps words of plain lists as rules, and leaves other rules alone', () => {
  const written = withWords(withWords(policy, 'block', ' nojento \n\nnojento\nvai embora'), 'allow', 'Dick Cheney');
  expect(checkPolicy(written).rules).toEqual([
    ...policy.rules!,
    { id: 'words-block', kind: 'words', words: ['nojento', 'vai embora'], action: 'block' },
    { id: 'words-allow', kind: 'allow', words: ['Dick Cheney'] },
  ]);
  expect(wordsOf(written, 'block')).toEqual(['nojento', 'vai embora']);
  expect(wordsOf(written, 'review')).toEqual([]);
  expect(otherRules(written)).toEqual(policy.rules);
  expect(withWords(withWords(written, 'block', ''), 'allow', '\n')).toEqual(policy);
  expect(withoutRule(withoutRule(policy, 'many-links'), 'repeats')).not.toHaveProperty('rules');
  // Words that count only near others are more than a list.
  const near = { ...policy, rules: [{ id: 'words-block', kind: 'words', words: ['a'], near: ['b'], action: 'block' } as const] };
  expect([wordsOf(near, 'block'), otherRules(near)]).toEqual([[], near.rules]);
});

it('adds a section and takes it away', () => {
  const news = withSection(policy, 'news');
  expect(checkPolicy(news).sections).toEqual({ news: { labels: {} } });
  expect(withSection(news, 'news')).toEqual(news);
  expect(withoutSection(news, 'news')).toEqual(policy);
});
