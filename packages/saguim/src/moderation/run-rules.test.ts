import { describe, expect, it } from 'vitest';
import { checkPolicy } from './check-policy.js';
import type { PolicyRule } from './policy.js';
import { PolicyRules, type RuleText } from './run-rules.js';

const now = 1_000_000;

/** What a rule finds in a text; nothing where it does not apply. */
function found(rule: Partial<PolicyRule>, text: string, more: Partial<RuleText> & { allowed?: string[] } = {}) {
  const { allowed, ...given } = more;
  const { rules } = checkPolicy({
    format: 1,
    id: 'test',
    version: 1,
    labels: {},
    rules: [
      { id: 'rule', ...(rule.kind !== 'allow' && { action: 'review' }), ...rule },
      ...(allowed ? [{ id: 'names', kind: 'allow', words: allowed }] : []),
    ],
  });
  const [hit] = new PolicyRules({ rules }).run({ text, language: 'en', now, ...given });
  return hit?.spans.map(({ start, end }) => text.slice(start, end));
}

describe('lists of words', () => {
  const rule = { kind: 'words', words: ['Grapé', 'sour grape', 'no way'] } as const;

  it('finds whole words and phrases, whatever case and accents, at their place', () => {
    expect(found(rule, 'A GRÂPE, and a Sour  grape; no-way!')).toEqual(['GRÂPE', 'Sour  grape', 'grape', 'no-way']);
    expect(found(rule, 'Grapefruit, no, way')).toEqual(['no, way']);
    expect(found(rule, 'nothing')).toBeUndefined();
  });

  it('finds parts of words where it is told to', () => {
    expect(found({ ...rule, match: 'part' }, 'Grapefruit and hypergrape')).toEqual(['Grapefruit', 'hypergrape']);
  });

  it('looks at the words around', () => {
    const near = { ...rule, near: ['vine'], within: 2 };
    expect(found(near, 'the grape of that vine')).toBeUndefined();
    expect(found(near, 'vine with grape')).toEqual(['grape']);
    const notNear = { ...rule, notNear: ['juice'], within: 2 };
    expect(found(notNear, 'grape juice, and one more day with a grape')).toEqual(['grape']);
  });

  it('leaves out what is allowed', () => {
    expect(found(rule, 'Mr Grape ate a grape', { allowed: ['mr grape'] })).toEqual(['grape']);
    expect(found(rule, 'Mr Grape', { allowed: ['mr grape'] })).toBeUndefined();
  });

  it('finds words of the plain reading where they were typed', () => {
    const text = 'a g-r-a-p-e!';
    const reading = {
      text: 'a grape!',
      toOriginal: (start: number, end: number) => (start === 2 && end === 7 ? ([2, 11] as const) : ([0, 0] as const)),
    };
    expect(found(rule, text, { reading })).toEqual(['g-r-a-p-e']);
  });

  it('applies in its sections and languages alone', () => {
    expect(found({ ...rule, sections: ['wine'] }, 'grape')).toBeUndefined();
    expect(found({ ...rule, sections: ['wine'] }, 'grape', { section: 'wine' })).toEqual(['grape']);
    expect(found({ ...rule, languages: ['pt'] }, 'grape')).toBeUndefined();
    expect(found({ ...rule, languages: ['pt'] }, 'grape', { language: 'pt-BR' })).toEqual(['grape']);
  });

  it('finds words in a megabyte', () => {
    const words = Array.from({ length: 5000 }, (_, i) => `word${i}`);
    expect(found({ kind: 'words', match: 'part', words }, `${'lorem ipsum '.repeat(90_000)}xword4999`)).toEqual(['xword4999']);
  });
});

describe('links', () => {
  it('counts them, also without https', () => {
    const rule = { kind: 'links', most: 1 } as const;
    expect(found(rule, 'See https://a.org/x?y=1. And www.b.com, ok.Then c.net/z)')).toEqual([
      'https://a.org/x?y=1',
      'www.b.com',
      'c.net/z',
    ]);
    expect(found(rule, 'Only a.org here. Write to me@b.com, v1.2.3 or e.g. this')).toBeUndefined();
  });

  it('tells hosts apart, and those under them', () => {
    expect(found({ kind: 'links', allow: ['a.org'] }, 'x.a.org/1 https://A.ORG https://nota.org')).toEqual(['https://nota.org']);
    expect(found({ kind: 'links', deny: ['bad.com'] }, 'http://www.bad.com good.com')).toEqual(['http://www.bad.com']);
    expect(found({ kind: 'links', deny: ['bad.com'] }, 'good.com')).toBeUndefined();
  });
});

describe('repeats and rates', () => {
  it('finds characters and words over and over', () => {
    expect(found({ kind: 'repeats', characters: 4 }, 'nooooo way, aaaa, 👍👍👍👍👍')).toEqual(['ooooo', '👍👍👍👍👍']);
    expect(found({ kind: 'repeats', words: 2 }, 'buy BUY, buy now now')).toEqual(['buy BUY, buy']);
  });

  it('knows earlier comments', () => {
    const recent = [{ text: 'Buy now!' }, { text: 'buy NOW' }, { text: 'hello' }];
    expect(found({ kind: 'repeats', comments: 1 }, 'Buy, now', { context: { recent } })).toEqual(['Buy, now']);
    expect(found({ kind: 'repeats', comments: 2 }, 'Buy, now', { context: { recent } })).toBeUndefined();
    expect(found({ kind: 'repeats', comments: 1 }, 'Buy, now')).toBeUndefined();
  });

  it('counts comments in a time', () => {
    const rule = { kind: 'rate', most: 2, seconds: 60 } as const;
    const at = (...ago: number[]) => ({ context: { recent: ago.map((seconds) => ({ text: 'x', time: now - seconds * 1000 })) } });
    expect(found(rule, 'x', at(10, 59))).toEqual([]);
    expect(found(rule, 'x', at(10, 61))).toBeUndefined();
  });
});
