// Far behind a window nothing is read, and the bits are those of a step that looks at every chunk of positions: single rows on several threads do.
import { expect, it } from 'vitest';
import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { randomModel } from './plans.mjs';
import { Random } from './random-weights.mjs';
import { feed, Pages, Sequence } from './sequences.mjs';
import { expectSame } from './tolerances.mjs';

it.each([20, 300])('a window of %i', async (window) => {
  const { plan, weights } = randomModel(new Random(47), { layers: 2, type: 'Q8_0', contextLength: 1024 });
  const body = plan.body.map((operation) => (operation.op === 'attention' ? { ...operation, window } : operation));
  const tokens = new Random(3).tokens(900, plan.vocabularySize);
  const rows = [];
  for (const [threads, lengths] of [
    [1, [128, 128, 128, 128, 128, 128, 128]],
    [2, [128, 128, 128, 128, 128, 128, 120, ...Array(12).fill(1)]],
  ]) {
    const executor = await new WasmBackend().compile({ ...plan, body }, weights, { maxRows: 128, threads, maxPages: 32 });
    rows.push((await feed(executor, new Sequence(new Pages(executor, new Random(5))), tokens, lengths)).slice(-4));
    executor.close();
  }
  expect(rows[0]).toHaveLength(4);
  expectSame(rows[1], rows[0]);
});
