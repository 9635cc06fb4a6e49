import { readFileSync } from 'node:fs';
import { SaguimError } from '@saguim/engine/spec';
import { describe, expect, it } from 'vitest';
import { locateModel } from '../hub/location.js';
import { type EngineHandlers, EngineHost } from './engine-host.js';
import { portPair, RpcClient } from './rpc.js';

const tiny = (name: string) => new URL(`../../../../tests/golden/tiny/${name}`, import.meta.url);
const location = locateModel(tiny('llama-f32.gguf'));
const golden = JSON.parse(readFileSync(tiny('llama-f32.json'), 'utf8')) as { prompts: { ids: number[]; greedy: number[] }[] };
const { ids: prompt, greedy } = golden.prompts.at(-1)!;
const settings = { backend: 'reference' } as const;

/** A host with two callers, who number their models alike. */
function connect() {
  const host = new EngineHost();
  const join = (sharesMemory: boolean) => {
    const [near, far] = portPair();
    const session = host.serve(far, { sharesMemory });
    return { session, client: new RpcClient<EngineHandlers>(near) };
  };
  return { host, first: join(true), second: join(false) };
}

const open = { model: 1, location, settings };

describe('EngineHost', () => {
  it('has a model in memory once for all callers, until the last one is gone', async () => {
    const { host, first, second } = connect();
    await Promise.all([first.client.call('open', open), second.client.call('open', open)]);
    expect(await first.client.call('loaded', undefined)).toBe(1);
    first.session.end();
    const { tokens } = await second.client.call('generate', { model: 1, prompt, maxTokens: 3 });
    expect(tokens).toEqual(greedy.slice(0, 3));
    await second.client.call('close', { model: 1 });
    expect(await second.client.call('loaded', undefined)).toBe(0);
    expect(host.idle).toBe(true);
  });

  it("keeps a caller's models from the others", async () => {
    const { first, second } = connect();
    await first.client.call('open', open);
    await expect(second.client.call('encode', { model: 1, text: 'a' })).rejects.toMatchObject({ code: 'closed' });
    await second.client.call('close', { model: 1 });
    expect(await first.client.call('encode', { model: 1, text: 'a' })).toEqual(expect.any(Array));
  });

  it('goes on loading for one when the other gives up, and tells both how far it is', async () => {
    const { first, second } = connect();
    const controller = new AbortController();
    let told = 0;
    const loading = second.client.call('open', open, { onItem: () => told++ });
    const given = first.client.call('open', open, { signal: controller.signal, onItem: () => controller.abort() });
    await expect(given).rejects.toMatchObject({ name: 'AbortError' });
    expect(await loading).toMatchObject({ model: 1 });
    expect(told).toBeGreaterThan(0);
  });

  it('sends shared memory only where it can go', async () => {
    const { first, second } = connect();
    const [near, far] = await Promise.all(
      [first, second].map(({ client }) => client.call('open', { ...open, settings: { backend: 'wasm' } })),
    );
    expect(near!.cancelWord?.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(far).not.toHaveProperty('cancelWord');
  });

  it('lets go of all that runs, and says why', async () => {
    const { host, first } = connect();
    await first.client.call('open', open);
    const reason = new SaguimError('closed', 'Enough');
    const running = first.client.call('generate', { model: 1, prompt }, { onItem: () => host.letGo(reason) });
    await expect(running).rejects.toMatchObject({ code: 'closed', message: 'Enough.' });
    expect((await first.client.call('generate', { model: 1, prompt, maxTokens: 1 })).tokens).toEqual(greedy.slice(0, 1));
  });
});
