#!/usr/bin/env node
// A model of the shape of TinyLlama (1.1 billion weights) or of Llama 2 7B with random weights in Q4_0, for measuring how large models load and run.
// The vocabulary is that of the bundled chat model, so that the bench's prompts have the same ids; the output matrix is the embedding.
//   node bench/recipes/make_large_model.mjs FILE.gguf      then: npm run bench -- --model FILE.gguf --rows main,probe
//   node bench/recipes/make_large_model.mjs FILE.gguf --shape 7b --layers 34 (3.98 GB; 30: 3.53 GB)      then: node bench/large.mjs FILE.gguf
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MemorySource, readGguf, writeGgufHeader } from '../../packages/engine/dist/bytes/index.js';
import { quantize, TENSOR_TYPES } from '../../packages/engine/dist/tensors/index.js';

const SHAPES = {
  tinyllama: { name: 'TinyLlama', layers: 22, width: 2048, feedForward: 5632, heads: 32, kvHeads: 4, context: 2048 },
  '7b': { name: 'Llama 2 7B', layers: 32, width: 4096, feedForward: 11008, heads: 32, kvHeads: 32, context: 4096 },
};
const BUNDLED = new URL('../../models/smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf', import.meta.url);
/** Numbers of a pattern that is written again and again; a prime number of blocks, so that rows do not repeat. */
const PATTERN_BLOCKS = 131_071;

/** Numbers that a small generator draws (mulberry32): the same file every time. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function main() {
  const options = { shape: { type: 'string', default: 'tinyllama' }, layers: { type: 'string' }, context: { type: 'string' } };
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [path] = positionals;
  const shape = SHAPES[values.shape];
  if (!path || !shape) {
    throw new Error(
      `usage: node ${fileURLToPath(import.meta.url)} FILE.gguf [--shape ${Object.keys(SHAPES).join('|')}] [--layers N] [--context N]`,
    );
  }
  const { metadata } = await readGguf(new MemorySource(readFileSync(BUNDLED)));
  const vocabulary = [...metadata].filter(([key]) => key.startsWith('tokenizer.'));
  const rows = metadata.strings('tokenizer.ggml.tokens').length;
  const { name, width, feedForward, heads, kvHeads } = shape;
  const layers = Number(values.layers ?? shape.layers);
  const context = Number(values.context ?? shape.context);
  const kvWidth = (width / heads) * kvHeads;
  const keys = new Map([
    ['general.architecture', 'llama'],
    ['general.name', `random weights in ${name}'s shape`],
    ['llama.block_count', layers],
    ['llama.context_length', context],
    ['llama.embedding_length', width],
    ['llama.feed_forward_length', feedForward],
    ['llama.attention.head_count', heads],
    ['llama.attention.head_count_kv', kvHeads],
    ['llama.attention.layer_norm_rms_epsilon', { float: 1e-5 }],
    ['llama.rope.dimension_count', width / heads],
    ...vocabulary.map(([key, { value }]) => [key, value]),
  ]);
  const tensors = [['token_embd.weight', 'Q4_0', width, rows]];
  for (let layer = 0; layer < layers; layer++) {
    const add = (name, type, ...shape) => tensors.push([`blk.${layer}.${name}.weight`, type, ...shape]);
    add('attn_norm', 'F32', width);
    add('attn_q', 'Q4_0', width, width);
    add('attn_k', 'Q4_0', width, kvWidth);
    add('attn_v', 'Q4_0', width, kvWidth);
    add('attn_output', 'Q4_0', width, width);
    add('ffn_norm', 'F32', width);
    add('ffn_gate', 'Q4_0', width, feedForward);
    add('ffn_up', 'Q4_0', width, feedForward);
    add('ffn_down', 'Q4_0', feedForward, width);
  }
  tensors.push(['output_norm.weight', 'F32', width]);
  const infos = tensors.map(([name, type, ...shape]) => {
    const { elements, bytes } = TENSOR_TYPES[type];
    return { name, type, shape, byteLength: (shape.reduce((product, n) => product * n, 1) / elements) * bytes };
  });

  const random = generator(1);
  const uniform = Float32Array.from({ length: PATTERN_BLOCKS * 32 }, () => (random() - 0.5) * Math.sqrt(12));
  const patterns = new Map(
    [width, feedForward].map((inputs) => [
      inputs,
      quantize(
        'Q4_0',
        uniform.map((x) => x / Math.sqrt(inputs)),
      ),
    ]),
  );
  const { header, tensors: placed, size } = writeGgufHeader(keys, infos);
  const file = openSync(path, 'w');
  try {
    let written = writeSync(file, header);
    let turn = 0;
    const put = (bytes) => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      written += bytes.length;
    };
    for (const { type, shape, offset, byteLength } of placed) {
      if (written < offset) put(new Uint8Array(offset - written));
      if (type === 'F32') put(new Uint8Array(new Float32Array(shape[0]).fill(1).buffer));
      else {
        const pattern = patterns.get(shape[0]);
        for (let left = byteLength; left > 0; ) {
          const from = (turn++ * 7919 * 18) % pattern.length;
          const part = pattern.subarray(from, Math.min(pattern.length, from + left));
          put(part);
          left -= part.length;
        }
      }
    }
    if (written < size) put(new Uint8Array(size - written));
  } finally {
    closeSync(file);
  }
  process.stdout.write(`${path}: ${size.toLocaleString('en')} bytes\n`);
}

await main();
