#!/usr/bin/env node
// Puts what export.py and heads.mjs have made where the project keeps it: the model's package, the heads that come with the library, the catalogue.
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Plain, root, runMain } from '../../../scripts/lib/house.mjs';

const name = 'moderation-en-pt';
const modules = {
  'moderation.head': 'packages/saguim/src/moderation/heads/moderation.ts',
  'sentiment.head': 'packages/saguim/src/text-classifier/heads/sentiment-moderation.ts',
};
const says = '// Made by models/recipes/moderation-encoder; on tweets of ToLD-Br among others, and so under CC BY-SA 4.0 (NOTICE).';

/** Where a file's size and sum are written too, and how. */
const catalogues = {
  'packages/saguim/src/hub/catalogue/catalogue.json': (path) =>
    new RegExp(`("source": "${name}/${path}", "bytes": )\\d+(, "sha256": ")\\w+`),
  'packages/saguim/src/hub/catalogue.ts': (path) => new RegExp(`(path: '${path}',\\s+bytes: )\\d+(,\\s+sha256: ')\\w+`),
};

await runMain(() => {
  const { values } = parseArgs({ options: { folder: { type: 'string' } } });
  if (!values.folder) throw new Plain('Usage: install.mjs --folder EXPORTED', 2);
  const sizes = Object.fromEntries(Object.keys(catalogues).map((file) => [file, readFileSync(join(root, file), 'utf8')]));
  const lines = [`${name}.gguf`, ...Object.keys(modules)].map((path) => {
    const from = join(values.folder, path);
    const content = readFileSync(from);
    const sha256 = createHash('sha256').update(content).digest('hex');
    copyFileSync(from, join(root, 'models', name, path));
    for (const [file, patternOf] of Object.entries(catalogues)) {
      if (!patternOf(path).test(sizes[file])) throw new Plain(`${file} has no ${path}.`);
      sizes[file] = sizes[file].replace(patternOf(path), `$1${content.length}$2${sha256}`);
    }
    if (modules[path]) writeFileSync(join(root, modules[path]), `${says}\nexport default '${content.toString('base64')}';\n`);
    return `    { "path": "${path}", "bytes": ${content.length}, "sha256": "${sha256}" }`;
  });
  for (const [file, text] of Object.entries(sizes)) writeFileSync(join(root, file), text);
  writeFileSync(join(root, 'models', name, 'model.json'), `{\n  "name": "${name}",\n  "files": [\n${lines.join(',\n')}\n  ]\n}\n`);
  console.log(lines.join('\n'));
});
