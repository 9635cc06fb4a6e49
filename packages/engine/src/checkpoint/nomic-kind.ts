import { type CheckpointKind, MOST, only } from './checkpoint-kind.js';
import { headSizeOf } from './decoder-kind.js';
import { RopeConfig, ropeKeys } from './rope-keys.js';

const EMBEDDINGS: Readonly<Record<string, string>> = {
  word_embeddings: 'token_embd',
  token_type_embeddings: 'token_types',
  LayerNorm: 'token_embd_norm',
};
const MODULES: Readonly<Record<string, string>> = {
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  post_attention_layernorm: 'attn_output_norm',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
  post_mlp_layernorm: 'layer_output_norm',
};

/** Nomic's encoder, as transformers 5 names it. */
export const nomicKind: CheckpointKind = {
  architecture: 'nomic-bert',
  readsTexts: true,
  *keys(config) {
    only(config, 'hidden_act', 'silu');
    yield ['block_count', config.count('num_hidden_layers', MOST)];
    yield ['context_length', config.count('max_position_embeddings', MOST)];
    yield ['embedding_length', config.count('hidden_size', MOST)];
    yield ['feed_forward_length', config.count('intermediate_size', MOST)];
    yield ['attention.head_count', config.count('num_attention_heads', MOST)];
    yield ['attention.layer_norm_epsilon', { float: config.number('layer_norm_eps') ?? 1e-12 }];
    yield ['attention.causal', false];
    yield ['tokenizer.ggml.token_type_count', config.count('type_vocab_size', MOST, 2)];
    yield* ropeKeys(config, new RopeConfig(config), headSizeOf(config));
  },
  places: () => (full) => {
    const name = full.replace(/^model\./, '');
    const [, table = '', kind] = /^embeddings\.(\w+)\.(weight|bias)$/.exec(name) ?? [];
    if (Object.hasOwn(EMBEDDINGS, table)) return { name: `${EMBEDDINGS[table]}.${kind}`, plain: table === 'token_type_embeddings' };
    const [, layer, module = '', part] = /^layers\.(\d{1,4})\.(.+)\.(weight|bias)$/.exec(name) ?? [];
    if (layer === undefined || !Object.hasOwn(MODULES, module)) return undefined;
    return { name: `blk.${Number(layer)}.${MODULES[module]}.${part}` };
  },
};
