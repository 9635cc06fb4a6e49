import { describe, expect, it } from 'vitest';
import { plainForward } from './plain.mjs';
import { embedTexts, plainPlan, randomEncoder } from './plans.mjs';
import { ALL_TYPES, blockElements, Random, randomTensor } from './random-weights.mjs';
import { expectRows, expectSame } from './tolerances.mjs';

const range = (buffer, start, width) => ({ buffer, start, width });
/** Alone in a group of four rows, across groups, across groups of eight. */
const LENGTHS = [1, 2, 3, 4, 5, 7, 8, 9, 17, 40];

/** Operations and models on whole texts: what each computes, and that a text's numbers are the same in any company. */
export function textCases(create, tolerance, { exact, threads }) {
  async function withModel({ plan, weights }, run, options = {}) {
    const executor = await (await create()).compile(plan, weights, { maxRows: 512, ...options });
    const plain = (tokens) => plainForward(plan, (name) => weights.values(name), tokens).at(-1);
    try {
      return await run(executor, plain);
    } finally {
      executor.close();
    }
  }

  /** The last row of each of several texts in one batch. */
  const check = (random, model, lengths = LENGTHS) =>
    withModel(model, async (executor, plain) => {
      const texts = lengths.map((length) => random.tokens(length, model.plan.vocabularySize));
      expectRows(await embedTexts(executor, texts), texts.map(plain), tolerance);
    });

  /** `operations` on random rows of whole texts. */
  const textPlan = (random, settings, operations) => {
    const { plan, weights } = plainPlan(random, { vocabulary: 101, ...settings }, operations);
    return { plan: { ...plan, text: { embedding: { start: 0, width: 1 }, features: { start: 0, width: 1 } } }, weights };
  };

  describe('operations on whole texts', () => {
    it.each([
      [1, 8],
      [3, 16],
      [2, 32],
      [4, 20],
      [2, 64],
      [1, 5],
    ])('self-attention, %i heads of %i', async (heads, headSize) => {
      const random = new Random(61);
      const width = heads * headSize;
      const out = range('out', 0, width);
      const inputs = { q: range('x', 0, width), k: range('x', width, width), v: range('x', 2 * width, width) };
      const settings = { width: 3 * width, scale: 1.5, buffers: { out: width } };
      const attention = { op: 'self-attention', ...inputs, out, heads, headSize, scale: 1 / Math.sqrt(headSize) };
      await check(
        random,
        textPlan(random, settings, () => ({ body: [attention], result: out })),
        [...LENGTHS, 100, 300],
      );
    });

    it.each([
      [3, 16],
      [2, 32],
      [1, 5],
    ])('self-attention that sees none after, %i heads of %i', async (heads, headSize) => {
      const random = new Random(68);
      const width = heads * headSize;
      const [out, mean] = [range('out', 0, width), range('mean', 0, width)];
      const inputs = { q: range('x', 0, width), k: range('x', width, width), v: range('x', 2 * width, width) };
      const settings = { width: 3 * width, scale: 1.5, buffers: { out: width, mean: width } };
      const attention = { op: 'self-attention', ...inputs, out, heads, headSize, scale: 1 / Math.sqrt(headSize), causal: true };
      await check(
        random,
        textPlan(random, settings, () => ({ body: [attention, { op: 'pool', in: out, out: mean, kind: 'mean' }], result: mean })),
        [...LENGTHS, 100],
      );
    });

    it('embed, each row the token before it', async () => {
      const random = new Random(69);
      const { plan, weights } = textPlan(random, { width: 36 }, (x) => ({ body: [], result: x }));
      await check(random, { plan: { ...plan, body: [{ ...plan.body[0], before: 7 }] }, weights });
    });

    it.each(['mean', 'maximum', 'first', 'last'].flatMap((kind) => [64, 35].map((width) => ({ kind, width }))))(
      'pool: $kind, width $width',
      async ({ kind, width }) => {
        const random = new Random(62);
        const out = range('out', 3, width);
        const settings = { width: width + 5, buffers: { out: width + 3 } };
        await check(
          random,
          textPlan(random, settings, () => ({ body: [{ op: 'pool', in: range('x', 5, width), out, kind }], result: out })),
        );
      },
    );

    it.each([64, 35, 1])('unit-norm, width %i', async (width) => {
      const random = new Random(63);
      const out = range('out', 0, width);
      // Beside it a column that is never scaled, so that a row always varies.
      const settings = { width: width + 2, scale: 3, buffers: { out: width + 2 } };
      await check(
        random,
        textPlan(random, settings, () => ({
          body: [
            { op: 'activate', in: range('x', 0, width + 2), out: range('out', 0, width + 2), activation: 'gelu' },
            { op: 'unit-norm', in: range('x', 0, width), out },
          ],
          result: range('out', 0, width + 2),
        })),
      );
    });

    it.each(['silu', 'gelu', 'gelu-erf', 'tanh', 'relu'].flatMap((activation) => [64, 35].map((width) => ({ activation, width }))))(
      'activate: $activation, width $width',
      async ({ activation, width }) => {
        const random = new Random(64);
        const x = range('x', 0, width);
        await check(
          random,
          textPlan(random, { width, scale: 4 }, () => ({ body: [{ op: 'activate', in: x, out: x, activation }], result: x })),
        );
      },
    );

    it.each(['F32', 'F16', 'Q8_0', 'Q4_0', 'Q4_K'])('embed with positions and types of type %s', async (type) => {
      const random = new Random(65);
      const width = blockElements(type) === 1 ? 36 : 256;
      const weights = { positions: randomTensor(random, type, [width, 50]), types: randomTensor(random, type, [width, 2]) };
      const { plan, weights: all } = textPlan(random, { width, weights, scale: 2 }, (x) => ({ body: [], result: x }));
      const tables = { positions: { weight: 'positions', rows: 50 }, types: { weight: 'types', rows: 2 } };
      await check(random, { plan: { ...plan, body: [{ ...plan.body[0], ...tables }] }, weights: all });
    });
  });

  describe('encoders', () => {
    it.each(ALL_TYPES)('with weights of type %s', async (type) => {
      const random = new Random(66);
      const sizes = blockElements(type) === 256 ? { d: 256, f: 256, heads: 8 } : {};
      await check(random, randomEncoder(random, { type, ...sizes }), [1, 6, 33]);
    });

    it.each([
      { pooling: 1, layers: 5 },
      { pooling: 2, types: 1 },
      { pooling: 3, types: 0, d: 60, f: 70, heads: 5 },
      { pooling: 1, type: 'Q4_0', d: 128, f: 96, heads: 4 },
    ])('%o', async (options) => {
      const random = new Random(67);
      await check(random, randomEncoder(random, options));
    });

    it('keep nothing in a cache, and refuse what is not a whole text', () => {
      const random = new Random(68);
      return withModel(randomEncoder(random), async (executor) => {
        const [before] = await embedTexts(executor, [[1, 2, 3]]);
        expect(executor.memory().cache).toBe(0);
        const segment = { start: 0, length: 2, position: 0, pages: new Int32Array(0) };
        const batch = { tokens: Int32Array.of(1, 2), segments: [segment], outputs: Int32Array.of(1) };
        const long = Int32Array.from(random.tokens(129, 60));
        for (const bad of [
          { ...batch, segments: [{ ...segment, position: 3 }] },
          { tokens: long, segments: [{ ...segment, length: 129 }], outputs: Int32Array.of(128) },
        ]) {
          await expect((async () => executor.run(bad))()).rejects.toMatchObject({ code: 'invalid-argument', where: 'segments' });
        }
        expectSame(await embedTexts(executor, [[1, 2, 3]]), [before]);
      });
    });
  });

  describe('a step that pauses', () => {
    const random = new Random(70);
    const model = randomEncoder(random, { type: 'Q8_0', d: 96, f: 160, heads: 3 });
    const texts = [40, 3, 1, 64, 7, 100].map((length) => random.tokens(length, 61));
    const others = [[1], [5], [3, 2], [9], [100, 64, 40]].map((lengths) => lengths.map((length) => random.tokens(length, 61)));

    it('gives the same bits whoever runs meanwhile, and so do they', () =>
      withModel(model, async (executor) => {
        const alone = await embedTexts(executor, texts);
        const othersAlone = [];
        for (const other of others) othersAlone.push(await embedTexts(executor, other));
        let pauses = 0;
        const pause = async () => {
          const which = pauses++ % others.length;
          expectSame(await embedTexts(executor, others[which]), othersAlone[which]);
          if (pauses % 3 === 0) expectSame(await embedTexts(executor, others[0]), othersAlone[0]);
        };
        expectSame(await embedTexts(executor, texts, { pause }), alone);
        expect(pauses).toBeGreaterThan(20);
        let asked = 0;
        expectSame(await embedTexts(executor, texts, { pause: () => void asked++ }), alone);
        expect(asked).toBe(pauses);
      }));

    it('goes on when it is cancelled, unless its pause throws', () =>
      withModel(model, async (executor) => {
        const alone = await embedTexts(executor, texts);
        const heard = [];
        const pause = (cancelled) => {
          heard.push(cancelled);
          if (heard.length % 4 === 1) executor.cancel();
          return heard.length % 3 === 0 ? Promise.resolve() : undefined;
        };
        expectSame(await embedTexts(executor, texts, { pause }), alone);
        expect(heard.filter((cancelled) => cancelled).length).toBeGreaterThan(4);
        const reason = new Error('enough');
        const end = () => Promise.reject(reason);
        await expect(embedTexts(executor, texts, { pause: end })).rejects.toBe(reason);
        expectSame(await embedTexts(executor, texts), alone);
      }));

    it('ends when the model is closed meanwhile', async () => {
      const executor = await (await create()).compile(model.plan, model.weights, { maxRows: 512 });
      await expect(embedTexts(executor, texts, { pause: async () => executor.close() })).rejects.toMatchObject({ code: 'closed' });
    });
  });

  if (!exact) return;
  describe.each(threads.filter((count) => count > 1))('texts of their own for each of %i threads', (count) => {
    /** Every row of a batch of pairs. */
    const everyRow = async (executor, texts) => {
      let end = 0;
      const segments = texts.map(({ length }) => ({
        start: (end += length) - length,
        length,
        position: 0,
        second: length >> 1,
        pages: new Int32Array(0),
      }));
      const tokens = Int32Array.from(texts.flat());
      return (await executor.run({ tokens, segments, outputs: tokens.map((_, i) => i) })).slice();
    };

    it.each([
      [5, 4],
      [6, 9],
      [1, 40],
      [12, 1],
    ])('%i texts for each thread, of %i tokens: rope, types, the token before, and a row for every token', async (each, length) => {
      const random = new Random(71);
      const width = 64;
      const rope = { kind: 'neox', heads: 4, headSize: 16, dimensions: 16, base: 10_000, positionScale: 1 };
      const settings = {
        width,
        buffers: { q: width, out: width },
        weights: { types: randomTensor(random, 'F32', [width, 2]), up: randomTensor(random, 'Q8_0', [width, width]) },
      };
      const [q, out] = [range('q', 0, width), range('out', 0, width)];
      const { plan, weights } = textPlan(random, settings, (x) => ({
        body: [
          { op: 'matmul', weight: 'up', in: x, out: q, add: false },
          { op: 'rope', target: q, ...rope },
          { op: 'self-attention', q, k: q, v: x, out, heads: 4, headSize: 16, scale: 0.3 },
          { op: 'matmul', weight: 'up', in: out, out: x, add: true },
        ],
        result: x,
      }));
      const model = {
        plan: { ...plan, body: [{ ...plan.body[0], before: 7, types: { weight: 'types', rows: 2 } }, ...plan.body.slice(1)] },
        weights,
      };
      const texts = Array.from({ length: each * count }, () => random.tokens(length, 101));
      const alone = await withModel(model, (executor) => everyRow(executor, texts), { threads: 1 });
      await withModel(
        model,
        async (executor) => {
          for (let round = 0; round < 3; round++) expectSame([await everyRow(executor, texts)], [alone]);
        },
        { threads: count },
      );
    });
  });

  // One count of threads is enough where `exactnessCases` takes all.
  describe.each(process.env.SAGUIM_LONG === '1' ? threads : threads.slice(-1))('texts are exact with %i threads', (count) => {
    it.each([
      { type: 'F32' },
      { type: 'Q4_0', d: 96, f: 160, heads: 3 },
      { type: 'Q5_0', d: 96, f: 352, heads: 3 },
      { type: 'Q6_K', d: 256, f: 256, heads: 4 },
      { d: 60, f: 100, heads: 3 },
    ])('alone, batched, in any order: %o', async (options) => {
      const random = new Random(69);
      const model = randomEncoder(random, options);
      const texts = [1, 2, 3, 4, 5, 8, 13, 33, 64, 100].map((length) => random.tokens(length, 61));
      const alone = await withModel(
        model,
        async (executor) => {
          const results = [];
          for (const text of texts) results.push((await embedTexts(executor, [text]))[0]);
          return results;
        },
        { threads: 1 },
      );
      await withModel(
        model,
        async (executor) => {
          for (let round = 0; round < 4; round++) {
            const order = texts
              .map((_, i) => [random.uniform(), i])
              .sort(([a], [b]) => a - b)
              .map(([, i]) => i);
            const results = await embedTexts(
              executor,
              order.map((i) => texts[i]),
            );
            expectSame(
              results,
              order.map((i) => alone[i]),
            );
          }
        },
        { threads: count },
      );
    });
  });
}
