import type { WordRows } from '../heads/index.js';

/** Words, with English's `n't` and `'s` by themselves, marks of feeling, and emoji. */
const tokens =
  /[\p{L}\p{M}\p{N}]+(?=n['’]t(?![\p{L}\p{N}]))|n['’]t(?![\p{L}\p{N}])|['’](?:s|re|ve|ll|d|m)(?![\p{L}\p{N}])|[\p{L}\p{M}\p{N}]+|[!?]+|\p{Extended_Pictographic}/gu;

/** FNV-1a over UTF-16 units (G. Fowler, L. Noll, K. Vo). */
function hash(word: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) value = Math.imul(value ^ word.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** Texts as hashes of their words, without case and accents. */
export function hashWords(texts: readonly string[]): WordRows {
  const starts = new Uint32Array(texts.length + 1);
  const all: number[] = [];
  for (const [i, text] of texts.entries()) {
    const plain = text
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase();
    for (const [token] of plain.matchAll(tokens)) all.push(hash(token.replace('’', "'")));
    starts[i + 1] = all.length;
  }
  return { hashes: Uint32Array.from(all), starts };
}
