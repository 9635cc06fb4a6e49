import { join } from 'node:path';
import { bootstrap } from '../packages/saguim/dist/heads/index.js';
import { TextClassifier } from '../packages/saguim/dist/index.js';
import { root } from '../scripts/lib/house.mjs';
import { measureAnswers } from './lib/answers.mjs';
import { readRows } from './lib/data.mjs';
import { decimals, interval, table } from './lib/table.mjs';

const seed = 1;
export const portuguese = join(root, 'eval/data/sentimento-pt.jsonl');

/** The sentiment head on SST-2's dev sentences (two labels) and on our Portuguese ones (three, and two). */
export async function sentimentFigures({ embedder, data, classifier }) {
  const head = classifier ?? (await TextClassifier.load('sentiment', { embedder }));
  const classify = async (rows) => head.classify(rows.map(({ text }) => text));
  const two = ['negative', 'positive'];
  const films = data.rows('sst2/sentence_dev.jsonl')?.map(({ text, label }) => ({ text, label: two[label] }));
  const pt = readRows(portuguese);
  const ptAnswers = await classify(pt);
  const english = films && measureAnswers(await classify(films), films, two);
  const three = measureAnswers(ptAnswers, pt, ['negative', 'neutral', 'positive']);
  const ptTwo = measureAnswers(ptAnswers, pt, two);
  const groups = ['kind', 'trait'].flatMap((field) => {
    const names = [...new Set(pt.map((row) => row[field]).filter(Boolean))].sort();
    return names.map((name) => {
      const right = pt.flatMap((row, i) => (row[field] === name ? [Number(ptAnswers[i].label === row.label)] : []));
      const accuracy = bootstrap(right.length, (rows) => rows.reduce((sum, row) => sum + right[row], 0) / rows.length, seed);
      return { name, count: right.length, accuracy };
    });
  });
  const errors = pt.flatMap((row, i) =>
    ptAnswers[i].label === row.label ? [] : [{ ...row, said: ptAnswers[i].label, score: ptAnswers[i].score }],
  );
  return {
    english,
    three,
    ptTwo,
    groups,
    errors: errors.sort((a, b) => b.score - a.score),
    summary: {
      sst2: english && [english.accuracy, english.calibrationError],
      pt3: [three.accuracy, three.macroF1.value, three.calibrationError],
      pt2: [ptTwo.accuracy, ptTwo.calibrationError],
    },
  };
}

export async function sentiment(context) {
  const { english, three, ptTwo, groups } = await sentimentFigures(context);
  const row = (name, { rows, accuracy, macroF1, calibrationError }) => [
    name,
    rows,
    interval(accuracy),
    interval(macroF1),
    decimals(calibrationError),
  ];
  return [
    'The head `sentiment` that comes along ([card](../models/recipes/cards/sentiment.md)). With two labels, "neutral" is left out and the other two share its probability.',
    '',
    ...table(
      ['data', 'texts', 'accuracy (95 %)', 'macro F1 (95 %)', 'calibration error'],
      [
        english
          ? row('SST-2 dev, English, 2 labels (goal: 0.88, calibration error 0.03)', english)
          : ['SST-2 dev', 'not there', '', '', ''],
        row('our Portuguese sentences, 2 labels', ptTwo),
        row('our Portuguese sentences, 3 labels', three),
      ],
    ),
    '',
    ...table(
      ['Portuguese, 3 labels: by kind and by what makes it hard', 'texts', 'accuracy (95 %)'],
      groups.map(({ name, count, accuracy }) => [name, count, interval(accuracy)]),
    ),
  ];
}
