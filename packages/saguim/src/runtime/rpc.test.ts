import { SaguimError } from '@saguim/engine/spec';
import { describe, expect, it } from 'vitest';
import { type CallContext, type Handlers, portPair, RpcClient, serve } from './rpc.js';

/** A host whose slow method says what became of it. */
function makeHandlers() {
  const seen: string[] = [];
  return {
    seen,
    handlers: {
      double: (value: number) => value * 2,
      count: async (to: number, { emit }: CallContext<number>) => {
        for (let i = 0; i < to; i++) emit(i);
        return 'counted';
      },
      fail: (): never => {
        throw new SaguimError('not-found', 'Nothing there', { where: 'here', hint: 'Look elsewhere.', details: { tried: 3 } });
      },
      wait: (_argument: undefined, { signal }: CallContext<never>) =>
        new Promise<void>((_, reject) => {
          seen.push('waiting');
          signal.addEventListener('abort', () => {
            seen.push('aborted');
            reject(signal.reason);
          });
        }),
    },
  };
}

function connect() {
  const { seen, handlers } = makeHandlers();
  const [near, far] = portPair();
  const busy: boolean[] = [];
  serve(far, handlers);
  return { seen, busy, client: new RpcClient<typeof handlers>(near, (state) => busy.push(state)) };
}

describe('RpcClient', () => {
  it('gives results, and items before them in order', async () => {
    const { client, busy } = connect();
    const items: number[] = [];
    expect(await client.call('double', 21)).toBe(42);
    expect(await client.call('count', 2000, { onItem: (item) => items.push(item) })).toBe('counted');
    expect(items).toEqual(Array.from({ length: 2000 }, (_, i) => i));
    expect(busy).toEqual([true, false, true, false]);
  });

  it('brings errors of ours across with all they say', async () => {
    const error = await connect()
      .client.call('fail', undefined)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(SaguimError);
    expect(error).toMatchObject({ code: 'not-found', where: 'here', hint: 'Look elsewhere.', details: { tried: 3 } });
    expect((error as Error).message).toBe('Nothing there (here). Look elsewhere.');
  });

  it('rejects with the very reason of an abort, and tells the other side', async () => {
    const { client, seen } = connect();
    const controller = new AbortController();
    const reason = { my: 'reason' };
    const call = client.call('wait', undefined, { signal: controller.signal });
    await client.call('double', 1);
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    await client.call('double', 1);
    expect(seen).toEqual(['waiting', 'aborted']);
    expect(client.pending).toBe(0);
    await expect(client.call('wait', undefined, { signal: controller.signal })).rejects.toBe(reason);
  });

  it('rejects all that is pending, and what comes later, once the other side is gone', async () => {
    const { client } = connect();
    const calls = [client.call('wait', undefined), client.call('wait', undefined)];
    client.fail(() => new SaguimError('worker-died', 'Gone'));
    for (const call of [...calls, client.call('double', 1)]) await expect(call).rejects.toMatchObject({ code: 'worker-died' });
  });

  it('fetches a table when the first of its methods is called, once, and again after it failed', async () => {
    const [near, far] = portPair();
    let fetched = 0;
    const word = async () => {
      if (++fetched === 1) throw new TypeError('no network');
      return { wordCount: (text: string) => text.split(' ').length, wordFirst: (text: string) => text.split(' ')[0] };
    };
    serve(far, { count: () => 'here' }, { word });
    const client = new RpcClient<{ count: () => string; wordCount: (text: string) => number; wordFirst: (text: string) => string }>(near);
    expect(await client.call('count', undefined as never)).toBe('here');
    expect(fetched).toBe(0);
    await expect(client.call('wordCount', 'a b')).rejects.toMatchObject({ code: 'network', cause: { message: 'no network' } });
    const calls = [client.call('wordCount', 'a b'), client.call('wordFirst', 'a b')];
    expect(await Promise.all(calls)).toEqual([2, 'a']);
    expect(fetched).toBe(2);
    await expect((client as RpcClient<Handlers>).call('wordLast', 'a b')).rejects.toMatchObject({ code: 'internal' });
  });

  it('names a method that is not there', async () => {
    const { client } = connect();
    await expect(
      (client as unknown as { call(method: string, argument: unknown): Promise<unknown> }).call('toString', 1),
    ).rejects.toMatchObject({
      code: 'internal',
    });
  });
});
