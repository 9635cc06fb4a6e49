import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ToolCall } from '../runtime/index.js';
import { runTools } from './run-tools.js';
import { toToolLimits } from './tool-limits.js';

const { signal } = new AbortController();
const limits = { timeout: 60_000 };
const call = (name: string, values: ToolCall['arguments'] = {}): ToolCall => ({ callID: name, name, arguments: values });
const tool = (name: string, execute: (...given: never[]) => unknown) => ({ name, description: name, inputSchema: {}, execute });
const responses = async (...given: Parameters<typeof runTools>) => {
  const { content } = await runTools(...given);
  return typeof content === 'string' ? [] : content.map(({ value }) => value);
};

afterEach(() => vi.useRealTimers());

describe('runTools', () => {
  it('runs tools together and gives what they give: texts as they are, the rest as JSON', async () => {
    const order: string[] = [];
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow = tool('slow', async ({ a }: { a: number[] }) => {
      order.push('slow begins');
      a.push(2); // a copy: the conversation keeps what the model said
      await gate;
      order.push('slow ends');
      return { a };
    });
    const quick = tool('quick', () => {
      order.push('quick');
      release();
      return 'done';
    });
    const slowCall = call('slow', { a: [1] });
    expect(await responses([slowCall, call('quick')], [slow, quick, tool('none', () => undefined)], 100, limits, signal)).toEqual([
      { callID: 'slow', name: 'slow', result: ['{"a":[1,2]}'] },
      { callID: 'quick', name: 'quick', result: ['done'] },
    ]);
    expect(order).toEqual(['slow begins', 'quick', 'slow ends']);
    expect(slowCall.arguments).toEqual({ a: [1] });
    expect(await responses([call('none')], [tool('none', () => undefined)], 100, limits, signal)).toMatchObject([{ result: [''] }]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no network');
      },
      /^no network$/,
    ],
    ['rejects with what is no error', () => Promise.reject('x'.repeat(5000)), /^x{1000}$/],
    ['gives megabytes', () => 'x'.repeat(3_000_000), /3000000 characters; at most 100/],
    ['gives megabytes as an object', () => new Array(100_000).fill(1), /200001 characters/],
    [
      'gives what JSON cannot hold',
      () => {
        const a: unknown[] = [];
        a.push(a);
        return a;
      },
      /circular/i,
    ],
    [
      'throws what cannot be read',
      () => {
        throw {
          toString() {
            throw new Error();
          },
        };
      },
      /failed/,
    ],
  ])('tells the model when a tool %s', async (_, execute, message) => {
    const [response] = await responses([call('a')], [tool('a', execute)], 100, limits, signal);
    expect(response).toMatchObject({ callID: 'a', name: 'a', errorMessage: expect.stringMatching(message) });
  });

  it('waits no longer than a minute for one that never settles, and tells it so', async () => {
    vi.useFakeTimers();
    let told: unknown;
    const never = tool('never', (_: object, options: { signal: AbortSignal }) => {
      options.signal.addEventListener('abort', () => (told = options.signal.reason));
      return new Promise(() => {});
    });
    const running = responses([call('never')], [never], 100, limits, signal);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await running).toMatchObject([{ errorMessage: expect.stringContaining('60 seconds') }]);
    expect(String(told)).toContain('60 seconds');
  });

  it('has bounds that are checked', () => {
    expect(toToolLimits(true)).toEqual({ maxRounds: 10, timeout: 60_000 });
    expect(toToolLimits({ maxRounds: 2, timeout: Infinity })).toEqual({ maxRounds: 2, timeout: Infinity });
    expect([undefined, null, false].map(toToolLimits)).toEqual([undefined, undefined, undefined]);
    for (const bad of [{ maxRounds: 0 }, { maxRounds: 1.5 }, { timeout: 0 }, { timeout: '1' as never }]) {
      expect(() => toToolLimits(bad)).toThrow(RangeError);
    }
    expect(() => toToolLimits('yes' as never)).toThrow(TypeError);
  });

  it('ends at once with the reason of an abort, and passes it on', async () => {
    const controller = new AbortController();
    let told: unknown;
    const never = tool('never', (_: object, options: { signal: AbortSignal }) => {
      options.signal.addEventListener('abort', () => (told = options.signal.reason));
      return new Promise(() => {});
    });
    const running = runTools([call('never')], [never], 100, limits, controller.signal);
    controller.abort('enough');
    await expect(running).rejects.toBe('enough');
    expect(told).toBe('enough');
  });
});
