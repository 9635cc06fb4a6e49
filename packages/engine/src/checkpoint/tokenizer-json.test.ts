import { describe, expect, it } from 'vitest';
import { JsonReader } from './json-reader.js';
import { tokenizerKeys } from './tokenizer-json.js';

const wordpiece = {
  added_tokens: [
    { id: 0, content: '[UNK]', special: true },
    { id: 1, content: '[CLS]', special: true },
    { id: 4, content: '<x>', special: false },
  ],
  normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: '[CLS]', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
  },
  model: { type: 'WordPiece', unk_token: '[UNK]', vocab: { '[UNK]': 0, '[CLS]': 1, gat: 2, '##o': 3 } },
};
const unigram = {
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'Precompiled', precompiled_charsmap: 'AAEC' },
      { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' },
    ],
  },
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', add_prefix_space: false },
  model: {
    type: 'Unigram',
    unk_id: 0,
    byte_fallback: true,
    vocab: [
      ['<unk>', 0],
      ['▁a', -1.5],
      ['<0x41>', -9],
    ],
  },
};
const bpe = {
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, use_regex: true },
  post_processor: { type: 'RobertaProcessing', sep: ['</s>', 1], cls: ['<s>', 0], add_prefix_space: false },
  model: { type: 'BPE', vocab: { '<s>': 0, '</s>': 1, a: 2, b: 3, ab: 4 }, merges: [['a', 'b']] },
};
/** Steps before byte-level merges. */
const cut = (step: object, use_regex = false) => ({
  type: 'Sequence',
  pretokenizers: [step, { type: 'ByteLevel', add_prefix_space: false, use_regex }],
});
const pieces = {
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'Prepend', prepend: '▁' },
      { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
    ],
  },
  model: {
    type: 'BPE',
    byte_fallback: true,
    unk_token: '<unk>',
    vocab: { '<unk>': 0, '<0x41>': 1, a: 2, b: 3, ab: 4, aba: 5, bb: 6 },
    merges: ['a b', ['ab', 'a']],
  },
};
const keysOf = (file: unknown, rows = 8) => {
  const keys = tokenizerKeys(new JsonReader(file, 'tokenizer.json'), rows);
  return (name: string) => keys.get(`tokenizer.ggml.${name}`);
};

describe('tokenizerKeys', () => {
  it('reads WordPiece', () => {
    const key = keysOf(wordpiece, 6);
    expect(key('model')).toBe('bert');
    expect(key('tokens')).toEqual(['[UNK]', '[CLS]', '▁gat', 'o', '<x>', '[UNUSED5]']);
    expect(key('token_type')).toEqual(Int32Array.of(2, 3, 1, 1, 4, 5));
    expect([key('normalizer.lowercase'), key('normalizer.strip_accents'), key('unknown_token_id')]).toEqual([true, true, 0]);
    expect([key('add_bos_token'), key('cls_token_id'), key('add_eos_token'), key('eos_token_id')]).toEqual([true, 1, false, undefined]);
    const cased = keysOf({ ...wordpiece, normalizer: { ...wordpiece.normalizer, lowercase: false } });
    expect([cased('normalizer.lowercase'), cased('normalizer.strip_accents')]).toEqual([false, false]);
  });

  it('reads Unigram', () => {
    const key = keysOf(unigram, 3);
    expect(key('model')).toBe('t5');
    expect(key('scores')).toEqual(Float32Array.of(0, -1.5, -9));
    expect(key('token_type')).toEqual(Int32Array.of(2, 1, 6));
    expect(key('precompiled_charsmap')).toEqual(Uint8Array.of(0, 1, 2));
    expect([key('add_space_prefix'), key('remove_extra_whitespaces'), key('unknown_token_id')]).toEqual([false, true, 0]);
    expect([key('add_bos_token'), key('add_eos_token')]).toEqual([false, false]);
  });

  it('reads byte-level BPE', () => {
    const key = keysOf(bpe, 5);
    expect([key('model'), key('pre'), key('merges')]).toEqual(['gpt2', 'roberta-bpe', ['a b']]);
    expect([key('bos_token_id'), key('seperator_token_id')]).toEqual([0, 1]);
    expect(keysOf({ ...bpe, model: { ...bpe.model, merges: ['a b'] } })('merges')).toEqual(['a b']);
  });

  it('reads BPE cut in other ways', () => {
    const llama3 =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    const split = (Regex: string) => cut({ type: 'Split', pattern: { Regex }, behavior: 'Isolated' });
    const pre = (pre_tokenizer: unknown, ignore_merges = false) =>
      keysOf({ ...bpe, post_processor: null, pre_tokenizer, model: { ...bpe.model, ignore_merges } })('pre');
    expect(pre(split(llama3))).toBe('dbrx');
    expect(pre(split(llama3), true)).toBe('llama-bpe');
    expect(pre(split(llama3.replace('{1,3}', '')))).toBe('qwen2');
    expect(pre(cut({ type: 'Digits', individual_digits: true }, true))).toBe('starcoder');
    expect(pre({ type: 'ByteLevel', add_prefix_space: false })).toBe('gpt-2');
  });

  it('reads the BPE of SentencePiece: merges as scores, tokens that nothing makes as unused', () => {
    const key = keysOf(pieces, 8);
    expect([key('model'), key('add_space_prefix'), key('unknown_token_id')]).toEqual(['llama', true, 0]);
    expect(key('token_type')).toEqual(Int32Array.of(2, 6, 1, 1, 1, 1, 5, 5));
    expect(key('scores')).toEqual(Float32Array.of(0, 0, 0, 0, -1, -2, 0, 0));
  });

  it.each([
    ['bad-file', 'no model', {}],
    ['unsupported', '"WordLevel"', { model: { type: 'WordLevel' } }],
    ['unsupported', '"Lowercase"', { ...unigram, normalizer: { type: 'Lowercase' } }],
    ['unsupported', 'replaces text', { ...unigram, normalizer: { type: 'Replace', pattern: { String: 'a' }, content: 'b' } }],
    ['unsupported', 'ideographs', { ...wordpiece, normalizer: { ...wordpiece.normalizer, handle_chinese_chars: false } }],
    ['unsupported', 'space before texts', { ...bpe, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true } }],
    ['unsupported', 'This kind of BPE', { ...bpe, pre_tokenizer: { type: 'Metaspace' } }],
    ['unsupported', 'pattern of its own', { ...bpe, pre_tokenizer: cut({ type: 'Split', pattern: { Regex: '.' }, behavior: 'Isolated' }) }],
    ['unsupported', 'runs of digits', { ...bpe, pre_tokenizer: { ...cut({ type: 'Digits' }, true) } }],
    ['bad-file', 'no pair', { ...bpe, model: { ...bpe.model, merges: ['a b c'] } }],
    ['bad-file', 'makes no token', { ...pieces, model: { ...pieces.model, merges: [['a', 'a']] } }],
    ['unsupported', 'More than one token', { ...wordpiece, post_processor: { type: 'TemplateProcessing', single: [] } }],
    ['bad-file', 'not in the vocabulary', { ...wordpiece, model: { ...wordpiece.model, unk_token: '[NO]' } }],
    ['bad-file', 'frames texts', { ...bpe, post_processor: { ...bpe.post_processor, sep: ['</t>', 9] } }],
    ['bad-file', 'no piece with a score', { ...unigram, model: { ...unigram.model, vocab: [['a']] } }],
    ['bad-file', 'base64', { ...unigram, normalizer: { type: 'Precompiled', precompiled_charsmap: '\u00e9' } }],
    ['bad-file', 'whole number', { ...wordpiece, model: { ...wordpiece.model, vocab: { a: -1 } } }],
  ])('%s: %s', (code, text, file) => {
    expect(() => keysOf(file)).toThrow(
      expect.objectContaining({ name: 'SaguimError', code, message: expect.stringContaining(text) as string }),
    );
  });

  it('refuses more tokens than the model has', () => {
    expect(() => keysOf(wordpiece, 4)).toThrow(expect.objectContaining({ code: 'bad-file' }));
  });
});
