import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { CachedEmbedder } from '../../../eval/lib/cached-embedder.mjs';
import { Data } from '../../../eval/lib/data.mjs';
import { SemanticEmbedder } from '../../../packages/saguim/dist/index.js';
import { Plain, root, runMain } from '../../../scripts/lib/house.mjs';

/** Runs a recipe: opens the data and the embedder, gives them to `make`, and ends. */
export function runRecipe(name, make) {
  return runMain(async () => {
    const { values } = parseArgs({ options: { data: { type: 'string' } } });
    if (!values.data)
      throw new Plain(`Usage: node models/recipes/${name}.mjs --data FOLDER\n\nWhat the folder must hold: models/recipes/README.md`, 2);
    const session = await SemanticEmbedder.create({ saguim: { model: 'multilingual-e5-small-en-pt' } });
    try {
      await make({ embedder: new CachedEmbedder(session.saguim.textEmbedder), data: new Data(values.data) });
    } finally {
      session.destroy();
    }
  });
}

export function needed(data, path) {
  const rows = data.rows(path);
  if (!rows) throw new Plain(`The data folder has no ${path}.`);
  return rows;
}

/** Writes a head into the library, as a module that is fetched when it is asked for. */
export function writeHead(name, bytes) {
  const file = join(root, `packages/saguim/src/text-classifier/heads/${name}.ts`);
  const base64 = Buffer.from(bytes).toString('base64');
  writeFileSync(file, `// Made by models/recipes/${name}.mjs; its card is models/recipes/cards/${name}.md.\nexport default '${base64}';\n`);
  return base64.length;
}

export function writeCard(path, text) {
  const file = join(root, 'models/recipes/cards', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

export const percent = (value) => `${(100 * value).toFixed(1)} %`;
export const interval = ({ value, low, high }) => `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
