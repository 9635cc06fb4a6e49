import { describe, expect, it } from 'vitest';
import { distance } from '../conformance/tolerances.mjs';
import { largest, loadModel, OneSequence, readJson } from './load-model.mjs';

const MODELS = [
  'llama-f32',
  'llama-f16',
  'llama-q8_0',
  'llama-q4_0',
  'llama-rope3-f32',
  'qwen2-f32',
  'qwen2-q8_0',
  'qwen3-f32',
  'gemma3-f32',
  'gemma3-q8_0',
  'phi3-f32',
];

/**
 * Random models of each family: logits in fp32 on the dequantised weights, and twelve greedy tokens.
 * (They were made beside llama.cpp and transformers, which agree with them.)
 *
 * @param {() => import('../../packages/engine/dist/spec/index.js').Backend} create
 * @param {object} options
 * @param {(model: string) => number} options.tolerance share of the standard deviation that logits of a model may be off by
 * @param {number} options.margin greedy tokens are compared where the second-best logit is at least this far below the best
 */
export function tinyCases(create, { tolerance, margin }) {
  describe.each(MODELS)('%s', (name) => {
    it('gives the logits and the greedy tokens', async () => {
      const { prompts } = readJson(`tiny/${name}.json`);
      const { executor } = await loadModel(await create(), `tiny/${name}.gguf`, { maxRows: 256 });
      try {
        let compared = 0;
        for (const { ids, last_logits, greedy, min_margin } of prompts) {
          const sequence = new OneSequence(executor);
          let [logits] = await sequence.feed(ids);
          expect(distance(logits, last_logits)).toBeLessThanOrEqual(tolerance(name));
          if (min_margin < margin) continue;
          const tokens = [];
          while (tokens.push(largest(logits)) < greedy.length) [logits] = await sequence.feed([tokens.at(-1)]);
          expect(tokens).toEqual(greedy);
          compared++;
        }
        expect(compared).toBeGreaterThan(0);
      } finally {
        executor.close();
      }
    });
  });
}
