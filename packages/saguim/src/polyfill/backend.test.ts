import { afterEach, beforeEach, expect, it } from 'vitest';
import { LanguageModel, SemanticEmbedder } from '../index.js';
import { echoEngine } from '../testing/index.js';
import { languageModelOf } from './language-model-face.js';
import { Realm } from './realm.js';

const quick = { answerMilliseconds: 4 };
const ours = { runtime: echoEngine({ ...quick, availability: 'available' }) };
let theirs: ReturnType<typeof echoEngine>;

// Another copy of the interface, which says of itself that it is nobody's, stands for the browser's own.
beforeEach(() => {
  theirs = echoEngine({ ...quick, contextLength: 1000 });
  const realm = new Realm(globalThis, { allowed: () => true, activated: () => true }, { runtime: theirs });
  Object.assign(globalThis, { LanguageModel: languageModelOf(realm) });
});
afterEach(() => {
  Reflect.deleteProperty(globalThis, 'LanguageModel');
});

it("asks saguim's model unless told otherwise, and says who answers", async () => {
  const session = await LanguageModel.create({ saguim: ours });
  expect(session.saguim.model.backend).toBe('echo');
  expect(session.contextWindow).toBe(4000);
});

it("takes the browser's with `auto` only where it is there at once", async () => {
  const saguim = { ...ours, backend: 'auto' as const };
  expect((await LanguageModel.create({ saguim })).saguim.model.backend).toBe('echo');
  await LanguageModel.create({ saguim: { backend: 'browser' } });
  const session = await LanguageModel.create({ saguim });
  expect(session.saguim.model.backend).toBe('browser');
  expect(session.contextWindow).toBe(1000);
});

it('gives the same events and errors for either', async () => {
  const told: number[][] = [];
  for (const saguim of [ours, { backend: 'browser' as const }]) {
    const loaded: number[] = [];
    const monitor = (target: EventTarget) =>
      target.addEventListener('downloadprogress', (event) => loaded.push((event as ProgressEvent).loaded));
    const session = await LanguageModel.create({ saguim, monitor, initialPrompts: [{ role: 'system', content: 'Be brief.' }] });
    told.push([loaded[0]!, loaded.at(-1)!]);
    expect(session).toBeInstanceOf(LanguageModel);
    expect(session.contextUsage).toBe(await session.measureContextUsage('Be brief.'));
    expect(await session.prompt('Hello')).toMatch(/Be brief\.Hello$/);
    let text = '';
    for await (const piece of session.promptStreaming([{ role: 'user', content: 'again' }])) text += piece;
    expect(text).toBe('again');
    const copy = await session.clone();
    expect(await copy.prompt('more')).toContain('more');
    let overflowed = 0;
    session.oncontextoverflow = () => overflowed++;
    await session.prompt('x'.repeat(session.contextWindow - session.contextUsage + 10));
    expect(overflowed).toBe(1);
    await expect(session.prompt('x'.repeat(5000))).rejects.toMatchObject({ name: 'QuotaExceededError', requested: 5000 });
    await expect(session.prompt([{ role: 'system', content: 'late' }])).rejects.toBeInstanceOf(TypeError);
    const controller = new AbortController();
    const reason = new Error('enough');
    const pending = session.prompt('y', { signal: controller.signal });
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
    expect(() => session.promptStreaming('y', { signal: controller.signal })).toThrowError(reason);
    const last = session.prompt('z');
    session.destroy();
    for (const call of [last, session.prompt('z'), session.append('z')]) {
      await expect(call).rejects.toMatchObject({ name: 'InvalidStateError' });
    }
    expect(session.contextWindow).toBeGreaterThan(0);
  }
  expect(told).toEqual([
    [0, 1],
    [0, 1],
  ]);
});

it('gives tools to either, and parts back', async () => {
  for (const saguim of [ours, { backend: 'browser' as const }]) {
    const session = await LanguageModel.create({
      saguim,
      expectedInputs: [{ type: 'tool-response' }],
      expectedOutputs: [{ type: 'tool-call' }],
      tools: [{ name: 'add', description: 'Adds. Args: {"a": 1}', inputSchema: { type: 'object' } }],
    });
    const parts = (await session.prompt('<GenerateSimpleToolCalls>Add.')) as { type: string; value: { name: string; arguments: object } }[];
    expect(parts.map(({ type }) => type)).toEqual(['text', 'tool-call']);
    expect(parts[1]!.value).toMatchObject({ name: 'add', arguments: { a: 1 } });
  }
});

it('says so where the browser has none, and for what only saguim does', async () => {
  Reflect.deleteProperty(globalThis, 'LanguageModel');
  const saguim = { backend: 'browser' as const };
  expect(await LanguageModel.availability({ saguim })).toBe('unavailable');
  await expect(LanguageModel.create({ saguim })).rejects.toMatchObject({ name: 'NotSupportedError' });
  expect(await SemanticEmbedder.availability({ saguim })).toBe('unavailable');
  await expect(SemanticEmbedder.create({ saguim })).rejects.toMatchObject({ name: 'NotSupportedError' });
});
