#!/usr/bin/env node
// The categories of the web platform's Classifier, with a direction each. What for, from what, how good: cards/iab.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { categoryTexts, parseTaxonomy } from '../../packages/saguim/dist/classifier/categories.js';
import { labelVectors } from '../../packages/saguim/dist/text-classifier/zero-shot.js';
import { root } from '../../scripts/lib/house.mjs';
import { needed, runRecipe } from './lib/recipe.mjs';

const folder = join(root, 'packages/saguim/src/classifier');
const source = '// IAB Tech Lab Content Taxonomy 3.1, https://github.com/InteractiveAdvertisingBureau/Taxonomies, CC BY 3.0.';

await runRecipe('iab', async ({ embedder, data }) => {
  const rows = needed(data, 'iab_content_taxonomy/taxonomy.jsonl');
  const byId = new Map(rows.map((row) => [row.id, row]));
  const ordered = new Set();
  const add = (row) => {
    if (row.parent) add(byId.get(row.parent));
    ordered.add(row); // parents first
  };
  rows.forEach(add);
  const taxonomy = [...ordered].map(({ id, parent, name }) => [id, parent ?? '', name.trim()].join('\t')).join('\n');
  const vectors = await labelVectors(embedder, categoryTexts(parseTaxonomy(taxonomy)));
  const { dimensions } = embedder;
  const integers = new Int8Array(vectors.length);
  const scales = new Float32Array(vectors.length / dimensions);
  for (let at = 0; at < vectors.length; at += dimensions) {
    const largest = vectors.subarray(at, at + dimensions).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    scales[at / dimensions] = largest / 127;
    for (let j = at; j < at + dimensions; j++) integers[j] = Math.round((127 * vectors[j]) / largest);
  }
  const quoted = `'${taxonomy.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\t', '\\t')}'`;
  writeFileSync(
    join(folder, 'taxonomy.ts'),
    `${source} Changed: id, parent and name alone.\n// Made by models/recipes/iab.mjs.\nexport default ${quoted};\n`,
  );
  const base64 = (values) => Buffer.from(values.buffer).toString('base64');
  const lines = [
    `${source} Made of it by models/recipes/iab.mjs.`,
    `export const fingerprint = '${embedder.fingerprint}';`,
    `export const integers =\n  '${base64(integers)}';`,
    `export const scales =\n  '${base64(scales)}';`,
  ];
  writeFileSync(join(folder, 'category-vectors.ts'), `${lines.join('\n')}\n`);
  console.log(`${ordered.size} categories`);
});
