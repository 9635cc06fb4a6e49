import { beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../app.js';
import { WordModerator } from '../word-moderator.case.js';
import { attributes } from './attributes.js';
import { analyzeResponse, perspectiveError, suggestResponse } from './schemas.js';

let moderator: WordModerator;
let app: ReturnType<typeof createApp>;
beforeEach(() => {
  moderator = new WordModerator();
  app = createApp({ moderator, rate: 0 });
});

const post = async (operation: string, body: unknown) => {
  const headers = { 'Content-Type': 'application/json' };
  const response = await app.fetch(
    new Request(`http://a/v1alpha1/comments:${operation}`, { method: 'POST', headers, body: JSON.stringify(body) }),
  );
  return { status: response.status, headers: response.headers, body: await response.json() };
};
const analyze = (fields: object, text: unknown = 'You are an idiot.') =>
  post('analyze', { comment: { text }, languages: ['en'], requestedAttributes: { TOXICITY: {} }, ...fields });

describe('comments:analyze', () => {
  it('scores what is asked for, and says the rest as Perspective did', async () => {
    const { status, body } = await analyze({
      requestedAttributes: { TOXICITY: { scoreType: 'PROBABILITY' }, 'SPAM@1': {} },
      clientToken: 'c1',
      doNotStore: true,
      sessionId: 's',
    });
    expect(status).toBe(200);
    expect(analyzeResponse.parse(body)).toEqual({
      attributeScores: {
        TOXICITY: {
          spanScores: [{ begin: 0, end: 17, score: { value: 0.9, type: 'PROBABILITY' } }],
          summaryScore: { value: 0.9, type: 'PROBABILITY' },
        },
        'SPAM@1': {
          spanScores: [{ begin: 0, end: 17, score: { value: 0.01, type: 'PROBABILITY' } }],
          summaryScore: { value: 0.01, type: 'PROBABILITY' },
        },
      },
      languages: ['en'],
      detectedLanguages: ['en'],
      clientToken: 'c1',
      saguim: { action: 'review', policy: { id: 'default', version: 1 } },
    });
  });

  it('scores sentences in one batch, by offsets in the text as it came', async () => {
    const text = 'Hello 😀 friend. You idiot! Bye.';
    const { body } = await analyze({ spanAnnotations: true }, text);
    expect(moderator.batches).toEqual([4]);
    const spans = body.attributeScores.TOXICITY.spanScores.map(
      ({ begin, end, score }: { begin: number; end: number; score: { value: number } }) => [text.slice(begin, end), score.value],
    );
    expect(spans).toEqual([
      ['Hello 😀 friend.', 0.01],
      ['You idiot!', 0.9],
      ['Bye.', 0.01],
    ]);
  });

  it('leaves out what is below a threshold', async () => {
    const requestedAttributes = { TOXICITY: { scoreThreshold: 0.8 }, SPAM: { scoreThreshold: 0.8 } };
    const { body } = await analyze({ requestedAttributes });
    expect(Object.keys(body.attributeScores)).toEqual(['TOXICITY']);
    const spans = await analyze({ requestedAttributes, spanAnnotations: true }, 'Hello. You idiot.');
    expect(spans.body.attributeScores.TOXICITY.spanScores).toHaveLength(1);
  });

  it('finds the language, takes variants, and judges what is too short to tell', async () => {
    expect((await analyze({ languages: undefined }, 'você é um idiota')).body.languages).toEqual(['pt']);
    expect((await analyze({ languages: undefined }, 'idiot')).body).toMatchObject({
      languages: ['und'],
      attributeScores: { TOXICITY: {} },
    });
    expect((await analyze({ languages: ['pt-BR'] })).body).toMatchObject({ languages: ['pt-BR'], detectedLanguages: ['pt'] });
    expect((await analyze({ languages: [] })).body.languages).toEqual(['en']);
  });

  it("takes Google's other spelling of fields, and null for absent ones", async () => {
    const { status, body } = await post('analyze', {
      comment: { text: 'You idiot', type: 'PLAIN_TEXT' },
      requested_attributes: { SEVERE_TOXICITY: { score_threshold: null } },
      client_token: 'c2',
      languages: null,
      community_id: 'sports',
    });
    expect([status, body.clientToken, Object.keys(body.attributeScores)]).toEqual([200, 'c2', ['SEVERE_TOXICITY']]);
  });

  it('answers or refuses every attribute by its name, and leaves out what is refused when that is asked for', async () => {
    for (const [name, entry] of Object.entries(attributes)) {
      const { status, body } = await analyze({ requestedAttributes: { [name]: {} } });
      if ('label' in entry) expect([status, Object.keys(body.attributeScores)]).toEqual([200, [name]]);
      else {
        expect([status, body.error.message]).toEqual([400, expect.stringContaining(name)]);
        expect(body.error.details[0]).toMatchObject({
          errorType: 'LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE',
          languageNotSupportedByAttributeError: { attribute: name, requestedLanguages: ['en'] },
        });
      }
    }
    const requestedAttributes = Object.fromEntries(Object.keys(attributes).map((name) => [name, {}]));
    const { body } = await analyze({ requestedAttributes, dropUnsupportedAttributes: true });
    expect(Object.keys(body.attributeScores).sort()).toEqual(
      Object.keys(attributes)
        .filter((name) => 'label' in attributes[name]!)
        .sort(),
    );
    expect((await analyze({ languages: undefined, dropUnsupportedAttributes: true }, 'der Hund und ich')).body.attributeScores).toEqual({});
    expect((await analyze({ languages: ['fr'], dropUnsupportedAttributes: true })).body.attributeScores).toEqual({});
  });

  it.each<[string, object, unknown, string, RegExp]>([
    ['no text', { comment: {} }, '', 'COMMENT_EMPTY', /^Comment must be non-empty\.$/],
    ['blank text', {}, ' \n', 'COMMENT_EMPTY', /non-empty/],
    ['a long text', {}, 'é'.repeat(10_241), 'COMMENT_TOO_LONG', /^Comment text too long\.$/],
    ['no attributes', { requestedAttributes: {} }, 'a', 'NO_REQUESTED_ATTRIBUTES', /^Missing requested_attributes$/],
    ['absent attributes', { requestedAttributes: undefined }, 'a', 'NO_REQUESTED_ATTRIBUTES', /^Missing requested_attributes$/],
    ['an unknown attribute', { requestedAttributes: { NICENESS: {} } }, 'a', 'INVALID_REQUEST', /^Unknown requested attribute: NICENESS$/],
    [
      'an unknown attribute, when others are dropped',
      { requestedAttributes: { NICENESS: {} }, dropUnsupportedAttributes: true },
      'a',
      'INVALID_REQUEST',
      /NICENESS/,
    ],
    [
      'a language',
      { languages: ['en', 'ar'] },
      'a',
      'LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE',
      /^Attribute TOXICITY does not support request languages: ar$/,
    ],
    ['a language that was found', { languages: undefined }, 'der Hund und ich', 'LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE', /languages: de$/],
    [
      'a kind of score',
      { requestedAttributes: { TOXICITY: { scoreType: 'PERCENTILE' } } },
      'a',
      'INVALID_REQUEST',
      /Requested score type PERCENTILE is not supported by attribute TOXICITY/,
    ],
    ['HTML', { comment: { text: 'a', type: 'HTML' } }, 'a', 'INVALID_REQUEST', /^Currently, only 'PLAIN_TEXT' comments are supported$/],
    ['another kind of text', { comment: { text: 'a', type: 'RTF' } }, 'a', 'INVALID_REQUEST', /^Unknown text type$/],
    ['two contexts', { context: { entries: [], articleAndParentComment: {} } }, 'a', 'INVALID_REQUEST', /both fields were populated/],
    ['a number for a text', {}, 7, 'INVALID_REQUEST', /'comment\.text'/],
    ['a list of attributes', { requestedAttributes: ['TOXICITY'] }, 'a', 'INVALID_REQUEST', /'requestedAttributes'/],
    ['no tag of a language', { languages: ['english please'] }, 'a', 'INVALID_REQUEST', /'languages\.0'/],
    ['a text for a flag', { spanAnnotations: 'yes' }, 'a', 'INVALID_REQUEST', /'spanAnnotations'/],
  ])('refuses %s', async (_, fields, text, errorType, message) => {
    const { status, body } = await analyze(fields, text);
    const { error } = perspectiveError.parse(body);
    expect([status, error.code, error.status]).toEqual([400, 400, 'INVALID_ARGUMENT']);
    expect(error.message).toMatch(message);
    expect(error.details!.find((detail) => detail['@type'] === 'type.googleapis.com/google.commentanalyzer.v1alpha1.Error')).toMatchObject({
      errorType,
    });
  });

  it('takes a comment of exactly 20 kB', async () => {
    expect((await analyze({}, 'é'.repeat(10_240))).status).toBe(200);
  });

  it('lets rules of the policy show in the scores of their label', async () => {
    const judge = moderator.checkMany.bind(moderator);
    moderator.checkMany = async (...all) => {
      const [verdict] = await judge(...all);
      const rule = { label: 'spam', kind: 'rule', action: 'block', message: '', rule: 'links' } as const;
      return [{ ...verdict!, action: 'block', reasons: [rule] }];
    };
    const { body } = await analyze({ requestedAttributes: { SPAM: {}, TOXICITY: {} } }, 'hello');
    expect([body.attributeScores.SPAM.summaryScore.value, body.attributeScores.TOXICITY.summaryScore.value]).toEqual([1, 0.01]);
  });

  it.each([
    ['hold', 1, 'review'],
    ['publish', 0, 'allow'],
  ] as const)('without a model: the policy says %s, and so does the answer', async (onFailure, value, action) => {
    moderator.dead = true;
    moderator.labels = [];
    moderator.policy = { ...moderator.policy, onFailure };
    const { status, body } = await analyze({});
    expect([status, body.attributeScores.TOXICITY.summaryScore.value]).toEqual([200, value]);
    expect(body.saguim).toMatchObject({ action, failure: { code: 'worker-died' } });
  });
});

describe('comments:suggestscore', () => {
  const suggest = (fields: object = {}) =>
    post('suggestscore', {
      comment: { text: 'Get busy living.' },
      attributeScores: { TOXICITY: { summaryScore: { value: 0 } } },
      clientToken: 'comment-1',
      ...fields,
    });

  it("feeds the site's head, once for a decision that comes again", async () => {
    const first = await suggest({ communityId: 'sports', languages: ['en'] });
    expect([first.status, suggestResponse.parse(first.body)]).toEqual([200, { clientToken: 'comment-1', requestedLanguages: ['en'] }]);
    await suggest({ communityId: 'sports', languages: ['en'] });
    await suggest({
      attributeScores: { TOXICITY: { summaryScore: { value: 0.9 } }, SPAM: { spanScores: [{ begin: 0, end: 3, score: { value: 0.2 } }] } },
    });
    expect(moderator.decisions).toEqual([
      { text: 'Get busy living.', action: 'allow', labels: { toxicity: false }, section: 'sports' },
      { text: 'Get busy living.', action: 'block', labels: { toxicity: true, spam: false }, section: undefined },
    ]);
  });

  it.each<[string, object, RegExp]>([
    ['no scores', { attributeScores: {} }, /Missing attribute_scores/],
    ['a score that is none', { attributeScores: { TOXICITY: {} } }, /TOXICITY has no score/],
    [
      'a score above 1',
      { attributeScores: { TOXICITY: { summaryScore: { value: 7 } } } },
      /attributeScores\.TOXICITY\.summaryScore\.value/,
    ],
    ['an attribute that is not carried', { attributeScores: { FLIRTATION: { summaryScore: { value: 1 } } } }, /FLIRTATION/],
    ['an unknown one', { attributeScores: { NICENESS: { summaryScore: { value: 1 } } } }, /Unknown requested attribute: NICENESS/],
    ['a language', { languages: ['de'] }, /languages: de/],
    ['no text', { comment: null }, /non-empty/],
  ])('refuses %s', async (_, fields, message) => {
    const { status, body } = await suggest(fields);
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(message)]);
    expect(moderator.decisions).toEqual([]);
  });
});

/** Coral joins its endpoint and the operation, asks for one model in the language of its site, and reads this one number; threshold 0.80. */
describe("Coral's requests", () => {
  const coral = async (operation: string, body: object) => {
    const url = new URL('http://127.0.0.1:8765/v1alpha1');
    url.pathname = `${url.pathname}/comments:${operation}`;
    url.searchParams.set('key', 'some key');
    const response = await app.fetch(
      new Request(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    );
    return response.ok ? response.json() : null;
  };

  it('are scored by the model that the site chose', async () => {
    for (const [model, text, toxic] of [
      ['TOXICITY', 'você é um idiota', true],
      ['SEVERE_TOXICITY', 'bom dia', false],
      ['PROFANITY', 'merda', true],
    ] as const) {
      const data = await coral('analyze', { comment: { text }, doNotStore: true, requestedAttributes: { [model]: {} }, languages: ['pt'] });
      expect(data.attributeScores[model].summaryScore.value > 0.8).toBe(toxic);
    }
  });

  it('feed what moderators decided back', async () => {
    const data = await coral('suggestscore', {
      comment: { text: 'You are an idiot' },
      context: { entries: [{ text: JSON.stringify({ url: 'https://example.org/a?commentID=1', Coral_comment_id: '1' }) }] },
      attributeScores: { TOXICITY: { summaryScore: { value: 1 } } },
      languages: ['en'],
      communityId: 'Coral:https://comments.example.org',
      clientToken: 'comment:1',
    });
    expect(data).toMatchObject({ clientToken: 'comment:1' });
    expect(moderator.decisions).toMatchObject([{ action: 'block', labels: { toxicity: true } }]);
  });
});
