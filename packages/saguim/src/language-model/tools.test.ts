import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { locateModel } from '../hub/index.js';
import { engineClient, loadSettings } from '../runtime/index.js';
import type { LanguageModelCreateOptions } from './create-options.js';
import { LanguageModel } from './language-model.js';
import type { LanguageModelMessageContent } from './prompt-input.js';
import type { LanguageModelPromptOptions } from './prompt-options.js';
import { tinyChat } from './tiny-chat.case.js';
import type { LanguageModelToolDeclaration } from './tool-declarations.js';
import { LanguageModelToolCall, LanguageModelToolError, LanguageModelToolSuccess } from './tool-messages.js';

const model = tinyChat();
const sessions: { destroy(): void }[] = [];
const expectations = {
  expectedInputs: [{ type: 'tool-response' as const }, { type: 'tool-call' as const }],
  expectedOutputs: [{ type: 'tool-call' as const }],
};
const weather: LanguageModelToolDeclaration = {
  name: 'weather',
  description: 'Tells the weather.',
  inputSchema: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
};

async function open(options: LanguageModelCreateOptions = {}, tools = [weather]): Promise<LanguageModel<LanguageModelMessageContent>> {
  const session = await LanguageModel.create({
    ...expectations,
    ...options,
    tools,
    saguim: { model, sampling: { temperature: 0 }, ...options.saguim },
  });
  sessions.push(session);
  return session;
}

afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy();
});

describe('tools that the page runs', () => {
  /** The model of random weights is made to begin with nearly all of a call, and to end it. */
  const calling = [
    { role: 'user' as const, content: 'Weather?' },
    { role: 'assistant' as const, content: '<tool_call>\n{"name": "weather", "arguments": {"place": "Paris"}}\n</tool_call', prefix: true },
  ];
  let ending: LanguageModelPromptOptions;
  beforeAll(async () => {
    const handle = await engineClient({}).acquire(locateModel(model), loadSettings({}));
    const [end] = await handle.call('encode', { text: '>' });
    ending = { saguim: { maxTokens: 1, sampling: { logitBias: { [end!]: 100 } } } };
    handle.release();
  });
  const some: LanguageModelPromptOptions = { saguim: { maxTokens: 3 } };

  it('come as calls in the result, in streams too, get their results back, and are not run', async () => {
    const execute = () => {
      throw new Error('never called');
    };
    const session = await open({}, [{ ...weather, execute }]);
    const result = await session.prompt(calling, ending);
    expect(result).toEqual([{ type: 'tool-call', value: expect.any(LanguageModelToolCall) }]);
    const { value } = (result as LanguageModelMessageContent[])[0] as { value: LanguageModelToolCall };
    expect(value).toMatchObject({ name: 'weather', arguments: { place: 'Paris' } });
    expect(value.callID).not.toBe('');
    const before = session.contextUsage;
    const respond = (answer: LanguageModelToolSuccess | LanguageModelToolError) => [
      { role: 'user' as const, content: [{ type: 'tool-response' as const, value: answer }] },
    ];
    const { callID, name } = value;
    const success = respond(new LanguageModelToolSuccess({ callID, name, result: [{ type: 'object', value: { degrees: 20 } }] }));
    const measured = await session.measureContextUsage(success);
    expect(typeof (await session.prompt(success, some))).toBe('string');
    expect(session.contextUsage).toBeGreaterThanOrEqual(before + measured);
    expect(typeof (await session.prompt(respond(new LanguageModelToolError({ callID, name, errorMessage: 'no' })), some))).toBe('string');
    const streamed: LanguageModelMessageContent[] = [];
    for await (const part of session.promptStreaming(calling, ending)) streamed.push(part);
    expect(streamed).toMatchObject([{ type: 'tool-call', value: { name: 'weather' } }]);
    const texts: LanguageModelMessageContent[] = [];
    for await (const part of session.promptStreaming('Hello!', some)) texts.push(part);
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.every(({ type, value: text }) => type === 'text' && typeof text === 'string')).toBe(true);
  });

  it('are known to clones, take room of the window, and may be left out of an answer', async () => {
    const session = await open();
    const plain = await LanguageModel.create({ saguim: { model } });
    sessions.push(plain);
    expect(session.contextUsage).toBe(0);
    expect(session.contextWindow).toBeLessThan(plain.contextWindow - 50);
    const copy = await session.clone();
    sessions.push(copy);
    expect(await copy.prompt(calling, ending)).toMatchObject([{ value: { name: 'weather' } }]);
    expect(await session.prompt(calling, { saguim: { ...ending.saguim, toolChoice: 'none' } })).toBe('>');
    await expect(session.prompt('x', { saguim: { toolChoice: 'perhaps' as never } })).rejects.toBeInstanceOf(TypeError);
  });

  it('may have calls and responses that the page made up, in initial prompts too', async () => {
    const { callID, name } = { callID: 'made up', name: 'weather' };
    const initialPrompts: LanguageModelCreateOptions['initialPrompts'] = [
      { role: 'user', content: 'Weather?' },
      {
        role: 'assistant',
        content: [{ type: 'tool-call', value: new LanguageModelToolCall({ callID, name, arguments: { place: 'Rome' } }) }],
      },
      { role: 'user', content: [{ type: 'tool-response', value: new LanguageModelToolError({ callID, name, errorMessage: 'x' }) }] },
    ];
    const session = await open({ initialPrompts });
    expect(session.contextUsage).toBe(await session.measureContextUsage(initialPrompts));
    expect(typeof (await session.prompt('x', some))).toBe('string');
  });
});

describe('calls', () => {
  const inputSchema = { type: 'object', properties: { n: { enum: [1, 2] } }, required: ['n'], additionalProperties: false };
  const two = ['a', 'b'].map((name) => ({ name, description: name, inputSchema }));

  // Tags that are text, and tags that are control tokens, which no text spells.
  const marked = tinyChat(undefined, undefined, { '<|fim_pad|>': '<tool_call>', '<|file_sep|>': '</tool_call>' });
  it.each([
    ['text', model],
    ['control tokens', marked],
  ])('fit the schemas of their tools, whatever the temperature: tags that are %s', async (_, model) => {
    const session = await open({ saguim: { model } }, two);
    for (let seed = 0; seed < 12; seed++) {
      const copy = await session.clone();
      sessions.push(copy);
      const result = await copy.prompt('Go.', { saguim: { toolChoice: 'required', sampling: { temperature: 1.5, seed } } });
      expect(result).toHaveLength(1);
      const [{ value }] = result as unknown as [{ value: LanguageModelToolCall }];
      expect(['a', 'b']).toContain(value.name);
      expect([{ n: 1 }, { n: 2 }]).toContainEqual(value.arguments);
    }
  });

  it('take any object where a schema cannot be decoded under, and give way to a response constraint', async () => {
    const remote = { ...weather, inputSchema: { type: 'object', properties: { a: { $ref: 'https://example.com/schema.json' } } } };
    const session = await open({}, [remote]);
    const asked: LanguageModelPromptOptions = { saguim: { toolChoice: 'required', maxTokens: 60, sampling: { temperature: 1, seed: 3 } } };
    expect(await session.prompt('Go.', asked)).toMatchObject([{ value: { name: 'weather' } }]);
    const color = await session.prompt('Which?', { ...asked, responseConstraint: /^(red|blue)$/ });
    expect(['red', 'blue']).toContain(color);
  });

  it('are read beside text, which is free', async () => {
    const session = await open({}, two);
    const pieces: unknown[] = [];
    const stream = session.promptStreaming('Go.', { saguim: { maxTokens: 20, sampling: { temperature: 1, seed: 1 } } });
    for await (const { type } of stream) pieces.push(type);
    expect(new Set(pieces)).toEqual(new Set(['text']));
  });
});

describe('tools that are run', () => {
  const ran: unknown[] = [];
  let own: LanguageModel;
  const tools = [
    { ...weather, execute: ({ place }: { place: string }) => ran.push(place) && `Rain in ${place}.` },
    {
      ...weather,
      name: 'fail',
      execute: () => {
        throw new Error('broken');
      },
    },
    { ...weather, name: 'ask', execute: async ({ question }: { question: string }) => own.prompt(question) },
    { ...weather, name: 'stop', execute: () => own.destroy() },
    {
      ...weather,
      name: 'wait',
      execute: (_: object, { signal }: { signal: AbortSignal }) =>
        new Promise(() => signal.addEventListener('abort', () => ran.push(signal.reason))),
    },
  ];
  const script = new URL('../runtime/calling-worker.case.js', import.meta.url);
  beforeEach(async () => {
    ran.length = 0;
    own = await LanguageModel.create({ ...expectations, tools, saguim: { model, workerUrl: script, runTools: true } });
    sessions.push(own);
  });

  it('give the text that follows, all at once and round after round', async () => {
    const asked = 'Let me see. & call weather {"place": "Paris"} & call weather {"place": "Rome"}\ncall weather {"place": "Oslo"}\n Wet.';
    const told: number[] = [];
    expect(await own.prompt(asked, { saguim: { onStats: () => told.push(own.contextUsage) } })).toBe('Let me see. Wet.');
    expect(ran).toEqual(['Paris', 'Rome', 'Oslo']);
    expect(told).toHaveLength(3);
    const pieces: string[] = [];
    for await (const piece of own.promptStreaming(asked)) pieces.push(piece);
    expect(pieces).toEqual(['Let me see.', ' Wet.']);
  });

  it('tell the model what they gave and what went wrong', async () => {
    const shown = JSON.parse(await own.prompt('call weather {"place": "Paris"} & call fail {}\nshow')) as unknown;
    const responses = [
      { name: 'weather', result: ['Rain in Paris.'] },
      { name: 'fail', errorMessage: 'broken' },
    ];
    expect(shown).toMatchObject([{ role: 'user', content: responses.map((value) => ({ type: 'tool-response', value })) }]);
  });

  it('end with an error when the model does nothing else, and the session is as it was', async () => {
    const before = own.contextUsage;
    await expect(own.prompt('call weather {"place": "Paris"}')).rejects.toMatchObject({ name: 'OperationError', message: /10 times/ });
    expect(ran).toHaveLength(9); // the tenth call was one too many
    expect(own.contextUsage).toBe(before);
    expect(await own.prompt('Fine.')).toBe('Fine.');
  });

  it('are called as often as was allowed', async () => {
    const short = await LanguageModel.create({ ...expectations, tools, saguim: { model, workerUrl: script, runTools: { maxRounds: 2 } } });
    sessions.push(short);
    await expect(short.prompt('call weather {"place": "Paris"}')).rejects.toMatchObject({ name: 'OperationError', message: /2 times/ });
    expect(ran).toEqual(['Paris']);
  });

  it('may ask the session that called them', async () => {
    expect(JSON.parse(await own.prompt('call ask {"question": "Four."}\nshow'))).toMatchObject([
      { content: [{ value: { result: ['Four.'] } }] },
    ]);
  });

  it('end with the reason of an abort, which they hear of, and when they destroy their session', async () => {
    const controller = new AbortController();
    const running = own.prompt('call wait {}', {
      signal: controller.signal,
      saguim: { onStats: () => setTimeout(() => controller.abort('over')) },
    });
    await expect(running).rejects.toBe('over');
    expect(ran).toEqual(['over']);
    const waiting = own.prompt('call wait {}');
    const ended = { status: 'rejected', reason: { name: 'InvalidStateError' } };
    expect(await Promise.allSettled([own.prompt('call stop {}\nDone.'), waiting])).toMatchObject([ended, ended]);
  });
});
