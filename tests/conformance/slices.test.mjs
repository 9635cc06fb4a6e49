// Where memory is not shared, nobody can reach a step that runs: long steps run in slices, and the event loop in between.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { loadModel, readJson } from '../golden/load-model.mjs';

const MODEL = '../../models/smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf';
const tokens = Int32Array.from(readJson('reference/smollm2.json').runs[0].prompt_ids.slice(0, 32));
const batch = (pages) => ({
  tokens,
  segments: [{ start: 0, length: tokens.length, position: 0, pages: Int32Array.of(...pages) }],
  outputs: Int32Array.of(tokens.length - 1),
});

/** How often the event loop came round until `promise` was settled. */
async function turns(promise) {
  let count = 0;
  let settled = false;
  const done = () => (settled = true);
  promise.then(done, done);
  while (!settled) {
    await new Promise((resolve) => setImmediate(resolve));
    count++;
  }
  return count;
}

describe('a long step without shared memory', () => {
  let plain;
  let shared;
  beforeAll(async () => {
    plain = (await loadModel(new WasmBackend(), MODEL, { threads: 1 })).executor;
    shared = (await loadModel(new WasmBackend(), MODEL, { threads: 2 })).executor;
  });
  afterAll(() => {
    plain.close();
    shared.close();
  });

  it('lets the event loop run, and gives the same bits as in one piece', async () => {
    const run = plain.run(batch([0]));
    expect(run).toBeInstanceOf(Promise);
    expect(await turns(run)).toBeGreaterThan(2);
    expect(Array.from(await run)).toEqual(Array.from(await shared.run(batch([0]))));
  });

  it('hears that it is cancelled, and the next one is whole', async () => {
    const run = plain.run(batch([1]));
    setImmediate(() => plain.cancel());
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(Array.from(await plain.run(batch([1])))).toEqual(Array.from(await shared.run(batch([1]))));
  });

  it('says that the model was closed, when it is closed in between', async () => {
    const { executor } = await loadModel(new WasmBackend(), MODEL, { threads: 1 });
    const run = executor.run(batch([0]));
    executor.close();
    await expect(run).rejects.toMatchObject({ code: 'closed' });
  });
});
