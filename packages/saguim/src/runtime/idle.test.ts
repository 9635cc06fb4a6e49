import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { engineClient } from './clients.js';

const path = fileURLToPath(new URL('../../../../tests/golden/tiny/llama-q8_0.gguf', import.meta.url));

it('gives a model back that nobody asks anything, and loads it again when somebody does', async () => {
  const client = engineClient({ runtime: 'inline', idleTime: 1 });
  const handle = await client.acquire({ kind: 'path', name: 'tiny', path }, { threads: 1 });
  const ask = () => handle.generate({ prompt: [1, 2, 3], maxTokens: 4, sampling: { temperature: 0 } });
  const first = await ask();
  const heard: boolean[] = [];
  const stop = handle.onMemory((loaded) => heard.push(loaded));
  const inMemory = () => client.call('loaded', undefined);
  await vi.waitFor(async () => expect(await inMemory()).toBe(0), { timeout: 60_000 });
  expect((await ask()).text).toBe(first.text);
  expect(heard.slice(0, 2)).toEqual([false, true]);
  stop();
  // Where no time is set it stays.
  expect(engineClient({ runtime: 'inline' })).toBe(client);
  await ask();
  expect(await inMemory()).toBe(1);
  handle.release();
});
