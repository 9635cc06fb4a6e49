import { createHash } from 'node:crypto';
import { TextClassifier } from '../packages/saguim/dist/index.js';
import { measureAnswers } from './lib/answers.mjs';
import { decimals, interval, table } from './lib/table.mjs';

/** One text in five measures, chosen by its hash: the recipe trains on the others. */
export const isHeldOut = (text) => createHash('sha256').update(text).digest()[0] % 5 === 0;

/** Each text once, also where two differ in case, digits and spaces alone: messages of one campaign do not fall on both sides. */
export function distinctMessages(rows) {
  const seen = new Map();
  for (const { text, label } of rows) {
    const key = text.toLowerCase().replace(/\d+/g, '0').replace(/\s+/g, ' ').trim();
    if (!seen.has(key)) seen.set(key, { text, label });
  }
  return [...seen.values()];
}

export async function spamFigures({ embedder, data, classifier }) {
  const rows = data.rows('sms_spam/sms.jsonl');
  if (!rows) return undefined;
  const head = classifier ?? (await TextClassifier.load('spam', { embedder }));
  const held = distinctMessages(rows).filter(({ text }) => isHeldOut(text));
  const answers = await head.classify(held.map(({ text }) => text));
  const errors = held.flatMap((row, i) =>
    answers[i].label === row.label ? [] : [{ ...row, said: answers[i].label, score: answers[i].score }],
  );
  return { metrics: measureAnswers(answers, held, ['ham', 'spam']), errors };
}

export async function spam(context) {
  const found = await spamFigures(context);
  if (!found) return ['Not measured: the data is not there (`sms_spam/sms.jsonl`).'];
  const { rows, accuracy, macroF1, calibrationError, labels } = found.metrics;
  return [
    'The head `spam` that comes along ([card](../models/recipes/cards/spam.md)), on messages that it was not trained on.',
    '',
    ...table(
      ['data', 'texts', 'accuracy (95 %)', 'macro F1 (95 %)', 'spam: precision, recall', 'calibration error'],
      [
        [
          'SMS Spam Collection, one in five',
          rows,
          interval(accuracy),
          interval(macroF1),
          `${decimals(labels[1].precision)}, ${decimals(labels[1].recall)}`,
          decimals(calibrationError),
        ],
      ],
    ),
  ];
}
