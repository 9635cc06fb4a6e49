// config.json and tokenizer.json of every family, spoiled: read or refused by an error of ours. In `npm run test:long` 5,000 of each.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { Random } from './random-weights.mjs';
import { decode, pick, spoilJson, tryFolder } from './spoiled-folders.mjs';

const root = fileURLToPath(new URL('../golden/checkpoints/', import.meta.url));
const families = readdirSync(root);
const each = process.env.SAGUIM_LONG === '1' ? Math.ceil(5000 / families.length) : 3;

it.each(families)('%s', async (family) => {
  const files = new Map(
    ['config.json', 'tokenizer.json', 'model.safetensors'].map((path) => [path, new Uint8Array(readFileSync(`${root}${family}/${path}`))]),
  );
  expect(await tryFolder(files)).toBe('read');
  const random = new Random(100 + families.indexOf(family));
  for (const path of ['config.json', 'tokenizer.json']) {
    const value = decode(files.get(path));
    for (let i = 0; i < each; i++) {
      const bytes = files.get(path);
      const cut = () => bytes.slice(0, random.below(bytes.length));
      const flipped = () => bytes.map((byte) => (random.below(2000) === 0 ? random.below(256) : byte));
      const spoiled = i % 3 === 0 ? pick(random, [cut, flipped])() : spoilJson(value, random);
      await tryFolder(new Map([...files, [path, spoiled]])).catch((cause) => {
        throw new Error(`Change ${i} of ${path} of ${family}: ${cause}`, { cause });
      });
    }
  }
});
