import { bootstrap } from '../packages/saguim/dist/heads/index.js';
import { interval, table } from './lib/table.mjs';

const seed = 1;

/** Ranks from 1; equal values share the mean of theirs. */
function ranks(values) {
  const order = values.map((value, i) => [value, i]).sort((a, b) => a[0] - b[0]);
  const out = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && order[last + 1][0] === order[first][0]) last++;
    for (let i = first; i <= last; i++) out[order[i][1]] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return out;
}

export function spearman(a, b) {
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (a.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) ** 2;
    yy += (y[i] - mean) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

/** In plain fp32 arithmetic on the same weights (PyTorch), for comparison. */
const reference = { en: 0.872, pt: 0.824 };

export async function embeddings({ embedder, data }) {
  const rows = [];
  for (const language of ['en', 'pt']) {
    const pairs = data.rows(`stsb_multi_mt/${language}-dev.jsonl`);
    if (!pairs) {
      rows.push([`STS-B dev, ${language}`, 'not there', '', '']);
      continue;
    }
    const { dimensions } = embedder;
    const vectors = await embedder.embedTexts(
      pairs.flatMap(({ sentence1, sentence2 }) => [sentence1, sentence2]),
      { kind: 'symmetric' },
    );
    const cosines = pairs.map((_, i) => {
      let sum = 0;
      for (let j = 0; j < dimensions; j++) sum += vectors[2 * i * dimensions + j] * vectors[(2 * i + 1) * dimensions + j];
      return sum;
    });
    const scores = pairs.map(({ score }) => score);
    const pick = (sample, values) => Array.from(sample, (row) => values[row]);
    const found = bootstrap(pairs.length, (sample) => spearman(pick(sample, cosines), pick(sample, scores)), seed, 200);
    rows.push([
      `STS-B dev, ${language === 'en' ? 'English' : 'Portuguese (translated by machine)'}`,
      pairs.length,
      interval(found),
      reference[language]?.toFixed(3) ?? '',
    ]);
  }
  return [
    "How well the cosine of two sentences follows what people said of their likeness (0 to 5): Spearman's correlation.",
    '',
    ...table(['data', 'pairs', 'Spearman (95 %)', 'fp32 on the same weights'], rows),
  ];
}
