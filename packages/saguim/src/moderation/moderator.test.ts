import { SaguimError } from '@saguim/engine/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SemanticEmbedder } from '../semantic-embedder/index.js';
import type { TextEmbedder } from '../semantic-embedder/text-embedder.js';
import { Moderator } from './moderator.js';
import type { ModeratorHeads, ModeratorOptions } from './moderator-options.js';
import type { Policy } from './policy.js';
import { presetPolicy } from './presets.js';
import { toyHeads } from './toy-heads.case.js';

const models = new URL('../../../../models/', import.meta.url);
let session: SemanticEmbedder;
let embedder: TextEmbedder;
let heads: ModeratorHeads;

beforeAll(async () => {
  session = await SemanticEmbedder.create({ saguim: { models } });
  embedder = session.saguim.textEmbedder;
  heads = await toyHeads(embedder);
});

afterAll(() => session.destroy());

const policy: Policy = {
  format: 1,
  id: 'site',
  version: 2,
  labels: { toxicity: { review: 0.5, block: 0.99 }, spam: { review: 0.5 } },
};
const rude = 'You are such a stupid idiot.';

const create = (options: ModeratorOptions = {}) => Moderator.create({ embedder, heads, policy, ...options });

/** The embedder, counting what it is given, and failing where it is told to. */
function observed(): TextEmbedder & { given: string[][]; failure?: Error } {
  const { model, fingerprint, dimensions, featureDimensions, maxTokens } = embedder;
  const observer = {
    ...{ model, fingerprint, dimensions, featureDimensions, maxTokens },
    given: [] as string[][],
    failure: undefined as Error | undefined,
    async embedTexts(...[texts, options]: Parameters<TextEmbedder['embedTexts']>) {
      observer.given.push([...texts]);
      if (observer.failure) throw observer.failure;
      return embedder.embedTexts(texts, options);
    },
  };
  return observer;
}

describe('a check', () => {
  it('says what becomes of a text, why, and where', async () => {
    const moderator = await create();
    const verdict = await moderator.check(`  ${rude}`);
    expect(verdict).toMatchObject({
      action: 'review',
      categories: { toxicity: 'review', insult: 'allow' },
      language: 'en',
      policy: { id: 'site', version: 2 },
    });
    expect(verdict.scores.toxicity).toBeGreaterThan(0.5);
    expect(verdict.spans).toEqual([{ start: 2, end: 2 + rude.length, label: 'toxicity', score: verdict.scores.toxicity, source: 'model' }]);
    expect(verdict.reasons).toMatchObject([
      { label: 'toxicity', kind: 'model', action: 'review', threshold: 0.5, message: expect.stringContaining('rude') },
    ]);
    expect(verdict.sentiment!.negative).toBeGreaterThan(verdict.sentiment!.positive);
    expect(await moderator.check('Thank you for this lovely day!')).toMatchObject({ action: 'allow', reasons: [], spans: [] });
    expect(moderator.labels.map(({ name, quality }) => [name, quality])).toEqual([
      ['toxicity', 'trained'],
      ['insult', 'trained'],
      ['spam', 'trained'],
    ]);
    expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
  });

  it('computes all labels in one call, and what it knows not again', async () => {
    const observer = observed();
    const moderator = await create({ embedder: observer });
    await moderator.checkMany([rude, 'Thanks!', rude]);
    expect(observer.given).toEqual([[rude, 'Thanks!']]);
    await moderator.check(rude);
    expect(observer.given).toHaveLength(1);
    // Of a long text only the paragraph that changed.
    const paragraphs = ['One', 'Two', 'Three'].map((name) =>
      `${name} is the name of this paragraph, which goes on for a while. `.repeat(6).trim(),
    );
    await moderator.check(paragraphs.join('\n\n'));
    await moderator.check([...paragraphs.slice(0, 2), 'Another end.'].join('\n\n'));
    expect(observer.given.at(-1)).toEqual(['Another end.']);
  });

  it('holds a long text to its worst sentence, and says which', async () => {
    const moderator = await create();
    const text = `${'We walked along the river and watched the boats. '.repeat(12)}\n\n${rude}\n\n${'Then it was time to go home. '.repeat(12)}`;
    const { action, spans } = await moderator.check(text);
    expect(action).toBe('review');
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual([rude]);
  });

  it('finds the language of what a disguised text reads as', async () => {
    const moderator = await create();
    const spaced = (text: string) =>
      text
        .split(' ')
        .map((word) => [...word].join(' '))
        .join('   ');
    expect((await moderator.check(spaced('you are a moron'))).language).toBe('en');
    expect((await moderator.check(spaced('você é um idiota mesmo'))).language).toBe('pt');
  });

  it('takes thresholds of sections and languages, and tells writers in their language', async () => {
    const moderator = await create({
      policy: {
        ...policy,
        languages: { pt: { labels: { toxicity: {} } } },
        sections: { kids: { labels: { toxicity: { review: 0.01, block: 0.02 } } } },
        messages: { pt: { labels: { toxicity: 'Aqui não.' } } },
      },
    });
    const actionIn = async (options: Parameters<Moderator['check']>[1]) => (await moderator.check(rude, options)).action;
    expect(await actionIn({})).toBe('review');
    expect(await actionIn({ section: 'kids' })).toBe('block');
    expect(await actionIn({ language: 'pt-BR' })).toBe('allow');
    expect(await actionIn({ language: 'pt', section: 'kids' })).toBe('block');
    expect(await actionIn({ section: '__proto__' })).toBe('review');
    const { reasons } = await moderator.check(rude, { locale: 'pt-BR' });
    expect(reasons[0]!.message).toBe('Aqui não.');
  });

  it('has rules beside the model', async () => {
    const moderator = await create({
      policy: {
        ...policy,
        rules: [
          { id: 'grapes', kind: 'words', words: ['grape'], action: 'block', label: 'spam', message: { en: 'No grapes.' } },
          { id: 'names', kind: 'allow', words: ['stupid idiot'] },
        ],
      },
    });
    expect(await moderator.check('A grape!')).toMatchObject({
      action: 'block',
      categories: { spam: 'block' },
      spans: [{ start: 2, end: 7, label: 'spam', source: 'rule' }],
      reasons: [{ label: 'spam', kind: 'rule', rule: 'grapes', message: 'No grapes.' }],
    });
    // A name that is allowed is read by nobody.
    const allowed = await moderator.check('I saw the film Stupid Idiot yesterday');
    const left = await moderator.check('I saw the film yesterday');
    expect(allowed.scores).toEqual(left.scores);
  });

  it('judges the plain reading of what is disguised, and shows where it is', async () => {
    const moderator = await create();
    const text = 'You are a d\u200bu\u200bm\u200bb st\u200bup\u200bid id\u200biot';
    const { action, reading, reasons, spans } = await moderator.check(text);
    expect({ action, reading }).toEqual({ action: 'review', reading: 'You are a dumb stupid idiot' });
    expect(reasons).toMatchObject([{ label: 'toxicity', kind: 'disguise' }]);
    expect(spans.map(({ start, end, source }) => [text.slice(start, end).replaceAll('\u200b', ''), source])).toEqual(
      ['dumb', 'stupid', 'idiot'].map((word) => [word, 'disguise']),
    );
    expect(await moderator.check('Thank you, friend!')).not.toHaveProperty('reading');
  });

  it('does not take the name of a group for an insult', async () => {
    const moderator = await create();
    const [named, nameless] = await moderator.checkMany(['My teacher is a gay man', 'My teacher is a man']);
    expect(named!.scores.toxicity).toBeLessThanOrEqual(nameless!.scores.toxicity!);
  });

  it('does not hold quotes of what is answered against who answers', async () => {
    const moderator = await create();
    const answer = `> ${rude}\nThank you for your kind words, see you tomorrow.`;
    expect((await moderator.check(answer, { context: { parent: `Hm. ${rude}` } })).action).toBe('allow');
    const { scores } = await moderator.check(answer, { context: { parent: 'Something else.' } });
    expect(scores.toxicity).toBeGreaterThan((await moderator.check(answer, { context: { parent: rude } })).scores.toxicity!);
  });

  it('explains which words moved a label', async () => {
    const moderator = await create();
    const text = 'Well,  I   think you are an idiot today';
    const { label, words } = await moderator.explain(text);
    expect(label).toBe('toxicity');
    const most = words.reduce((a, b) => (b.contribution > a.contribution ? b : a));
    expect(most.word).toBe('idiot');
    for (const { word, start, end } of words) expect(text.slice(start, end)).toBe(word);
    expect((await moderator.explain('', { label: 'spam' })).words).toEqual([]);
    await expect(moderator.explain('x', { label: 'sapm' })).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('categories of a site', () => {
  const examples = [
    'Take two pills after lunch.',
    'My doctor gave me antibiotics.',
    'Is this medicine safe with alcohol?',
    'The vaccine made my arm hurt.',
  ];
  const more = [
    'What dose of insulin do you take?',
    'These tablets cure headaches.',
    'The surgeon removed my appendix.',
    'I stopped the medication because of the rash.',
  ];

  it('are learned from examples, or told by their description, or made of other labels', async () => {
    const observer = observed();
    const moderator = await create({
      embedder: observer,
      policy: {
        ...policy,
        labels: { ...policy.labels, medical: { review: 0.5 } },
        categories: [
          { name: 'medical', description: 'Advice about medicines.', examples: [...examples, ...more] },
          { name: 'football', description: 'Football matches, goals, players and championships.' },
          { name: 'bad', description: 'Anything bad.', anyOf: ['toxicity', 'spam'] },
          { name: 'safe', description: 'Nothing bad.', noneOf: ['bad'] },
        ],
      },
    });
    expect(moderator.labels.slice(3).map(({ name, quality }) => [name, quality])).toEqual([
      ['medical', 'few-shot'],
      ['football', 'zero-shot'],
      ['bad', 'trained'],
      ['safe', 'trained'],
    ]);
    observer.given.length = 0;
    const verdict = await moderator.check('You should take this medicine twice a day.');
    expect(observer.given).toHaveLength(1);
    expect(verdict.reasons[0]).toMatchObject({ label: 'medical', action: 'review' });
    expect((await moderator.check('My neighbour painted the fence green.')).scores.medical).toBeLessThan(0.5);
    const [match, other] = await moderator.checkMany(['The striker scored two goals in the football final.', 'The soup needs more salt.']);
    expect(match!.scores.football).toBeGreaterThan(other!.scores.football!);
    const { scores } = await moderator.check(rude);
    expect(scores.bad).toBe(Math.max(scores.toxicity!, scores.spam!));
    expect(scores.safe).toBe(1 - scores.bad!);
  });

  it('come and go with the policy', async () => {
    const moderator = await create();
    await moderator.setPolicy(presetPolicy('six'));
    expect(moderator.policy.id).toBe('six');
    expect(Object.keys((await moderator.check('Hello')).scores)).toContain('safe');
    expect(moderator.labels).toContainEqual(expect.objectContaining({ name: 'threat', quality: 'few-shot' }));
    expect(moderator.labels).toContainEqual(expect.objectContaining({ name: 'violent', quality: 'few-shot' }));
    await expect(moderator.setPolicy({ ...policy, version: 0 })).rejects.toMatchObject({ where: 'version' });
    expect(moderator.policy.id).toBe('six');
  });
});

describe('without a model', () => {
  it('says so, and holds or publishes; rules still hold', async () => {
    const rules = [{ id: 'grapes', kind: 'words', words: ['grape'], action: 'block' }] as const;
    const missing = { embedder: undefined, models, model: 'no-such-model' };
    const moderator = await create({ ...missing, policy: { ...policy, rules } });
    expect(moderator.failure).toMatchObject({ name: 'NotSupportedError' });
    const held = await moderator.check('Hello');
    expect(held).toMatchObject({
      action: 'review',
      scores: {},
      reasons: [{ label: 'error', kind: 'error', message: expect.stringContaining('moderator') }],
    });
    expect(await moderator.check('A grape')).toMatchObject({ action: 'block', reasons: [{ kind: 'rule' }, { kind: 'error' }] });
    const publishing = await create({ ...missing, policy: { ...policy, onFailure: 'publish' } });
    expect(await publishing.check('Hello')).toMatchObject({ action: 'allow', reasons: [{ kind: 'error', action: 'allow' }] });
  });

  it('goes on when the worker that died is back', async () => {
    const observer = observed();
    const moderator = await create({ embedder: observer });
    observer.failure = new SaguimError('worker-died', 'Gone');
    expect(await moderator.check(rude)).toMatchObject({ action: 'review', scores: {}, reasons: [{ kind: 'error', code: 'worker-died' }] });
    expect(moderator.failure).toBe(observer.failure);
    observer.failure = undefined;
    expect((await moderator.check(rude)).scores.toxicity).toBeGreaterThan(0.5);
    expect(moderator.failure).toBeUndefined();
  });

  it('refuses heads of another model', async () => {
    const moderator = await create({ embedder: { ...embedder, fingerprint: 'another' } });
    expect(moderator.failure).toMatchObject({ code: 'unsupported' });
  });
});

describe('what comes from anywhere', () => {
  it('gets a verdict', async () => {
    const moderator = await create({ policy: presetPolicy('default') });
    const hostile = [
      '',
      ' \n\t',
      '\u0000\u0007',
      '\ud800',
      '\u202e\u200b\u2066',
      `Z${'\u0300'.repeat(10_000)}`,
      '<script>alert(1)</script>',
      "'; DROP TABLE comments; --",
      '__proto__',
      '👩‍👩‍👧‍👦'.repeat(300),
      'ﷺ'.repeat(3000),
      'a'.repeat(50_000),
      '.'.repeat(100_000),
      '\u3164\u115f',
    ];
    for (const verdict of await moderator.checkMany(hostile)) expect(['allow', 'review', 'block']).toContain(verdict.action);
  });

  it('is judged in bounded time, and said to be too long', async () => {
    const observer = observed();
    const moderator = await create({ embedder: observer });
    const verdict = await moderator.check(`${'The rain in the mountains. '.repeat(60_000)}${rude}`);
    expect(verdict).toMatchObject({
      action: 'review',
      reasons: [{ kind: 'error', code: 'context-overflow', message: expect.stringContaining('long') }],
    });
    expect(observer.given.flat().join('').length).toBeLessThan(25_000);
  });

  it.each([
    ['text', [undefined]],
    ['text', [7]],
    ['text', [{ text: null }]],
    ['items[1].text', ['a', {}]],
    ['language', [{ text: 'a', language: 'not a tag' }]],
    ['section', [{ text: 'a', section: 7 }]],
    ['context', [{ text: 'a', context: 7 }]],
    ['context.recent', [{ text: 'a', context: { recent: [{}] } }]],
    ['items', 'text'],
  ])('is refused by its place: %s', async (where, items) => {
    const moderator = await create();
    await expect(moderator.checkMany(items as never)).rejects.toMatchObject({ code: 'invalid-argument', where });
  });

  it('ends at once when it is aborted or the moderator is destroyed', async () => {
    const moderator = await create();
    const controller = new AbortController();
    const pending = moderator.check(`${rude} Again and again.`, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(pending).rejects.toThrow('enough');
    moderator.destroy();
    await expect(moderator.check(rude)).rejects.toMatchObject({ name: 'InvalidStateError' });
    await expect(Moderator.create({ signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow('never');
    expect(() => new Moderator()).toThrow(TypeError);
  });
});

describe('learning from moderators', () => {
  const names = ['Ana', 'Bia', 'Caio', 'Davi', 'Eva', 'Fabio', 'Gil', 'Hugo', 'Iris', 'Joao', 'Lia', 'Mario'];
  const decisions = names.flatMap((name) => [
    { text: `${name}, pineapple on pizza is a crime against food.`, action: 'block' as const, labels: { toxicity: true } },
    { text: `${name} repaired the old bicycle in the garage.`, action: 'allow' as const },
  ]);

  it('takes over when it is better, and goes back when it is told to', async () => {
    const moderator = await create();
    expect(moderator.learning).toEqual({ decisions: 0, needed: 20, active: false, ready: false });
    expect(() => moderator.useLearning(true)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    for (const decision of decisions.slice(0, 19)) await moderator.learn(decision);
    expect(moderator.learning).toMatchObject({ decisions: 19, needed: 1, active: false });
    const state = await moderator.learn(decisions.slice(19));
    expect(state).toMatchObject({ decisions: 24, needed: 0, active: true, ready: true });
    expect(state.figures!.agreement).toBeGreaterThan(state.figures!.baseAgreement);
    expect(state.disagreement!.all).toBe(0.5);
    const pizza = 'Nina, pineapple on pizza is a crime.';
    const after = (await moderator.check(pizza)).scores.toxicity!;
    moderator.useLearning(false);
    const before = (await moderator.check(pizza)).scores.toxicity!;
    expect(after).toBeGreaterThan(0.5);
    expect(before).toBeLessThan(0.5);
    moderator.useLearning(true);
    // Another process goes on from what was saved, without the texts.
    const saved = moderator.saveLearning();
    expect(new TextDecoder().decode(saved)).not.toContain('pizza');
    const other = await create({ learning: saved });
    expect(other.learning).toEqual(state);
    expect((await other.check(pizza)).scores.toxicity).toBe(after);
  });

  it('refuses what is no decision, and what was learned with another model', async () => {
    const moderator = await create();
    await expect(moderator.learn({ text: 'x', action: 'maybe' as never })).rejects.toMatchObject({ where: 'decision.action' });
    await expect(moderator.learn([{ text: 'x', action: 'block', labels: { safe: true } }])).rejects.toMatchObject({
      where: 'decisions[0].labels',
    });
    expect(moderator.learning.decisions).toBe(0);
    await moderator.learn({ text: 'Fine.', action: 'allow' });
    const elsewhere = await create({ learning: moderator.saveLearning(), embedder: { ...embedder, fingerprint: 'another' } });
    expect(elsewhere.failure).toMatchObject({ code: 'unsupported' });
    await expect(create({ learning: new Uint8Array(9) })).rejects.toMatchObject({ code: 'bad-file' });
  });
});
