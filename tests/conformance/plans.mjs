import { buildPlan } from '../../packages/engine/dist/models/index.js';
import { MemoryWeights, randomTensor } from './random-weights.mjs';

const whole = (buffer, width) => ({ buffer, start: 0, width });

/**
 * A plan that looks up a row of random numbers (width,) for each token and then runs `operations` on it: any input for any
 * operation. `operations(x)` gives the operations and the result; `buffers` are those that they need besides `x`.
 */
export function plainPlan(
  random,
  { width, vocabulary = 23, type = 'F32', scale = 1, buffers = {}, caches = [], weights = {} },
  operations,
) {
  const x = whole('x', width);
  const { body, result } = operations(x);
  const plan = {
    architecture: 'conformance',
    layers: 1,
    vocabularySize: vocabulary,
    embeddingLength: width,
    contextLength: 4096,
    buffers: { x: width, ...buffers },
    caches,
    body: [{ op: 'embed', table: 'table', out: x, scale }, ...body],
    head: [],
    result,
  };
  return { plan, weights: new MemoryWeights({ table: randomTensor(random, type, [width, vocabulary]), ...weights }) };
}

/** Keys of a model file, kept in an object. */
class Keys {
  constructor(values) {
    this.values = values;
  }

  has(key) {
    return key in this.values;
  }

  number(key, fallback) {
    return this.values[key] ?? fallback;
  }

  string(key, fallback) {
    return this.values[key] ?? fallback;
  }

  boolean(key, fallback) {
    return this.values[key] ?? fallback;
  }

  list() {
    return undefined;
  }
}

/** A random model of a family, planned as a file would be. */
export function randomModel(
  random,
  {
    architecture = 'llama',
    type = 'F32',
    layers = 1,
    d = 64,
    f = 96,
    heads = 4,
    kvHeads = 2,
    headSize = 16,
    vocabulary = 61,
    tied = true,
    bias,
    ropeFactors,
  },
) {
  const vector = (n, mean = 1) => randomTensor(random, 'F32', [n], { mean, deviation: 0.2 });
  const matrix = (n, m) => randomTensor(random, type, [n, m], { deviation: 1 / Math.sqrt(n) });
  const tensors = { 'token_embd.weight': matrix(d, vocabulary), 'output_norm.weight': vector(d) };
  if (!tied) tensors['output.weight'] = matrix(d, vocabulary);
  if (ropeFactors) tensors['rope_freqs.weight'] = vector(headSize / 2, 2);
  for (let layer = 0; layer < layers; layer++) {
    const add = (name, tensor) => (tensors[`blk.${layer}.${name}`] = tensor);
    const linear = (name, n, m) => {
      add(`${name}.weight`, matrix(n, m));
      if (bias?.includes(name)) add(`${name}.bias`, vector(m, 0));
    };
    add('attn_norm.weight', vector(d));
    add('ffn_norm.weight', vector(d));
    linear('attn_q', d, heads * headSize);
    linear('attn_k', d, kvHeads * headSize);
    linear('attn_v', d, kvHeads * headSize);
    linear('attn_output', heads * headSize, d);
    linear('ffn_gate', d, f);
    linear('ffn_up', d, f);
    linear('ffn_down', f, d);
    if (architecture === 'qwen3') {
      add('attn_q_norm.weight', vector(headSize));
      add('attn_k_norm.weight', vector(headSize));
    }
  }
  const keys = {
    block_count: layers,
    context_length: 4096,
    embedding_length: d,
    feed_forward_length: f,
    'attention.head_count': heads,
    'attention.head_count_kv': kvHeads,
    'attention.key_length': headSize,
    'attention.value_length': headSize,
    'attention.layer_norm_rms_epsilon': 1e-5,
    'rope.freq_base': 10000,
  };
  const entries = Object.entries(keys).map(([key, value]) => [`${architecture}.${key}`, value]);
  const weights = new MemoryWeights(tensors);
  return { plan: buildPlan(new Keys({ 'general.architecture': architecture, ...Object.fromEntries(entries) }), weights.tensors), weights };
}

/** A random encoder, planned as a file would be. `pooling`: 1 mean, 2 first, 3 last. */
export function randomEncoder(
  random,
  { type = 'F32', layers = 2, d = 64, f = 96, heads = 4, context = 128, vocabulary = 61, types = 2, pooling = 1 } = {},
) {
  const vector = (n, mean = 0) => randomTensor(random, 'F32', [n], { mean, deviation: 0.2 });
  const matrix = (n, m) => randomTensor(random, type, [n, m], { deviation: 1 / Math.sqrt(n) });
  const tensors = {
    'token_embd.weight': matrix(d, vocabulary),
    'position_embd.weight': randomTensor(random, 'F32', [d, context], { deviation: 0.1 }),
  };
  if (types) tensors['token_types.weight'] = randomTensor(random, 'F32', [d, types], { deviation: 0.1 });
  const norm = (name) => Object.assign(tensors, { [`${name}.weight`]: vector(d, 1), [`${name}.bias`]: vector(d) });
  norm('token_embd_norm');
  for (let layer = 0; layer < layers; layer++) {
    const linear = (name, n, m) =>
      Object.assign(tensors, { [`blk.${layer}.${name}.weight`]: matrix(n, m), [`blk.${layer}.${name}.bias`]: vector(m) });
    for (const name of ['attn_q', 'attn_k', 'attn_v', 'attn_output']) linear(name, d, d);
    linear('ffn_up', d, f);
    linear('ffn_down', f, d);
    norm(`blk.${layer}.attn_output_norm`);
    norm(`blk.${layer}.layer_output_norm`);
  }
  const keys = {
    'general.architecture': 'bert',
    'bert.block_count': layers,
    'bert.context_length': context,
    'bert.embedding_length': d,
    'bert.feed_forward_length': f,
    'bert.attention.head_count': heads,
    'bert.attention.layer_norm_epsilon': 1e-6,
    'bert.pooling_type': pooling,
  };
  const weights = new MemoryWeights(tensors);
  return { plan: buildPlan(new Keys(keys), weights.tensors), weights };
}

/** One batch of whole texts; gives the result (width,) of each. */
export async function embedTexts(executor, texts, options) {
  let end = 0;
  const segments = texts.map(({ length }) => ({ start: (end += length) - length, length, position: 0, pages: new Int32Array(0) }));
  const outputs = Int32Array.from(segments, ({ start, length }) => start + length - 1);
  const results = await executor.run({ tokens: Int32Array.from(texts.flat()), segments, outputs }, options);
  const width = results.length / texts.length;
  return texts.map((_, i) => results.slice(i * width, (i + 1) * width));
}
