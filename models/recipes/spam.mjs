#!/usr/bin/env node
// Whether a short message is spam, in English. What for, from what, how good: cards/spam.md.
import { distinctMessages, isHeldOut, spamFigures } from '../../eval/spam.mjs';
import { TextClassifier } from '../../packages/saguim/dist/index.js';
import { interval, needed, percent, runRecipe, writeCard, writeHead } from './lib/recipe.mjs';
import { reliabilitySvg } from './lib/reliability-svg.mjs';

await runRecipe('spam', async ({ embedder, data }) => {
  const examples = distinctMessages(needed(data, 'sms_spam/sms.jsonl')).filter(({ text }) => !isHeldOut(text));
  const classifier = await TextClassifier.train({
    embedder,
    examples,
    contradictions: 'drop',
    seed: 21,
    onProgress: ({ phase, done, total }) => process.stderr.write(`\r${phase} ${done} of ${total}   `),
  });
  process.stderr.write('\n');
  console.log(`${writeHead('spam', classifier.save({ memory: false }))} characters`);
  const { metrics, errors } = await spamFigures({ embedder, data, classifier });
  writeCard('spam.svg', reliabilitySvg(metrics.reliability, 'SMS Spam Collection, held out'));
  const [, spam] = metrics.labels;
  const worst = errors
    .sort((a, b) => b.score - a.score)
    .slice(0, 6)
    .map(({ text, label, said, score }) => `- "${text}": ${label}, taken for ${said} (${percent(score)})`);
  writeCard(
    'spam.md',
    `# spam

Whether a short message is \`spam\` or not (\`ham\`). English; a linear head on \`multilingual-e5-small-en-pt\` (mean and maximum of the last layer). Made by
\`node models/recipes/spam.mjs --data FOLDER\`; equal to the bit when it is made again on the same machine.

## Data

SMS Spam Collection (Almeida and Hidalgo, UCI; licence CC BY 4.0 as UCI lists it): ${examples.length} messages to train, ${metrics.rows} to measure, chosen by the hash of their text. Messages
that differ in case, digits and spaces alone are there once. They are British and Singaporean text messages of before 2012.

## How good

Accuracy ${interval(metrics.accuracy)}, 95 % interval; of what it calls spam ${percent(spam.precision)} is (precision), and it finds ${percent(spam.recall)} of the spam (recall). Calibration error
${metrics.calibrationError.toFixed(3)}.

![Calibration](spam.svg)

## Known failures

Spam of today, e-mail and other languages were not in the data: Portuguese is not measured. Its surest mistakes:

${worst.join('\n') || '- none among the messages held out'}
`,
  );
  console.log(metrics.accuracy, spam, metrics.calibrationError);
});
