import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../packages/engine/dist/tokens/index.js';
import { largest, loadModel, logProbability, OneSequence, readJson } from './load-model.mjs';

const MODEL = '../../models/smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf';
const REFERENCE = readJson('reference/smollm2.json');

/**
 * The bundled chat model against fp32 arithmetic on the same weights: seven conversations step by step, and perplexity.
 * The engine is fed the tokens of the reference, so every step is compared, also after one whose best two are too close to call.
 *
 * @param {() => import('../../packages/engine/dist/spec/index.js').Backend} create
 * @param {object} options
 * @param {number} options.margin tokens must agree where the second-best logit is at least this far below the best
 * @param {number} options.logProbability largest difference of a token's log-probability
 * @param {number} options.logits largest difference of one of the ten best logits (given for the first step)
 * @param {number} options.perplexity largest relative difference
 * @param {number[]} [options.runs] which conversations; all by default
 * @param {{ text: string, windows: number, window: number, perplexity: number }[]} [options.texts] default: those of the reference
 */
export function smollm2Cases(create, { runs = [...REFERENCE.runs.keys()], texts = referenceTexts(), ...tolerance }) {
  let loaded;
  beforeAll(async () => {
    loaded = await loadModel(await create(), MODEL, {});
  });
  afterAll(() => loaded?.executor.close());

  describe('conversations', () => {
    it.each(runs.map((index) => ({ index, name: REFERENCE.runs[index].messages?.at(-1).content ?? REFERENCE.runs[index].prompt })))(
      '$name',
      async ({ index }) => {
        const { prompt_ids, steps } = REFERENCE.runs[index];
        const sequence = new OneSequence(loaded.executor);
        let [logits] = await sequence.feed(prompt_ids);
        for (const [i, { token, logprob, margin, top10 }] of steps.entries()) {
          if (margin >= tolerance.margin) expect(largest(logits), `token ${i}`).toBe(token);
          expect(Math.abs(logProbability(logits, token) - logprob), `log-probability of token ${i}`).toBeLessThanOrEqual(tolerance.logProbability);
          for (const [id, logit] of top10 ?? []) {
            expect(Math.abs(logits[id] - logit), `logit of ${id} at token ${i}`).toBeLessThanOrEqual(tolerance.logits);
          }
          if (i + 1 < steps.length) [logits] = await sequence.feed([token]);
        }
      },
    );
  });

  if (texts.length === 0) return;
  describe('perplexity', () => {
    it.each(texts)('$text, $windows windows of $window tokens', async ({ text, windows, window, perplexity }) => {
      const tokens = loadTokenizer(loaded.metadata.optional).encode(readFileSync(new URL(`${text}.txt`, import.meta.url), 'utf8'));
      const nll = await negativeLogLikelihood(loaded.executor, tokens, windows, window);
      expect(Math.abs(Math.exp(nll) / perplexity - 1)).toBeLessThanOrEqual(tolerance.perplexity);
    });
  });
}

/** Per token: each window stands alone, without a start token, and scores its tokens from the second on. */
async function negativeLogLikelihood(executor, tokens, windows, window) {
  let sum = 0;
  for (let start = 0; start < windows * window; start += window) {
    const sequence = new OneSequence(executor);
    // In pieces, so that only a few rows of logits lie in memory at a time.
    for (let done = 0; done < window; done += 64) {
      const piece = tokens.slice(start + done, start + Math.min(done + 64, window));
      const rows = await sequence.feed(piece, piece.length);
      for (const [i, logits] of rows.entries()) {
        if (done + i + 1 < window) sum -= logProbability(logits, tokens[start + done + i + 1]);
      }
    }
  }
  return sum / (windows * (window - 1));
}

function referenceTexts() {
  return Object.entries(REFERENCE.perplexity).map(([text, { windows, window, perplexity }]) => ({ text, windows, window, perplexity }));
}
