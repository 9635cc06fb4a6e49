import type { HeaderValue } from '../bytes/index.js';
import type { TensorType } from '../spec/index.js';
import { SaguimError } from '../spec/index.js';
import type { QuantizedType } from '../tensors/index.js';
import type { JsonReader } from './json-reader.js';
import type { PlacedTensor } from './weight-files.js';

/** A tensor of a checkpoint under the name, type and shape that it has in GGUF. */
export interface MappedTensor {
  readonly name: string;
  readonly type: QuantizedType;
  /** The innermost dimension first. */
  readonly shape: readonly number[];
  readonly from: PlacedTensor;
  /** Rows of `from` that are left out before the first. */
  readonly skippedRows: number;
}

const MOST = 1 << 24;

/** Kinds whose positions are counted from the padding token's id + 1: the rows before are never used. */
const SHIFTED = new Set(['roberta', 'xlm-roberta', 'camembert']);
const KINDS = new Set(['bert', ...SHIFTED]);

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
};

/** The largest tensors, whose numbers are stored in blocks. */
const IN_BLOCKS = /^(token_embd|blk\.\d+\.(attn_[qkv]|attn_output|ffn_up|ffn_down))\.weight$/;

const FLOATS: ReadonlySet<string> = new Set<TensorType>(['F32', 'F16', 'BF16']);

/**
 * The keys that GGUF has for a BERT of Hugging Face's `config.json`; RoBERTa and XLM-RoBERTa are of the same architecture there.
 * @throws {SaguimError} `unsupported` for another kind of model or variant, `bad-file` for fields that are missing or wrong.
 */
export function bertKeys(config: JsonReader): Map<string, HeaderValue> {
  const kind = config.string('model_type') ?? '';
  if (!KINDS.has(kind)) {
    throw new SaguimError('unsupported', `Checkpoints of the kind "${kind.slice(0, 40)}" cannot be read`, {
      where: config.where,
      hint: `${[...KINDS].join(', ')} can; for others use a GGUF file.`,
      details: { kind: kind.slice(0, 40) },
    });
  }
  only(config, 'hidden_act', 'gelu');
  only(config, 'position_embedding_type', 'absolute');
  const epsilon = config.number('layer_norm_eps') ?? 1e-12;
  return new Map<string, HeaderValue>([
    ['general.architecture', 'bert'],
    ['bert.block_count', config.count('num_hidden_layers', MOST)],
    ['bert.context_length', config.count('max_position_embeddings', MOST) - skippedPositions(config)],
    ['bert.embedding_length', config.count('hidden_size', MOST)],
    ['bert.feed_forward_length', config.count('intermediate_size', MOST)],
    ['bert.attention.head_count', config.count('num_attention_heads', MOST)],
    ['bert.attention.layer_norm_epsilon', { float: epsilon }],
    ['bert.attention.causal', config.boolean('is_decoder') ?? false],
    ['tokenizer.ggml.token_type_count', config.count('type_vocab_size', MOST, 2)],
  ]);
}

function only(config: JsonReader, key: string, value: string): void {
  const found = config.string(key) ?? value;
  if (found === value) return;
  throw new SaguimError('unsupported', `A ${key} of "${found.slice(0, 40)}" cannot be run; "${value}" can`, { where: config.where });
}

function skippedPositions(config: JsonReader): number {
  if (!SHIFTED.has(config.string('model_type') ?? '')) return 0;
  const skipped = config.count('pad_token_id', MOST, 1) + 1;
  if (skipped < config.count('max_position_embeddings', MOST)) return skipped;
  throw new SaguimError('bad-file', 'The id of the padding token leaves no positions', { where: config.where });
}

/**
 * The tensors of a BERT, under GGUF's names; those that embeddings of texts need not (the pooler, heads) are left out.
 * @throws {SaguimError} `bad-file` for two tensors of one name or an odd shape, `unsupported` for numbers that are not floats.
 */
export function bertTensors(config: JsonReader, tensors: ReadonlyMap<string, PlacedTensor>, quantized: QuantizedType): MappedTensor[] {
  const mapped = new Map<string, MappedTensor>();
  for (const from of tensors.values()) {
    const name = ggufName(from.name);
    if (name === undefined) continue;
    const where = `${from.source.name}, tensor ${from.name.slice(0, 200)}`;
    if (mapped.has(name)) throw new SaguimError('bad-file', `Two tensors are ${name}`, { where });
    if (!FLOATS.has(from.type)) {
      throw new SaguimError('unsupported', `Weights of the type ${from.type} cannot be read; F32, F16 and BF16 can`, { where });
    }
    const skippedRows = name === 'position_embd.weight' ? skippedPositions(config) : 0;
    const shape = [...from.shape].reverse();
    if (shape.length < 1 || shape.length > 2 || shape.includes(0)) {
      throw new SaguimError('bad-file', `The shape [${from.shape.join(', ')}] is neither a matrix nor a vector`, { where });
    }
    if (skippedRows > 0) {
      if (shape.length !== 2 || (shape[1] as number) <= skippedRows)
        throw new SaguimError('bad-file', 'There are too few positions', { where });
      shape[1] = (shape[1] as number) - skippedRows;
    }
    const inBlocks = IN_BLOCKS.test(name) && (shape[0] as number) % 32 === 0;
    mapped.set(name, { name, type: inBlocks ? quantized : 'F32', shape, from, skippedRows });
  }
  return [...mapped.values()];
}

/** @returns undefined for what is not needed */
function ggufName(name: string): string | undefined {
  // Models with a head keep the encoder under a name; old checkpoints call weight and bias of a norm gamma and beta.
  const plain = name
    .replace(/^(bert|roberta|camembert|model|0\.auto_model)\./, '')
    .replace(/LayerNorm\.gamma$/, 'LayerNorm.weight')
    .replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
  const embedding = /^embeddings\.(.+)$/.exec(plain)?.[1];
  if (embedding !== undefined) return Object.hasOwn(EMBEDDINGS, embedding) ? EMBEDDINGS[embedding] : undefined;
  const [, layer, module = '', kind] = /^encoder\.layer\.(\d{1,4})\.(.+)\.(weight|bias)$/.exec(plain) ?? [];
  return layer !== undefined && Object.hasOwn(MODULES, module) ? `blk.${Number(layer)}.${MODULES[module]}.${kind}` : undefined;
}
