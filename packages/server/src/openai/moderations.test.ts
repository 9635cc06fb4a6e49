import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../start-server.js';
import { WordModerator } from '../word-moderator.case.js';
import { categoryNames } from './categories.js';
import { moderationResponse } from './schemas.js';

const moderator = new WordModerator();
let server: RunningServer;
let client: OpenAI;

beforeAll(async () => {
  server = await startServer({ moderator, port: 0, keys: ['a-key-of-ours'], rate: 0 });
  client = new OpenAI({ apiKey: 'a-key-of-ours', baseURL: `${server.url}/v1`, maxRetries: 0 });
});
afterAll(() => server.close());
beforeEach(() => {
  moderator.dead = false;
  moderator.batches.length = 0;
});

describe("the official client's moderations", () => {
  it('judge a text', async () => {
    const response = await client.moderations.create({ input: 'You are an idiot, I will kill you', model: 'omni-moderation-latest' });
    expect(moderationResponse.parse(response)).toEqual({ ...response });
    const [result] = response.results;
    expect([response.model, response.id]).toEqual(['moderation-en-pt', expect.stringMatching(/^modr-/)]);
    expect([result!.flagged, result!.categories.harassment, result!.categories['harassment/threatening'], result!.categories.hate]).toEqual(
      [true, true, false, false],
    );
    expect([
      result!.category_scores.harassment,
      result!.category_scores['harassment/threatening'],
      result!.category_scores.violence,
    ]).toEqual([0.9, 0.9, 0.9]);
    expect(Object.keys(result!.category_scores)).toEqual([...categoryNames]);
    expect([result!.categories.illicit, result!.categories['sexual/minors']]).toEqual([null, false]);
    expect([result!.category_applied_input_types.harassment, result!.category_applied_input_types.illicit]).toEqual([['text'], []]);
    expect(result).toMatchObject({ saguim: { action: 'review', policy: { id: 'default' }, language: 'en' } });
  });

  it('judge several in order and in one batch, and the parts of one text together', async () => {
    const { results } = await client.moderations.create({ input: ['hello', 'idiot', ''] });
    expect([results.map(({ flagged }) => flagged), moderator.batches]).toEqual([[false, true, false], [3]]);
    const parts = await client.moderations.create({
      model: 'moderation-en-pt',
      input: [
        { type: 'text', text: 'hello' },
        { type: 'text', text: 'idiot' },
      ],
    });
    expect(parts.results.map(({ flagged }) => flagged)).toEqual([true]);
  });

  it('without a model are held, and say why', async () => {
    moderator.dead = true;
    const [result] = (await client.moderations.create({ input: 'hello' })).results;
    expect(result!.flagged).toBe(true);
    expect(Object.values(result!.category_applied_input_types).flat()).toEqual([]);
    expect(result).toMatchObject({ saguim: { reasons: [{ kind: 'error', code: 'worker-died' }] } });
  });

  it.each<[string, unknown, object]>([
    [
      'an image',
      [
        { type: 'text', text: 'a' },
        { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
      ],
      { param: 'input[1].type', code: 'unsupported_input' },
    ],
    ['nothing', undefined, { param: 'input', code: 'missing_required_parameter' }],
    ['no texts', [], { param: 'input', code: 'empty_array' }],
    ['too many', Array(65).fill('a'), { param: 'input', code: 'array_above_max_length' }],
    ['numbers', ['a', 1], { param: 'input[1]', code: 'invalid_type' }],
    ['an object', { text: 'a' }, { param: 'input', code: 'invalid_type' }],
    ['texts among parts', [{ type: 'text', text: 'a' }, 'b'], { param: 'input[1]', code: 'invalid_type' }],
    ['another kind of part', [{ type: 'audio' }], { param: 'input[0].type', code: 'invalid_value' }],
    ['a long text', 'a'.repeat(20_481), { param: 'input', code: 'string_above_max_length' }],
    [
      'parts that are long together',
      Array(3).fill({ type: 'text', text: 'a'.repeat(10_000) }),
      { param: 'input', code: 'string_above_max_length' },
    ],
  ])('of %s are refused', async (_, input, error) => {
    await expect(client.moderations.create({ input: input as string })).rejects.toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      ...error,
    });
  });

  it('need a model that is here, and a key', async () => {
    await expect(client.moderations.create({ input: 'a', model: 'gpt-9' })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
      param: 'model',
    });
    const wrong = new OpenAI({ apiKey: 'another-key', baseURL: `${server.url}/v1`, maxRetries: 0 });
    await expect(wrong.moderations.create({ input: 'a' })).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  });
});
