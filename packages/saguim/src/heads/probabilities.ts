/** `softmax`: exactly one label is right. `sigmoid`: each label is right or not by itself. */
export type Link = 'softmax' | 'sigmoid';

export const sigmoid = (z: number) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

/** Probabilities of one row's scores, in place, beginning at `at`. */
export function toProbabilities(scores: Float64Array | Float32Array, link: Link, at = 0, classes = scores.length): void {
  if (link === 'sigmoid') {
    for (let k = at; k < at + classes; k++) scores[k] = sigmoid(scores[k]!);
    return;
  }
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = at; k < at + classes; k++) largest = Math.max(largest, scores[k]!);
  let sum = 0;
  for (let k = at; k < at + classes; k++) sum += scores[k] = Math.exp(scores[k]! - largest);
  for (let k = at; k < at + classes; k++) scores[k]! /= sum;
}
