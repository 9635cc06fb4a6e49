import { afterEach, describe, expect, it } from 'vitest';
import { echoEngine } from '../testing/index.js';
import { allows } from './allow-list.js';
import { installPolyfill } from './install.js';

type Globals = { LanguageModel?: typeof import('../index.js').LanguageModel; Classifier?: unknown };
const globals = globalThis as Globals;

afterEach(() => {
  for (const name of ['LanguageModel', 'SemanticEmbedder', 'Classifier']) Reflect.deleteProperty(globalThis, name);
});

describe('installPolyfill', () => {
  it('sets what is missing and leaves what is there', () => {
    const own = class {};
    globals.Classifier = own;
    expect(installPolyfill()).toEqual(['LanguageModel', 'SemanticEmbedder']);
    expect(globals.Classifier).toBe(own);
    expect(installPolyfill({ force: true, interfaces: ['Classifier'] })).toEqual(['Classifier']);
    expect(globals.Classifier).not.toBe(own);
    expect(Object.getOwnPropertyDescriptor(globalThis, 'LanguageModel')).toMatchObject({ enumerable: false, writable: true });
    expect(globalThis).toHaveProperty('LanguageModelToolSuccess');
  });

  it('gives interfaces as Web IDL has them', async () => {
    installPolyfill({ saguim: { runtime: echoEngine({ availability: 'available', answerMilliseconds: 1 }) } });
    const { LanguageModel } = globals;
    expect(() => new LanguageModel!()).toThrowError(TypeError);
    expect(Object.keys(LanguageModel!).sort()).toEqual(['availability', 'create']);
    expect('params' in LanguageModel!).toBe(false);
    const { create } = LanguageModel!;
    const session = await create();
    expect(session).toBeInstanceOf(LanguageModel);
    expect(String(session)).toBe('[object LanguageModel]');
    expect(session.prompt).toHaveLength(1);
    expect(session.oncontextoverflow).toBeNull();
    const older = session as unknown as { inputQuota: number; inputUsage: number; measureInputUsage(text: string): Promise<number> };
    expect(older.inputQuota).toBe(session.contextWindow);
    expect(await older.measureInputUsage('abc')).toBe(3);
    expect(await session.prompt('Hello')).toContain('Hello');
    expect(older.inputUsage).toBe(session.contextUsage);
    await expect((session.prompt as () => Promise<unknown>)()).rejects.toBeInstanceOf(TypeError);
    await expect(LanguageModel!.prototype.prompt.call({} as never, 'x')).rejects.toBeInstanceOf(TypeError);
    session.destroy();
    await expect(session.prompt('x')).rejects.toMatchObject({ name: 'InvalidStateError', constructor: DOMException });
  });
});

it('has what it was installed with hold for what is created, where that says nothing else', async () => {
  const engine = echoEngine({ availability: 'available', answerMilliseconds: 1 });
  const asked: (number | undefined)[] = [];
  const start = () => {
    const port = engine.start();
    const post = (message: unknown, transfer?: Transferable[]) => {
      const { method, argument } = message as { method?: string; argument?: { sampling: { temperature?: number } } };
      if (method === 'chat') asked.push(argument!.sampling.temperature);
      port.post(message, transfer);
    };
    return { ...port, post };
  };
  installPolyfill({ saguim: { runtime: { ...engine, start }, sampling: { temperature: 0 } } });
  const cold = await globals.LanguageModel!.create();
  const warm = await globals.LanguageModel!.create({ saguim: { sampling: { temperature: 1 } } });
  await cold.prompt('Hello');
  await warm.prompt('Hello');
  await warm.prompt('Hello', { saguim: { sampling: { temperature: 2 } } });
  expect(asked).toEqual([0, 1, 2]);
  cold.destroy();
  warm.destroy();
});

describe('what a page may do', () => {
  const window = (members: object) => Object.create(globalThis, Object.getOwnPropertyDescriptors(members)) as typeof globalThis & Globals;
  const saguim = () => ({ runtime: echoEngine({ downloadMilliseconds: 5, answerMilliseconds: 1 }) });

  it('is to download only when somebody has touched it', async () => {
    const userActivation = { hasBeenActive: false };
    const target = window({ navigator: { userActivation }, addEventListener() {} });
    installPolyfill({ target, force: true, saguim: saguim() });
    const { LanguageModel } = target;
    expect(await LanguageModel!.availability()).toBe('downloadable');
    const told: Event[] = [];
    const monitor = (given: EventTarget) => given.addEventListener('downloadprogress', (event) => told.push(event));
    await expect(LanguageModel!.create({ monitor })).rejects.toMatchObject({ name: 'NotAllowedError', constructor: DOMException });
    expect(told).toEqual([]);
    await expect(LanguageModel!.create({ expectedInputs: [{ type: 'text', languages: ['en-abc-invalid'] }] })).rejects.toBeInstanceOf(
      RangeError,
    );
    userActivation.hasBeenActive = true;
    await LanguageModel!.create({ monitor });
    expect((told.at(-1) as ProgressEvent).loaded).toBe(1);
    userActivation.hasBeenActive = false;
    await LanguageModel!.create();
  });

  it('follows the policy, and ends with its document', async () => {
    const document = {
      defaultView: {} as object | null,
      featurePolicy: { features: () => ['language-model'], allowsFeature: () => false },
    };
    const target = window({ document, addEventListener() {} });
    installPolyfill({ target, force: true, saguim: saguim() });
    const { LanguageModel } = target;
    expect(await LanguageModel!.availability()).toBe('unavailable');
    let called = false;
    const monitor = () => {
      called = true;
    };
    await expect(LanguageModel!.create({ monitor })).rejects.toMatchObject({ name: 'NotAllowedError' });
    const reason = new Error('mine');
    await expect(LanguageModel!.create({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(called).toBe(false);
    document.defaultView = null;
    await expect(LanguageModel!.availability()).rejects.toMatchObject({ name: 'InvalidStateError' });
  });
});

describe('a frame', () => {
  const own = 'https://a.example';
  const other = 'https://b.example';
  it.each([
    ['', other, other, false],
    ['', own, own, true],
    ['language-model', other, other, true],
    ['camera; Language-Model', other, other, true],
    ['language-model', 'https://c.example', other, false],
    ['language-model *', 'https://c.example', other, true],
    ["language-model 'none'", other, other, false],
    ["language-model 'self' https://b.example", other, undefined, true],
    ["language-model 'src'", other, other, true],
  ])('that allows "%s" lets %s in from %s: %s', (attribute, origin, source, expected) => {
    expect(allows(attribute, origin, source, own)).toBe(expected);
  });
});
