import { expect, it } from 'vitest';
import { byteTokenizer } from '../tokens/byte-vocabulary.case.js';
import { ForcedText } from './forced-text.js';

const tokenizer = byteTokenizer(['<s>', '</s>'], ['r e', 't u', 're tu', 'r n', 'retu rn', 'e t']);

/** Draws the most likely tokens, by a wish for the longer or the shorter ones, until the text is there. */
function draw(text: string, wish: (length: number) => number): string {
  const mask = new ForcedText(text, tokenizer);
  const ids: number[] = [];
  for (let i = 0; i < 20; i++) {
    const logits = Float32Array.from({ length: tokenizer.vocabularySize }, (_, id) => wish(tokenizer.bytes(id).length));
    mask.apply(logits);
    const id = logits.indexOf(Math.max(...logits));
    mask.accept(id);
    ids.push(id);
    if (tokenizer.decode(ids).length >= text.length) break;
  }
  return tokenizer.decode(ids);
}

it('lets the beginning come in any tokens, the last of which may go beyond it', () => {
  expect(draw('ret', (length) => length)).toBe('return');
  expect(draw('ret', (length) => -length)).toBe('ret');
  expect(draw('é😀x', () => 0)).toBe('é😀x');
  expect(draw('</s>', () => 0)).toBe('</s>');
});

it('lets everything pass afterwards', () => {
  const mask = new ForcedText('r', tokenizer);
  mask.accept(tokenizer.idOf('re')!);
  const logits = Float32Array.from({ length: tokenizer.vocabularySize }, (_, id) => id);
  mask.apply(logits);
  expect(logits.every((value, id) => value === id)).toBe(true);
});

it('gives up at what the vocabulary cannot spell, rather than forbid every token', () => {
  const mask = new ForcedText('q', { ...tokenizer, vocabularySize: 3, bytes: () => new Uint8Array([1]) } as never);
  const logits = new Float32Array([1, 2, 3]);
  mask.apply(logits);
  expect([...logits]).toEqual([1, 2, 3]);
});
