import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { catalogue, defaultModels, findEntry } from './catalogue.js';
import { checkCard } from './model-card.js';

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../../../models/${path}`, import.meta.url), 'utf8'));

it.each(catalogue.map((entry) => [entry.name, entry] as const))('%s says what its model.json says', (name, entry) => {
  expect({ name, files: entry.files }).toEqual(checkCard(read(`${name}/model.json`), name));
  const manifest = read(`${name}/package.json`);
  expect(entry.package).toBe(manifest.name);
  expect(entry.licence).toBe(manifest.license);
});

it('has a default for each capability', () => {
  for (const [capability, name] of Object.entries(defaultModels)) expect(findEntry(name)?.capability).toBe(capability);
});
