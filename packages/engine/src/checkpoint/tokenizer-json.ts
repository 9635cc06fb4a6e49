import type { HeaderValue } from '../bytes/index.js';
import { SaguimError } from '../spec/index.js';
import type { JsonReader } from './json-reader.js';
import { readBpe } from './tokenizer-bpe.js';
import {
  allowSteps,
  type Entries,
  flattenSteps,
  KIND,
  MOST_TOKENS,
  readVocabulary,
  SPACE_UNIT,
  type Steps,
  unsupported,
} from './tokenizer-entries.js';
import { frameKeys } from './tokenizer-frame.js';

/**
 * The keys `tokenizer.ggml.*` of a `tokenizer.json`. Read are WordPiece, Unigram, byte-level BPE and SentencePiece's BPE, with the
 * normalisers that come with them. https://github.com/huggingface/tokenizers
 *
 * @param rows of the model's table of tokens: a shorter vocabulary is filled up
 * @throws {SaguimError} `unsupported` for what cannot be reproduced, `bad-file` for what does not hold together.
 */
export function tokenizerKeys(file: JsonReader, rows: number): Map<string, HeaderValue> {
  const model = file.object('model');
  if (!model) throw new SaguimError('bad-file', 'The tokenizer has no model', { where: file.where });
  const type = model.string('type') ?? guessType(model);
  const steps: Steps = new Map(
    [...flattenSteps(file, 'normalizer'), ...flattenSteps(file, 'pre_tokenizer')].map((step) => [step.string('type') ?? '', step]),
  );
  const entries: Entries = { pieces: [], kinds: [], scores: [] };
  const keys = new Map<string, HeaderValue>();
  if (type === 'WordPiece') readWordPiece(model, steps, entries, keys);
  else if (type === 'Unigram') readUnigram(model, steps, entries, keys);
  else if (type === 'BPE') readBpe(model, steps, entries, keys);
  else throw unsupported(`Tokenizers of the kind "${type.slice(0, 40)}"`, model.where);

  const unknown = keys.get('tokenizer.ggml.unknown_token_id');
  if (typeof unknown === 'number') entries.kinds[unknown] = KIND.unknown;
  for (const token of file.objects('added_tokens')) {
    const id = token.count('id', MOST_TOKENS);
    entries.pieces[id] = token.string('content') ?? '';
    if (entries.kinds[id] !== KIND.unknown) entries.kinds[id] = token.boolean('special') ? KIND.control : KIND.userDefined;
  }
  if (entries.pieces.length > rows) {
    throw new SaguimError('bad-file', `The tokenizer has ${entries.pieces.length} tokens and the model ${rows}`, { where: file.where });
  }
  const tokens = Array.from({ length: rows }, (_, id) => entries.pieces[id] ?? `[UNUSED${id}]`);
  keys.set('tokenizer.ggml.tokens', tokens);
  keys.set(
    'tokenizer.ggml.token_type',
    Int32Array.from({ length: rows }, (_, id) => entries.kinds[id] ?? KIND.unused),
  );
  if (entries.scores.length > 0) {
    keys.set(
      'tokenizer.ggml.scores',
      Float32Array.from({ length: rows }, (_, id) => entries.scores[id] ?? 0),
    );
  }
  for (const [key, value] of frameKeys(file, (piece) => tokens.indexOf(piece))) keys.set(key, value);
  const framed = keys.get('tokenizer.ggml.add_bos_token') === true && keys.get('tokenizer.ggml.add_eos_token') === true;
  if (framed && keys.get('tokenizer.ggml.pre') === 'gpt-2') keys.set('tokenizer.ggml.pre', 'roberta-bpe');
  return keys;
}

/** Old files do not name it. */
function guessType(model: JsonReader): string {
  if (model.value('merges') !== undefined) return 'BPE';
  return Array.isArray(model.value('vocab')) ? 'Unigram' : 'WordPiece';
}

function readWordPiece(model: JsonReader, steps: Steps, entries: Entries, keys: Map<string, HeaderValue>): void {
  allowSteps(steps, ['BertNormalizer', 'BertPreTokenizer']);
  const prefix = model.string('continuing_subword_prefix') ?? '##';
  const unknown = model.string('unk_token') ?? '[UNK]';
  readVocabulary(model, entries, (piece) => (prefix !== '' && piece.startsWith(prefix) ? piece.slice(prefix.length) : SPACE_UNIT + piece));
  if ((model.number('max_input_chars_per_word') ?? 100) !== 100)
    throw unsupported('WordPiece with another limit than 100 characters', model.where);
  const normalizer = steps.get('BertNormalizer');
  if (normalizer?.boolean('clean_text') === false || normalizer?.boolean('handle_chinese_chars') === false) {
    throw unsupported('WordPiece that keeps control characters, or ideographs together,', normalizer.where);
  }
  const lowerCase = normalizer ? (normalizer.boolean('lowercase') ?? true) : false;
  keys.set('tokenizer.ggml.model', 'bert');
  keys.set('tokenizer.ggml.normalizer.lowercase', lowerCase);
  keys.set('tokenizer.ggml.normalizer.strip_accents', normalizer?.boolean('strip_accents') ?? lowerCase);
  setUnknown(model, entries, keys, entries.pieces.indexOf(SPACE_UNIT + unknown));
}

function readUnigram(model: JsonReader, steps: Steps, entries: Entries, keys: Map<string, HeaderValue>): void {
  // Those that only bring spaces together or cut at them.
  allowSteps(steps, ['Precompiled', 'Replace', 'Strip', 'Metaspace', 'WhitespaceSplit']);
  for (const [i, entry] of (model.list('vocab') ?? []).entries()) {
    const [piece, score] = Array.isArray(entry) ? (entry as unknown[]) : [];
    if (typeof piece !== 'string' || typeof score !== 'number' || i > MOST_TOKENS) {
      throw new SaguimError('bad-file', `Entry ${i} of the vocabulary is no piece with a score`, { where: model.where });
    }
    entries.pieces.push(piece);
    entries.scores.push(score);
    entries.kinds.push(model.boolean('byte_fallback') && /^<0x[\dA-F]{2}>$/.test(piece) ? KIND.byte : KIND.normal);
  }
  const replace = steps.get('Replace');
  if (replace && !/^ \{2,\}$/.test(replace.object('pattern')?.string('Regex') ?? ''))
    throw unsupported('A tokenizer that replaces text', replace.where);
  const map = steps.get('Precompiled')?.string('precompiled_charsmap');
  if (map) keys.set('tokenizer.ggml.precompiled_charsmap', decodeBase64(map, model.where));
  const space = steps.get('Metaspace');
  const scheme = space?.string('prepend_scheme') ?? ((space?.boolean('add_prefix_space') ?? true) ? 'always' : 'never');
  keys.set('tokenizer.ggml.model', 't5');
  keys.set('tokenizer.ggml.add_space_prefix', space !== undefined && scheme !== 'never');
  keys.set('tokenizer.ggml.remove_extra_whitespaces', replace !== undefined || steps.has('Strip') || steps.has('WhitespaceSplit'));
  // A key of ours: what is white at the ends of a text is dropped.
  const strip = steps.get('Strip');
  if (strip) {
    keys.set('tokenizer.ggml.strip_left', strip.boolean('strip_left') ?? true);
    keys.set('tokenizer.ggml.strip_right', strip.boolean('strip_right') ?? true);
  }
  setUnknown(model, entries, keys, model.count('unk_id', MOST_TOKENS));
}

function setUnknown(model: JsonReader, entries: Entries, keys: Map<string, HeaderValue>, id: number): void {
  if (id < 0 || id >= entries.pieces.length) {
    throw new SaguimError('bad-file', 'The unknown token is not in the vocabulary', { where: model.where });
  }
  keys.set('tokenizer.ggml.unknown_token_id', id);
}

function decodeBase64(text: string, where: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new SaguimError('bad-file', 'The map of characters is not base64', { where, cause });
  }
}
