import type { HeaderValue } from '../bytes/index.js';
import { SaguimError } from '../spec/index.js';
import { type CheckpointKind, MOST, only, type Place } from './checkpoint-kind.js';
import { classifierKeys } from './classifier-keys.js';
import type { JsonReader } from './json-reader.js';

/** Names below `embeddings.` and `encoder.layer.N.`, to those of GGUF. */
const EMBEDDINGS: Readonly<Record<string, string>> = {
  'word_embeddings.weight': 'token_embd.weight',
  'position_embeddings.weight': 'position_embd.weight',
  'token_type_embeddings.weight': 'token_types.weight',
  'LayerNorm.weight': 'token_embd_norm.weight',
  'LayerNorm.bias': 'token_embd_norm.bias',
};
const MODULES: Readonly<Record<string, string>> = {
  'attention.self.query': 'attn_q',
  'attention.self.key': 'attn_k',
  'attention.self.value': 'attn_v',
  'attention.output.dense': 'attn_output',
  'attention.output.LayerNorm': 'attn_output_norm',
  'intermediate.dense': 'ffn_up',
  'output.dense': 'ffn_down',
  'output.LayerNorm': 'layer_output_norm',
  // DistilBERT's.
  'attention.q_lin': 'attn_q',
  'attention.k_lin': 'attn_k',
  'attention.v_lin': 'attn_v',
  'attention.out_lin': 'attn_output',
  sa_layer_norm: 'attn_output_norm',
  'ffn.lin1': 'ffn_up',
  'ffn.lin2': 'ffn_down',
  output_layer_norm: 'layer_output_norm',
};
/** Of heads that classify, by kind: the layer between pooling and the classes, and the classes. */
const HEADS: Readonly<Record<string, string>> = {
  'pooler.dense': 'cls',
  pre_classifier: 'cls',
  'classifier.dense': 'cls',
  classifier: 'cls.output',
  'classifier.out_proj': 'cls.output',
};
/** Buffers, and heads that guess words. */
const UNUSED = /^(embeddings\.(position_ids|token_type_ids)|cls\..*|lm_head\..*|vocab_(transform|layer_norm|projector)\..*)$/;
/** Not quantised: looked up once a position, or far too small to be worth it. */
const PLAIN = /^(position_embd|token_types|cls|cls\.output)\.weight$/;

const prefix = /^(bert|roberta|distilbert|camembert|model|0\.auto_model)\./;

/** BERT, and what differs from it in names and in how positions are counted alone: RoBERTa, XLM-RoBERTa, CamemBERT, DistilBERT. */
export function bertKind(shifted: boolean): CheckpointKind {
  return {
    architecture: 'bert',
    readsTexts: true,
    keys: (config) => bertKeys(config, shifted),
    places(config, names) {
      // An encoder without classes has no use for its pooler.
      const classifies = [...names].some((name) => /^classifier\./.test(name));
      return (name) => placeOf(name, classifies, shifted ? skippedPositions(config) : 0);
    },
  };
}

function* bertKeys(config: JsonReader, shifted: boolean): Iterable<[string, HeaderValue]> {
  only(config, 'hidden_act', 'gelu');
  only(config, 'activation', 'gelu');
  only(config, 'position_embedding_type', 'absolute');
  // DistilBERT has names of its own.
  const count = (...keys: readonly string[]) =>
    config.count(keys.find((key) => config.value(key) !== undefined) ?? (keys[0] as string), MOST);
  yield ['block_count', count('num_hidden_layers', 'n_layers')];
  yield ['context_length', count('max_position_embeddings') - (shifted ? skippedPositions(config) : 0)];
  yield ['embedding_length', count('hidden_size', 'dim')];
  yield ['feed_forward_length', count('intermediate_size', 'hidden_dim')];
  yield ['attention.head_count', count('num_attention_heads', 'n_heads')];
  yield ['attention.layer_norm_epsilon', { float: config.number('layer_norm_eps') ?? 1e-12 }];
  yield ['attention.causal', config.boolean('is_decoder') ?? false];
  const distilled = config.string('model_type') === 'distilbert';
  yield ['tokenizer.ggml.token_type_count', distilled ? 1 : config.count('type_vocab_size', MOST, 2)];
  yield* classifierKeys(config, { activation: distilled ? 'relu' : 'tanh' });
}

/** Positions are counted from the padding token's id + 1: the rows before are never used. */
function skippedPositions(config: JsonReader): number {
  const skipped = config.count('pad_token_id', MOST, 1) + 1;
  if (skipped < config.count('max_position_embeddings', MOST)) return skipped;
  throw new SaguimError('bad-file', 'The id of the padding token leaves no positions', { where: config.where });
}

function placeOf(full: string, classifies: boolean, skippedRows: number): Place | 'unused' | undefined {
  // Models with a head keep the encoder under a name; old checkpoints call weight and bias of a norm gamma and beta.
  const name = full
    .replace(prefix, '')
    .replace(/LayerNorm\.gamma$/, 'LayerNorm.weight')
    .replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
  if (UNUSED.test(name)) return 'unused';
  const placed = ggufName(name);
  if (placed?.startsWith('cls.') && !classifies) return 'unused';
  return placed === undefined
    ? undefined
    : { name: placed, plain: PLAIN.test(placed), ...(placed === 'position_embd.weight' && { skippedRows }) };
}

function ggufName(name: string): string | undefined {
  const embedding = /^embeddings\.(.+)$/.exec(name)?.[1];
  if (embedding !== undefined) return Object.hasOwn(EMBEDDINGS, embedding) ? EMBEDDINGS[embedding] : undefined;
  const [, layer, module = '', kind] = /^(?:encoder|transformer)\.layer\.(\d{1,4})\.(.+)\.(weight|bias)$/.exec(name) ?? [];
  if (layer !== undefined) return Object.hasOwn(MODULES, module) ? `blk.${Number(layer)}.${MODULES[module]}.${kind}` : undefined;
  const [, head = '', part] = /^(.+)\.(weight|bias)$/.exec(name) ?? [];
  return Object.hasOwn(HEADS, head) ? `${HEADS[head]}.${part}` : undefined;
}
