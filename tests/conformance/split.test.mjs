// A model whose layers lie in several memories gives the bits that it gives in one.
import { describe, expect, it } from 'vitest';
import { loadEngine, openFile } from '../../packages/engine/dist/index.js';
import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { randomModel } from './plans.mjs';
import { Random } from './random-weights.mjs';
import { feed, Pages, Sequence, step } from './sequences.mjs';
import { expectSame } from './tolerances.mjs';

/** So small that every plan here is cut wherever it can be. */
const memoryBytes = 1 << 17;
const models = [
  { name: 'llama, F32', type: 'F32' },
  { name: 'qwen3, Q8_0', architecture: 'qwen3', type: 'Q8_0', headSize: 32 },
  { name: 'Q4_1, 9 heads over 3', type: 'Q4_1', d: 96, f: 160, heads: 9, kvHeads: 3, headSize: 32 },
];

describe.each([1, 2])('in several memories, %i threads', (threads) => {
  it.each(models)('$name', async (options) => {
    const random = new Random(43);
    const { plan, weights } = randomModel(random, { layers: 4, ...options });
    const compile = (backend) => backend.compile(plan, weights, { maxRows: 64, threads });
    const [one, several] = [await compile(new WasmBackend()), await compile(new WasmBackend({ memoryBytes }))];
    try {
      expect(several.constructor.name).toBe('SplitExecutor');
      expect(several.memory().total).toBeGreaterThan(2 * one.memory().total);
      const prompts = [100, 1, 33].map((length) => random.tokens(length, plan.vocabularySize));
      const results = [];
      for (const executor of [one, several]) {
        const pages = new Pages(executor, new Random(7));
        const rows = [];
        for (const prompt of prompts) rows.push(...(await feed(executor, new Sequence(pages), prompt, [40, 1, 7])));
        rows.push(
          ...(await step(executor, [
            [new Sequence(pages), prompts[2]],
            [new Sequence(pages), prompts[1]],
          ])),
        );
        executor.copyPage(0, 1, 64);
        results.push(rows);
      }
      expectSame(results[1], results[0]);
    } finally {
      one.close();
      several.close();
    }
  });
});

it('answers, is cancelled, and answers again', async () => {
  const address = new URL('../golden/tiny/gemma3-f32.gguf', import.meta.url);
  const prompt = Array.from({ length: 150 }, (_, i) => 10 + (i % 50));
  const load = async (backend) => loadEngine(await openFile(address), { threads: 2 }, backend && { backend });
  const [one, several] = [await load(), await load(new WasmBackend({ memoryBytes }))];
  try {
    const request = { tokens: prompt, maxTokens: 12 };
    const { tokens } = await one.generate(request).result;
    const controller = new AbortController();
    const cut = several.generate({ ...request, signal: controller.signal, onPrefill: () => controller.abort('enough') });
    await expect(cut.result).rejects.toBe('enough');
    expect((await several.generate(request).result).tokens).toEqual(tokens);
  } finally {
    await Promise.all([one.close(), several.close()]);
  }
});
