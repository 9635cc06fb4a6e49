import { describe, expect, it } from 'vitest';
import { metadataOf } from './byte-vocabulary.case.js';
import { characterMap } from './character-map.case.js';
import { loadTokenizer } from './load-tokenizer.js';

const letters = { '▁': -3, a: -5, b: -5, c: -5 };

function tokenizer(pieces: Record<string, number>, change: Record<string, unknown> = {}) {
  const tokens = ['<s>', '<pad>', '</s>', '<unk>', ...Object.keys(pieces)];
  return loadTokenizer(
    metadataOf({
      model: 't5',
      tokens,
      scores: [0, 0, 0, 0, ...Object.values(pieces)],
      token_type: tokens.map((_, id) => (id < 3 ? 3 : id === 3 ? 2 : 1)),
      bos_token_id: 0,
      eos_token_id: 2,
      unknown_token_id: 3,
      ...change,
    }),
  );
}
const spell = (from: ReturnType<typeof tokenizer>, text: string, continues = false) =>
  from.encode(text, { continues }).map((id) => from.piece(id));

describe('UnigramTokenizer', () => {
  it('takes the way with the best sum of scores', () => {
    const unigram = tokenizer({ ...letters, '▁ab': -6, bc: -2, '▁a': -4, abc: -9 });
    expect(spell(unigram, 'abc')).toEqual(['▁a', 'bc']);
    expect(spell(unigram, 'ab')).toEqual(['▁ab']);
    expect(spell(unigram, 'abc', true)).toEqual(['a', 'bc']);
    // Of equals the one whose last token is longer.
    expect(spell(tokenizer({ ...letters, ab: -4, bc: -4 }), 'abc')).toEqual(['▁', 'a', 'bc']);
  });

  it('makes runs of spaces one, and keeps one at the end', () => {
    const unigram = tokenizer({ ...letters, '▁a': -4 });
    expect(unigram.encode('')).toEqual([]);
    expect(spell(unigram, '   ')).toEqual(['▁']);
    expect(spell(unigram, '  a   b ')).toEqual(['▁a', '▁', 'b', '▁']);
    expect(spell(tokenizer({ ...letters, '▁a': -4 }, { add_space_prefix: false }), 'a a')).toEqual(['a', '▁a']);
    expect(spell(tokenizer(letters, { remove_extra_whitespaces: false }), ' a  b')).toEqual(['▁', '▁', 'a', '▁', '▁', 'b']);
  });

  it('replaces characters by the map of the model', () => {
    const map = characterMap({ ª: 'a', '\u00a0': ' ', '\t': ' ', '\u0001': '', '\ufeff': ' ', '\ufffd': ' ' });
    const unigram = tokenizer(letters, { precompiled_charsmap: map });
    expect(spell(unigram, 'ª')).toEqual(['▁', 'a']);
    expect(spell(unigram, '\tb\u00a0\u0001 \t\u0001c\u0001')).toEqual(['▁', 'b', '▁', 'c']);
    expect(spell(unigram, 'a \u0001')).toEqual(['▁', 'a', '▁']);
    expect(spell(unigram, 'a\t')).toEqual(['▁', 'a', '▁']);
    expect(spell(unigram, '\ufeff')).toEqual(['▁']);
    expect(spell(unigram, '\u0001')).toEqual([]);
    expect(spell(unigram, 'a\ud800b\udc00')).toEqual(['▁', 'a', '▁', 'b', '▁']);
  });

  it('gives the same ids for parts of a text and for all of it', () => {
    const apart = tokenizer({ ...letters, ab: -4, '▁b': -4 });
    const whole = tokenizer({ ...letters, ab: -4, '▁b': -4, 'c▁zz': -9 });
    const crossing = tokenizer({ ...letters, ab: -4, '▁b': -4 }, { precompiled_charsmap: characterMap({ 'z z': 'z' }) });
    for (const text of ['a b', ' abab  b ', 'bbb', '  ', 'a  x b▁▁c', 'abc '.repeat(9)]) {
      expect(whole.encode(text)).toEqual(apart.encode(text));
      expect(crossing.encode(text)).toEqual(apart.encode(text));
    }
  });

  it('makes unknown characters side by side one token, or spells them by bytes', () => {
    const unigram = tokenizer(letters);
    expect(spell(unigram, 'a漢字🙂b🙂')).toEqual(['▁', 'a', '<unk>', 'b', '<unk>']);
    expect(spell(unigram, '漢')).toEqual(['▁', '<unk>']);
    expect(spell(unigram, '\ud83d')).toEqual(['▁', '<unk>']);
    const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
    const tokens = ['<unk>', '▁', 'a', ...bytes];
    const types = tokens.map((_, id) => (id === 0 ? 2 : id < 3 ? 1 : 6));
    const spelled = loadTokenizer(metadataOf({ model: 't5', tokens, token_type: types, scores: tokens.map(() => -1) }));
    expect(spell(spelled, 'aé')).toEqual(['▁', 'a', '<0xC3>', '<0xA9>']);
    expect(spelled.decode(spelled.encode('aé 🙂'))).toBe('aé 🙂');
  });

  it('prefers any token to an unknown character', () => {
    expect(spell(tokenizer({ ...letters, ab: -1000 }), 'ab')).toEqual(['▁', 'a', 'b']);
    expect(spell(tokenizer({ '▁': -3, ab: -1000 }), 'abab')).toEqual(['▁', 'ab', 'ab']);
  });

  it('keeps spellings of control tokens as text', () => {
    const unigram = tokenizer({ ...letters, '<': -1, s: -1, '>': -1, '/': -1, m: -1, '<mask>': -1 }, { mask_token_id: 13 });
    expect(unigram.piece(13)).toBe('<mask>');
    for (const text of ['<s>', '</s>', '<unk>', '<mask>', 'a </s> b']) {
      const known = unigram.encode(text).filter((id) => unigram.piece(id) !== '<unk>');
      expect(known.some((id) => unigram.isControl(id))).toBe(false);
      expect(known.length).toBeGreaterThan(2);
    }
  });

  it('says what a whole text begins and ends with', () => {
    expect(tokenizer(letters, { pair_separators: 1 }).frame.between).toEqual([2]);
    expect(tokenizer(letters).frame).toEqual({ before: [], after: [2], between: [2, 2] });
    expect(tokenizer(letters, { add_bos_token: true }).frame).toEqual({ before: [0], after: [2], between: [2, 2] });
    expect(tokenizer(letters, { add_bos_token: true, cls_token_id: 1, add_eos_token: false }).frame).toEqual({
      before: [1],
      after: [],
      between: [],
    });
  });

  it('decodes', () => {
    const unigram = tokenizer({ ...letters, '▁a': -4 });
    expect(unigram.decode(unigram.encode('a  b c'))).toBe('a b c');
    expect(unigram.decode([0, ...unigram.encode('a'), 2])).toBe('a');
  });

  it('takes long texts without a space', () => {
    const unigram = tokenizer({ ...letters, ab: -6 });
    expect(unigram.encode('ab'.repeat(100_000))).toHaveLength(100_001);
    expect(unigram.encode('漢'.repeat(200_000))).toHaveLength(2);
    const user = tokenizer({ ...letters, '<x>': 0 }, { token_type: [3, 3, 3, 2, 1, 1, 1, 1, 4] });
    expect(user.encode('a<x>'.repeat(200_000))).toHaveLength(400_001);
  });

  it.each([
    ['1 scores', { scores: [0] }],
    ['without scores', { scores: undefined }],
    ['not a number', { scores: [0, 0, 0, 0, Number.NaN, 0, 0, 0] }],
    ['not finite', { scores: [0, 0, 0, 0, -Infinity, 0, 0, 0] }],
    ['map of characters', { precompiled_charsmap: Uint8Array.of(1, 2, 3) }],
    ['unknown token', { unknown_token_id: undefined, token_type: undefined }],
    ['not in the vocabulary', { mask_token_id: 99 }],
    ['at most 256', { tokens: ['<s>', '<pad>', '</s>', '<unk>', '▁', 'a', 'b', 'c'.repeat(257)] }],
  ])('refuses a vocabulary: %s', (text, change) => {
    expect(() => tokenizer(letters, change)).toThrow(
      expect.objectContaining({ name: 'SaguimError', code: 'bad-file', message: expect.stringContaining(text) as string }),
    );
  });
});
