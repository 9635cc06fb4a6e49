#!/usr/bin/env node
// The last step: the heads as files for this engine's vectors of the finished GGUF, and how good both are through the engine. Before it: README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAnswers } from '../../../eval/lib/answers.mjs';
import { readRows } from '../../../eval/lib/data.mjs';
import { portuguese } from '../../../eval/sentiment.mjs';
import { areaUnderRoc, bootstrap, encodeHead } from '../../../packages/saguim/dist/heads/index.js';
import { SemanticEmbedder, TextClassifier } from '../../../packages/saguim/dist/index.js';
import { Plain, runMain } from '../../../scripts/lib/house.mjs';

const seed = 1;
const width = 384;

function toHead({ link, rows }, embedder, examples) {
  return {
    labels: rows.map(({ label }) => label),
    link,
    input: { model: embedder.model, fingerprint: embedder.fingerprint, features: 'embedding', kind: 'symmetric', columns: width },
    standardisation: { mean: new Float32Array(width), scale: new Float32Array(width).fill(1) },
    weights: Float32Array.from(rows.flatMap(({ weights, bias }) => [...weights, bias])),
    calibration: { slope: Float32Array.from(rows, ({ slope }) => slope), offset: Float32Array.from(rows, ({ offset }) => offset) },
    l2: 0,
    examples,
  };
}

/** Expected calibration error in 10 bins of equal mass; `truth` is 0 or 1. */
function calibrationError(pairs) {
  const sorted = [...pairs].sort((a, b) => a.score - b.score);
  let error = 0;
  for (let bin = 0; bin < 10; bin++) {
    const rows = sorted.slice(Math.floor((bin * sorted.length) / 10), Math.floor(((bin + 1) * sorted.length) / 10));
    error += Math.abs(rows.reduce((sum, { score, truth }) => sum + score - truth, 0));
  }
  return error / sorted.length;
}

function macroF1(pairs, threshold) {
  const f1 = (wanted) => {
    const [said, is] = [(row) => row.score >= threshold === wanted, (row) => (row.truth === 1) === wanted];
    const both = pairs.filter((row) => said(row) && is(row)).length;
    return (2 * both) / (pairs.filter(said).length + pairs.filter(is).length || 1);
  };
  return (f1(true) + f1(false)) / 2;
}

const sampled = (pairs, figure, samples) => bootstrap(pairs.length, (rows) => figure(Array.from(rows, (row) => pairs[row])), seed, samples);
const auc = (pairs) => {
  const of = (wanted) => pairs.filter(({ truth }) => truth === wanted).map(({ score }) => score);
  return areaUnderRoc(of(1), of(0));
};

const decimals = (value) => (value === undefined ? '' : value.toFixed(3));
const interval = ({ value, low, high }) => `${decimals(value)} (${decimals(low)} to ${decimals(high)})`;

await runMain(async () => {
  const { values } = parseArgs({ options: { folder: { type: 'string' }, measured: { type: 'string' } } });
  if (!values.folder || !values.measured) throw new Plain('Usage: heads.mjs --folder EXPORTED --measured MEASURED', 2);
  const { thresholds, step } = JSON.parse(readFileSync(join(values.measured, 'measured.json'), 'utf8'));
  const parts = JSON.parse(readFileSync(join(values.folder, 'heads.json'), 'utf8'));
  const test = readRows(join(values.measured, 'test.jsonl'));
  const session = await SemanticEmbedder.create({ saguim: { model: join(values.folder, 'moderation-en-pt.gguf') } });
  try {
    const embedder = session.saguim.textEmbedder;
    const texts = test.map(({ text }) => text);
    const answers = {};
    const own = readRows(portuguese);
    let ownAnswers;
    for (const name of ['moderation', 'sentiment']) {
      const bytes = encodeHead(toHead(parts[name], embedder, parts.examples));
      writeFileSync(join(values.folder, `${name}.head`), bytes);
      const classifier = await TextClassifier.load(bytes, { embedder });
      const wanted = test
        .map((row, i) => (name === 'sentiment' ? row.sentiment !== undefined : row.labels) && i)
        .filter((i) => i !== false);
      if (name === 'sentiment') ownAnswers = await classifier.classify(own.map(({ text }) => text));
      answers[name] = new Map();
      for (let at = 0; at < wanted.length; at += 256) {
        const some = wanted.slice(at, at + 256);
        (await classifier.classify(some.map((i) => texts[i]))).forEach(({ scores }, n) => void answers[name].set(some[n], scores));
      }
    }
    console.log(
      `step ${step}\n\n| label | texts | positive | ROC AUC (95 %) | macro F1 at the threshold of validation | calibration error | where likely |\n|---|---|---|---|---|---|---|`,
    );
    for (const name of [...parts.moderation.rows.map(({ label }) => label), 'toxic_elsewhere']) {
      const label = name.replace('_elsewhere', '');
      const pairs = test.flatMap((row, i) => {
        const truth = row.labels?.[name];
        return truth === undefined ? [] : [{ truth, score: answers.moderation.get(i)[label] }];
      });
      const likely = pairs.filter(({ score }) => score >= 0.5);
      const threshold = thresholds[label];
      const f1 = sampled(pairs, (rows) => macroF1(rows, threshold), 200);
      const error = likely.length >= 20 ? decimals(calibrationError(likely)) : `(${likely.length} texts)`;
      const positive = pairs.filter(({ truth }) => truth).length;
      console.log(
        `| ${name} | ${pairs.length} | ${positive} | ${interval(sampled(pairs, auc, 200))} | ${interval(f1)} at ${threshold.toFixed(2)} | ${decimals(calibrationError(pairs))} | ${error} |`,
      );
    }
    const films = test.flatMap((row, i) => {
      if (row.source !== 'sst2') return [];
      const { positive, negative } = answers.sentiment.get(i);
      return [{ truth: row.sentiment / 2, score: positive / (positive + negative) }];
    });
    const right = sampled(films, (rows) => rows.filter(({ truth, score }) => score >= 0.5 === (truth === 1)).length / rows.length, 1000);
    console.log(
      `\nSST-2 dev: ${films.length} sentences, accuracy ${interval(right)}, calibration error ${decimals(calibrationError(films))}`,
    );
    for (const labels of [
      ['negative', 'positive'],
      ['negative', 'neutral', 'positive'],
    ]) {
      const { rows, accuracy, macroF1: f1, calibrationError: error } = measureAnswers(ownAnswers, own, labels);
      console.log(
        `our Portuguese sentences, ${labels.length} labels: ${rows}, accuracy ${interval(accuracy)}, macro F1 ${interval(f1)}, calibration error ${decimals(error)}`,
      );
    }
  } finally {
    session.destroy();
  }
});
