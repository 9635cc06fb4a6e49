// Products with activations of 8 bits, on hosts that multiply bytes in one instruction; elsewhere, that nothing of them is used.
import { describe, expect, it } from 'vitest';
import { byteSign } from '../../packages/engine/dist/kernels/wasm/byte-kernels.js';
import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { embedTexts, plainPlan, randomEncoder } from './plans.mjs';
import { Random, randomTensor } from './random-weights.mjs';
import { textCases } from './texts.case.mjs';
import { expectSame, INT8_ACTIVATIONS_TOLERANCE } from './tolerances.mjs';

const { fround } = Math;

/** Half to even, as hosts round. */
function rint(x) {
  const down = Math.floor(x);
  const rest = x - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down;
}

/** Blocks of a row as `assembly/quantize-bytes.ts` makes them: integers, and what one of them stands for. */
function quantized(row) {
  const blocks = Array.from({ length: row.length / 32 }, (_, b) => row.subarray(b * 32, b * 32 + 32));
  const most = blocks.map((block) => block.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0));
  const squares = most.reduce((sum, m) => fround(sum + fround(m * m)), 0);
  const limit = fround(fround(squares * 3) / blocks.length);
  return blocks.map((block, b) => {
    const finest = fround(most[b] * most[b]) > limit;
    const inverse = most[b] > 0 ? fround((finest ? 8128 : 127) / most[b]) : 0;
    const unit = fround(most[b] / (finest ? 8128 : 127));
    return { integers: Array.from(block, (x) => rint(fround(x * inverse))), unit, finest };
  });
}

/** A stored matrix's blocks: integers, and what one of them stands for. */
function storedBlocks({ type, shape, bytes, values }) {
  const size = type === 'Q8_0' ? 34 : 18;
  return Array.from({ length: values.length / 32 }, (_, b) => {
    const block = bytes.subarray(b * size + 2, (b + 1) * size);
    const integers =
      type === 'Q8_0'
        ? Array.from(block, (byte) => (byte << 24) >> 24)
        : Array.from({ length: 32 }, (_, i) => ((block[i % 16] >> (i < 16 ? 0 : 4)) & 15) - 8);
    const at = integers.findIndex((n) => n !== 0);
    return { integers, unit: at < 0 ? 0 : fround(values[b * 32 + at] / integers[at]), width: shape[0] };
  });
}

function product(row, matrix) {
  const x = quantized(row);
  const w = storedBlocks(matrix);
  return Float32Array.from({ length: matrix.shape[1] }, (_, o) =>
    x.reduce((sum, { integers, unit }, b) => {
      const block = w[o * x.length + b];
      const exact = integers.reduce((total, n, i) => total + n * block.integers[i], 0);
      return fround(sum + fround(fround(exact) * fround(unit * block.unit)));
    }, 0),
  );
}

const has = byteSign() !== undefined;

async function rowsOf(model, texts, eightBits) {
  const executor = await new WasmBackend({ eightBits }).compile(model.plan, model.weights, { threads: 1 });
  try {
    return await embedTexts(executor, texts);
  } finally {
    executor.close();
  }
}

it.each(['Q8_0', 'Q4_0'])('activations of 8 bits are used where the host has the instruction, and nowhere else: %s', async (type) => {
  const random = new Random(6);
  const model = randomEncoder(random, { type });
  const texts = [random.tokens(20, 61), random.tokens(3, 61)];
  const same = (a, b) => a.every((row, t) => row.every((x, i) => Object.is(x, b[t][i])));
  expect(same(await rowsOf(model, texts, true), await rowsOf(model, texts, false))).toBe(!has);
});

const whereTheyAre = has ? describe : () => {};

whereTheyAre('activations of 8 bits', () => {
  describe.each(['Q8_0', 'Q4_0'])('%s', (type) => {
    it.each([
      [32, 8],
      [96, 13],
      [384, 40],
      [1536, 24],
    ])('the same integers and sums as written out, %i to %i columns', async (width, columns) => {
      const random = new Random(width + columns);
      const matrix = randomTensor(random, type, [width, columns], { deviation: 0.3 });
      const out = { buffer: 'out', start: 0, width: columns };
      const { plan, weights } = plainPlan(random, { width, vocabulary: 50, weights: { matrix }, buffers: { out: columns } }, (x) => ({
        body: [{ op: 'matmul', weight: 'matrix', in: x, out, add: false }],
        result: out,
      }));
      const table = new Float32Array(weights.content.table.bytes.buffer);
      // Some rows have numbers that stand out.
      for (let row = 0; row < 50; row += 3) table[row * width + random.below(width)] *= 30;
      const result = { start: 0, width: columns };
      const executor = await new WasmBackend().compile(
        { ...plan, text: { embedding: result, features: result }, eightBits: true },
        weights,
        { threads: 2, maxRows: 128 },
      );
      try {
        const tokens = random.tokens(47, 50);
        const rows = tokens.map((token) => table.subarray(token * width, (token + 1) * width));
        if (width > 96) expect(new Set(rows.flatMap((row) => quantized(row).map(({ finest }) => finest))).size).toBe(2);
        const expected = rows.map((row) => product(row, matrix));
        expectSame(
          await embedTexts(
            executor,
            tokens.map((token) => [token]),
          ),
          expected,
        );
        expectSame(await embedTexts(executor, [[tokens[0]]]), expected.slice(0, 1));
      } finally {
        executor.close();
      }
    });
  });

  it('only where all products allow it', async () => {
    const random = new Random(5);
    const text = [random.tokens(20, 61)];
    const mixed = randomEncoder(random, { type: 'Q5_0' });
    expectSame(await rowsOf(mixed, text, true), await rowsOf(mixed, text, false));
    const bytes = randomEncoder(random, { type: 'Q8_0' });
    expect(await rowsOf(bytes, text, true)).not.toEqual(await rowsOf(bytes, text, false));
  });

  textCases(() => new WasmBackend(), INT8_ACTIVATIONS_TOLERANCE, { exact: true, threads: [1, 2, 4] });
});
