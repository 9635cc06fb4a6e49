import { describe, expect, it } from 'vitest';
import { embedTexts } from '../conformance/plans.mjs';
import { loadModel, readJson } from './load-model.mjs';

const MODELS = [
  { file: 'all-minilm-l6-v2/all-minilm-l6-v2-q8_0', reference: 'minilm' },
  { file: 'multilingual-e5-small-en-pt/multilingual-e5-small-en-pt-q4_0', reference: 'e5' },
];

function cosine(a, b) {
  let [product, aa, bb] = [0, 0, 0];
  for (let i = 0; i < b.length; i++) {
    product += a[i] * b[i];
    aa += a[i] ** 2;
    bb += b[i] ** 2;
  }
  return product / Math.sqrt(aa * bb);
}

/**
 * Embeddings as other implementations compute them in fp32 on the dequantised weights: tiny random models, and 21 texts on each of
 * the models that come along, one by one, all in one batch, and backwards.
 *
 * @param {() => import('../../packages/engine/dist/spec/index.js').Backend} create
 * @param {object} options
 * @param {number} options.least cosine to the reference that every text reaches
 * @param {number} [options.models] how many of the models that come along
 * @param {number} [options.count] how many of the texts; the last of the 21 is long
 */
export function embeddingCases(create, { least, count = 21, models = MODELS.length }) {
  describe.each(['bert-f32', 'bert-q8_0', 'xlm-roberta-f32'])('%s', (name) => {
    it('gives the embeddings', async () => {
      const { plan, executor } = await loadModel(await create(), `tiny/${name}.gguf`);
      try {
        const { prompts } = readJson(`tiny/${name}.json`);
        const rows = await embedTexts(
          executor,
          prompts.map(({ ids }) => ids),
        );
        for (const [i, { embedding }] of prompts.entries()) {
          expect(cosine(rows[i].subarray(0, plan.text.embedding.width), embedding)).toBeGreaterThanOrEqual(least);
        }
      } finally {
        executor.close();
      }
    });
  });

  describe.each(MODELS.slice(0, models))('$reference', ({ file, reference }) => {
    it('gives the embeddings of the texts, in any batch', async () => {
      const { plan, executor } = await loadModel(await create(), `../../models/${file}.gguf`, { maxRows: 640 });
      try {
        const { ids: all, embeddings } = readJson(`reference/${reference}.json`);
        const ids = all.slice(0, count);
        const width = plan.text.embedding.width;
        const near = (rows, order) =>
          rows.forEach((row, i) => {
            expect(cosine(row.subarray(0, width), embeddings[order[i]])).toBeGreaterThanOrEqual(least);
          });
        const order = ids.map((_, i) => i);
        near(await embedTexts(executor, ids), order);
        order.reverse();
        near(
          await embedTexts(
            executor,
            order.map((i) => ids[i]),
          ),
          order,
        );
        for (const i of [0, 10, 17].filter((i) => i < count)) near(await embedTexts(executor, [ids[i]]), [i]);
      } finally {
        executor.close();
      }
    });
  });
}
