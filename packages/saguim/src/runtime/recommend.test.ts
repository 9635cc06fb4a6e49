import { expect, it } from 'vitest';
import { recommend } from './recommend-later.js';

it('measures on the engine how fast it reads weights, once, and recommends by it', async () => {
  const configuration = { runtime: 'inline', threads: 1 } as const;
  const { speed, model, device } = await recommend({ configuration });
  expect(speed!.bytesPerSecond).toBeGreaterThan(0);
  expect(speed!.threads).toBe(1);
  expect(device.threads).toBeGreaterThanOrEqual(1);
  expect(model?.entry.name).toBe('smollm2-135m-instruct');
  expect(model!.tokensPerSecond).toBeCloseTo(speed!.bytesPerSecond / 98362432);
  expect((await recommend({ configuration })).speed).toBe(speed);
});

it('looks at memory alone when told to', async () => {
  expect((await recommend({ probe: false })).speed).toBeUndefined();
  await expect(recommend({ signal: AbortSignal.abort() })).rejects.toThrow();
});
