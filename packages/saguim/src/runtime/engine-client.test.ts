import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { locateModel } from '../hub/location.js';
import type { ModelProgress } from '../hub/progress.js';
import { EngineClient } from './engine-client.js';
import type { GenerationItem } from './engine-messages.js';

const tiny = (name: string) => new URL(`../../../../tests/golden/tiny/${name}`, import.meta.url);
const llama = locateModel(tiny('llama-f32.gguf'));
const golden = JSON.parse(readFileSync(tiny('llama-f32.json'), 'utf8')) as { prompts: { ids: number[]; greedy: number[] }[] };
const { ids, greedy } = golden.prompts.at(-1)!;

/** Compared with llama.cpp's greedy tokens, which faster arithmetic may leave where two tokens are nearly as likely. */
const exact = { backend: 'reference' } as const;

const clients: EngineClient[] = [];

function startClient(configuration: ConstructorParameters<typeof EngineClient>[0] = {}): EngineClient {
  const client = new EngineClient(configuration);
  clients.push(client);
  return client;
}

afterEach(async () => {
  for (const client of clients.splice(0)) await client.terminate();
});

describe.each(['worker', 'inline'] as const)('EngineClient, %s', (runtime) => {
  it.each(['reference', 'wasm'] as const)('loads with progress and generates, token by token (%s)', async (backend) => {
    const told: ModelProgress[] = [];
    const handle = await startClient({ runtime }).acquire(llama, { backend }, { onProgress: (progress) => told.push(progress) });
    expect(handle.info).toMatchObject({ architecture: 'llama', backend });
    expect(told.at(-1)).toMatchObject({ phase: 'load', loaded: handle.info.fileBytes, total: handle.info.fileBytes });
    const items: GenerationItem[] = [];
    const result = await handle.generate({ prompt: ids, maxTokens: greedy.length }, { onItem: (item) => items.push(item) });
    expect(result.tokens).toHaveLength(greedy.length);
    if (backend === 'reference') expect(result.tokens).toEqual(greedy);
    expect(items.flatMap((item) => ('piece' in item ? [item.piece.token] : []))).toEqual(result.tokens);
    expect(items[0]).toMatchObject({ prefill: { total: ids.length } });
  });

  it('gives errors as they are, and goes on', async () => {
    const client = startClient({ runtime });
    await expect(client.acquire({ kind: 'path', name: 'x', path: fileURLToPath(tiny('llama-f32.json')) }, {})).rejects.toMatchObject({
      code: 'bad-file',
    });
    const handle = await client.acquire(llama, exact);
    await expect(handle.generate({ prompt: [1_000_000] })).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(handle.generate({ prompt: Array(5000).fill(1) })).rejects.toMatchObject({ code: 'context-overflow' });
    expect((await handle.generate({ prompt: ids, maxTokens: 2 })).tokens).toEqual(greedy.slice(0, 2));
  });

  it('rejects at once with the reason of an abort, and the next answer is right', async () => {
    const handle = await startClient({ runtime }).acquire(llama, exact);
    const controller = new AbortController();
    const reason = new Error('enough');
    const running = handle.generate(
      { prompt: ids },
      { signal: controller.signal, onItem: (item) => 'piece' in item && controller.abort(reason) },
    );
    await expect(running).rejects.toBe(reason);
    expect((await handle.generate({ prompt: ids, maxTokens: greedy.length })).tokens).toEqual(greedy);
    expect(await handle.call('stats', {})).toMatchObject({ running: 0, waiting: 0 });
  });
});

describe('EngineClient', () => {
  it('loads a model once for all who use it, and closes it when memory is for another', async () => {
    const client = startClient();
    const [first, second] = await Promise.all([client.acquire(llama, exact), client.acquire(llama, exact)]);
    const results = await Promise.all([first, second].map((handle) => handle.generate({ prompt: ids, maxTokens: 3 })));
    expect(results.map(({ tokens }) => tokens)).toEqual([greedy.slice(0, 3), greedy.slice(0, 3)]);
    expect(await client.call('loaded', undefined)).toBe(1);
    first.release();
    first.release();
    expect((await second.generate({ prompt: ids, maxTokens: 1 })).tokens).toEqual(greedy.slice(0, 1));
    await expect(first.generate({ prompt: ids })).rejects.toMatchObject({ code: 'closed' });
    second.release();
    await client.acquire(locateModel(tiny('qwen3-f32.gguf')), {});
    expect(await client.call('loaded', undefined)).toBe(1);
  });

  it('gives up loading when the only one who waits does', async () => {
    const client = startClient();
    const controller = new AbortController();
    const loading = client.acquire(llama, exact, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
    expect(await client.call('loaded', undefined)).toBe(0);
    const handle = await client.acquire(llama, exact);
    expect((await handle.generate({ prompt: ids, maxTokens: 1 })).tokens).toEqual(greedy.slice(0, 1));
  });

  it.each(['exit', 'throw'])('says so when the worker dies (%s) in mid-answer, and starts a new one for the next call', async (how) => {
    const client = startClient({ workerUrl: new URL('./mortal-worker.case.js', import.meta.url) });
    const handle = await client.acquire(llama, exact);
    const channel = new BroadcastChannel('saguim-test-mortal');
    try {
      const running = handle.generate({ prompt: ids }, { onItem: (item) => 'piece' in item && channel.postMessage(how) });
      const waiting = handle.call('encode', { text: 'a' }).then(() => handle.generate({ prompt: ids }));
      await expect(running).rejects.toMatchObject({ code: 'worker-died' });
      await expect(waiting).rejects.toMatchObject({ code: 'worker-died' });
    } finally {
      channel.close();
    }
    expect((await handle.generate({ prompt: ids, maxTokens: greedy.length })).tokens).toEqual(greedy);
  });

  it('names the script that cannot be started', async () => {
    const client = startClient({ workerUrl: new URL('./no-such-worker.js', import.meta.url) });
    await expect(client.acquire(llama, exact)).rejects.toMatchObject({
      code: 'worker-died',
      message: expect.stringContaining('no-such-worker'),
    });
  });

  it('lets a script end by itself while a model is loaded, and not while it answers', async () => {
    const script = `
      import { EngineClient } from ${JSON.stringify(new URL('./engine-client.js', import.meta.url).href)};
      import { locateModel } from ${JSON.stringify(new URL('../hub/location.js', import.meta.url).href)};
      const handle = await new EngineClient({}).acquire(locateModel(new URL(${JSON.stringify(tiny('llama-f32.gguf').href)})), { backend: 'reference' });
      handle.generate({ prompt: ${JSON.stringify(ids)}, maxTokens: 3 }).then(({ tokens }) => console.log(tokens.join()));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { timeout: 60_000 });
    expect(stdout.trim()).toBe(greedy.slice(0, 3).join());
  });
});
