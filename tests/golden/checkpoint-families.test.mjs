// Folders of Hugging Face's kind, of every family, with random weights and what transformers computes on them (models/recipes/tiny-families).
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openModel } from '@saguim/engine';
import { describe, expect, it } from 'vitest';
import { GgufWeights, readGguf } from '../../packages/engine/dist/bytes/index.js';
import { ReferenceBackend } from '../../packages/engine/dist/kernels/reference/index.js';
import { WasmBackend } from '../../packages/engine/dist/kernels/wasm/index.js';
import { buildPlan } from '../../packages/engine/dist/models/index.js';
import { loadTokenizer } from '../../packages/engine/dist/tokens/index.js';
import { distance } from '../conformance/tolerances.mjs';
import { largest, OneSequence } from './load-model.mjs';

const DECODERS = [
  'llama',
  'llama3',
  'mistral',
  'qwen2',
  'qwen3',
  'gemma2',
  'gemma3',
  'phi3',
  'phi3-longrope',
  'starcoder2',
  'smollm3',
  'gpt2',
  'stablelm',
  'stablelm-parallel',
  'olmo2',
  'granite',
];
const folder = (name) => fileURLToPath(new URL(`./checkpoints/${name}`, import.meta.url));
const expected = (name) => JSON.parse(readFileSync(`${folder(name)}/expected.json`, 'utf8'));

/** As shares of the logits' standard deviation: sums in float32, and queries, keys and values in 16 bits. */
const BACKENDS = [
  { name: 'reference', create: () => new ReferenceBackend(), tolerance: 1e-5 },
  { name: 'wasm', create: () => new WasmBackend(), tolerance: 1e-3 },
];

async function withFolder(name, quantization, use) {
  const source = await openModel(folder(name), { quantization });
  try {
    const { metadata, tensors } = await readGguf(source);
    return await use(metadata, tensors, new GgufWeights(source, tensors));
  } finally {
    await source.close();
  }
}

/** The farthest that the last logits of a prompt are from those of transformers; greedy tokens must be the same where that can be told. */
async function farthest(executor, prompts, margin) {
  let most = 0;
  for (const { ids, last_logits, greedy, min_margin } of prompts) {
    const sequence = new OneSequence(executor);
    let [logits] = await sequence.feed(ids);
    most = Math.max(most, distance(logits, last_logits));
    if (min_margin < margin) continue;
    const tokens = [];
    while (tokens.push(largest(logits)) < greedy.length) [logits] = await sequence.feed([tokens.at(-1)]);
    expect(tokens).toEqual(greedy);
  }
  return most;
}

describe.each(DECODERS)('%s', (name) => {
  const { prompts, tokens } = expected(name);

  it('gives the tokens, and the logits on every backend', () =>
    withFolder(name, 'F32', async (metadata, tensors, weights) => {
      const tokenizer = loadTokenizer(metadata);
      for (const { text, ids } of tokens) expect(tokenizer.encode(text), JSON.stringify(text)).toEqual(ids);
      for (const { create, tolerance } of BACKENDS) {
        const executor = await create().compile(buildPlan(metadata, tensors), weights, { maxRows: 64 });
        try {
          expect(await farthest(executor, prompts, 1e-2)).toBeLessThanOrEqual(tolerance);
        } finally {
          executor.close();
        }
      }
    }));
});

describe('stored in fewer bits', () => {
  it.each([
    ['llama', 'Q8_0', 0.1],
    ['llama', 'Q4_0', 1.5],
    ['gpt2', 'Q8_0', 0.1],
    ['gemma3', 'Q8_0', 0.1],
  ])('%s as %s stays near', (name, quantization, most) =>
    withFolder(name, quantization, async (metadata, tensors, weights) => {
      expect(tensors.get('blk.0.ffn_down.weight').type).toBe(quantization);
      expect(tensors.get('blk.0.attn_norm.weight').type).toBe('F32');
      const executor = await new ReferenceBackend().compile(buildPlan(metadata, tensors), weights);
      const found = await farthest(executor, expected(name).prompts, Infinity);
      executor.close();
      expect(found).toBeGreaterThan(1e-4);
      expect(found).toBeLessThanOrEqual(most);
    }),
  );
});
