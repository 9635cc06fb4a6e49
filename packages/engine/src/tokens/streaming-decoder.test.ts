import { describe, expect, it } from 'vitest';
import { byteTokenizer, metadataOf } from './byte-vocabulary.case.js';
import { loadTokenizer } from './load-tokenizer.js';
import { createStreamingDecoder } from './streaming-decoder.js';

describe('createStreamingDecoder', () => {
  const tokenizer = byteTokenizer(['<s>', '</s>']);

  it('never gives half a character', () => {
    const text = 'né 漢字 👩‍👩‍👧 \ufeffend';
    const decoder = createStreamingDecoder(tokenizer);
    const pieces = tokenizer.encode(text).map((id) => decoder.push(id));
    for (const piece of pieces) expect(piece).not.toMatch(/\p{Surrogate}|\ufffd/u);
    expect(pieces.join('') + decoder.end()).toBe(text);
    expect(pieces.filter((piece) => piece === '漢')).toHaveLength(1);
  });

  it('leaves control tokens out and ends an unfinished character with U+FFFD', () => {
    const decoder = createStreamingDecoder(tokenizer);
    const [first, second] = tokenizer.encode('é') as [number, number];
    expect([decoder.push(256), decoder.push(first), decoder.push(257)]).toEqual(['', '', '']);
    expect(decoder.end()).toBe('\ufffd');
    const other = createStreamingDecoder(tokenizer);
    expect(other.push(first) + other.push(first) + other.push(second) + other.end()).toBe('\ufffdé');
  });

  it('takes the space of a SentencePiece vocabulary off once, at the beginning of a text', () => {
    const tokens = ['<unk>', '<s>', '</s>', '▁', 'a', '▁a', '▁▁'];
    const spaced = loadTokenizer(
      metadataOf({ model: 'llama', tokens, scores: tokens.map((_, i) => -i), token_type: [2, 3, 3, 1, 1, 1, 1] }),
    );
    const ids = spaced.encode('a a');
    expect(ids).toEqual([5, 5]);
    const stream = (options: { continues?: boolean }) => {
      const decoder = createStreamingDecoder(spaced, options);
      return [1, ...ids].map((id) => decoder.push(id)).join('') + decoder.end();
    };
    expect(stream({})).toBe('a a');
    expect(stream({ continues: true })).toBe(' a a');
    expect(spaced.decode(ids)).toBe('a a');
    expect(spaced.decode(ids, { continues: true })).toBe(' a a');
    expect(spaced.encode('a', { continues: true })).toEqual([4]);
  });
});
