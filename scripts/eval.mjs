#!/usr/bin/env node
// Measures how good the models and heads that come along are, and writes docs/quality.md. Speed is measured by bench/.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Plain, root, runMain, step } from './lib/house.mjs';

const usage = `Usage: npm run eval -- --data FOLDER [--only SECTION[,SECTION…]] [--continue]

Measures quality on data that is not part of the repository and writes docs/quality.md. Sections: embeddings, search, classification,
sentiment, spam, zero-shot, moderation, disguises, completion (default: all; those left out keep what docs/quality.md says of them). What the folder must hold: eval/README.md.
--continue goes on with the answers of a run of completion that was ended, instead of asking for them again.`;

const sections = [
  { name: 'embeddings', title: 'Embeddings', module: 'embeddings.mjs', take: 'embeddings' },
  { name: 'search', title: 'Search', module: 'search.mjs', take: 'search' },
  { name: 'classification', title: 'Classifiers from examples', module: 'classification.mjs', take: 'classification' },
  { name: 'sentiment', title: 'Sentiment', module: 'sentiment.mjs', take: 'sentiment' },
  { name: 'spam', title: 'Spam', module: 'spam.mjs', take: 'spam' },
  { name: 'zero-shot', title: 'Labels by their meaning', module: 'zero-shot.mjs', take: 'zeroShot' },
  { name: 'moderation', title: 'Moderation', module: 'moderation.mjs', take: 'moderation' },
  { name: 'disguises', title: 'Disguised insults', module: 'disguises.mjs', take: 'disguises' },
  { name: 'completion', title: 'Code completion', module: 'completion.mjs', take: 'completion' },
];

const head = `# How good it is

Measured by \`npm run eval -- --data FOLDER\` on our own engine, with the model multilingual-e5-small-en-pt as it comes along (Q4_0) where no other is named. Intervals are of 95 %, from bootstrap samples. What is
measured and what the folder holds: [eval/README.md](../eval/README.md). Speed: [performance.md](performance.md).
`;

/** What the page says of each section now. */
function sectionsOf(text) {
  const found = new Map();
  for (const part of text.split(/^## /m).slice(1)) {
    const [title, ...lines] = part.split('\n');
    found.set(title, lines.join('\n').trim());
  }
  return found;
}

await runMain(async () => {
  let values;
  try {
    ({ values } = parseArgs({
      options: { data: { type: 'string' }, only: { type: 'string' }, continue: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    }));
  } catch (error) {
    throw new Plain(`${error.message}\n\n${usage}`, 2);
  }
  if (values.help) return console.log(usage);
  const only = values.only?.split(',') ?? sections.map(({ name }) => name);
  const unknown = only.find((name) => !sections.some((section) => section.name === name));
  if (unknown !== undefined) throw new Plain(`There is no section "${unknown}".\n\n${usage}`, 2);
  if (values.data === undefined || !existsSync(values.data))
    throw new Plain(`${values.data === undefined ? 'No data folder is given' : `There is no folder ${values.data}`}.\n\n${usage}`, 2);

  const { SemanticEmbedder } = await import('../packages/saguim/dist/index.js');
  const { CachedEmbedder } = await import('../eval/lib/cached-embedder.mjs');
  const { Data } = await import('../eval/lib/data.mjs');
  const page = join(root, 'docs/quality.md');
  const before = existsSync(page) ? sectionsOf(readFileSync(page, 'utf8')) : new Map();
  const session = await SemanticEmbedder.create();
  const context = { embedder: new CachedEmbedder(session.saguim.textEmbedder), data: new Data(values.data), goOn: values.continue };
  const parts = [head];
  for (const { name, title, module, take } of sections) {
    let text = before.get(title);
    const file = join(root, 'eval', module);
    if (only.includes(name) && existsSync(file)) {
      await step(name, async () => {
        text = (await (await import(file))[take](context)).join('\n');
      });
    }
    if (text) parts.push(`## ${title}\n\n${text}\n`);
  }
  writeFileSync(page, parts.join('\n'));
  session.destroy();
  console.log('Written: docs/quality.md');
});
