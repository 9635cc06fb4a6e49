import { expect, it } from 'vitest';
import { batches } from './batches.js';

it('gives what came before a failure, and then fails', async () => {
  async function* failing() {
    yield 'good';
    yield 'better';
    throw new Error('line 3 is no text');
  }
  const given: string[][] = [];
  await expect(
    (async () => {
      for await (const batch of batches(failing(), 64)) given.push(batch);
    })(),
  ).rejects.toThrow('line 3');
  expect(given).toEqual([['good', 'better']]);
});
