import { expect, it } from 'vitest';
import { echoEngine } from '../testing/index.js';
import type { SaguimCreateOptions } from './create-options.js';
import { LanguageModel } from './language-model.js';
import type { SaguimPromptOptions } from './prompt-options.js';
import { tinyChat } from './tiny-chat.case.js';

const runtime = echoEngine({ availability: 'available', answerMilliseconds: 1 });
const create = (saguim: object = {}) => LanguageModel.create({ saguim: { runtime, ...saguim } as SaguimCreateOptions });
const tool = { name: 'now', description: 'Tells the time.', inputSchema: { type: 'object' } };

it.each<[string, unknown[]]>([
  ['modell', ['smollm2-135m-instruct']],
  ['threads', [0, 'many', Symbol('s'), () => 1]],
  ['contextLength', ['512', -1, Symbol('s')]],
  ['tabs', ['both']],
  ['idleTime', [-1]],
  ['sampling', ['hot', 1]],
  ['runTools', ['', 0, Number.NaN, 'yes', { rounds: 3 }]],
  ['onProgress', [1]],
])('refuses wrong values of saguim.%s when a session is created, and goes on as before', async (name, values) => {
  for (const value of values) {
    await expect(create({ [name]: value })).rejects.toThrow(TypeError);
    await expect(LanguageModel.availability({ saguim: { [name]: value } as SaguimCreateOptions })).rejects.toThrow(TypeError);
  }
  const session = await create();
  expect(await session.prompt('Hello')).toContain('Hello');
  session.destroy();
});

it.each<[string, unknown[]]>([
  ['maxToken', [1]],
  ['sampling', ['hot', 1]],
  ['toolChoice', ['some', null]],
  ['grammar', [1, {}]],
  ['onPiece', ['x']],
])('refuses wrong values of saguim.%s in a prompt, and the session goes on', async (name, values) => {
  const session = await create();
  for (const value of values) {
    const saguim = { [name]: value } as SaguimPromptOptions;
    await expect(session.prompt('Hello', { saguim })).rejects.toThrow(TypeError);
    expect(() => session.promptStreaming('Hello', { saguim })).toThrow(TypeError);
  }
  expect(session.contextUsage).toBe(0);
  expect(await session.prompt('Hello')).toContain('Hello');
  session.destroy();
});

it('opens no session and gives no answer with a sampling that the model cannot have, and keeps what was said', async () => {
  const model = tinyChat();
  const session = await LanguageModel.create({ saguim: { model, contextLength: 256 } });
  await session.append('Hello');
  const { contextUsage } = session;
  for (const sampling of [{ temprature: 1 }, { temperature: 9 }, { topK: Number.NaN }, { seed: 0.5 }, { logitBias: { 99999: 1 } }]) {
    await expect(LanguageModel.create({ saguim: { model, contextLength: 256, sampling } })).rejects.toThrow(TypeError);
    await expect(session.prompt('Hello', { saguim: { sampling, maxTokens: 1 } })).rejects.toThrow(TypeError);
  }
  expect(session.contextUsage).toBe(contextUsage);
  expect(await session.prompt('Hello', { saguim: { maxTokens: 1 } })).toBeTypeOf('string');
  session.destroy();
});

it('requires a call only of a session that has tools', async () => {
  const saguim = { toolChoice: 'required' as const };
  const bare = await create();
  await expect(bare.prompt('What time is it?', { saguim })).rejects.toThrow(/no tools/);
  await expect(bare.promptStreaming('What time is it?', { saguim }).getReader().read()).rejects.toThrow(/no tools/);
  expect(await bare.prompt('What time is it?', { saguim: { toolChoice: 'none' } })).toContain('time');
  const session = await LanguageModel.create({ expectedOutputs: [{ type: 'tool-call' }], tools: [tool], saguim: { runtime } });
  await session.prompt('Now?', { saguim });
  session.destroy();
  bare.destroy();
});

it('opens no session in a context that has no room for a chat, and says what that takes', async () => {
  const model = tinyChat();
  const error = await LanguageModel.create({ saguim: { model, contextLength: 3 } }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'QuotaExceededError', quota: 3, cause: { where: 'contextLength' } });
  const { requested } = error as { requested: number };
  const least = await LanguageModel.create({ saguim: { model, contextLength: requested } });
  expect(await least.prompt('', { saguim: { maxTokens: 1 } })).toBeTypeOf('string');
  least.destroy();
});
