import { describe, expect, it } from 'vitest';
import { metadataOf } from './byte-vocabulary.case.js';
import { loadTokenizer } from './load-tokenizer.js';

const words = ['▁a', '▁gat', 'o', '▁o', '▁,', '▁[', '▁]', '▁cls', '▁中', '▁σας', '▁ss', 's', '▁i', '▁;', '▁$', '🙂', '▁🙂'];

function tokenizer(pieces: readonly string[] = words, change: Record<string, unknown> = {}) {
  const tokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', ...pieces];
  return loadTokenizer(
    metadataOf({
      model: 'bert',
      tokens,
      token_type: tokens.map((_, id) => (id < 4 ? 3 : 1)),
      bos_token_id: 2,
      eos_token_id: 3,
      unknown_token_id: 1,
      ...change,
    }),
  );
}
const spell = (from: ReturnType<typeof tokenizer>, text: string) => from.encode(text).map((id) => from.piece(id));

describe('WordPieceTokenizer', () => {
  it('takes the longest token at every place, or none at all', () => {
    const wordpiece = tokenizer();
    expect(spell(wordpiece, 'gato a gatoo gatx o')).toEqual(['▁gat', 'o', '▁a', '▁gat', 'o', 'o', '[UNK]', '▁o']);
    expect(spell(tokenizer(['▁a', 'b', '▁abc', 'bx']), 'abcd ab abx')).toEqual(['[UNK]', '▁a', 'b', '▁a', 'bx']);
    expect(spell(wordpiece, 'a🙂 🙂')).toEqual(['▁a', '🙂', '▁🙂']);
    expect(wordpiece.encode('')).toEqual([]);
    expect(wordpiece.encode(' \t\n ')).toEqual([]);
  });

  it('sets punctuation, signs and ideographs apart', () => {
    expect(spell(tokenizer(), 'a,gato;$a')).toEqual(['▁a', '▁,', '▁gat', 'o', '▁;', '▁$', '▁a']);
    expect(spell(tokenizer(), 'a中中o')).toEqual(['▁a', '▁中', '▁中', '▁o']);
    expect(spell(tokenizer(['▁豈']), '\uf900')).toEqual(['▁豈']);
  });

  it('drops control characters and lone surrogates, and takes all kinds of spaces', () => {
    expect(spell(tokenizer(), 'ga\u0000to\u200b a\u00a0o\u3000a\ud800\u0007\r\no\ufffd\ue000')).toEqual([
      '▁gat',
      'o',
      '▁a',
      '▁o',
      '▁a',
      '▁o',
    ]);
  });

  it('folds accents and upper case where the vocabulary has none', () => {
    expect(spell(tokenizer(), 'GÁTÔ a\u0301\u0316 İ')).toEqual(['▁gat', 'o', '▁a', '▁i']);
    // Greek question mark, and a sigma that stays as the reference has it.
    expect(spell(tokenizer(['▁;', '▁σασ']), '\u037e ΣΑΣ')).toEqual(['▁;', '▁σασ']);
    expect(spell(tokenizer(['▁=']), '≠')).toEqual(['▁=']);
    const cased = tokenizer(['▁Gat', 'o', '▁Á']);
    expect(spell(cased, 'Gato gato Á A')).toEqual(['▁Gat', 'o', '[UNK]', '▁Á', '[UNK]']);
    const accented = tokenizer(['▁über', '▁uber']);
    expect(spell(accented, 'ÜBER Uber')).toEqual(['▁über', '▁uber']);
  });

  it('does as the file says', () => {
    const keys = (lowercase: boolean, strip_accents: boolean) => ({
      'normalizer.lowercase': lowercase,
      'normalizer.strip_accents': strip_accents,
    });
    const pieces = ['▁a', '▁A', '▁á'];
    expect(spell(tokenizer(pieces, keys(true, false)), 'A Á a')).toEqual(['▁a', '▁á', '▁a']);
    expect(spell(tokenizer(pieces, keys(false, true)), 'A Á a')).toEqual(['▁A', '▁A', '▁a']);
    expect(spell(tokenizer(['▁a'], keys(false, false)), 'A')).toEqual(['[UNK]']);
  });

  it('takes words of over 100 characters for unknown ones', () => {
    const wordpiece = tokenizer(['▁a', 'a', '🙂']);
    expect(wordpiece.encode('a'.repeat(100))).toHaveLength(100);
    expect(spell(wordpiece, `${'a'.repeat(101)} a`)).toEqual(['[UNK]', '▁a']);
    expect(wordpiece.encode(`a${'🙂'.repeat(99)}`)).toHaveLength(100);
    expect(spell(wordpiece, `a${'🙂'.repeat(100)}`)).toEqual(['[UNK]']);
    expect(wordpiece.encode('a'.repeat(1_000_000))).toEqual([1]);
  });

  it('keeps spellings of control tokens as text', () => {
    expect(spell(tokenizer(), '[CLS]')).toEqual(['▁[', '▁cls', '▁]']);
    expect(spell(tokenizer(), '[UNK]')).toEqual(['▁[', '[UNK]', '▁]']);
  });

  it('finds user-defined tokens in plain text', () => {
    const tokens = ['[UNK]', '▁a', '<x>'];
    const wordpiece = loadTokenizer(metadataOf({ model: 'bert', tokens, token_type: [3, 1, 4] }));
    expect(spell(wordpiece, 'a<x>a')).toEqual(['▁a', '<x>', '▁a']);
    expect(wordpiece.encode('a<x>'.repeat(200_000))).toHaveLength(400_000);
  });

  it('says what a whole text begins and ends with', () => {
    expect(tokenizer().frame).toEqual({ before: [2], after: [3], between: [3] });
    expect(tokenizer(words, { cls_token_id: 0, seperator_token_id: 1 }).frame).toEqual({ before: [0], after: [1], between: [1] });
    expect(tokenizer(words, { add_bos_token: false, add_sep_token: false }).frame).toEqual({ before: [], after: [], between: [] });
  });

  it('decodes', () => {
    const wordpiece = tokenizer();
    expect(wordpiece.decode([2, ...wordpiece.encode('gato, a gato'), 3])).toBe('gato , a gato');
  });

  it.each([
    ['begins a word', { tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'a', '##b'], token_type: undefined }],
    ['unknown token', { tokens: ['[PAD]', '[CLS]', '▁a', '▁b'], unknown_token_id: undefined, token_type: undefined }],
    ['not in the vocabulary', { seperator_token_id: 1.5 }],
  ])('refuses a vocabulary: %s', (text, change) => {
    expect(() => tokenizer(words, change)).toThrow(
      expect.objectContaining({ name: 'SaguimError', code: 'bad-file', message: expect.stringContaining(text) as string }),
    );
  });
});
