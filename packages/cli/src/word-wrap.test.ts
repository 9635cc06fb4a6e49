import { describe, expect, it } from 'vitest';
import { WordWrap } from './word-wrap.js';

/** The text in pieces of `size` characters, wrapped. */
function wrap(text: string, width: number | undefined, size = text.length): string {
  const wrapper = new WordWrap(() => width);
  let out = '';
  for (let at = 0; at < text.length; at += size) out += wrapper.push(text.slice(at, at + size));
  return out + wrapper.end();
}

describe('WordWrap', () => {
  it('breaks between words, however the text comes', () => {
    for (const size of [1, 2, 3, 100]) expect(wrap('the marmoset jumps far', 12, size)).toBe('the marmoset\njumps far');
  });

  it('keeps line breaks, indents and words that are longer than a line', () => {
    expect(wrap('a\n  b c\n\n- d ', 12)).toBe('a\n  b c\n\n- d ');
    expect(wrap('see https://example.org/a now', 10)).toBe('see\nhttps://example.org/a\nnow');
  });

  it('counts wide letters twice', () => {
    expect(wrap('猿猿 猿猿 ab', 9)).toBe('猿猿 猿猿\nab');
  });

  it('changes nothing where there is no width', () => {
    for (const width of [undefined, 0]) expect(wrap('one two  three ', width)).toBe('one two  three ');
  });

  it('gives a word as soon as it is whole', () => {
    const wrapper = new WordWrap(() => 80);
    expect(wrapper.push('mar')).toBe('');
    expect(wrapper.push('moset ')).toBe('marmoset');
    expect(wrapper.push('x\n')).toBe(' x\n');
  });
});
