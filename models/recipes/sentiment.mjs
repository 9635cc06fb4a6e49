#!/usr/bin/env node
// How a text feels: positive, neutral or negative, in English and Portuguese. What for, from what, how good: cards/sentiment.md.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRows } from '../../eval/lib/data.mjs';
import { sentimentFigures } from '../../eval/sentiment.mjs';
import { TextClassifier } from '../../packages/saguim/dist/index.js';
import { root } from '../../scripts/lib/house.mjs';
import { needed, runRecipe, writeHead } from './lib/recipe.mjs';
import { writeSentimentCard } from './lib/sentiment-card.mjs';

const seed = 20;
/** Requests that speak of trouble or thanks are no good example of neutral. */
const feeling = /thank|greeting|goodbye|lost|stolen|fraud|damaged|blocked|declined|jump_start|flat_tire|joke|fun_fact|love|report/;
const neutralCount = 1500;

/** Portuguese words of feeling, each as it stands in a sentence; denied, an adjective says the contrary. */
function portugueseWords() {
  const lists = JSON.parse(readFileSync(join(root, 'models/recipes/data/sentiment-words-pt.json'), 'utf8'));
  return Object.entries(lists).flatMap(([label, { adjectives, phrases }]) => {
    const contrary = label === 'positive' ? 'negative' : 'positive';
    const as = (texts, label, weight) => texts.map((text) => ({ text, label, weight }));
    return [
      ...adjectives.flatMap((word) => as([word, `muito ${word}`, `é ${word}`, `foi ${word}`, `está ${word}`], label, 2)),
      ...adjectives.flatMap((word) => as([`não é ${word}`, `não foi ${word}`, `nada ${word}`], contrary, 1)),
      ...phrases.flatMap((phrase) => as([phrase, `${phrase}!`], label, 4)),
    ];
  });
}

await runRecipe('sentiment', async ({ embedder, data }) => {
  const films = needed(data, 'sst2/sentence_train.jsonl').map(({ text, label }) => ({
    text,
    label: label === 1 ? 'positive' : 'negative',
  }));
  const requests = needed(data, 'clinc150/train.jsonl').filter(({ label }) => !feeling.test(label));
  const step = requests.length / neutralCount;
  const neutral = Array.from({ length: neutralCount }, (_, i) => ({ text: requests[Math.floor(i * step)].text, label: 'neutral' }));
  const own = readRows(join(root, 'models/recipes/data/sentiment.jsonl')).map(({ text, label }) => ({ text, label, weight: 4 }));
  const judged = new Set(needed(data, 'sst2/sentence_dev.jsonl').map(({ text }) => text.trim()));
  const phrases = [
    ...needed(data, 'sst2/glue_train.jsonl').map(({ text, label }) => ({ text, label: label === 1 ? 'positive' : 'negative' })),
    ...portugueseWords(),
  ].filter(({ text }) => !judged.has(text.trim()));
  const classifier = await TextClassifier.train({
    embedder,
    examples: [...films, ...neutral, ...own],
    phrases,
    scope: false,
    contradictions: 'drop',
    columns: embedder.featureDimensions,
    seed,
    onProgress: ({ phase, done, total }) => process.stderr.write(`\r${phase} ${done} of ${total}   `),
  });
  process.stderr.write('\n');
  console.log(`${writeHead('sentiment', classifier.save({ memory: false }))} characters`);
  const figures = await sentimentFigures({ embedder, data, classifier });
  writeSentimentCard(classifier, figures);
  console.log(JSON.stringify({ cv: classifier.metrics.accuracy, ...figures.summary }, null, 1));
});
