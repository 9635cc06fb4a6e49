import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { locateModel } from '../hub/index.js';
import { engineClient, loadSettings, type ModelHandle } from '../runtime/index.js';
import type { LanguageModelCreateOptions } from './create-options.js';
import { LanguageModel } from './language-model.js';
import type { LanguageModelPromptOptions } from './prompt-options.js';
import { tinyChat } from './tiny-chat.case.js';

const settings = { model: tinyChat(), contextLength: 256, cacheLength: 64_000 };
const sessions: LanguageModel[] = [];
const short: LanguageModelPromptOptions = { saguim: { maxTokens: 4 } };

async function create(options: LanguageModelCreateOptions = {}): Promise<LanguageModel> {
  const session = await LanguageModel.create({ ...options, saguim: { sampling: { temperature: 0 }, ...settings, ...options.saguim } });
  sessions.push(session);
  return session;
}

async function clone(session: LanguageModel): Promise<LanguageModel> {
  const copy = await session.clone();
  sessions.push(copy);
  return copy;
}

async function read(stream: ReadableStream<string>): Promise<string> {
  let text = '';
  for await (const piece of stream) text += piece;
  return text;
}

/** A text of about so many tokens that begins in its own way. */
const words = (first: string, count: number) => `${first}${' the'.repeat(count)}`;

let handle: ModelHandle;
beforeAll(async () => {
  handle = await engineClient({}).acquire(locateModel(settings.model), loadSettings(settings));
});
afterAll(() => handle.release());
afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy();
});
const pages = async () => (await handle.call('stats', {})).pages;

describe('clone()', () => {
  it('is there at once, also while the session answers, and takes no pages', async () => {
    const session = await create({ initialPrompts: [{ role: 'system', content: words('Be kind', 60) }] });
    await session.prompt('Hello!', short);
    const usage = session.contextUsage;
    const before = await pages();
    let answered = false;
    const running = session.prompt('Tell me a story.', { saguim: { maxTokens: 30 } }).then(() => (answered = true));
    const copies = await Promise.all(Array.from({ length: 100 }, () => clone(session)));
    expect(answered).toBe(false);
    expect(copies.every(({ contextUsage, contextWindow }) => contextUsage === usage && contextWindow === session.contextWindow)).toBe(true);
    await running;
    const added = (await pages()).total - before.total;
    expect(added).toBeLessThanOrEqual(1); // for the answer
    const [one, two] = copies as [LanguageModel, LanguageModel];
    const answers = await Promise.all([one, two].map((copy) => copy.prompt('Hello again!', short)));
    expect(answers[0]).toBe(answers[1]);
    expect(one.saguim.last!.usage.cachedTokens).toBeGreaterThan(usage - 10);
    expect(one.contextUsage).toBeGreaterThan(usage);
    expect(copies[2]!.contextUsage).toBe(usage);
  });

  it('lives on when the session is destroyed, and rejects when it is asked of one that is', async () => {
    const session = await create();
    await session.prompt('Hello!', short);
    const copy = await clone(session);
    session.destroy();
    expect(await copy.prompt('Again!', short)).not.toBe('');
    await expect(session.clone()).rejects.toMatchObject({ name: 'InvalidStateError' });
    await expect(copy.clone({ signal: AbortSignal.abort('no') })).rejects.toBe('no');
  });
});

describe('a full context', () => {
  it('lets the oldest exchanges go, tells so before the answer, and keeps the initial prompts', async () => {
    const initialPrompts = [{ role: 'system' as const, content: words('Be brief', 30) }];
    const session = await create({ initialPrompts });
    const kept = session.contextUsage;
    const order: string[] = [];
    session.addEventListener('contextoverflow', ({ type, target }) => order.push(`${type} ${target === session}`));
    session.oncontextoverflow = () => order.push('handler');
    let usage = kept;
    for (let i = 0; order.length === 0; i++) {
      usage = session.contextUsage;
      await session.prompt(words(`Question ${i}`, 40), short);
      expect(i).toBeLessThan(8);
    }
    expect(order).toEqual(['contextoverflow true', 'handler']);
    expect(session.contextUsage).toBeLessThanOrEqual(usage);
    expect(session.contextUsage).toBeGreaterThan(kept);
    // What is left is as if nothing else had been said: the system's message and the latest exchanges.
    expect(session.saguim.last!.usage.promptTokens).toBeLessThan(256);
    const again = await clone(session);
    expect(await again.prompt('Well?', short)).toBe(await session.prompt('Well?', short));
  });

  it('answers an input of nearly the whole window', async () => {
    const session = await create();
    let told = 0;
    session.oncontextoverflow = () => told++;
    await session.append(words('Remember this', 60));
    const half = await session.measureContextUsage(words('x', 100));
    let input = words('x', 100);
    for (let size = half; size < session.contextWindow - 12; size++) input += ' the';
    expect(await session.measureContextUsage(input)).toBeLessThanOrEqual(session.contextWindow - 1);
    expect(typeof (await session.prompt(input))).toBe('string');
    expect(told).toBe(1);
    expect(session.contextUsage).toBeLessThanOrEqual(session.contextWindow);
  });

  it('rejects what cannot fit beside what is kept, and nothing is lost', async () => {
    const session = await create({ initialPrompts: [{ role: 'system', content: words('Be brief', 100) }] });
    let told = 0;
    session.oncontextoverflow = () => told++;
    await session.prompt('Hello!', short);
    const usage = session.contextUsage;
    const input = words('x', 150);
    const requested = await session.measureContextUsage(input);
    for (const call of [() => session.prompt(input), () => session.append(input), () => read(session.promptStreaming(input))]) {
      await expect(call()).rejects.toMatchObject({ name: 'QuotaExceededError', code: 22, requested, quota: session.contextWindow });
    }
    expect({ told, usage: session.contextUsage }).toEqual({ told: 0, usage });
    expect(await session.prompt('Again!', short)).not.toBe('');
  });

  it('keeps a system message of the first prompt, too', async () => {
    const session = await create();
    const system = { role: 'system' as const, content: 'Be brief.' };
    await session.prompt([system, { role: 'user', content: words('Hello', 60) }], short);
    await session.append(words('a', 120));
    await session.append(words('b', 120));
    const left = [[system], words('b', 120)] as const;
    const measured = await Promise.all(left.map((input) => session.measureContextUsage(input as never)));
    expect(session.contextUsage).toBe(measured[0]! + measured[1]!);
  });

  it('may be where the session is destroyed', async () => {
    const session = await create();
    session.oncontextoverflow = () => {
      session.destroy();
      session.destroy();
    };
    await session.append(words('a', 120));
    const calls = await Promise.allSettled([session.prompt(words('b', 150)), session.prompt('c'), session.append('d')]);
    const ended = { status: 'rejected', reason: { name: 'InvalidStateError' } };
    expect(calls).toMatchObject([ended, ended, ended]);
  });
});

describe('calls on one session', () => {
  it('are answered in order, without those that were given up', async () => {
    const session = await create();
    const order: string[] = [];
    const controller = new AbortController();
    const signals = [undefined, controller.signal, undefined, undefined];
    const calls = signals.map((signal, i) => {
      const done = (what: string) => order.push(`${i} ${what}`);
      return session.prompt(`Count to ${i}.`, { ...short, signal }).then(
        () => done('answered'),
        (error) => done(String(error)),
      );
    });
    controller.abort('given up');
    await Promise.all(calls);
    expect(order).toEqual(['1 given up', '0 answered', '2 answered', '3 answered']);
  });

  it('end when it is destroyed from inside an answer', async () => {
    const session = await create();
    const stream = session.promptStreaming('Tell me a long story.', { saguim: { onPiece: () => session.destroy() } });
    const waiting = session.append('x');
    const ended = { status: 'rejected', reason: { name: 'InvalidStateError', constructor: DOMException } };
    expect(await Promise.allSettled([read(stream), waiting])).toMatchObject([ended, ended]);
    expect((await handle.call('stats', {})).running).toBe(0);
  });
});

describe('the cache', () => {
  it('has what another session began with', async () => {
    const initialPrompts = [{ role: 'system' as const, content: words('You are a guide', 120) }];
    const first = await create({ initialPrompts });
    await first.prompt('Hello!', short);
    first.destroy();
    const second = await create({ initialPrompts });
    await second.prompt('Where to?', short);
    expect(second.saguim.last!.usage.cachedTokens).toBeGreaterThanOrEqual(second.contextUsage - 40);
  });

  it('gives the pages of dropped sessions to the next ones', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const open = async (from: number) => {
      const opened = [];
      for (let i = from; i < from + 6; i++) {
        const content = words(`Number ${i}`, 90);
        opened.push(new WeakRef(await LanguageModel.create({ initialPrompts: [{ role: 'user', content }], saguim: settings })));
      }
      return opened;
    };
    const before = (await pages()).total;
    const dropped = await open(0);
    const { total } = await pages();
    expect(total - before).toBeGreaterThanOrEqual(6);
    while (dropped.some((session) => session.deref())) {
      await new Promise(setImmediate);
      collect();
    }
    for (let i = 0; i < 10; i++) await new Promise(setImmediate); // what was finalised tells so in tasks of its own
    await open(100);
    expect((await pages()).total - total).toBeLessThanOrEqual(2);
  });

  it('has a quota: what does not fit is computed again, to the same answer', async () => {
    const small = { contextLength: 128, cacheLength: 192 };
    const texts = ['Paris', 'Rome', 'Oslo'].map((city) => words(`Tell me about ${city}`, 60));
    const long = { saguim: { maxTokens: 12 } };
    const alone = [];
    for (const text of texts) {
      const session = await create({ saguim: small });
      await session.append(text);
      alone.push(await session.prompt('Go on.', long));
      session.destroy();
    }
    const together = await Promise.all(texts.map(() => create({ saguim: small })));
    await Promise.all(together.map((session, i) => session.append(texts[i]!)));
    expect(await Promise.all(together.map((session) => session.prompt('Go on.', long)))).toEqual(alone);
  });
});
