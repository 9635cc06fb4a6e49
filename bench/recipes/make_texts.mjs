// Makes meaning/texts.json: texts of exactly 10 and 41 tokens (those around a text and the prefix included), cut from a book, for each model.
//   node bench/recipes/make_texts.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadTokenizer, openFile, readGguf } from '../../packages/engine/dist/index.js';

const book = readFileSync(new URL('../../tests/golden/en_alice.txt', import.meta.url), 'utf8');
const words = book.split(/\s+/).filter((word) => /^[A-Za-z,.;']+$/.test(word));
const texts = {};
for (const [name, file, prefix] of [
  ['minilm', 'all-minilm-l6-v2/all-minilm-l6-v2-q8_0.gguf', ''],
  ['e5', 'multilingual-e5-small-en-pt/multilingual-e5-small-en-pt-q4_0.gguf', 'query: '],
]) {
  const source = await openFile(fileURLToPath(new URL(`../../models/${file}`, import.meta.url)));
  const tokenizer = loadTokenizer((await readGguf(source)).metadata);
  const around = tokenizer.frame.before.length + tokenizer.frame.after.length;
  texts[name] = { short: [], long: [] };
  for (const [row, size, count] of [
    ['short', 10, 256],
    ['long', 41, 128],
  ]) {
    for (let at = 0; texts[name][row].length < count; ) {
      // A word more until it fits, or is too much.
      let length = 0;
      let total = 0;
      let text = '';
      while (total < size) {
        text = words.slice(at, at + ++length).join(' ');
        total = tokenizer.encode(prefix + text).length + around;
      }
      if (total === size) texts[name][row].push(text);
      at += length;
      if (at + size > words.length) throw new Error('the book is too short');
    }
  }
  await source.close();
}
writeFileSync(new URL('../meaning/texts.json', import.meta.url), `${JSON.stringify(texts, null, 1)}\n`);
