import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { engineClient } from '../runtime/index.js';
import type { LanguageModelCreateOptions } from './create-options.js';
import { LanguageModel } from './language-model.js';
import { tinyChat } from './tiny-chat.case.js';

const models = new URL('../../../../models/', import.meta.url);
const greedy = { models, sampling: { temperature: 0 } };
const question = 'What is the capital city of France? Answer in English.';
const answer = 'The capital city of France is Paris.';
const sessions: LanguageModel[] = [];

async function create(options: LanguageModelCreateOptions = {}): Promise<LanguageModel> {
  const session = await LanguageModel.create({ ...options, saguim: { ...greedy, ...options.saguim } });
  sessions.push(session);
  return session;
}

async function read(stream: ReadableStream<string>): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy();
});

describe('LanguageModel.availability', () => {
  it('tells what is here', async () => {
    expect(await LanguageModel.availability({ saguim: { models } })).toBe('available');
    expect(await LanguageModel.availability({ saguim: { models, model: 'nope' } })).toBe('unavailable');
    expect(await LanguageModel.availability({ expectedInputs: [{ type: 'text', languages: ['en-US'] }], saguim: { models } })).toBe(
      'available',
    );
  });

  it.each([
    ['a language it does not speak', { expectedInputs: [{ type: 'text', languages: ['unk'] }] }],
    ['images', { expectedInputs: [{ type: 'image' }] }],
    ['audio as output', { expectedOutputs: [{ type: 'audio' }] }],
  ] as [string, LanguageModelCreateOptions][])('is unavailable for %s, and create() says why', async (_, options) => {
    expect(await LanguageModel.availability(options)).toBe('unavailable');
    await expect(create(options)).rejects.toMatchObject({ name: 'NotSupportedError', constructor: DOMException });
  });

  it('knows the languages of the catalogue, and of a file when it is loaded', async () => {
    const ask = (model: string | Blob, languages: string[]): LanguageModelCreateOptions => ({
      expectedInputs: [{ type: 'text', languages }],
      saguim: { model },
    });
    expect(await LanguageModel.availability(ask('qwen3-0.6b', ['pt-BR', 'en']))).toBe('downloadable');
    expect(await LanguageModel.availability(ask('Qwen/Qwen3-0.6B', ['la']))).toBe('unavailable');
    await expect(LanguageModel.create(ask('qwen3-0.6b', ['la']))).rejects.toThrowError(/not made for the language "la"/);
    await expect(create(ask(tinyChat(undefined, ['en', 'por']), ['en', 'la']))).rejects.toMatchObject({ name: 'NotSupportedError' });
    for (const made of [['en', 'por'], ['multilingual model'], undefined]) await create(ask(tinyChat(undefined, made), ['pt-BR']));
  });

  it.each([
    ['an unknown type', TypeError, { expectedInputs: [{ type: 'soup' }] }],
    ['a malformed language', RangeError, { expectedInputs: [{ type: 'text', languages: ['en-abc-invalid'] }] }],
    ['an unknown sampling mode', TypeError, { samplingMode: 'wild' }],
  ] as [string, typeof TypeError, LanguageModelCreateOptions][])('rejects %s', async (_, error, options) => {
    await expect(LanguageModel.availability(options)).rejects.toBeInstanceOf(error);
    await expect(create(options)).rejects.toBeInstanceOf(error);
  });
});

describe('LanguageModel.create', () => {
  it('cannot be called as a constructor, and works detached', async () => {
    expect(() => new LanguageModel()).toThrowError(TypeError);
    const detached = LanguageModel.create;
    const session = await detached({ saguim: greedy });
    sessions.push(session);
    expect(session).toBeInstanceOf(LanguageModel);
    expect(String(session)).toBe('[object LanguageModel]');
  });

  it('fires 0 and 1 when everything is here already, and calls the monitor at once', async () => {
    const told: number[] = [];
    let called = false;
    const creating = create({
      monitor: (monitor) => {
        called = true;
        monitor.addEventListener('downloadprogress', (event) => told.push((event as ProgressEvent).loaded));
      },
    });
    expect(called).toBe(true);
    await creating;
    expect(told).toEqual([0, 1]);
  });

  it('rejects with what the monitor throws, with the reason of an abort, and in reaction to each event', async () => {
    const mistake = new Error('mine');
    const monitor = () => {
      throw mistake;
    };
    await expect(create({ monitor })).rejects.toBe(mistake);
    await expect(create({ monitor, signal: AbortSignal.abort('early') })).rejects.toBe('early');
    for (const moment of [0, 1]) {
      const controller = new AbortController();
      const creating = create({
        signal: controller.signal,
        monitor: (target) => {
          target.ondownloadprogress = ({ loaded }) => loaded === moment && controller.abort(`at ${moment}`);
        },
      });
      await expect(creating).rejects.toBe(`at ${moment}`);
    }
  });

  it('rejects a model that is not there, one without a chat template, and prompts that do not fit', async () => {
    await expect(create({ saguim: { model: 'nope' } })).rejects.toMatchObject({ name: 'NotSupportedError', cause: { code: 'not-found' } });
    const tiny = new URL('../../../../tests/golden/tiny/llama-f32.gguf', import.meta.url);
    await expect(create({ saguim: { model: tiny } })).rejects.toMatchObject({ name: 'NotSupportedError', message: /chat template/ });
    const initialPrompts: LanguageModelCreateOptions['initialPrompts'] = [{ role: 'user', content: 'word '.repeat(200) }];
    const error = await create({ initialPrompts, saguim: { contextLength: 128 } }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'QuotaExceededError', code: 22 });
    const { requested, quota } = error as DOMException & { requested: number; quota: number };
    expect(requested).toBeGreaterThan(200);
    expect(quota).toBeLessThan(128);
  });

  it('rejects bad initial prompts', async () => {
    const late: LanguageModelCreateOptions['initialPrompts'] = [
      { role: 'user', content: 'a' },
      { role: 'system', content: 'b' },
    ];
    await expect(create({ initialPrompts: late })).rejects.toBeInstanceOf(TypeError);
    await expect(create({ initialPrompts: 'text' as never })).rejects.toBeInstanceOf(TypeError);
  });
});

describe('a session', () => {
  it('answers, whole and in pieces, and remembers', async () => {
    const session = await create();
    expect(session.contextUsage).toBe(0);
    const measured = await session.measureContextUsage(question);
    expect(await session.prompt(question)).toBe(answer);
    const { last } = session.saguim;
    expect(last).toMatchObject({ finishReason: 'stop', usage: { completionTokens: 9 } });
    expect(session.contextUsage).toBeGreaterThanOrEqual(measured + last!.usage.completionTokens);
    const pieces = await read(session.promptStreaming('Say it again.'));
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toContain('Paris');
    expect(session.saguim.last!.usage.cachedTokens).toBeGreaterThanOrEqual(last!.usage.promptTokens);
    expect(session.saguim.model).toMatchObject({ architecture: 'llama', backend: 'wasm' });
  });

  it('takes a role, a prefix, added messages, limits and stop texts', async () => {
    const session = await create({ initialPrompts: [{ role: 'system', content: 'You answer in English.' }] });
    expect(session.contextUsage).toBe(await session.measureContextUsage([{ role: 'system', content: 'You answer in English.' }]));
    const before = session.contextUsage;
    const added = await session.measureContextUsage(question);
    await session.append(question);
    expect(session.contextUsage).toBe(before + added);
    const clone = await session.clone();
    sessions.push(clone);
    const begun = await clone.prompt([{ role: 'assistant', content: 'The capital of France is', prefix: true }]);
    expect(begun).toMatch(/^ Paris/);
    const stopped = await session.prompt([], { saguim: { stop: ['Paris'] } });
    expect(stopped).not.toContain('Paris');
    expect(clone.contextUsage).not.toBe(session.contextUsage);
    const short = await session.prompt('Tell me a long story.', { saguim: { maxTokens: 3 } });
    expect(session.saguim.last).toMatchObject({ finishReason: 'length', usage: { completionTokens: 3 } });
    expect(short.length).toBeGreaterThan(0);
  });

  it('answers two prompts at once one after the other, the same for the same seed', async () => {
    const session = await create();
    const order: number[] = [];
    const both = [1, 2].map((number) => session.prompt(question, { saguim: { maxTokens: 4 } }).finally(() => order.push(number)));
    expect(await Promise.all(both)).toHaveLength(2);
    expect(order).toEqual([1, 2]);
    const sampled = { saguim: { maxTokens: 12, sampling: { temperature: 1, seed: 7 } } };
    const [one, two] = await Promise.all([create(), create()]);
    expect(await one.prompt('Write a poem.', sampled)).toBe(await two.prompt('Write a poem.', sampled));
  });

  it('forgets what was aborted, and answers again', async () => {
    const session = await create();
    const before = session.contextUsage;
    const controller = new AbortController();
    const reason = new Error('enough');
    const onPiece = () => controller.abort(reason);
    const { signal } = controller;
    await expect(session.prompt('Tell me a long story.', { signal, saguim: { onPiece } })).rejects.toBe(reason);
    expect(session.contextUsage).toBe(before);
    await expect(session.prompt('x', { signal })).rejects.toBe(reason);
    expect(() => session.promptStreaming('x', { signal })).toThrowError(reason);
    const later = new AbortController();
    const stream = session.promptStreaming('Tell me a long story.', {
      signal: later.signal,
      saguim: { onPiece: () => later.abort(reason) },
    });
    await expect(read(stream)).rejects.toBe(reason);
    const reader = session.promptStreaming('Tell me a long story.').getReader();
    await reader.read();
    await reader.cancel();
    expect(await session.prompt(question)).toBe(answer);
  });

  it('says by how much an input overflows the context, and stays as it was', async () => {
    const session = await create({ saguim: { contextLength: 128 } });
    const input = 'word '.repeat(300);
    const error = await session.prompt(input).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      name: 'QuotaExceededError',
      requested: await session.measureContextUsage(input),
      quota: session.contextWindow,
    });
    expect(session.contextUsage).toBe(0);
    await expect(session.append(input)).rejects.toMatchObject({ name: 'QuotaExceededError' });
    await expect(read(session.promptStreaming(input))).rejects.toMatchObject({ name: 'QuotaExceededError' });
    expect(await session.prompt(question)).toBe(answer);
  });

  it('names what it does not support yet', async () => {
    const session = await create();
    await expect(session.prompt('x', { responseConstraint: { type: 'soup' } })).rejects.toMatchObject({
      name: 'NotSupportedError',
      message: /"type" names no type/,
    });
    await expect(session.prompt('x', { responseConstraint: 7 as never })).rejects.toBeInstanceOf(TypeError);
    await expect(session.prompt('x', { omitResponseConstraintInput: true })).rejects.toBeInstanceOf(TypeError);
    await expect((session.prompt as () => Promise<string>)()).rejects.toBeInstanceOf(TypeError);
    await expect(session.prompt([{ role: 'user', content: [{ type: 'image', value: new Blob() }] }])).rejects.toMatchObject({
      name: 'NotSupportedError',
    });
    await expect(session.prompt('x', { saguim: { sampling: { temperature: -1 } } })).rejects.toBeInstanceOf(TypeError);
    expect(() => session.promptStreaming('x', { signal: {} as never })).toThrowError(TypeError);
  });

  it('refuses a system message after anything was asked, also what is not answered yet', async () => {
    const session = await create();
    const system = [{ role: 'system' as const, content: 'a' }];
    const pending = session.append('b');
    await expect(session.prompt(system)).rejects.toBeInstanceOf(TypeError);
    await pending;
    expect(await session.measureContextUsage(system)).toBeGreaterThan(0);
  });

  it('rejects what is pending when it is destroyed, and all that comes later', async () => {
    const session = await create();
    const pending = session.prompt('Tell me a long story.');
    const { contextWindow } = session;
    session.destroy();
    session.destroy();
    for (const call of [pending, session.prompt('x'), session.append('x'), session.measureContextUsage('x'), session.clone()]) {
      await expect(call).rejects.toMatchObject({ name: 'InvalidStateError' });
    }
    expect(() => session.promptStreaming('x')).toThrowError(expect.objectContaining({ name: 'InvalidStateError' }));
    expect(session.contextWindow).toBe(contextWindow);
  });

  it('is destroyed with the reason of the signal that created it', async () => {
    const controller = new AbortController();
    const session = await create({ signal: controller.signal });
    controller.abort('over');
    await expect(session.prompt('x')).rejects.toBe('over');
  });

  it('goes on after its worker was ended, with the same history', async () => {
    const session = await create();
    await session.prompt(question);
    const clone = await session.clone();
    sessions.push(clone);
    const running = session.prompt('Tell me a long story.', { saguim: { onPiece: () => void engineClient({}).terminate() } });
    await expect(running).rejects.toMatchObject({ name: 'UnknownError', cause: { code: 'worker-died' } });
    const [again, expected] = [await session.prompt('Say it again.'), await clone.prompt('Say it again.')];
    expect(again).toContain('Paris');
    expect(again).toBe(expected);
  });

  it('takes a model as bytes', async () => {
    const file = readFileSync(new URL('smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf', models));
    const session = await create({ saguim: { model: new Blob([file]) } });
    expect(await session.prompt(question)).toBe(answer);
  });
});
