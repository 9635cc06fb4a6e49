/*
 * Folders of Hugging Face's kind, made of GGUF files of the bert family, for tests. A folder is a map of paths to bytes.
 */
import { MemorySource, readGguf } from '../../packages/engine/dist/bytes/index.js';
import { dequantize, elementCount, toHalf } from '../../packages/engine/dist/tensors/index.js';

const TOP = {
  'token_embd.weight': 'embeddings.word_embeddings.weight',
  'position_embd.weight': 'embeddings.position_embeddings.weight',
  'token_types.weight': 'embeddings.token_type_embeddings.weight',
  'token_embd_norm.weight': 'embeddings.LayerNorm.weight',
  'token_embd_norm.bias': 'embeddings.LayerNorm.bias',
};
const INSIDE = {
  attn_q: 'attention.self.query',
  attn_k: 'attention.self.key',
  attn_v: 'attention.self.value',
  attn_output: 'attention.output.dense',
  attn_output_norm: 'attention.output.LayerNorm',
  ffn_up: 'intermediate.dense',
  ffn_down: 'output.dense',
  layer_output_norm: 'output.LayerNorm',
};

function checkpointName(name) {
  const [, layer, module, kind] = /^blk\.(\d+)\.(\w+)\.(weight|bias)$/.exec(name) ?? [];
  return layer === undefined ? TOP[name] : `encoder.layer.${layer}.${INSIDE[module]}.${kind}`;
}

const json = (value) => new TextEncoder().encode(JSON.stringify(value));
const bytesOf = (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

function toBfloat16(values) {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const out = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) out[i] = (bits[i] + 0x7fff + ((bits[i] >> 16) & 1)) >>> 16;
  return bytesOf(out);
}

/** Numbers as a safetensors file stores them. */
const STORED = { F32: bytesOf, F16: (values) => bytesOf(Uint16Array.from(values, toHalf)), BF16: toBfloat16 };

/** A safetensors file; it checks nothing, so that wrong ones can be made. `tensors`: `[{ name, dtype, shape, bytes }]`. */
export function writeSafetensors(tensors) {
  let at = 0;
  const header = { __metadata__: { format: 'pt' } };
  for (const { name, dtype, shape, bytes } of tensors) header[name] = { dtype, shape, data_offsets: [at, (at += bytes.length)] };
  const text = json(header);
  const length = new Uint8Array(BigUint64Array.of(BigInt(text.length)).buffer);
  return new Uint8Array(Buffer.concat([length, text, ...tensors.map(({ bytes }) => bytes)]));
}

/** What tokenizer.json says of a vocabulary of the bert family. */
export function tokenizerJson(metadata) {
  const key = (name) => `tokenizer.ggml.${name}`;
  const tokens = metadata.strings(key('tokens'));
  const kinds = metadata.numbers(key('token_type'));
  const id = (...names) => metadata.number(key(`${names.find((name) => metadata.has(key(`${name}_token_id`)))}_token_id`));
  const special = tokens.flatMap((content, i) => (kinds[i] === 1 ? [] : [{ id: i, content, special: true }]));
  const [before, after] = [id('bos', 'cls'), id('eos', 'seperator')];
  const template = {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: tokens[before], type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: tokens[after], type_id: 0 } },
    ],
  };
  if (metadata.string(key('model')) === 'bert') {
    const vocabulary = tokens.map((piece, i) => [kinds[i] !== 1 ? piece : piece.startsWith('▁') ? piece.slice(1) : `##${piece}`, i]);
    return {
      added_tokens: special,
      normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: { type: 'BertProcessing', sep: [tokens[after], after], cls: [tokens[before], before] },
      model: {
        type: 'WordPiece',
        unk_token: tokens[id('unknown')],
        continuing_subword_prefix: '##',
        max_input_chars_per_word: 100,
        vocab: Object.fromEntries(vocabulary),
      },
    };
  }
  const scores = metadata.numbers(key('scores'));
  const map = metadata.has(key('precompiled_charsmap'))
    ? Buffer.from(metadata.numbers(key('precompiled_charsmap'))).toString('base64')
    : null;
  return {
    added_tokens: special,
    normalizer: {
      type: 'Sequence',
      normalizers: [
        ...(map === null ? [] : [{ type: 'Precompiled', precompiled_charsmap: map }]),
        { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' },
      ],
    },
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
    post_processor: template,
    model: { type: 'Unigram', unk_id: id('unknown'), vocab: tokens.map((piece, i) => [piece, scores[i]]), byte_fallback: false },
  };
}

/**
 * The folder whose model is the one of a GGUF file.
 *
 * @param {Uint8Array} gguf
 * @param {object} [options]
 * @param {'F32' | 'F16' | 'BF16'} [options.dtype] how numbers are stored
 * @param {number} [options.shards] over how many files
 * @param {'bert' | 'xlm-roberta'} [options.kind] the latter has two positions before the first
 * @param {string} [options.prefix] before the names of tensors
 */
export async function checkpointFolder(gguf, { dtype = 'F32', shards = 1, kind = 'bert', prefix = '' } = {}) {
  const source = new MemorySource(gguf);
  const { metadata, tensors } = await readGguf(source);
  const number = (name) => metadata.number(`bert.${name}`);
  const stored = [];
  for (const info of tensors.values()) {
    const count = elementCount(info.shape);
    let values = dequantize(info.type, await source.read(info.offset, info.byteLength), count);
    const shape = [...info.shape].reverse();
    if (kind === 'xlm-roberta' && info.name === 'position_embd.weight') {
      const rows = new Float32Array(values.length + 2 * shape[1]).fill(9);
      rows.set(values, 2 * shape[1]);
      values = rows;
      shape[0] += 2;
    }
    stored.push({ name: prefix + checkpointName(info.name), dtype, shape, bytes: STORED[dtype](values) });
  }
  // What checkpoints have besides, and embeddings need not.
  stored.push({ name: `${prefix}embeddings.position_ids`, dtype: 'I64', shape: [1, 4], bytes: new Uint8Array(32) });
  stored.push({ name: `${prefix}pooler.dense.bias`, dtype: 'F32', shape: [4], bytes: new Uint8Array(16) });

  const positions = number('context_length') + (kind === 'xlm-roberta' ? 2 : 0);
  const pooling = number('pooling_type');
  const files = new Map([
    [
      'config.json',
      json({
        architectures: ['BertModel'],
        model_type: kind,
        hidden_act: 'gelu',
        hidden_size: number('embedding_length'),
        intermediate_size: number('feed_forward_length'),
        num_attention_heads: number('attention.head_count'),
        num_hidden_layers: number('block_count'),
        max_position_embeddings: positions,
        layer_norm_eps: number('attention.layer_norm_epsilon'),
        type_vocab_size: metadata.number('tokenizer.ggml.token_type_count'),
        pad_token_id: kind === 'xlm-roberta' ? 1 : 0,
        position_embedding_type: 'absolute',
        vocab_size: tensors.get('token_embd.weight').shape[1],
      }),
    ],
    ['tokenizer.json', json(tokenizerJson(metadata))],
    [
      'modules.json',
      json([
        { idx: 0, name: '0', path: '', type: 'sentence_transformers.models.Transformer' },
        { idx: 1, name: '1', path: '1_Pooling', type: 'sentence_transformers.models.Pooling' },
        { idx: 2, name: '2', path: '2_Normalize', type: 'sentence_transformers.models.Normalize' },
      ]),
    ],
    [
      '1_Pooling/config.json',
      json({ word_embedding_dimension: 4, pooling_mode_cls_token: pooling === 2, pooling_mode_mean_tokens: pooling === 1 }),
    ],
  ]);
  if (shards === 1) files.set('model.safetensors', writeSafetensors(stored));
  else {
    const name = (shard) => `model-${String(shard + 1).padStart(5, '0')}-of-${String(shards).padStart(5, '0')}.safetensors`;
    const weight_map = Object.fromEntries(stored.map((tensor, i) => [tensor.name, name(i % shards)]));
    files.set('model.safetensors.index.json', json({ metadata: {}, weight_map }));
    for (let shard = 0; shard < shards; shard++) files.set(name(shard), writeSafetensors(stored.filter((_, i) => i % shards === shard)));
  }
  return files;
}

/** Such a folder as the engine takes it; `open` counts the files that are open. */
export function memoryFolder(files, name = 'a folder') {
  const folder = {
    name,
    opened: 0,
    async open(path) {
      const bytes = files.get(path);
      if (!bytes) return undefined;
      folder.opened++;
      const source = new MemorySource(bytes, `${name}/${path}`);
      const close = source.close.bind(source);
      source.close = async () => {
        folder.opened--;
        await close();
      };
      return source;
    },
  };
  return folder;
}
