import { describe, expect, it } from 'vitest';
import { plainForward } from './plain.mjs';
import { randomModel } from './plans.mjs';
import { ALL_TYPES, blockElements, Random } from './random-weights.mjs';
import { feed, Pages, Sequence, step } from './sequences.mjs';
import { expectRows } from './tolerances.mjs';

/** Whole small models with random weights of every type and family, against float64. */
export function modelCases(create, tolerance) {
  async function check(random, { plan, weights }, lengths = [1, 7, 40]) {
    const executor = await (await create()).compile(plan, weights, { maxRows: 256 });
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

  describe('models with weights of every type', () => {
    it.each(ALL_TYPES)('%s', async (type) => {
      const random = new Random(11);
      const sizes = blockElements(type) === 256 ? { d: 256, f: 512, heads: 8, kvHeads: 4, headSize: 32 } : {};
      await check(random, randomModel(random, { type, ...sizes }));
    });
  });

  describe('models of every shape', () => {
    it.each([
      { architecture: 'llama', layers: 3 },
      { architecture: 'llama', tied: false, vocabulary: 67 },
      { architecture: 'llama', ropeFactors: true, kvHeads: 4 },
      { architecture: 'llama', d: 60, f: 100, heads: 3, kvHeads: 1, headSize: 20, vocabulary: 50 },
      { architecture: 'llama', bias: ['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_gate', 'ffn_up', 'ffn_down'] },
      { architecture: 'llama', type: 'Q4_1', d: 96, f: 160, heads: 9, kvHeads: 3, headSize: 32, layers: 2 },
      { architecture: 'qwen2', bias: ['attn_q', 'attn_k', 'attn_v'], layers: 2 },
      { architecture: 'qwen3', headSize: 32, layers: 2 },
      { architecture: 'qwen3', type: 'Q8_0', headSize: 32, tied: false, layers: 2 },
    ])('%o', async (options) => {
      const random = new Random(12);
      await check(random, randomModel(random, options));
    });
  });

  it('computes the wanted rows alone', async () => {
    const random = new Random(13);
    const { plan, weights } = randomModel(random, { layers: 2 });
    const executor = await (await create()).compile(plan, weights, { maxRows: 256 });
    try {
      const pages = new Pages(executor, random);
      const tokens = random.tokens(20, plan.vocabularySize);
      const expected = plainForward(plan, (name) => weights.values(name), tokens);
      for (const outputs of [[0], [19], [3, 4, 17], [0, 5, 6, 7, 8, 9, 10, 11, 12, 19]]) {
        const actual = await step(executor, [[new Sequence(pages), tokens]], outputs);
        expectRows(
          actual,
          outputs.map((row) => expected[row]),
          tolerance,
        );
      }
      expect(await step(executor, [[new Sequence(pages), tokens]], [])).toEqual([]);
    } finally {
      executor.close();
    }
  });
}
