import { array, string, uint32, writeGguf } from '../../packages/engine/dist/bytes/gguf-writer.case.js';
import { recordedKeys } from '../../packages/engine/dist/tokens/infill-vocabularies.case.js';
import { Random, randomTensor } from './random-weights.mjs';

const width = 32;
const inner = 64;
const heads = 2;
const float = (value) => ({ type: 'float32', value });

/** By family: the architecture of its files, and what they say besides. */
const architectures = {
  codellama: { name: 'llama', norm: 'rms', gate: true, more: { 'rope.freq_base': float(1e6) } },
  starcoder2: { name: 'starcoder2', norm: 'layer', biases: true, more: {} },
  'qwen2.5-coder': { name: 'qwen2', norm: 'rms', gate: true, queryBias: true, more: { 'rope.freq_base': float(1e6) } },
  'deepseek-coder': {
    name: 'llama',
    norm: 'rms',
    gate: true,
    more: { 'rope.freq_base': float(1e5), 'rope.scaling.type': string('linear'), 'rope.scaling.factor': float(4) },
  },
  codegemma: {
    name: 'gemma',
    norm: 'rms',
    gate: true,
    more: { 'attention.key_length': uint32(width / heads), 'attention.value_length': uint32(width / heads) },
  },
  codestral: { name: 'llama', norm: 'rms', gate: true, more: { 'rope.freq_base': float(1e6) } },
};

function written(key, value) {
  if (typeof value === 'string') return string(value);
  if (typeof value === 'boolean') return { type: 'bool', value };
  if (typeof value === 'number') return uint32(value);
  if (key === 'tokens' || key === 'merges') return array('string', value);
  return array(key === 'scores' ? 'float32' : 'int32', [...value]);
}

/** A model of one layer and random weights as its family's files are, with what was recorded of the family's vocabulary. */
export function tinyInfillModel(family, seed = 1) {
  const { name, norm, gate, biases, queryBias, more } = architectures[family];
  const vocabulary = recordedKeys(family);
  const keys = [
    ['general.architecture', string(name)],
    ['general.name', string(vocabulary['general.name'] ?? family)],
    [`${name}.block_count`, uint32(1)],
    [`${name}.context_length`, uint32(8192)],
    [`${name}.embedding_length`, uint32(width)],
    [`${name}.feed_forward_length`, uint32(inner)],
    [`${name}.attention.head_count`, uint32(heads)],
    [`${name}.attention.head_count_kv`, uint32(heads / 2)],
    [norm === 'rms' ? `${name}.attention.layer_norm_rms_epsilon` : `${name}.attention.layer_norm_epsilon`, float(1e-5)],
    ...Object.entries(more).map(([key, value]) => [`${name}.${key}`, value]),
    ...Object.entries(vocabulary)
      .filter(([key]) => !key.includes('.'))
      .map(([key, value]) => [`tokenizer.ggml.${key}`, written(key, value)]),
  ];
  const random = new Random(seed);
  const tensors = [];
  const put = (tensor, type, shape, options) => tensors.push({ name: tensor, ...randomTensor(random, type, shape, options) });
  const matrix = (tensor, inputs, outputs, bias) => {
    put(`${tensor}.weight`, 'F32', [inputs, outputs], { deviation: 0.2 });
    if (bias) put(`${tensor}.bias`, 'F32', [outputs], { deviation: 0.1 });
  };
  const scale = (tensor) => {
    put(`${tensor}.weight`, 'F32', [width], { mean: 1, deviation: 0.1 });
    if (norm === 'layer') put(`${tensor}.bias`, 'F32', [width], { deviation: 0.1 });
  };
  // The output is tied to it, as in the small ones of all these families.
  put('token_embd.weight', 'Q4_0', [width, vocabulary.tokens.length], { deviation: 0.5 });
  scale('output_norm');
  scale('blk.0.attn_norm');
  for (const [part, outputs] of [
    ['q', width],
    ['k', width / 2],
    ['v', width / 2],
  ])
    matrix(`blk.0.attn_${part}`, width, outputs, biases || queryBias);
  matrix('blk.0.attn_output', width, width, biases);
  scale('blk.0.ffn_norm');
  if (gate) matrix('blk.0.ffn_gate', width, inner);
  matrix('blk.0.ffn_up', width, inner, biases);
  matrix('blk.0.ffn_down', inner, width, biases);
  return writeGguf({ keys, tensors });
}
