import { fileURLToPath } from 'node:url';
import {
  AbstractChat,
  type ChatState,
  type ChatStatus,
  embedMany,
  generateObject,
  generateText,
  jsonSchema,
  stepCountIs,
  streamText,
  tool,
  type UIMessage,
} from 'ai';
import { describe, expect, it } from 'vitest';
import { createSaguim, SaguimChatTransport } from './index.js';

const provider = createSaguim({ sampling: { temperature: 0 } });
const question = 'What is the capital city of France? Answer in English.';
const answer = 'The capital city of France is Paris.';
const script = fileURLToPath(new URL('../../../../tests/golden/tiny/llama-f32.gguf', import.meta.url));

async function readAll(stream: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of stream) text += piece;
  return text;
}

describe('the AI SDK', () => {
  it('generates and streams text, with what it took', async () => {
    const { text, finishReason, usage } = await generateText({ model: provider(), prompt: question });
    expect({ text, finishReason }).toEqual({ text: answer, finishReason: 'stop' });
    expect(usage.outputTokens).toBeGreaterThan(5);
    const result = streamText({ model: provider(), instructions: 'You are helpful.', prompt: question, maxOutputTokens: 3 });
    const pieces: string[] = [];
    for await (const piece of result.textStream) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(1);
    expect(await result.text).toBe(pieces.join(''));
    expect(await result.finishReason).toBe('length');
  });

  it('takes a conversation, and computes only what is new of it', async () => {
    const messages = [
      { role: 'user' as const, content: 'My cat is called Figo and likes figs. Say hello to it.' },
      { role: 'assistant' as const, content: 'Hello Figo!' },
      { role: 'user' as const, content: 'And again.' },
    ];
    await generateText({ model: provider(), messages: messages.slice(0, 1), maxOutputTokens: 1 });
    const { usage } = await generateText({ model: provider(), messages, maxOutputTokens: 1 });
    expect(usage.inputTokenDetails.cacheReadTokens).toBeGreaterThan(16);
  });

  it('aborts at once, and goes on', async () => {
    const controller = new AbortController();
    const result = streamText({
      model: provider(),
      prompt: 'Tell me a very long story.',
      abortSignal: controller.signal,
      onChunk: () => controller.abort(),
    });
    await result.consumeStream();
    await expect(Promise.resolve(result.text)).rejects.toThrow();
    expect((await generateText({ model: provider(), prompt: question })).text).toBe(answer);
  });

  it('refuses what the model cannot read', async () => {
    const content = [{ type: 'file' as const, data: new Uint8Array([1]), mediaType: 'image/png' }];
    const asked = generateText({ model: provider(), messages: [{ role: 'user', content }], maxRetries: 0 });
    await expect(asked).rejects.toThrow('The model reads text alone, not image/png');
  });

  it('calls tools, and tells the model what they gave', async () => {
    // A script stands in for the model: it says what it is told to say.
    const model = createSaguim({ workerUrl: new URL('../runtime/calling-worker.case.js', import.meta.url) })(script);
    const weather = tool({
      description: 'The weather of a city',
      inputSchema: jsonSchema<{ city: string }>({ type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }),
      execute: async ({ city }) => {
        if (city === 'Rome') throw new Error('closed');
        return { city, degrees: 21 };
      },
    });
    const asked = 'Let me see. & call weather {"city":"Paris"} & call weather {"city":"Rome"}';
    const result = await generateText({ model, prompt: asked, tools: { weather }, stopWhen: stepCountIs(1) });
    expect(result.finishReason).toBe('tool-calls');
    expect(result.text).toBe('Let me see.');
    expect(result.toolCalls.map(({ input }) => input)).toEqual([{ city: 'Paris' }, { city: 'Rome' }]);
    expect(result.toolResults[0]).toMatchObject({ output: { city: 'Paris', degrees: 21 } });
    const messages = [{ role: 'user' as const, content: asked }, ...result.response.messages, { role: 'user' as const, content: 'show' }];
    const { textStream } = streamText({ model, tools: { weather }, messages });
    const shown = JSON.parse(await readAll(textStream)) as { content: unknown }[];
    const [paris, rome] = result.toolCalls.map(({ toolCallId: callID }) => ({ callID, name: 'weather' }));
    expect(shown.map(({ content }) => content)).toEqual([
      asked,
      [
        { type: 'text', value: 'Let me see.' },
        { type: 'tool-call', value: { ...paris, arguments: { city: 'Paris' } } },
        { type: 'tool-call', value: { ...rome, arguments: { city: 'Rome' } } },
      ],
      [
        { type: 'tool-response', value: { ...paris, result: [{ city: 'Paris', degrees: 21 }] } },
        { type: 'tool-response', value: { ...rome, errorMessage: 'Error: closed' } },
      ],
      'show',
    ]);
    await model.dispose();
  });

  it('makes the model that comes along call a tool, as it must', async () => {
    const inputSchema = jsonSchema<{ city: string }>({
      type: 'object',
      properties: { city: { enum: ['Paris', 'Rome'] } },
      required: ['city'],
      additionalProperties: false,
    });
    const weather = tool({ description: 'Tells the weather of a city', inputSchema, execute: async ({ city }) => `Rain in ${city}` });
    const { finishReason, toolCalls, toolResults } = await generateText({
      model: provider(),
      tools: { weather },
      toolChoice: { type: 'tool', toolName: 'weather' },
      stopWhen: stepCountIs(1),
      prompt: 'What is the weather in Paris?',
    });
    expect(finishReason).toBe('tool-calls');
    expect(toolCalls).toMatchObject([{ toolName: 'weather', input: { city: expect.stringMatching(/^(Paris|Rome)$/) } }]);
    expect(toolResults).toMatchObject([{ output: expect.stringContaining('Rain in ') }]);
  });

  it('gives objects of a schema', async () => {
    const schema = jsonSchema<{ city: string; country: string }>({
      type: 'object',
      properties: { city: { type: 'string', maxLength: 20 }, country: { type: 'string', maxLength: 20 } },
      required: ['city', 'country'],
      additionalProperties: false,
    });
    const { object } = await generateObject({ model: provider(), schema, prompt: 'The capital of France, as JSON.' });
    expect(object).toEqual({ city: expect.any(String), country: expect.any(String) });
  });

  it('embeds', async () => {
    const { embeddings } = await embedMany({
      model: provider.embedding(),
      values: ['Where are the keys?', 'Onde estão as chaves?', 'The stock market fell sharply today.'],
    });
    const dot = (a: number[], b: number[]) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
    const [english, portuguese, other] = embeddings as [number[], number[], number[]];
    expect(dot(english, portuguese)).toBeGreaterThan(dot(english, other));
  });
});

/** The state that `useChat` keeps, without a framework. */
class PlainState implements ChatState<UIMessage> {
  status: ChatStatus = 'ready';
  error: Error | undefined;
  messages: UIMessage[] = [];
  pushMessage = (message: UIMessage) => void (this.messages = [...this.messages, message]);
  popMessage = () => void (this.messages = this.messages.slice(0, -1));
  replaceMessage = (index: number, message: UIMessage) => void (this.messages = this.messages.with(index, structuredClone(message)));
  snapshot = <T>(value: T): T => structuredClone(value);
}

class PlainChat extends AbstractChat<UIMessage> {}

function startChat(onData: (part: unknown) => void = () => {}) {
  const state = new PlainState();
  const transport = new SaguimChatTransport({ model: createSaguim({ sampling: { temperature: 0 } })() });
  const chat = new PlainChat({ id: 'test', state, transport, onData });
  const text = () => chat.lastMessage!.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  return { chat, text };
}

describe('a chat without a server', () => {
  it('tells of the download, answers, and answers again', async () => {
    const parts: unknown[] = [];
    const { chat, text } = startChat((part) => parts.push(part));
    await chat.sendMessage({ text: question });
    expect(chat.status).toBe('ready');
    expect(text()).toBe(answer);
    expect(parts).toEqual([0, 1].map((loaded) => expect.objectContaining({ type: 'data-saguim-download', data: { loaded } })));
    await chat.regenerate();
    expect(text()).toBe(answer);
    expect(chat.messages).toHaveLength(2);
  });

  it('stops, keeps what was said, and goes on', async () => {
    const { chat, text } = startChat();
    const answering = chat.sendMessage({ text: 'Tell me a very long story.' });
    await expect.poll(() => (chat.messages.length === 2 ? text().length : 0)).toBeGreaterThan(10);
    await chat.stop();
    await answering;
    expect(chat.status).toBe('ready');
    await chat.sendMessage({ text: question });
    expect(text()).toContain('Paris');
  });
});
