import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { plainForward } from './plain.mjs';
import { randomModel } from './plans.mjs';
import { Random } from './random-weights.mjs';
import { Pages, Sequence, step } from './sequences.mjs';
import { expectRows } from './tolerances.mjs';

/** Stores 1 in the cancel word again and again, from another thread, until it is ended. */
const CANCELLER = `
  const { workerData: word, parentPort } = require('node:worker_threads');
  parentPort.postMessage('ready');
  for (;;) Atomics.store(word, 0, 1);
`;

/** What an executor promises beside its numbers. */
export function contractCases(create, tolerance) {
  const model = () => randomModel(new Random(31), { layers: 2 });
  const valid = {
    tokens: Int32Array.of(1, 2),
    segments: [{ start: 0, length: 2, position: 0, pages: Int32Array.of(0) }],
    outputs: Int32Array.of(1),
  };
  const segment = valid.segments[0];

  async function withExecutor(options, run) {
    const { plan, weights } = model();
    const executor = await (await create()).compile(plan, weights, options);
    try {
      await run(executor, plan, weights);
    } finally {
      executor.close();
    }
  }

  describe('executor', () => {
    it('makes pages on demand, never more than the most', () =>
      withExecutor({ maxRows: 16, initialPages: 2, maxPages: 12 }, async (executor) => {
        expect(executor.pageSize).toBeGreaterThan(0);
        expect(executor.reservePages(0)).toBeGreaterThanOrEqual(2);
        expect(executor.reservePages(7)).toBeGreaterThanOrEqual(7);
        expect(executor.reservePages(1000)).toBe(12);
        expect(executor.reservePages(1)).toBe(12);
      }));

    it('says what it keeps in memory', () =>
      withExecutor({ maxRows: 16 }, async (executor) => {
        executor.reservePages(4);
        const { weights, cache, scratch, total } = executor.memory();
        expect(weights).toBeGreaterThan(0);
        expect(cache).toBeGreaterThan(0);
        expect(total).toBe(weights + cache + scratch);
        expect(executor.preferredRows).toBeGreaterThanOrEqual(1);
        expect(executor.preferredRows).toBeLessThanOrEqual(executor.maxRows);
      }));

    it('tells how far it is while weights arrive', async () => {
      const { plan, weights } = model();
      const told = [];
      const executor = await (await create()).compile(plan, weights, { onProgress: (loaded) => told.push(loaded) });
      executor.close();
      expect(told.length).toBeGreaterThan(0);
      expect(told).toEqual(told.toSorted((a, b) => a - b));
      expect(told.at(-1)).toBe(1);
    });

    it('stops compiling when the signal says so', async () => {
      const { plan, weights } = model();
      const reason = new DOMException('Enough', 'AbortError');
      await expect((await create()).compile(plan, weights, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      const late = new AbortController();
      const onProgress = () => late.abort(reason);
      await expect((await create()).compile(plan, weights, { signal: late.signal, onProgress })).rejects.toBe(reason);
    });

    it('refuses weights that do not fit the plan', async () => {
      const { plan, weights } = model();
      weights.tensors.delete('blk.1.ffn_down.weight');
      await expect((await create()).compile(plan, weights)).rejects.toMatchObject({
        name: 'SaguimError',
        code: 'bad-file',
        where: 'blk.1.ffn_down.weight',
      });
      const other = model();
      const tensor = other.weights.tensors.get('output_norm.weight');
      other.weights.tensors.set('output_norm.weight', { ...tensor, shape: [65] });
      await expect((await create()).compile(other.plan, other.weights)).rejects.toMatchObject({
        code: 'bad-file',
        where: 'output_norm.weight',
      });
    });

    it.each([
      ['no rows', { tokens: new Int32Array(0), segments: [], outputs: new Int32Array(0) }],
      ['more rows than it takes', { tokens: new Int32Array(17), segments: [{ ...segment, length: 17 }] }],
      ['a token below the vocabulary', { tokens: Int32Array.of(1, -1) }],
      ['a token above the vocabulary', { tokens: Int32Array.of(61, 1) }],
      ['segments that leave rows out', { segments: [{ ...segment, length: 1 }] }],
      ['segments that overlap', { segments: [segment, { ...segment, start: 1, length: 1 }] }],
      ['segments beyond the batch', { segments: [{ ...segment, length: 3 }] }],
      ['a negative position', { segments: [{ ...segment, position: -1 }] }],
      ['too few pages', { segments: [{ ...segment, position: 1000 }] }],
      ['a page that is not there', { segments: [{ ...segment, pages: Int32Array.of(4) }] }],
      ['a negative page', { segments: [{ ...segment, pages: Int32Array.of(-1) }] }],
      ['outputs beyond the batch', { outputs: Int32Array.of(2) }],
      ['outputs that go back', { outputs: Int32Array.of(1, 0) }],
    ])('refuses %s, and goes on', (_, change) =>
      withExecutor({ maxRows: 16, maxPages: 4 }, async (executor, plan, weights) => {
        executor.reservePages(4);
        const refused = (async () => executor.run({ ...valid, ...change }))();
        await expect(refused).rejects.toMatchObject({ name: 'SaguimError', code: 'invalid-argument' });
        const expected = plainForward(plan, (name) => weights.values(name), [1, 2]);
        expectRows([await executor.run(valid)], [expected[1]], tolerance);
      }),
    );

    it('refuses to copy pages that are not there', () =>
      withExecutor({ maxPages: 4 }, async (executor) => {
        executor.reservePages(4);
        for (const [from, to, positions] of [
          [4, 0, 1],
          [0, -1, 1],
          [0, 1, executor.pageSize + 1],
          [0, 1, -1],
        ]) {
          expect(() => executor.copyPage(from, to, positions)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
        }
      }));

    it('refuses everything once closed', () =>
      withExecutor({ maxRows: 16 }, async (executor) => {
        executor.reservePages(1);
        executor.close();
        await expect((async () => executor.run(valid))()).rejects.toMatchObject({ code: 'closed' });
        executor.close();
        expect(() => executor.reservePages(2)).toThrow(expect.objectContaining({ code: 'closed' }));
      }));

    it('ends a step when it is cancelled, and the next one is whole', () =>
      withExecutor({ maxRows: 128 }, async (executor, plan, weights) => {
        const random = new Random(32);
        const tokens = random.tokens(64, plan.vocabularySize);
        const pages = new Pages(executor, random);
        if (executor.cancelWord) {
          const canceller = new Worker(CANCELLER, { eval: true, workerData: executor.cancelWord });
          await new Promise((resolve) => canceller.once('message', resolve));
          // A short step may slip through between two stores; not hundreds of them.
          const many = async () => {
            for (let i = 0; i < 500; i++) await step(executor, [[new Sequence(pages), tokens]]);
          };
          try {
            await expect(many()).rejects.toMatchObject({ name: 'AbortError' });
          } finally {
            await canceller.terminate();
          }
        }
        const whole = await step(executor, [[new Sequence(pages), tokens]]);
        expectRows(
          whole,
          plainForward(plan, (name) => weights.values(name), tokens),
          tolerance,
        );
      }));

    it('a cancel while nothing runs changes nothing', () =>
      withExecutor({ maxRows: 16 }, async (executor, plan, weights) => {
        executor.reservePages(1);
        executor.cancel();
        expectRows([await executor.run(valid)], [plainForward(plan, (name) => weights.values(name), [1, 2])[1]], tolerance);
      }));
  });
}
