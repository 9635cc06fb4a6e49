// Far behind a window nothing is read, and the bits are those of a step that looks at every chunk of positions: single rows on several threads do.
import { describe, expect, it } from 'vitest';
import { ReferenceBackend } from '../../packages/engine/dist/kernels/reference/index.js';
import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { loadTiny, watched, withEngine } from './engines.mjs';
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

// Five of its six layers see the last 32 positions.
const long = process.env.SAGUIM_LONG === '1';
describe.each([
  ['wasm', () => new WasmBackend(), 2],
  ...(long ? [['wasm in several memories', () => new WasmBackend({ memoryBytes: 1 << 17 }), 1]] : []),
  ['reference', () => new ReferenceBackend(), 1],
])('pages that have left every window, %s', (name, create, threads) => {
  const model = 'gemma3-f32';
  const [length, requests] = name === 'reference' ? [200, 3] : [500, long ? 60 : 16];
  const draw = (seed, count) => new Random(seed).tokens(count, 500);
  const load = (backend, options) => loadTiny(backend, { model, threads, contextLength: 512, cacheLength: 4096, ...options });
  /** As the engine was before: nobody tells it of windows, so all is kept. */
  const keeping = () => watched(create(), (_, run) => run());

  it('are used again: a long text takes no more of them than a short one, with the bits that it had', async () => {
    const tokens = draw(1, length);
    const [plain, flat] = [await withEngine(load(keeping()), run), await withEngine(load(create()), run)];
    expectSame(flat.logits, plain.logits);
    expect(flat.cache).toBeLessThan(0.75 * plain.cache);
    async function run(engine) {
      const logits = await engine.logits(tokens);
      return { logits: [logits, await engine.logits([...tokens.slice(0, 100), ...draw(2, 50)])], cache: engine.stats().memory.cache };
    }
  });

  it('turns, edits and beginnings that many share give what they give where all is kept', async () => {
    const shared = draw(3, 150);
    const random = new Random(4);
    const asked = Array.from({ length: requests }, (_, i) => ({
      tokens: [...shared.slice(0, random.below(151)), ...draw(i % 7, 1 + random.below(200))],
      maxTokens: 1 + random.below(40),
      stopTokens: [],
    }));
    const answers = async (engine) => {
      const together = await Promise.all(asked.map((request) => engine.generate(request).result));
      // The next turn of each.
      const next = asked.map(({ tokens }, i) => ({ tokens: [...tokens, ...together[i].tokens, 7], maxTokens: 5, stopTokens: [] }));
      return [...together, ...(await Promise.all(next.map((request) => engine.generate(request).result)))].map(({ tokens }) => tokens);
    };
    const plain = await withEngine(load(keeping()), answers);
    expect(await withEngine(load(create()), answers)).toEqual(plain);
    expect(await withEngine(load(create(), { cacheLength: 640 }), answers)).toEqual(plain);
  });
});
