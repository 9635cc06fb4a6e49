import { describe, it } from 'vitest';
import { plainForward } from './plain.mjs';
import { plainPlan } from './plans.mjs';
import { ALL_TYPES, blockElements, FLOAT_TYPES, Random, randomTensor } from './random-weights.mjs';
import { feed, Pages, Sequence } from './sequences.mjs';
import { expectRows } from './tolerances.mjs';

const ROWS = [1, 2, 3, 5, 8, 17];

/** One operation at a time, on random input, against float64. */
export function operationCases(create, tolerance) {
  /** Runs whole sequences of each length through a plan and compares every row. */
  async function check(random, { plan, weights }, lengths = ROWS) {
    const executor = await (await create()).compile(plan, weights, { maxRows: 640 });
    try {
      const pages = new Pages(executor, random);
      for (const length of lengths) {
        const tokens = random.tokens(length, plan.vocabularySize);
        const actual = await feed(executor, new Sequence(pages), tokens);
        expectRows(
          actual,
          plainForward(plan, (name) => weights.values(name), tokens),
          tolerance,
        );
      }
    } finally {
      executor.close();
    }
  }

  describe('embed', () => {
    it.each(ALL_TYPES)('%s', async (type) => {
      const random = new Random(1);
      const width = blockElements(type) === 1 ? 36 : 256;
      await check(
        random,
        plainPlan(random, { width, type, scale: type === 'F32' ? 2.5 : 1 }, (x) => ({ body: [], result: x })),
      );
    });
  });

  describe('rms-norm', () => {
    it.each([
      [64, 64],
      [36, 36],
      [100, 100],
      [96, 32],
      [64, 16],
      [576, 576],
    ])('width %i, groups of %i', async (width, group) => {
      const random = new Random(2);
      const out = { buffer: 'out', start: 0, width };
      const weights = { w: randomTensor(random, 'F32', [group], { mean: 1 }) };
      await check(
        random,
        plainPlan(random, { width, buffers: { out: width }, weights }, (x) => ({
          body: [{ op: 'rms-norm', in: x, weight: 'w', out, group, epsilon: 1e-3 }],
          result: out,
        })),
      );
    });

    it('in place, on some columns', async () => {
      const random = new Random(3);
      const range = { buffer: 'x', start: 32, width: 64 };
      const weights = { w: randomTensor(random, 'F32', [32], { mean: 1 }) };
      await check(
        random,
        plainPlan(random, { width: 128, weights }, (x) => ({
          body: [{ op: 'rms-norm', in: range, weight: 'w', out: range, group: 32, epsilon: 1e-5 }],
          result: x,
        })),
      );
    });
  });

  describe('layer-norm', () => {
    it.each([
      [64, true],
      [36, true],
      [384, false],
    ])('width %i, bias %s', async (width, withBias) => {
      const random = new Random(4);
      const out = { buffer: 'out', start: 0, width };
      const weights = { w: randomTensor(random, 'F32', [width], { mean: 1 }), b: randomTensor(random, 'F32', [width]) };
      await check(
        random,
        plainPlan(random, { width, buffers: { out: width }, weights }, (x) => ({
          body: [{ op: 'layer-norm', in: x, weight: 'w', ...(withBias && { bias: 'b' }), out, epsilon: 1e-5 }],
          result: out,
        })),
      );
    });
  });

  it.each([
    [64, 16],
    [36, 12],
    [60, 20],
  ])('layer-norm of width %i in groups of %i with weights of their own, in place', async (width, group) => {
    const random = new Random(14);
    const weights = { w: randomTensor(random, 'F32', [group, width / group], { mean: 1 }) };
    await check(
      random,
      plainPlan(random, { width, weights }, (x) => ({
        body: [{ op: 'layer-norm', in: x, weight: 'w', out: x, group, epsilon: 1e-5 }],
        result: x,
      })),
    );
  });

  describe('scale and softcap', () => {
    it.each([
      { op: 'scale', factor: 0.25, add: false, width: 64 },
      { op: 'scale', factor: -1.5, add: true, width: 37 },
      { op: 'scale', factor: 3, add: true, width: 2100 },
      { op: 'softcap', cap: 2, width: 37 },
      { op: 'softcap', cap: 30, width: 1500 },
    ])('%o', async ({ width, ...operation }) => {
      const random = new Random(15);
      const [input, out] = [
        { buffer: 'x', start: 3, width },
        { buffer: 'x', start: width + 3, width },
      ];
      await check(
        random,
        plainPlan(random, { width: 2 * width + 3, scale: 3 }, () => ({
          body: [{ ...operation, in: operation.op === 'scale' ? input : out, out }],
          result: out,
        })),
      );
    });
  });

  describe('matmul', () => {
    const product = (random, { type, inputs, outputs, bias = false, add = false, from = 0, to = 0 }) => {
      const weights = {
        w: randomTensor(random, type, [inputs, outputs], { deviation: 1 / Math.sqrt(inputs) }),
        b: randomTensor(random, 'F32', [outputs]),
      };
      // `out` holds the numbers that an addition finds: the first columns of the input.
      const width = Math.max(from + inputs, add ? to + outputs : 0);
      const out = add ? { buffer: 'x', start: to, width: outputs } : { buffer: 'out', start: to, width: outputs };
      return plainPlan(random, { width, buffers: { copy: width, out: to + outputs }, weights: { ...weights, ones: ones(width) } }, () => {
        // Through a norm with weights of 1, so that the input is another buffer than the sum.
        const input = { buffer: 'copy', start: from, width: inputs };
        const norm = {
          op: 'rms-norm',
          in: { buffer: 'x', start: 0, width },
          weight: 'ones',
          out: { buffer: 'copy', start: 0, width },
          group: width,
          epsilon: 1e-5,
        };
        return { body: [norm, { op: 'matmul', weight: 'w', ...(bias && { bias: 'b' }), in: input, out, add }], result: out };
      });
    };
    const ones = (width) => ({
      type: 'F32',
      shape: [width],
      values: new Float32Array(width).fill(1),
      bytes: new Uint8Array(new Float32Array(width).fill(1).buffer),
    });

    const shapes = ALL_TYPES.flatMap((type) => {
      const block = blockElements(type);
      const widths = block === 256 ? [256, 512] : block === 32 ? [32, 96, 576] : [7, 36, 64, 100];
      return widths.flatMap((inputs) => [5, 24, 37].map((outputs) => ({ type, inputs, outputs })));
    });
    it.each(shapes)('$type ($outputs, $inputs)', async (shape) => {
      const random = new Random(shape.inputs + shape.outputs);
      await check(random, product(random, shape));
    });

    it.each([
      { type: 'F32', inputs: 36, outputs: 40, bias: true },
      { type: 'Q4_1', inputs: 64, outputs: 40, bias: true },
      { type: 'Q4_1', inputs: 64, outputs: 64, add: true },
      { type: 'Q8_0', inputs: 96, outputs: 37, add: true, bias: true },
      { type: 'Q8_0', inputs: 96, outputs: 40, from: 32, to: 64 },
      { type: 'Q4_0', inputs: 64, outputs: 32, from: 32, to: 32, add: true },
      { type: 'F16', inputs: 50, outputs: 33, bias: true, add: true },
    ])('$type ($outputs, $inputs): bias $bias, add $add, columns from $from to $to', async (shape) => {
      const random = new Random(5);
      await check(random, product(random, shape));
    });

    it('more rows than one tile of any kernel', async () => {
      const random = new Random(6);
      await check(random, product(random, { type: 'Q4_1', inputs: 64, outputs: 40 }), [33, 64, 100]);
    });
  });

  describe('rope', () => {
    it.each([
      { kind: 'normal', heads: 3, headSize: 16, dimensions: 16 },
      { kind: 'neox', heads: 3, headSize: 16, dimensions: 16 },
      { kind: 'normal', heads: 1, headSize: 64, dimensions: 32 },
      { kind: 'neox', heads: 2, headSize: 64, dimensions: 16 },
      { kind: 'normal', heads: 2, headSize: 128, dimensions: 128, withFactors: true },
      { kind: 'neox', heads: 2, headSize: 96, dimensions: 96, withFactors: true, positionScale: 0.25, magnitude: 1.2 },
      { kind: 'normal', heads: 2, headSize: 32, dimensions: 32, positionScale: 0.125, base: 500000 },
    ])('$kind, $heads heads of $headSize, $dimensions rotating, scale $positionScale, factors $withFactors', async (options) => {
      const random = new Random(7);
      const { withFactors = false, positionScale = 1, base = 10000, magnitude = 1, ...shape } = options;
      const weights = { factors: { ...randomTensor(random, 'F32', [shape.dimensions / 2], { mean: 3, deviation: 0.5 }) } };
      await check(
        random,
        plainPlan(random, { width: shape.heads * shape.headSize, weights }, (x) => ({
          body: [{ op: 'rope', target: x, ...shape, base, positionScale, magnitude, ...(withFactors && { factors: 'factors' }) }],
          result: x,
        })),
        [1, 2, 17, 150],
      );
    });
  });

  describe('gate', () => {
    it.each(
      ['silu', 'gelu'].flatMap((activation) => [
        [activation, 64],
        [activation, 35],
      ]),
    )('%s, width %i', async (activation, width) => {
      const random = new Random(8);
      const [gate, up] = [
        { buffer: 'x', start: 0, width },
        { buffer: 'x', start: width, width },
      ];
      const out = { buffer: 'out', start: 0, width };
      await check(
        random,
        plainPlan(random, { width: 2 * width, scale: 3, buffers: { out: width } }, () => ({
          body: [{ op: 'gate', gate, up, out, activation }],
          result: out,
        })),
      );
    });
  });

  describe('attention', () => {
    const shapes = [32, 64, 96, 128].flatMap((headSize) =>
      [
        [2, 2],
        [3, 1],
        [6, 2],
        [4, 1],
        [9, 3],
      ].map(([heads, kvHeads]) => ({ headSize, heads, kvHeads })),
    );
    it.each([
      ...shapes,
      { headSize: 16, heads: 4, kvHeads: 2 },
      { headSize: 64, heads: 3, kvHeads: 1, window: 10 },
      { headSize: 64, heads: 3, kvHeads: 1, window: 33 },
      { headSize: 64, heads: 2, kvHeads: 2, softcap: 2 },
      { headSize: 32, heads: 4, kvHeads: 1, softcap: 5, window: 40 },
      { headSize: 64, heads: 3, kvHeads: 3, scale: 0.5 },
    ])('$heads heads over $kvHeads of $headSize, window $window, softcap $softcap', async (options) => {
      const random = new Random(9);
      const { scale = 1 / Math.sqrt(options.headSize), ...shape } = options;
      const { heads, kvHeads, headSize } = shape;
      const [qWidth, kvWidth] = [heads * headSize, kvHeads * headSize];
      const range = (start, width) => ({ buffer: 'x', start, width });
      const out = { buffer: 'out', start: 0, width: qWidth };
      const inputs = { q: range(0, qWidth), k: range(qWidth, kvWidth), v: range(qWidth + kvWidth, kvWidth) };
      const settings = {
        width: qWidth + 2 * kvWidth,
        vocabulary: 101,
        scale: 1.5,
        buffers: { out: qWidth },
        caches: [{ kvHeads, headSize }],
      };
      await check(
        random,
        plainPlan(random, settings, () => ({
          body: [{ op: 'attention', layer: 0, ...inputs, out, ...shape, scale }],
          result: out,
        })),
        // The last crosses several chunks of positions that a backend may take together.
        headSize === 32 && heads === 3 ? [31, 530] : [1, 2, 3, 31, 32, 33, 65, 100],
      );
    });
  });

  describe('floats of any width', () => {
    it.each(FLOAT_TYPES)('%s', async (type) => {
      const random = new Random(10);
      for (const width of [1, 2, 3, 5, 9, 15, 33]) {
        const weights = { w: randomTensor(random, type, [width, 6]) };
        const out = { buffer: 'out', start: 0, width: 6 };
        await check(
          random,
          plainPlan(random, { width, buffers: { out: 6 }, weights }, (x) => ({
            body: [{ op: 'matmul', weight: 'w', in: x, out, add: false }],
            result: out,
          })),
          [1, 4, 5],
        );
      }
    });
  });
}
