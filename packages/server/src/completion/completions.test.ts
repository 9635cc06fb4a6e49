import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../start-server.js';
import { WordModerator } from '../word-moderator.case.js';
import type { CodeWriter } from './code-writer.js';
import { completionResponse } from './completion-schemas.js';
import { ScriptedWriter } from './scripted-writer.case.js';

let writer: ScriptedWriter;
let server: RunningServer;
let client: OpenAI;

beforeAll(async () => {
  // Each test has a writer of its own behind the one that was opened.
  const behind: CodeWriter = { complete: (...all) => writer.complete(...all), fill: (...all) => writer.fill(...all) };
  const completion = { model: 'tiny', open: async () => behind };
  server = await startServer({ moderator: new WordModerator(), completion, port: 0, keys: ['a-key-of-ours'], rate: 0 });
  client = new OpenAI({ apiKey: 'a-key-of-ours', baseURL: `${server.url}/v1`, maxRetries: 0 });
});
afterAll(() => server.close());
beforeEach(() => {
  writer = new ScriptedWriter();
});

const asked = { model: 'tiny', prompt: 'def add(a, b):\n    return ', suffix: '\n', max_tokens: 20 };

describe("the official client's completions", () => {
  it('fill in before a suffix, and say what it took', async () => {
    const answer = await client.completions.create({ ...asked, temperature: 0, stop: '\n\n' });
    expect(completionResponse.parse(answer)).toEqual({ ...answer });
    expect(answer).toMatchObject({
      object: 'text_completion',
      model: 'tiny',
      choices: [{ index: 0, text: 'a + b', finish_reason: 'stop', logprobs: null }],
      usage: { prompt_tokens: asked.prompt.length + 1, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 2 } },
    });
    expect(writer.fills).toMatchObject([
      { prefix: asked.prompt, suffix: '\n', options: { maxTokens: 20, stop: ['\n\n'], sampling: { temperature: 0 } } },
    ]);
  });

  it('come in pieces, with the figures at the end where they are wanted', async () => {
    const stream = await client.completions.create({ ...asked, max_tokens: 2, stream: true, stream_options: { include_usage: true } });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.map(({ choices }) => choices[0]?.text)).toEqual(['a ', '+ ', '', undefined]);
    expect(chunks.map(({ choices }) => choices[0]?.finish_reason)).toEqual([null, null, 'length', undefined]);
    expect(chunks.at(-1)!.usage).toMatchObject({ completion_tokens: 2 });
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  });

  it('are several for each of several prompts, with seeds of their own', async () => {
    const { choices, usage } = await client.completions.create({ model: 'tiny', prompt: ['a', 'bc'], n: 2, seed: 7, echo: true });
    expect(choices.map(({ index, text }) => [index, text])).toEqual([
      [0, 'aa + b'],
      [1, 'aa + b'],
      [2, 'bca + b'],
      [3, 'bca + b'],
    ]);
    expect(writer.fills.map(({ options }) => options.sampling?.seed)).toEqual([7, 8, 9, 10]);
    expect(writer.fills[0]!.options).toMatchObject({ maxTokens: 16, sampling: { temperature: 1, topP: 1 } });
    expect(usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 12, total_tokens: 15 });
  });

  it.each<[object, object]>([
    [{ logprobs: 3 }, { param: 'logprobs', code: 'unsupported_parameter' }],
    [{ logprobs: 0 }, { param: 'logprobs' }],
    [{ logit_bias: { 50256: -100 } }, { param: 'logit_bias' }],
    [{ best_of: 3 }, { param: 'best_of' }],
    [{ prompt: [1, 2, 3] }, { param: 'prompt', code: 'invalid_type' }],
    [{ prompt: undefined }, { param: 'prompt', code: 'missing_required_parameter' }],
    [{ temperature: 3 }, { param: 'temperature' }],
    [{ prompt: Array(5).fill('a'), n: 4 }, { param: 'n' }],
    [{ model: 'gpt-9' }, { status: 404, code: 'model_not_found' }],
  ])('with %j are refused by name', async (wrong, error) => {
    const create = client.completions.create({ ...asked, ...wrong } as OpenAI.CompletionCreateParamsNonStreaming);
    await expect(create).rejects.toMatchObject({ status: 400, ...error });
    expect(writer.fills).toEqual([]);
  });

  it('take what only repeats the default', async () => {
    const more = { best_of: 1, logprobs: null, logit_bias: {}, user: 'somebody', model: 'gpt-3.5-turbo-instruct' };
    expect((await client.completions.create({ ...asked, ...more })).choices[0]!.text).toBe('a + b');
  });

  it('of texts that are too long, or that fail in the middle, say so', async () => {
    writer.failure = new DOMException('too long', 'QuotaExceededError');
    await expect(client.completions.create(asked)).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
    const stream = await client.completions.create({ ...asked, stream: true });
    await expect(async () => {
      for await (const _ of stream);
    }).rejects.toMatchObject({ error: { code: 'context_length_exceeded' } });
  });

  it('stop when whoever asked is gone', async () => {
    writer.gate = new Promise(() => {});
    const stream = await client.completions.create({ ...asked, stream: true });
    for await (const { choices } of stream) {
      expect(choices[0]!.text).toBe('a ');
      break;
    }
    await expect.poll(() => writer.aborted).toBe(1);
  });
});

it('lists the models that answer, for who has a key', async () => {
  expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['moderation-en-pt', 'tiny']);
  expect((await fetch(`${server.url}/v1/models`)).status).toBe(401);
});
