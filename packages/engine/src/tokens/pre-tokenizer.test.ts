import { describe, expect, it } from 'vitest';
import { preTokenizer } from './pre-tokenizer.js';

function split(name: string, text: string): string[] {
  const pieces: string[] = [];
  preTokenizer(name).split(text, 0, text.length, (start, end) => pieces.push(text.slice(start, end)));
  return pieces;
}

describe('preTokenizer', () => {
  it.each([
    ['gpt-2', "I'll  pay 1234€!!\n\n x", ['I', "'ll", ' ', ' pay', ' 1234', '€!!', '\n\n', ' x']],
    ['gpt-2', "WE'LL", ['WE', "'", 'LL']],
    ['smollm', 'in 1999 ①½', ['in', ' ', '1', '9', '9', '9', ' ①½']],
    ['smollm', 'x ٤٥', ['x', ' ', '٤', '٥']],
    ['llama-bpe', "WE'LL 12345 \n\n  if(x)", ['WE', "'LL", ' ', '123', '45', ' \n\n', ' ', ' if', '(x', ')']],
    ['llama-bpe', 'a...\n\nb\u00a0c', ['a', '...\n\n', 'b', '\u00a0c']],
    ['qwen2', 'in 1999', ['in', ' ', '1', '9', '9', '9']],
    ['default', "it's $5, 12345 a+b", ['it', "'", 's', ' ', '$', '5', ',', ' ', '123', '45', ' a', '+', 'b']],
    // Pieces that the native tokenizers library gives for the same patterns.
    [
      'deepseek-coder',
      'def f(x1):\n\n\treturn 12 + x  # abc日本語, ก',
      ['def', ' f', '(', 'x', '1', '):', '\n', '\n', '\treturn', ' ', '1', '2', ' +', ' x', ' ', ' #', ' abc', '日本語', ',', ' ', 'ก'],
    ],
    // White space by Unicode: U+0085 is, U+FEFF is not.
    ['gpt-2', 'a\u0085b\ufeffc', ['a', '\u0085', 'b', '\ufeff', 'c']],
  ])('%s cuts %j', (name, text, pieces) => {
    expect(split(name, text)).toEqual(pieces);
  });

  it.each(['default', 'gpt-2', 'llama-bpe', 'qwen2', 'smollm', 'deepseek-coder'])('%s covers every text without a gap', (name) => {
    const alphabet = [
      'a',
      'É',
      '1',
      '٣',
      '½',
      ' ',
      '  ',
      '\n',
      '\r',
      '\t',
      "'",
      "'s",
      "'RE",
      '.',
      '$',
      '漢',
      '🙂',
      '\ud83d',
      '\ude42',
      '\u00a0',
      '\u0301',
    ];
    let seed = 1;
    for (let round = 0; round < 2000; round++) {
      let text = '';
      for (let i = 0; i < 12; i++) {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        text += alphabet[(seed >>> 16) % alphabet.length];
      }
      const pieces = split(name, text);
      expect(pieces.join('')).toBe(text);
      expect(pieces).not.toContain('');
    }
  });

  it('stays linear on long runs', () => {
    for (const text of [' '.repeat(300_000), 'x'.repeat(300_000), "'".repeat(300_000), '\n '.repeat(150_000), '9'.repeat(300_000)]) {
      for (const name of ['default', 'gpt-2', 'llama-bpe', 'qwen2', 'smollm', 'deepseek-coder']) {
        let steps = 0;
        preTokenizer(name).split(text, 0, text.length, () => steps++);
        expect(steps).toBeLessThanOrEqual(text.length);
      }
    }
  });

  it('names what it knows when it is asked for something else', () => {
    expect(() => preTokenizer('tekken')).toThrow(
      expect.objectContaining({ code: 'unsupported', message: expect.stringContaining('llama-bpe') as string }),
    );
  });
});
