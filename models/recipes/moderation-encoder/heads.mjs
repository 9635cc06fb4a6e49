#!/usr/bin/env node
// The last step: the heads as files for the vectors of the finished GGUF, calibrated on the validation part, and how good both are on the
// test part: all through the engine, with the weights as stored. Before it: README.md.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAnswers } from '../../../eval/lib/answers.mjs';
import { CachedEmbedder } from '../../../eval/lib/cached-embedder.mjs';
import { readRows } from '../../../eval/lib/data.mjs';
import { portuguese } from '../../../eval/sentiment.mjs';
import { calibrate } from '../../../packages/saguim/dist/heads/calibration.js';
import { applyHead, areaUnderRoc, bootstrap, encodeHead, matrix } from '../../../packages/saguim/dist/heads/index.js';
import { SemanticEmbedder } from '../../../packages/saguim/dist/index.js';
import { Plain, runMain } from '../../../scripts/lib/house.mjs';

const seed = 1;
const width = 384;
const links = { moderation: 'sigmoid', sentiment: 'softmax' };
const fewest = 20; // texts for a figure

function toHead(name, rows, embedder, examples) {
  return {
    labels: rows.map(({ label }) => label),
    link: links[name],
    input: { model: embedder.model, fingerprint: embedder.fingerprint, features: 'embedding', kind: 'symmetric', columns: width },
    standardisation: { mean: new Float32Array(width), scale: new Float32Array(width).fill(1) },
    weights: Float32Array.from(rows.flatMap(({ weights, bias }) => [...weights, bias])),
    calibration: { slope: new Float32Array(rows.length).fill(1), offset: new Float32Array(rows.length) },
    l2: 0,
    examples,
  };
}

/**
 * The head with probabilities that can be believed, from rows that it was not trained on: of each label those on which it is known. `unseen` has more
 * of them for some labels, [score, truth, fold]: the texts of training, each judged by a model of the same training that has not seen it.
 */
function withCalibration(head, vectors, rows, unseen) {
  const { scores } = applyHead(head, matrix(vectors, width));
  const classes = head.labels.length;
  const known = (label) => rows.flatMap(({ labels }, i) => (labels?.[label] === undefined ? [] : [i]));
  if (head.link === 'softmax') {
    const felt = rows.flatMap(({ sentiment }, i) => (sentiment === undefined ? [] : [i]));
    const of = Float64Array.from(felt.flatMap((i) => [...scores.subarray(i * classes, (i + 1) * classes)]));
    const values = Uint8Array.from(felt.flatMap((i) => head.labels.map((_, k) => Number(rows[i].sentiment === k))));
    return { ...head, calibration: calibrate(of, { values, classes }, 'softmax') };
  }
  const found = head.labels.map((label, k) => {
    const pairs = [...known(label).map((i) => [scores[i * classes + k], rows[i].labels[label]]), ...(unseen[label] ?? [])];
    const values = Uint8Array.from(pairs, ([, truth]) => truth);
    return calibrate(
      Float64Array.from(pairs, ([score]) => score),
      { values, classes: 1 },
      'sigmoid',
    );
  });
  const joined = (part) => Float32Array.from(found, (each) => each[part][0]);
  return { ...head, calibration: { slope: joined('slope'), offset: joined('offset') } };
}

/** Of one label, the texts of training with their probabilities: neither the model nor the calibration has seen the fifth that a text is in. */
function crossFitted(unseen) {
  const folds = [...new Set(unseen.map(([, , fold]) => fold))];
  return folds.flatMap((held) => {
    const others = unseen.filter(([, , fold]) => fold !== held);
    const values = Uint8Array.from(others, ([, truth]) => truth);
    const { slope, offset } = calibrate(
      Float64Array.from(others, ([score]) => score),
      { values, classes: 1 },
      'sigmoid',
    );
    const told = unseen.filter(([, , fold]) => fold === held);
    return told.map(([score, truth]) => ({ truth, score: 1 / (1 + Math.exp(-(score * slope[0] + offset[0]))) }));
  });
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

/** The mean of F1 of both values. */
function macroF1(pairs, threshold) {
  let [both, said, is] = [0, 0, 0];
  for (const { score, truth } of pairs) {
    both += Number(score >= threshold && truth === 1);
    said += Number(score >= threshold);
    is += truth;
  }
  const neither = pairs.length - said - is + both;
  return both / (said + is || 1) + neither / (2 * pairs.length - said - is || 1);
}

/** Where macro F1 is best: found on validation, used on test. */
function bestThreshold(pairs) {
  const grid = Array.from({ length: 95 }, (_, i) => (i + 1) / 100);
  return grid.reduce((best, at) => (macroF1(pairs, at) > macroF1(pairs, best) ? at : best));
}

const sampled = (pairs, figure) => bootstrap(pairs.length, (rows) => figure(Array.from(rows, (row) => pairs[row])), seed, 300);
const auc = (pairs) => {
  const of = (wanted) => pairs.filter(({ truth }) => truth === wanted).map(({ score }) => score);
  return areaUnderRoc(of(1), of(0));
};

const decimals = (value) => value.toFixed(3);
const interval = ({ value, low, high }) => `${decimals(value)} (${decimals(low)} to ${decimals(high)})`;

await runMain(async () => {
  const { values } = parseArgs({ options: { folder: { type: 'string' }, every: { type: 'string', default: '1' } } });
  if (!values.folder) throw new Plain('Usage: heads.mjs --folder EXPORTED [--every N]\n\nN: take only every Nth text, for a first look', 2);
  const at = (name) => join(values.folder, name);
  const some = (name) => readRows(at(name)).filter((_, i) => i % Number(values.every) === 0);
  const parts = { validation: some('validation.jsonl'), test: some('test.jsonl'), own: readRows(portuguese) };
  const [{ examples, ...rowsOf }] = readRows(at('heads.json'));
  const [unseen] = existsSync(at('unseen.json')) ? readRows(at('unseen.json')) : [{}];
  const session = await SemanticEmbedder.create({ saguim: { model: at('moderation-en-pt.gguf') } });
  try {
    const embedder = new CachedEmbedder(session.saguim.textEmbedder);
    const vectors = {};
    for (const [name, rows] of Object.entries(parts)) {
      const onProgress = (done, total) => process.stderr.write(`\r${name} ${done} of ${total}   `);
      vectors[name] = await embedder.embedTexts(
        rows.map(({ text }) => text),
        { kind: 'symmetric', onProgress },
      );
    }
    const answers = {};
    for (const name of Object.keys(links)) {
      const head = withCalibration(toHead(name, rowsOf[name], embedder, examples), vectors.validation, parts.validation, unseen);
      writeFileSync(at(`${name}.head`), encodeHead(head));
      for (const [part, rows] of Object.entries(parts)) {
        const { probabilities } = applyHead(head, matrix(vectors[part], width));
        const count = head.labels.length;
        const found = rows.map((_, i) => Object.fromEntries(head.labels.map((label, k) => [label, probabilities[i * count + k]])));
        answers[part] = found.map((each, i) => ({ ...answers[part]?.[i], ...each }));
      }
    }
    const pairsOf = (part, name, label = name) =>
      parts[part].flatMap(({ labels }, i) =>
        labels?.[name] === undefined ? [] : [{ truth: labels[name], score: answers[part][i][label] }],
      );
    const labelled =
      '\n| label | texts | positive | ROC AUC | macro F1, at the best threshold of validation | calibration error | … where likely |';
    const row = (name, pairs, threshold) => {
      const likely = pairs.filter(({ score }) => score >= 0.5);
      const f1 = `${interval(sampled(pairs, (rows) => macroF1(rows, threshold)))} at ${threshold.toFixed(2)}`;
      const where = likely.length >= fewest ? `${decimals(calibrationError(likely))} (${likely.length})` : `(${likely.length} texts)`;
      const positive = pairs.filter(({ truth }) => truth === 1).length;
      return `| \`${name}\` | ${pairs.length} | ${positive} | ${interval(sampled(pairs, auc))} | ${f1} | ${decimals(calibrationError(pairs))} | ${where} |`;
    };
    const names = rowsOf.moderation.map(({ label }) => label);
    const thresholds = Object.fromEntries(names.map((label) => [label, bestThreshold(pairsOf('validation', label))]));
    console.log(`${labelled}\n|---|---|---|---|---|---|---|`);
    for (const name of [...names, 'toxic_elsewhere']) {
      const label = name.replace('_elsewhere', '');
      console.log(row(name, pairsOf('test', name, label), thresholds[label]));
    }
    if (Object.keys(unseen).length > 0) {
      console.log(`\nAll texts of training, by models that have not seen them:\n${labelled}\n|---|---|---|---|---|---|---|`);
      for (const name of names) console.log(row(name, crossFitted(unseen[name]), thresholds[name]));
    }
    const films = parts.test.flatMap(({ source, sentiment }, i) => {
      const { positive, negative } = answers.test[i];
      return source === 'sst2' ? [{ truth: sentiment / 2, score: positive / (positive + negative) }] : [];
    });
    const right = sampled(films, (rows) => rows.filter(({ truth, score }) => score >= 0.5 === (truth === 1)).length / rows.length);
    console.log(`\n| sentiment | texts | accuracy | macro F1 | calibration error |\n|---|---|---|---|---|`);
    console.log(`| SST-2 dev, two labels | ${films.length} | ${interval(right)} | | ${decimals(calibrationError(films))} |`);
    const own = answers.own.map((scores) => ({ scores }));
    for (const labels of [
      ['negative', 'positive'],
      ['negative', 'neutral', 'positive'],
    ]) {
      const { rows, accuracy, macroF1: f1, calibrationError: error } = measureAnswers(own, parts.own, labels);
      console.log(
        `| our Portuguese sentences, ${labels.length} labels | ${rows} | ${interval(accuracy)} | ${interval(f1)} | ${decimals(error)} |`,
      );
    }
  } finally {
    session.destroy();
  }
});
