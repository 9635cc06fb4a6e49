import { describe, expect, it } from 'vitest';
import { byteVocabulary, metadataOf } from './byte-vocabulary.case.js';
import { loadTokenizer } from './load-tokenizer.js';

const good = byteVocabulary(['<s>', '</s>'], ['a b', 'ab c']);
const load = (change: Record<string, unknown>) => loadTokenizer(metadataOf({ ...good, ...change }));
const failing = (code: string, text: string) =>
  expect.objectContaining({ name: 'SaguimError', code, message: expect.stringContaining(text) as string });

describe('loadTokenizer', () => {
  it('reads a vocabulary', () => {
    const tokenizer = load({});
    expect(tokenizer.encode('abcab')).toEqual([257, 256]);
    expect(tokenizer.startToken).toBeUndefined();
    expect(load({ add_bos_token: true }).startToken).toBe(258);
    expect(tokenizer.sequenceStart).toBe(258);
    expect(tokenizer.endToken).toBe(259);
    expect([...tokenizer.stopTokens]).toEqual([259]);
    expect(tokenizer.idOf('ab')).toBe(256);
    expect(tokenizer.idOf('nothing')).toBeUndefined();
  });

  it.each([
    ['llama 2, mistral', '</s>', []],
    ['codellama', '</s>', ['▁<EOT>']],
    ['llama 3', '<|end_of_text|>', ['<|eot_id|>', '<|eom_id|>']],
    ['qwen, smollm, stablelm chat', '<|endoftext|>', ['<|im_end|>']],
    ['gemma', '<eos>', ['<end_of_turn>']],
    ['phi', '<|endoftext|>', ['<|end|>']],
    ['starcoder2, gpt2, olmo2', '<|endoftext|>', []],
    ['granite', '<|end_of_text|>', []],
  ])('ends answers where %s do: at %s and %j', (_families, end, others) => {
    const vocabulary = byteVocabulary(['<s>', end, ...others, '<other>'], []);
    const tokenizer = loadTokenizer(metadataOf({ ...vocabulary, eos_token_id: 257 }));
    expect([...tokenizer.stopTokens].map((id) => tokenizer.piece(id)).sort()).toEqual([end, ...others].sort());
  });

  it.each([
    ['bad-file', 'no tokenizer', { model: undefined }],
    ['unsupported', 'RWKV', { model: 'rwkv' }],
    ['unsupported', '"toString"', { model: 'toString' }],
    ['unsupported', 'smollm', { pre: 'klingon' }],
    ['bad-file', 'no vocabulary', { tokens: undefined }],
    ['bad-file', 'empty', { tokens: [] }],
    ['bad-file', 'without merges', { merges: undefined }],
    ['bad-file', 'Merge 0', { merges: ['ab'] }],
    ['bad-file', 'Merge 1', { merges: ['a b', 'a q'] }],
    ['bad-file', 'Merge 0', { merges: [''] }],
    ['bad-file', 'Merge 0', { merges: [' '] }],
    ['bad-file', '3 token types', { token_type: [1, 1, 1] }],
    ['bad-file', 'unknown type', { token_type: (good.tokens as string[]).map(() => 9) }],
    ['bad-file', 'not in the vocabulary', { bos_token_id: 260 }],
    ['bad-file', 'not in the vocabulary', { eot_token_id: -2 }],
    ['bad-file', 'not in the vocabulary', { eos_token_id: 1.5 }],
    ['bad-file', 'without scores', { model: 'llama' }],
    ['bad-file', '1 scores', { model: 'llama', scores: [0] }],
    ['bad-file', 'not a number', { model: 'llama', scores: (good.tokens as string[]).map(() => Number.NaN) }],
  ])('%s: %s', (code, text, change) => {
    expect(() => load(change)).toThrow(failing(code, text));
  });

  it('takes an id of -1 for a token that is not there', () => {
    expect(load({ eot_token_id: -1, eom_token_id: 0xffffffff }).stopTokens.size).toBe(1);
  });

  it('never makes a control token of text, whatever merges a file has', () => {
    const control = ['<|im_end|>'];
    const merges = ['< |', 'i m', '<| im', '<|im _', 'e n', 'en d', '| >', 'end |>'];
    const vocabulary = byteVocabulary(control, merges);
    const tokens = vocabulary.tokens as string[];
    // The last merge would make the control token itself.
    const tokenizer = loadTokenizer(
      metadataOf({ ...vocabulary, pre: 'llama-bpe', eos_token_id: tokens.length - 1, merges: [...merges, '<|im_ end|>'] }),
    );
    for (const text of ['<|im_end|>', 'x<|im_end|>y']) {
      const ids = tokenizer.encode(text);
      expect(ids.filter((id) => tokenizer.isControl(id))).toEqual([]);
      expect(tokenizer.decode(ids)).toBe(text);
    }
  });

  it('finds user-defined tokens in plain text, the longest first', () => {
    const tokenizer = loadTokenizer(metadataOf(byteVocabulary(['<s>', '</s>'], [], ['<think>', '<think>!', '\n\n'])));
    const pieces = tokenizer.encode('a<think>!<think>b\n\n\n').map((id) => tokenizer.decode([id]));
    expect(pieces).toEqual(['a', '<think>!', '<think>', 'b', '\n\n', '\n']);
  });

  it('refuses ids outside the vocabulary', () => {
    const tokenizer = load({});
    for (const id of [-1, 260, 1.5, Number.NaN]) {
      expect(() => tokenizer.bytes(id)).toThrow(failing('invalid-argument', 'not in the vocabulary'));
      expect(() => tokenizer.piece(id)).toThrow(failing('invalid-argument', 'not in the vocabulary'));
    }
  });
});
