import { describe, expect, it } from 'vitest';
import { plainForward } from './plain.mjs';
import { randomModel } from './plans.mjs';
import { Random } from './random-weights.mjs';
import { feed, Pages, Sequence, step } from './sequences.mjs';
import { expectRows } from './tolerances.mjs';

/** Attention over pages against plain attention over the whole sequence. Pages are never in a row: `Pages` draws them at random. */
export function pagingCases(create, tolerance) {
  async function withModel(seed, run) {
    const random = new Random(seed);
    const { plan, weights } = randomModel(random, { layers: 2, heads: 6, kvHeads: 2, headSize: 32 });
    const executor = await (await create()).compile(plan, weights, { maxRows: 256 });
    const plain = (tokens) => plainForward(plan, (name) => weights.values(name), tokens);
    try {
      await run({
        random,
        executor,
        plain,
        pages: new Pages(executor, random),
        draw: (count) => random.tokens(count, plan.vocabularySize),
      });
    } finally {
      executor.close();
    }
  }

  describe('paged attention', () => {
    it.each([[[1]], [[7]], [[31]], [[32]], [[33]], [[5, 40, 1]]])('a prompt in pieces of %j', (lengths) =>
      withModel(21, async ({ executor, plain, pages, draw }) => {
        const tokens = draw(100);
        expectRows(await feed(executor, new Sequence(pages), tokens, lengths), plain(tokens), tolerance);
      }),
    );

    it('many sequences in a batch: pieces of prompts and single rows mixed', () =>
      withModel(22, async ({ random, executor, plain, pages, draw }) => {
        const runs = [70, 3, 33, 64, 1, 45, 90].map((length) => ({ tokens: draw(length), sequence: new Sequence(pages), results: [] }));
        for (let open = runs; open.length > 0; open = runs.filter((run) => run.results.length < run.tokens.length)) {
          const pieces = open.map((run) => {
            const done = run.results.length;
            const count = random.below(3) === 0 ? 1 + random.below(30) : 1;
            return [run.sequence, run.tokens.slice(done, done + count)];
          });
          const rows = await step(executor, pieces);
          for (const [i, [, piece]] of pieces.entries()) open[i].results.push(...rows.splice(0, piece.length));
        }
        for (const run of runs) expectRows(run.results, plain(run.tokens), tolerance);
      }));

    it('pages shared by several sequences', () =>
      withModel(23, async ({ executor, plain, pages, draw }) => {
        const prefix = draw(64);
        const first = new Sequence(pages);
        await feed(executor, first, prefix);
        const branches = [5, 40, 1].map((length) => ({ sequence: first.fork(), tokens: draw(length) }));
        expect(branches.every(({ sequence }) => sequence.list.every((page, i) => page === first.list[i]))).toBe(true);
        const rows = await step(
          executor,
          branches.map(({ sequence, tokens }) => [sequence, tokens]),
        );
        for (const { tokens } of branches) expectRows(rows.splice(0, tokens.length), plain([...prefix, ...tokens]).slice(64), tolerance);
      }));

    it.each([1, 31, 33, 45, 63])('a page copied in the middle: fork at position %i of 70', (position) =>
      withModel(24, async ({ executor, plain, pages, draw }) => {
        const tokens = draw(70);
        const original = new Sequence(pages);
        await feed(executor, original, tokens);
        const other = original.fork(position);
        const [left, right] = [draw(20), draw(20)];
        const rows = await step(executor, [
          [original, left],
          [other, right],
        ]);
        expectRows(rows.slice(0, 20), plain([...tokens, ...left]).slice(70), tolerance);
        expectRows(rows.slice(20), plain([...tokens.slice(0, position), ...right]).slice(position), tolerance);
      }),
    );

    it('what lies behind the position is never seen', () =>
      withModel(25, async ({ executor, plain, pages, draw }) => {
        const tokens = draw(80);
        const sequence = new Sequence(pages);
        await feed(executor, sequence, tokens);
        for (const position of [50, 31, 0]) {
          sequence.position = position;
          const rest = draw(10);
          expectRows(await feed(executor, sequence, rest), plain([...tokens.slice(0, position), ...rest]).slice(position), tolerance);
        }
      }));
  });
}
