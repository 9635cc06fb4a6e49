import { applyHead, type Head } from './head.js';
import { largestAt } from './largest-at.js';
import { fitLogisticRegression } from './logistic-regression.js';
import { type MakeProducts, type Matrix, matrix } from './matrix.js';
import { addToMemory, memoryRows } from './memory.js';
import { standardise } from './standardise.js';
import type { WordRows } from './words.js';

/** How often a correction is counted at most, until the head says what it was told. */
const mostWeight = 256;
/** How strongly weights stay where they are; in standardised columns the curvature of the loss is at most a quarter. */
const stay = 0.1;
/**
 * The same where nothing is remembered, at first and for each column (a row's length is √columns): a row alone has no weight to be doubled, so the
 * pull is halved instead.
 */
const stayAlone = 4;

/**
 * The head after one correction. The rows it remembers are fitted again together with the new one, from where it stands and with a pull
 * to stay there. The new row counts as much as it takes to be answered as told.
 * @param row (columns,) its features
 * @param target (labels,) of 0 and 1
 * @param words the corrected text's; what words weigh stays as it is
 */
export function* learnHead(
  head: Head,
  row: Float32Array,
  target: Uint8Array,
  makeProducts?: MakeProducts,
  words?: WordRows,
): Generator<void, Head> {
  const { labels, link, l2 } = head;
  const columns = row.length;
  const added = standardise(matrix(row, columns), head.standardisation);
  const known = head.memory && memoryRows(head.memory, columns);
  const rows = (known?.rows ?? 0) + 1;
  const x: Matrix = { values: new Float32Array(rows * columns), rows, columns };
  if (known) x.values.set(known.values);
  x.values.set(added.values, (rows - 1) * columns);
  const targets = { values: new Uint8Array(rows * labels.length), classes: labels.length };
  if (head.memory) targets.values.set(head.memory.targets);
  targets.values.set(target, (rows - 1) * labels.length);
  const point = Float64Array.from(head.weights);
  let learned: Head = head;
  for (let weight = 1; ; weight *= 2) {
    const rowWeights = new Float64Array(rows);
    if (head.memory) rowWeights.set(head.memory.weights);
    rowWeights[rows - 1] = weight;
    // What is not remembered is held by the pull alone; the penalty would only take weights away from where they stand.
    const strength = head.memory ? stay / head.examples : (stayAlone * columns) / weight;
    const weights = yield* fitLogisticRegression(x, targets, {
      link,
      l2: head.memory ? l2 : 0,
      rowWeights,
      start: point,
      anchor: { point, strength },
      makeProducts,
    });
    learned = {
      ...head,
      weights: Float32Array.from(weights),
      examples: head.examples + 1,
      // A few corrections alone would not stand for all that is known.
      memory: head.memory && addToMemory(head.memory, added, target, weight),
    };
    if (weight >= mostWeight || says(learned, row, target, words)) return learned;
  }
}

function says(head: Head, row: Float32Array, target: Uint8Array, words?: WordRows): boolean {
  const { probabilities } = applyHead(head, matrix(row, row.length), words);
  if (head.link === 'sigmoid') return probabilities.every((p, k) => p >= 0.5 === (target[k] === 1));
  return target[largestAt(probabilities)] === 1;
}
