// Comments of exactly 20 tokens, those around a text included, cut from two books: as many in English as in Portuguese, all different.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadTokenizer, openFile, readGguf } from '../../packages/engine/dist/index.js';

const books = ['en_alice', 'pt_o_alienista'].map((name) => new URL(`../../tests/golden/${name}.txt`, import.meta.url));
const size = 20;

/** @returns as many as there are, `most` at most; the two languages in turn */
export const comments = async (model, most) => {
  const source = await openFile(fileURLToPath(model));
  const tokenizer = loadTokenizer((await readGguf(source)).metadata);
  const around = tokenizer.frame.before.length + tokenizer.frame.after.length;
  const count = (text) => tokenizer.encode(text).length + around;
  const lists = books.map((book) => {
    const words = readFileSync(book, 'utf8')
      .split(/\s+/)
      .filter((word) => /^[\p{L},.;']+$/u.test(word));
    const found = [];
    for (let at = 0; at + size < words.length && found.length < most / 2; ) {
      let length = 1;
      while (count(words.slice(at, at + length + 1).join(' ')) <= size) length++;
      const text = words.slice(at, at + length).join(' ');
      if (count(text) === size) found.push(text);
      at += Math.max(1, length >> 1);
    }
    return found;
  });
  await source.close();
  const [english, portuguese] = lists;
  return english.slice(0, portuguese.length).flatMap((text, i) => [text, portuguese[i]]);
};
