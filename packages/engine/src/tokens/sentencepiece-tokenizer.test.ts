import { describe, expect, it } from 'vitest';
import { metadataOf } from './byte-vocabulary.case.js';
import { loadTokenizer } from './load-tokenizer.js';

const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);

function tokenizer(words: Record<string, number>, change: Record<string, unknown> = {}, withBytes = true) {
  const tokens = ['<unk>', '<s>', '</s>', ...(withBytes ? bytes : []), ...Object.keys(words)];
  const first = tokens.length - Object.keys(words).length;
  const scores = [...new Array<number>(first).fill(0), ...Object.values(words)];
  const types = tokens.map((_, id) => (id === 0 ? 2 : id < 3 ? 3 : id < first ? 6 : 1));
  return loadTokenizer(
    metadataOf({ model: 'llama', tokens, scores, token_type: types, unknown_token_id: 0, bos_token_id: 1, eos_token_id: 2, ...change }),
  );
}

describe('SentencePieceTokenizer', () => {
  const words = { '▁': -9, a: -9, b: -9, c: -9, ab: -2, bc: -1, abc: -3, '▁a': -4 };

  it('merges the best score first', () => {
    const spaced = tokenizer(words);
    expect(spaced.encode('abc').map((id) => spaced.piece(id))).toEqual(['▁', 'abc']);
    const { abc: _, ...shorter } = words;
    const other = tokenizer(shorter);
    expect(other.encode('abc').map((id) => other.piece(id))).toEqual(['▁a', 'bc']);
    expect(spaced.encode('babc').map((id) => spaced.piece(id))).toEqual(['▁', 'b', 'abc']);
    expect(spaced.encode('')).toEqual([]);
    expect(spaced.startToken).toBe(1);
  });

  it('spells unknown characters by bytes, or as the unknown token where there are none', () => {
    const spaced = tokenizer(words, { add_space_prefix: false });
    expect(spaced.encode('é').map((id) => spaced.piece(id))).toEqual(['<0xC3>', '<0xA9>']);
    expect(spaced.decode(spaced.encode('aé漢🙂b\ud800'))).toBe('aé漢🙂b\ufffd');
    expect(tokenizer(words, { add_space_prefix: false }, false).encode('aéb')).toEqual([4, 0, 5]);
  });

  it('keeps spellings of control and byte tokens as text', () => {
    const spelled = tokenizer(
      { '<': -1, s: -1, '>': -1, '<s': -1, '/': -1, '0': -1, x: -1, '4': -1, '1': -1 },
      { add_space_prefix: false },
    );
    for (const text of ['<s>', '</s>', '<0x41>', '<unk>']) {
      const ids = spelled.encode(text);
      expect(ids.filter((id) => spelled.isControl(id))).toEqual([]);
      expect(spelled.decode(ids)).toBe(text);
    }
  });

  it('gives the same ids for words apart and for the whole text', () => {
    const apart = tokenizer(words);
    const across = tokenizer({ ...words, 'c▁zz': -9 });
    for (const text of ['abc abc  ab a  ', 'ab cab', '   ', 'aabbcc abc']) expect(across.encode(text)).toEqual(apart.encode(text));
  });

  it('takes long texts without a space', () => {
    const spaced = tokenizer(words);
    const ids = spaced.encode('abc'.repeat(40_000));
    expect(ids.length).toBeLessThanOrEqual(80_000);
    expect(spaced.decode(ids)).toBe('abc'.repeat(40_000));
  });
});
