import type { HeaderValue } from '../bytes/index.js';
import { SaguimError } from '../spec/index.js';
import { type CheckpointKind, MOST, without } from './checkpoint-kind.js';
import { checkList, decoderKind } from './decoder-kind.js';
import type { JsonReader } from './json-reader.js';
import { type MappedTensor, mapTensor, stackTensors } from './mapped-tensor.js';
import { RopeConfig } from './rope-keys.js';
import type { PlacedTensor } from './weight-files.js';

type Keys = Iterable<[string, HeaderValue]>;

const QUERY_NORMS = { 'self_attn.q_norm': 'attn_q_norm', 'self_attn.k_norm': 'attn_k_norm' };
const GEMMA_NORMS = {
  post_attention_layernorm: 'post_attention_norm',
  pre_feedforward_layernorm: 'ffn_norm',
  post_feedforward_layernorm: 'post_ffw_norm',
};

/** A window over all layers. */
function* windowKeys(config: JsonReader): Keys {
  const window = config.number('sliding_window');
  if (window !== undefined) yield ['attention.sliding_window', config.count('sliding_window', MOST)];
}

function* gemmaKeys(config: JsonReader, headSize: number): Keys {
  without(config, 'use_bidirectional_attention', 'attention_bias');
  yield ['attention.sliding_window', config.count('sliding_window', MOST, 4096)];
  const scalar = config.number('query_pre_attn_scalar') ?? 256;
  if (scalar !== headSize) yield ['attention.scale', { float: 1 / Math.sqrt(scalar) }];
}

function* gemma2Keys(config: JsonReader, headSize: number): Keys {
  yield* gemmaKeys(config, headSize);
  checkList(config, 'layer_types', (layer) => (layer % 2 === 0 ? 'sliding_attention' : 'full_attention'));
  for (const [key, name] of [
    ['attn_logit_softcapping', 'attn_logit_softcapping'],
    ['final_logit_softcapping', 'final_logit_softcapping'],
  ] as const) {
    const cap = config.number(key);
    if (cap !== undefined) yield [name, { float: cap }];
  }
}

function* gemma3Keys(config: JsonReader, headSize: number): Keys {
  yield* gemmaKeys(config, headSize);
  if (config.number('attn_logit_softcapping') || config.number('final_logit_softcapping')) {
    throw new SaguimError('unsupported', 'A gemma 3 with capped scores cannot be run', { where: config.where });
  }
  const kinds = config.list('layer_types');
  if (kinds) yield ['attention.sliding_window_pattern', Int32Array.from(kinds, (kind) => (kind === 'sliding_attention' ? 1 : 0))];
  else yield ['attention.sliding_window_pattern', config.count('sliding_window_pattern', MOST, 6)];
  const near = config.object('rope_parameters')
    ? new RopeConfig(config, 'sliding_attention').base()
    : config.number('rope_local_base_freq');
  yield ['rope.freq_base_swa', { float: near ?? 10_000 }];
}

function* graniteKeys(config: JsonReader): Keys {
  for (const [key, name] of [
    ['embedding_multiplier', 'embedding_scale'],
    ['attention_multiplier', 'attention.scale'],
    ['residual_multiplier', 'residual_scale'],
    ['logits_scaling', 'logit_scale'],
  ] as const) {
    yield [name, { float: config.number(key) ?? 1 }];
  }
}

/** The norms of single heads of q and k, a row each. */
function headNorms(config: JsonReader, tensors: ReadonlyMap<string, PlacedTensor>): MappedTensor[] {
  if (!config.boolean('qk_layernorm')) return [];
  const heads = config.count('num_attention_heads', MOST);
  const counts = { q: heads, k: config.count('num_key_value_heads', MOST, heads) };
  const stacked: MappedTensor[] = [];
  for (let layer = 0; layer < config.count('num_hidden_layers', MOST); layer++) {
    for (const side of ['q', 'k'] as const) {
      const parts = Array.from({ length: counts[side] }, (_, head) => {
        const name = `model.layers.${layer}.self_attn.${side}_layernorm.norms.${head}.weight`;
        const found = tensors.get(name);
        if (!found) throw new SaguimError('bad-file', 'The checkpoint lacks a tensor that its configuration asks for', { where: name });
        return mapTensor(name, found, 'F32');
      });
      stacked.push(stackTensors(`blk.${layer}.attn_${side}_norm.weight`, parts));
    }
  }
  return stacked;
}

const llama = decoderKind({ architecture: 'llama', interleaved: true, keys: windowKeys });
const gemma3 = decoderKind({
  architecture: 'gemma3',
  activation: ['hidden_activation', 'gelu_pytorch_tanh'],
  modules: { ...QUERY_NORMS, ...GEMMA_NORMS },
  normPlus: 1,
  ropeLayers: 'full_attention',
  tied: true,
  beside: /^(model\.)?(vision_tower|multi_modal_projector)\./,
  keys: gemma3Keys,
});

/** Decoders by `model_type`. */
export const DECODERS: ReadonlyMap<string, CheckpointKind> = new Map([
  ['llama', llama],
  ['mistral', llama],
  ['qwen2', decoderKind({ architecture: 'qwen2', check: (config) => without(config, 'use_sliding_window') })],
  [
    'qwen3',
    decoderKind({
      architecture: 'qwen3',
      modules: QUERY_NORMS,
      check: (config) => without(config, 'use_sliding_window', 'attention_bias'),
    }),
  ],
  [
    'gemma2',
    decoderKind({
      architecture: 'gemma2',
      activation: ['hidden_activation', 'gelu_pytorch_tanh'],
      modules: GEMMA_NORMS,
      normPlus: 1,
      tied: true,
      keys: gemma2Keys,
    }),
  ],
  ['gemma3_text', gemma3],
  ['phi3', decoderKind({ architecture: 'phi3', modules: { 'self_attn.qkv_proj': 'attn_qkv', 'mlp.gate_up_proj': 'ffn_up' } })],
  [
    'starcoder2',
    decoderKind({
      architecture: 'starcoder2',
      norm: 'layer',
      activation: ['hidden_act', 'gelu_pytorch_tanh'],
      modules: { 'mlp.c_fc': 'ffn_up', 'mlp.c_proj': 'ffn_down' },
      tied: true,
      keys: windowKeys,
    }),
  ],
  [
    'smollm3',
    decoderKind({
      architecture: 'smollm3',
      interleaved: true,
      tied: true,
      check(config) {
        without(config, 'use_sliding_window', 'attention_bias', 'mlp_bias');
        checkList(config, 'no_rope_layers', (layer) => ((layer + 1) % 4 === 0 ? 0 : 1));
      },
    }),
  ],
  [
    'stablelm',
    decoderKind({
      architecture: 'stablelm',
      norm: 'layer',
      stacked: /^self_attn\.[qk]_layernorm\.norms\.\d+$/,
      extra: headNorms,
      *keys(config) {
        yield ['use_parallel_residual', config.boolean('use_parallel_residual') ?? false];
      },
    }),
  ],
  [
    'olmo2',
    decoderKind({
      architecture: 'olmo2',
      modules: { ...QUERY_NORMS, post_attention_layernorm: 'post_attention_norm', post_feedforward_layernorm: 'post_ffw_norm' },
    }),
  ],
  ['granite', decoderKind({ architecture: 'granite', interleaved: true, keys: graniteKeys })],
  ['gpt2', gpt2Kind()],
]);

/** GPT-2: names of its own, and matrices stored the other way round. */
function gpt2Kind(): CheckpointKind {
  const modules: Readonly<Record<string, string>> = {
    ln_1: 'attn_norm',
    ln_2: 'ffn_norm',
    'attn.c_attn': 'attn_qkv',
    'attn.c_proj': 'attn_output',
    'mlp.c_fc': 'ffn_up',
    'mlp.c_proj': 'ffn_down',
  };
  const top: Readonly<Record<string, string>> = {
    'wte.weight': 'token_embd.weight',
    'ln_f.weight': 'output_norm.weight',
    'ln_f.bias': 'output_norm.bias',
  };
  return {
    architecture: 'gpt2',
    *keys(config) {
      const width = config.count('n_embd', MOST);
      const activation = config.string('activation_function') ?? 'gelu_new';
      if (!['gelu_new', 'gelu_pytorch_tanh'].includes(activation)) {
        throw new SaguimError('unsupported', `An activation "${activation.slice(0, 40)}" cannot be run`, { where: config.where });
      }
      without(config, 'scale_attn_by_inverse_layer_idx', 'add_cross_attention');
      yield ['block_count', config.count('n_layer', MOST)];
      yield ['context_length', config.count('n_positions', MOST)];
      yield ['embedding_length', width];
      yield ['feed_forward_length', config.count('n_inner', MOST, 4 * width)];
      yield ['attention.head_count', config.count('n_head', MOST)];
      yield ['attention.layer_norm_epsilon', { float: config.number('layer_norm_epsilon') ?? 1e-5 }];
    },
    places: () => (full) => {
      const name = full.replace(/^transformer\./, '');
      if (/\.attn\.(bias|masked_bias)$/.test(name) || name === 'lm_head.weight') return 'unused';
      if (name === 'wpe.weight') return { name: 'position_embd.weight', plain: true };
      if (Object.hasOwn(top, name)) return { name: top[name] as string };
      const [, layer, module = '', part] = /^h\.(\d{1,4})\.(.+)\.(weight|bias)$/.exec(name) ?? [];
      if (layer === undefined || !Object.hasOwn(modules, module)) return undefined;
      const transposed = part === 'weight' && module.includes('.c_');
      return { name: `blk.${Number(layer)}.${modules[module]}.${part}`, ...(transposed && { transposed }) };
    },
  };
}
