import { categoryProbabilities } from '../packages/saguim/dist/classifier/categories.js';
import { loadCategories } from '../packages/saguim/dist/classifier/load-categories.js';
import { TextClassifier } from '../packages/saguim/dist/index.js';
import { measureAnswers } from './lib/answers.mjs';
import { readRows } from './lib/data.mjs';
import { decimals, interval, table } from './lib/table.mjs';
import { portuguese } from './sentiment.mjs';

const news = [
  { label: 'World', description: 'News about world politics, governments, wars, conflicts, elections and disasters.' },
  { label: 'Sports', description: 'News about sports: games, matches, teams, players, coaches and championships.' },
  { label: 'Business', description: 'News about business: companies, markets, stocks, profits, oil prices and the economy.' },
  { label: 'Sci/Tech', description: 'News about science and technology: computers, software, the internet, phones, space and research.' },
];
const feelings = [
  { label: 'negative', description: 'Uma opinião negativa: a pessoa está insatisfeita, triste ou com raiva.' },
  { label: 'neutral', description: 'Uma informação neutra, sem opinião nem sentimento.' },
  { label: 'positive', description: 'Uma opinião positiva: a pessoa está satisfeita, feliz ou encantada.' },
];
/** Categories of the first tier that stand for each of the four kinds of news. */
const mapped = { World: ['386', '389', '381', '380', '383'], Sports: ['483'], Business: ['52', '391'], 'Sci/Tech': ['596', '464', '680'] };

/** Every second row of the sample: enough, and half the time. */
const newsRows = (data) => data.rows('ag_news/train_sample_4000.jsonl')?.filter((_, i) => i % 2 === 0);

async function iab({ embedder }, rows) {
  const { categories, vectors } = await loadCategories(embedder);
  const { dimensions } = embedder;
  const all = await embedder.embedTexts(
    rows.map(({ text }) => text),
    { kind: 'document' },
  );
  const places = new Map(categories.map(({ id }, place) => [id, place]));
  const answers = rows.map((_, i) => {
    const probabilities = categoryProbabilities(all.subarray(i * dimensions, (i + 1) * dimensions), vectors, categories);
    return {
      scores: Object.fromEntries(
        Object.entries(mapped).map(([label, ids]) => [label, ids.reduce((sum, id) => sum + probabilities[places.get(id)], 0)]),
      ),
    };
  });
  return measureAnswers(answers, rows, Object.keys(mapped));
}

export async function zeroShot(context) {
  const { embedder, data } = context;
  const row = (name, { rows, accuracy, macroF1, calibrationError }) => [
    name,
    rows,
    interval(accuracy),
    interval(macroF1),
    decimals(calibrationError),
  ];
  const rows = [];
  const ag = newsRows(data)?.map(({ text, label_name: label }) => ({ text, label }));
  const measureZeroShot = async (labels, texts) => {
    const classifier = await TextClassifier.zeroShot(labels, { embedder });
    return measureAnswers(await classifier.classify(texts.map(({ text }) => text)), texts, classifier.labels);
  };
  if (ag) {
    rows.push(row('AG News, names and a sentence each (goal: 0.77)', await measureZeroShot(news, ag)));
    rows.push(
      row(
        'AG News, names alone',
        await measureZeroShot(
          news.map(({ label }) => label),
          ag,
        ),
      ),
    );
    rows.push(row('AG News by `Classifier` (IAB categories, mapped to four)', await iab(context, ag)));
  } else rows.push(['AG News', 'not there', '', '', '']);
  rows.push(row('our Portuguese sentences, feelings described in Portuguese', await measureZeroShot(feelings, readRows(portuguese))));
  return [
    'Labels told by their meaning, without any example. AG News may only be used for research: it measures, and nothing is made of it; but how name, sentence and both are mixed was chosen with it in view, so expect a little less elsewhere.',
    '',
    ...table(['data and labels', 'texts', 'accuracy (95 %)', 'macro F1 (95 %)', 'calibration error'], rows),
  ];
}
