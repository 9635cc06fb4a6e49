import { describe, expect, it } from 'vitest';
import { randomModel } from './plans.mjs';
import { ALL_TYPES, blockElements, Random } from './random-weights.mjs';
import { feed, Pages, Sequence, step } from './sequences.mjs';
import { expectSame } from './tolerances.mjs';

/** Equality to the bit: a row's result depends on its sequence alone, not on what runs beside it, on pages, or on threads. */
export function exactnessCases(create, threadCounts) {
  const families = [
    { name: 'F32', type: 'F32' },
    { name: 'Q4_1, 9 heads over 3', type: 'Q4_1', d: 96, f: 160, heads: 9, kvHeads: 3, headSize: 32 },
    { name: 'Q8_0, qwen3', architecture: 'qwen3', type: 'Q8_0', headSize: 32 },
    { name: 'Q4_K', type: 'Q4_K', d: 256, f: 512, heads: 4, kvHeads: 4, headSize: 64 },
    { name: 'odd widths', d: 60, f: 100, heads: 3, kvHeads: 1, headSize: 20, vocabulary: 53 },
  ];

  describe.each(threadCounts)('exact with %i threads', (threads) => {
    describe.each(families)('$name', (options) => {
      async function withModel(run, count = threads) {
        const random = new Random(41);
        const { plan, weights } = randomModel(random, { layers: 2, ...options });
        const executor = await (await create()).compile(plan, weights, { maxRows: 256, threads: count });
        try {
          return await run({ random, executor, pages: new Pages(executor, random), draw: (n) => random.tokens(n, plan.vocabularySize) });
        } finally {
          executor.close();
        }
      }

      it('a prompt whole and in pieces', () =>
        withModel(async ({ executor, pages, draw }) => {
          const tokens = draw(100);
          const whole = await feed(executor, new Sequence(pages), tokens);
          for (const lengths of [[1], [2], [3], [5], [8], [17], [33], [64], [99, 1], [40, 1]]) {
            expectSame(await feed(executor, new Sequence(pages), tokens, lengths), whole);
          }
        }));

      it('alone, batched, and in any order of segments', () =>
        withModel(async ({ random, executor, pages, draw }) => {
          const prompts = [1, 2, 3, 5, 8, 17, 40].map(draw);
          const alone = [];
          for (const prompt of prompts) alone.push(await feed(executor, new Sequence(pages), prompt));
          for (let round = 0; round < 4; round++) {
            const order = prompts
              .map((_, i) => [random.uniform(), i])
              .sort(([a], [b]) => a - b)
              .map(([, i]) => i);
            const rows = await step(
              executor,
              order.map((i) => [new Sequence(pages), prompts[i]]),
            );
            for (const i of order) expectSame(rows.splice(0, prompts[i].length), alone[i]);
          }
        }));

      it('with a reused prefix, whole pages and parts of one', () =>
        withModel(async ({ executor, pages, draw }) => {
          const tokens = draw(90);
          const first = new Sequence(pages);
          const whole = await feed(executor, first, tokens);
          for (const position of [1, 31, 32, 50, 64, 89]) {
            const other = first.fork(position);
            expectSame(await feed(executor, other, tokens.slice(position)), whole.slice(position));
          }
        }));

      it('some wanted rows or all', () =>
        withModel(async ({ executor, pages, draw }) => {
          const tokens = draw(30);
          const all = await step(executor, [[new Sequence(pages), tokens]]);
          for (const outputs of [[29], [0, 7], [1, 2, 3, 4, 5, 6, 28]]) {
            expectSame(
              await step(executor, [[new Sequence(pages), tokens]], outputs),
              outputs.map((row) => all[row]),
            );
          }
        }));

      if (threads === 1) return;
      it('as with one thread', async () => {
        const run = async ({ executor, pages, draw }) => {
          const sequence = new Sequence(pages);
          return [...(await feed(executor, sequence, draw(70), [64, 6])), ...(await feed(executor, sequence, draw(20), [1]))];
        };
        expectSame(await withModel(run), await withModel(run, 1));
      });
    });

    it.each(ALL_TYPES)('weights of type %s, one row and many', async (type) => {
      const random = new Random(42);
      const sizes = blockElements(type) === 256 ? { d: 256, f: 256, heads: 4, kvHeads: 2, headSize: 64 } : {};
      const { plan, weights } = randomModel(random, { type, ...sizes });
      const executor = await (await create()).compile(plan, weights, { maxRows: 64, threads });
      try {
        const pages = new Pages(executor, random);
        const tokens = random.tokens(35, plan.vocabularySize);
        const whole = await feed(executor, new Sequence(pages), tokens);
        expectSame(await feed(executor, new Sequence(pages), tokens, [1]), whole);
        expectSame(await feed(executor, new Sequence(pages), tokens, [4, 7]), whole);
        expect(whole.every((row) => row.every(Number.isFinite))).toBe(true);
      } finally {
        executor.close();
      }
    });
  });
}
