import type { HeaderValue } from '../bytes/index.js';
import { SaguimError } from '../spec/index.js';
import type { JsonReader } from './json-reader.js';
import { allowSteps, type Entries, KIND, MOST_TOKENS, readVocabulary, SPACE_UNIT, type Steps, unsupported } from './tokenizer-entries.js';

/** What all patterns of the newer kind end with. */
const REST = String.raw`| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;
const SHORT = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const WORD = String.raw`|[^\r\n\p{L}\p{N}]?\p{L}+|`;
const UPPER = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`;
const LOWER = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`;

/** How texts are cut before merges, by the pattern of a `Split` step: GGUF's name of it. */
const PATTERNS: ReadonlyMap<string, string> = new Map([
  [String.raw`${SHORT}${WORD}\p{N}{1,3}${REST}`, 'dbrx'],
  [String.raw`${SHORT}${WORD}\p{N}${REST}`, 'qwen2'],
  [
    String.raw`[^\r\n\p{L}\p{N}]?${UPPER}*${LOWER}+${SHORT}?|[^\r\n\p{L}\p{N}]?${UPPER}+${LOWER}*${SHORT}?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
    'gpt-4o',
  ],
]);

/** BPE: byte by byte as GPT-2 brought it, or SentencePiece's, which knows U+2581 and bytes by tokens of their own. */
export function readBpe(model: JsonReader, steps: Steps, entries: Entries, keys: Map<string, HeaderValue>): void {
  for (const option of ['continuing_subword_prefix', 'end_of_word_suffix'] as const) {
    if (model.string(option)) throw unsupported('BPE with marks on the parts of a word', model.where);
  }
  if (steps.has('ByteLevel')) readByteLevel(model, steps, entries, keys);
  else readSentencePiece(model, steps, entries, keys);
}

function readByteLevel(model: JsonReader, steps: Steps, entries: Entries, keys: Map<string, HeaderValue>): void {
  allowSteps(steps, ['ByteLevel', 'Split', 'Digits', 'NFC']);
  const bytes = steps.get('ByteLevel') as JsonReader;
  if (bytes.boolean('add_prefix_space')) throw unsupported('BPE that puts a space before texts', model.where);
  readVocabulary(model, entries, (piece) => piece);
  keys.set('tokenizer.ggml.model', 'gpt2');
  keys.set('tokenizer.ggml.pre', preName(model, steps, bytes.boolean('use_regex') ?? true));
  if (steps.has('NFC')) keys.set('tokenizer.ggml.normalizer.nfc', true);
  keys.set(
    'tokenizer.ggml.merges',
    readMerges(model).map((pair) => pair.join(' ')),
  );
}

/** GGUF's name of how a text is cut before merges. */
function preName(model: JsonReader, steps: Steps, cutsAsGpt2: boolean): string {
  const split = steps.get('Split');
  const digits = steps.get('Digits');
  const whole = model.boolean('ignore_merges') ?? false;
  if (!split) {
    if (!cutsAsGpt2) throw unsupported('BPE over whole texts', model.where);
    if (whole) throw unsupported('BPE that takes whole words', model.where);
    if (!digits) return 'gpt-2';
    if (digits.boolean('individual_digits')) return 'starcoder';
    throw unsupported('BPE that sets runs of digits apart', digits.where);
  }
  const pattern = split.object('pattern')?.string('Regex') ?? '';
  const name = PATTERNS.get(pattern);
  const isolates = split.string('behavior') === 'Isolated' || (split.string('behavior') === 'Removed' && split.boolean('invert'));
  if (name === undefined || digits || cutsAsGpt2 || !isolates)
    throw unsupported('BPE that cuts texts by a pattern of its own', split.where);
  if (!whole) return name;
  if (name === 'dbrx') return 'llama-bpe';
  throw unsupported('BPE that takes whole words', model.where);
}

/** Pairs of tokens, the first to be merged first. */
function readMerges(model: JsonReader): [string, string][] {
  return (model.list('merges') ?? []).map((merge, i) => {
    const pair: unknown[] = Array.isArray(merge) ? merge : typeof merge === 'string' ? merge.split(' ') : [];
    if (pair.length === 2 && pair.every((part) => typeof part === 'string')) return pair as [string, string];
    throw new SaguimError('bad-file', `Merge ${i} is no pair of tokens`, { where: model.where });
  });
}

/**
 * SentencePiece's merges go by the scores of what comes out, those of tokenizer.json by their order. A converted model has all pairs that make a
 * token, in the order of the scores, so the place of the first is a score.
 */
function readSentencePiece(model: JsonReader, steps: Steps, entries: Entries, keys: Map<string, HeaderValue>): void {
  allowSteps(steps, ['Prepend', 'Replace', 'Metaspace', 'Split']);
  const space = steps.get('Metaspace');
  const replaced = steps.get('Replace');
  const isBlank = (step: JsonReader | undefined) => step?.object('pattern')?.string('String') === ' ';
  const split = steps.get('Split');
  if (!model.boolean('byte_fallback') || (replaced && !isBlank(replaced)) || (split && !isBlank(split)) || !(space ?? replaced)) {
    throw unsupported('This kind of BPE', model.where);
  }
  readVocabulary(model, entries, (piece) => piece);
  entries.pieces.forEach((piece, id) => {
    entries.kinds[id] = /^<0x[\dA-F]{2}>$/.test(piece) ? KIND.byte : Array.from(piece).length > 1 ? KIND.unused : KIND.normal;
    entries.scores[id] = 0;
  });
  // Numbers that no token has are holes, which this leaves out.
  const ids = new Map<string, number>();
  entries.pieces.forEach((piece, id) => void ids.set(piece, id));
  for (const [rank, pair] of readMerges(model).entries()) {
    const id = ids.get(pair.join(''));
    if (id === undefined) throw new SaguimError('bad-file', `Merge ${rank} makes no token`, { where: model.where });
    if (entries.kinds[id] === KIND.unused) entries.scores[id] = -1 - rank;
    entries.kinds[id] = KIND.normal;
  }
  const scheme = space?.string('prepend_scheme') ?? (space?.boolean('add_prefix_space') === false ? 'never' : 'always');
  const prefix = steps.get('Prepend');
  if (prefix && prefix.string('prepend') !== SPACE_UNIT) throw unsupported('A tokenizer that puts text before texts', prefix.where);
  keys.set('tokenizer.ggml.model', 'llama');
  keys.set('tokenizer.ggml.add_space_prefix', prefix !== undefined || (space !== undefined && scheme !== 'never'));
  if (space) keys.set('tokenizer.ggml.normalizer.one_space', true);
  const unknown = model.string('unk_token');
  const id = unknown === undefined ? undefined : ids.get(unknown);
  if (id !== undefined && id < MOST_TOKENS) keys.set('tokenizer.ggml.unknown_token_id', id);
}
