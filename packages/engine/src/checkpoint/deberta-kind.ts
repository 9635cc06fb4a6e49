import { SaguimError } from '../spec/index.js';
import { type CheckpointKind, MOST, only, type Place } from './checkpoint-kind.js';
import { classifierKeys } from './classifier-keys.js';
import type { JsonReader } from './json-reader.js';

const TENSORS: Readonly<Record<string, string>> = {
  'embeddings.word_embeddings': 'token_embd',
  'embeddings.position_embeddings': 'position_embd',
  'embeddings.token_type_embeddings': 'token_types',
  'embeddings.LayerNorm': 'token_embd_norm',
  'encoder.rel_embeddings': 'relative_embd',
  'encoder.LayerNorm': 'relative_embd_norm',
  'pooler.dense': 'cls',
  classifier: 'cls.output',
};
const MODULES: Readonly<Record<string, string>> = {
  'attention.self.query_proj': 'attn_q',
  'attention.self.key_proj': 'attn_k',
  'attention.self.value_proj': 'attn_v',
  'attention.self.pos_query_proj': 'attn_relative_q',
  'attention.self.pos_key_proj': 'attn_relative_k',
  'attention.output.dense': 'attn_output',
  'attention.output.LayerNorm': 'attn_output_norm',
  'intermediate.dense': 'ffn_up',
  'output.dense': 'ffn_down',
  'output.LayerNorm': 'layer_output_norm',
};
/** Not quantised: small, or looked up by position. */
const PLAIN = /^(position_embd|token_types|relative_embd|cls|cls\.output)$/;
/** Heads that guess words. */
const UNUSED = /^(embeddings\.position_ids|(lm_predictions|mask_predictions|cls)\..*)$/;

/** DeBERTa 2 and 3. */
export const debertaKind: CheckpointKind = {
  architecture: 'deberta-v2',
  readsTexts: true,
  *keys(config) {
    only(config, 'hidden_act', 'gelu');
    if (config.boolean('relative_attention') !== true) {
      throw new SaguimError('unsupported', 'A DeBERTa without relative positions cannot be run', { where: config.where });
    }
    if (config.value('conv_kernel_size') !== undefined && config.number('conv_kernel_size') !== 0) {
      throw new SaguimError('unsupported', 'A DeBERTa with a convolution cannot be run; the base, small and large ones of version 3 can', {
        where: config.where,
      });
    }
    const context = config.count('max_position_embeddings', MOST);
    yield ['block_count', config.count('num_hidden_layers', MOST)];
    yield ['context_length', context];
    yield ['embedding_length', config.count('hidden_size', MOST)];
    yield ['feed_forward_length', config.count('intermediate_size', MOST)];
    yield ['attention.head_count', config.count('num_attention_heads', MOST)];
    yield ['attention.layer_norm_epsilon', { float: config.number('layer_norm_eps') ?? 1e-7 }];
    const kinds = positionKinds(config);
    yield ['attention.relative_keys', kinds.has('c2p')];
    yield ['attention.relative_queries', kinds.has('p2c')];
    // Numbers below 1 stand for what follows from the context.
    const above = (key: string, otherwise: number) => ((config.number(key) ?? -1) > 0 ? config.count(key, MOST) : otherwise);
    yield ['attention.relative_buckets', above('position_buckets', 0)];
    yield ['attention.relative_most', above('max_relative_positions', context)];
    yield* classifierKeys(config, { activation: config.string('pooler_hidden_act') ?? 'gelu' });
  },
  places(_config, names) {
    const classifies = [...names].some((name) => name.startsWith('classifier.'));
    return (name) => placeOf(name, classifies);
  },
};

/** `"p2c|c2p"` or `["p2c", "c2p"]`. */
function positionKinds(config: JsonReader): ReadonlySet<string> {
  const value = config.value('pos_att_type');
  const kinds = typeof value === 'string' ? value.toLowerCase().split('|') : (config.list('pos_att_type') ?? []);
  const names = new Set(kinds.map((kind) => String(kind).trim()).filter(Boolean));
  for (const name of names) {
    if (name !== 'c2p' && name !== 'p2c') {
      throw new SaguimError('unsupported', `Attention of the kind "${name.slice(0, 40)}" cannot be run`, { where: config.where });
    }
  }
  return names;
}

function placeOf(full: string, classifies: boolean): Place | 'unused' | undefined {
  const name = full.replace(/^(deberta|0\.auto_model|model)\./, '');
  if (UNUSED.test(name)) return 'unused';
  const [, module = '', part] = /^(.+)\.(weight|bias)$/.exec(name) ?? [];
  const [, layer, inner = ''] = /^encoder\.layer\.(\d{1,4})\.(.+)$/.exec(module) ?? [];
  const table = layer === undefined ? TENSORS : MODULES;
  const key = layer === undefined ? module : inner;
  if (!Object.hasOwn(table, key)) return undefined;
  const placed = table[key] as string;
  // An encoder without classes has no use for its pooler.
  if (placed === 'cls' && !classifies) return 'unused';
  return { name: `${layer === undefined ? '' : `blk.${Number(layer)}.`}${placed}.${part}`, plain: part === 'weight' && PLAIN.test(placed) };
}
