import { measure } from '../../packages/saguim/dist/heads/index.js';

/** Figures of answers on rows of known labels; rows of other labels are left out, and `labels` share the probability. */
export function measureAnswers(answers, rows, labels, seed = 1) {
  const chosen = rows.map((row, i) => ({ row, scores: answers[i].scores })).filter(({ row }) => labels.includes(row.label));
  const probabilities = new Float64Array(chosen.length * labels.length);
  const values = new Uint8Array(probabilities.length);
  chosen.forEach(({ row, scores }, i) => {
    const sum = labels.reduce((all, label) => all + scores[label], 0);
    labels.forEach((label, k) => {
      probabilities[i * labels.length + k] = scores[label] / sum;
      values[i * labels.length + k] = row.label === label ? 1 : 0;
    });
  });
  return measure(probabilities, { values, classes: labels.length }, { labels, link: 'softmax', on: 'validation', seed });
}
