import { SaguimError } from '@saguim/engine/spec';
import { describe, expect, it } from 'vitest';
import { type CallContext, portPair, RpcClient, serve } from './rpc.js';

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

  it('names a method that is not there', async () => {
    const { client } = connect();
    await expect(
      (client as unknown as { call(method: string, argument: unknown): Promise<unknown> }).call('toString', 1),
    ).rejects.toMatchObject({
      code: 'internal',
    });
  });
});
