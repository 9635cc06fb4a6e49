// Folders of Hugging Face's kind with heads that classify texts: the scores and probabilities that transformers gives (models/recipes/tiny-families).
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadEngine, openModel } from '@saguim/engine';
import { describe, expect, it } from 'vitest';

const folder = (name) => fileURLToPath(new URL(`./checkpoints/${name}`, import.meta.url));

function probabilities(scores, multiLabel) {
  if (multiLabel) return scores.map((score) => 1 / (1 + Math.exp(-score)));
  const exponentials = scores.map((score) => Math.exp(score - Math.max(...scores)));
  const total = exponentials.reduce((sum, x) => sum + x, 0);
  return exponentials.map((x) => x / total);
}

describe.each(['distilbert', 'bert', 'roberta', 'xlm-roberta', 'deberta', 'deberta-own', 'bart'])('%s', (name) => {
  const { texts, pairs, tokens } = JSON.parse(readFileSync(`${folder(name)}/expected.json`, 'utf8'));
  const { id2label } = JSON.parse(readFileSync(`${folder(name)}/config.json`, 'utf8'));

  it.each(['reference', 'wasm'])('gives the probabilities of its makers on the %s backend', async (backend) => {
    const engine = await loadEngine(await openModel(folder(name), { quantization: 'F32' }), { backend });
    try {
      const { labels, multiLabel, pairs: takesPairs } = engine.info.classes;
      expect(takesPairs).toBe(true);
      expect(labels).toEqual(Object.values(id2label));
      const { frame } = engine.tokenizer;
      const encode = (text) => engine.tokenizer.encode(text);
      for (const { text, ids } of tokens) expect(encode(text), JSON.stringify(text)).toEqual(ids);
      const single = texts.map(({ text }) => [...frame.before, ...encode(text), ...frame.after]);
      expect(single).toEqual(texts.map(({ ids }) => ids));
      const first = pairs.map(({ text }) => [...frame.before, ...encode(text), ...frame.between]);
      const paired = pairs.map(({ pair }, i) => [...first[i], ...encode(pair), ...frame.after]);
      expect(paired).toEqual(pairs.map(({ ids }) => ids));

      const seconds = [...single, ...first].map(({ length }) => length);
      const rows = await engine.embed({ tokens: [...single, ...paired], seconds, features: 'classes' });
      for (const [i, expected] of [...texts, ...pairs].entries()) {
        const scores = Array.from(rows.subarray(i * labels.length, (i + 1) * labels.length));
        probabilities(scores, multiLabel).forEach((probability, k) => {
          expect(Math.abs(probability - expected.probabilities[k])).toBeLessThanOrEqual(1e-4);
        });
      }
    } finally {
      await engine.close();
    }
  });

  it.each(['Q8_0', 'Q4_0'])('stays near when it is stored as %s', async (quantization) => {
    const engine = await loadEngine(await openModel(folder(name), { quantization }));
    try {
      const rows = await engine.embed({ tokens: texts.map(({ ids }) => ids), features: 'classes' });
      const most = Math.max(...rows.map((score, i) => Math.abs(score - texts.flatMap(({ logits }) => logits)[i])));
      expect(most).toBeLessThanOrEqual(quantization === 'Q8_0' ? 0.05 : 1);
    } finally {
      await engine.close();
    }
  });
});

describe('nomic-bert', () => {
  it.each(['reference', 'wasm'])('gives the embeddings of its makers on the %s backend', async (backend) => {
    const { texts, tokens } = JSON.parse(readFileSync(`${folder('nomic-bert')}/expected.json`, 'utf8'));
    const engine = await loadEngine(await openModel(folder('nomic-bert'), { quantization: 'F32' }), { backend });
    try {
      const { frame } = engine.tokenizer;
      for (const { text, ids } of tokens) expect(engine.tokenizer.encode(text)).toEqual(ids);
      const framed = texts.map(({ text }) => [...frame.before, ...engine.tokenizer.encode(text), ...frame.after]);
      expect(framed).toEqual(texts.map(({ ids }) => ids));
      const rows = await engine.embed({ tokens: framed });
      const expected = texts.flatMap(({ embedding }) => embedding);
      expect(Math.max(...rows.map((value, i) => Math.abs(value - expected[i])))).toBeLessThanOrEqual(1e-4);
    } finally {
      await engine.close();
    }
  });
});

describe('a model with classes', () => {
  it('gives what it has and says what it has not', async () => {
    const bart = await loadEngine(await openModel(folder('bart')));
    await expect(bart.embed({ tokens: [[0, 2]] })).rejects.toMatchObject({ code: 'unsupported', hint: expect.stringContaining('classifies') });
    expect(() => bart.info.embedding.dimensions).toThrow();
    await bart.close();
    const bert = await loadEngine(await openModel(fileURLToPath(new URL('./tiny/bert-f32.gguf', import.meta.url))));
    await expect(bert.embed({ tokens: [[1, 2]], features: 'classes' })).rejects.toMatchObject({ code: 'unsupported' });
    await bert.close();
  });
});
