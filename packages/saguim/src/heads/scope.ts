import type { Targets } from './logistic-regression.js';
import { type MakeProducts, type Matrix, plainProducts } from './matrix.js';

/** Tells what belongs to none of the labels. */
export interface Scope {
  /** (labels, columns): the direction in which a label's rows lie on average, of length 1. */
  readonly centroids: Float32Array;
  /** A row whose score is below is out of scope. */
  readonly threshold: number;
}

/** What similarity counts beside certainty; measured on CLINC150 (docs/quality.md). */
const similarityWeight = 1;

/** @param x (rows, columns) standardised */
export function labelCentroids({ values, rows, columns }: Matrix, targets: Targets): Float32Array {
  const sums = new Float64Array(targets.classes * columns);
  for (let i = 0; i < rows; i++) {
    let square = 0;
    for (let j = i * columns; j < (i + 1) * columns; j++) square += values[j]! ** 2;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let k = 0; k < targets.classes; k++) {
      if (!targets.values[i * targets.classes + k]) continue;
      for (let j = 0; j < columns; j++) sums[k * columns + j]! += values[i * columns + j]! * scale;
    }
  }
  for (let k = 0; k < targets.classes; k++) {
    const sum = sums.subarray(k * columns, (k + 1) * columns);
    const length = Math.sqrt(sum.reduce((square, value) => square + value ** 2, 0));
    if (length > 0) for (let j = 0; j < columns; j++) sum[j]! /= length;
  }
  return Float32Array.from(sums);
}

/**
 * How much rows are like what a head knows: the cosine to the nearest label's centroid, and how certain the head is (1 minus the entropy
 * of its answer as a share of the largest possible).
 * @param x (rows, columns) standardised
 */
export function scopeScores(
  x: Matrix,
  probabilities: Float64Array,
  centroids: Float32Array,
  makeProducts: MakeProducts = plainProducts,
): Float64Array {
  const { values, rows, columns } = x;
  const labels = centroids.length / columns;
  const directions = new Float64Array(labels * (columns + 1));
  for (let k = 0; k < labels; k++) directions.set(centroids.subarray(k * columns, (k + 1) * columns), k * (columns + 1));
  const products = new Float64Array(rows * labels);
  makeProducts(x, labels).scores(directions, products);
  const out = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let square = 0;
    for (let j = i * columns; j < (i + 1) * columns; j++) square += values[j]! ** 2;
    const length = square > 0 ? Math.sqrt(square) : Infinity;
    let nearest = -1;
    for (let k = i * labels; k < (i + 1) * labels; k++) nearest = Math.max(nearest, products[k]! / length);
    let [entropy, sum] = [0, 0];
    for (let k = i * labels; k < (i + 1) * labels; k++) sum += probabilities[k]!;
    for (let k = i * labels; k < (i + 1) * labels; k++) {
      const p = sum > 0 ? probabilities[k]! / sum : 0;
      if (p > 0) entropy -= p * Math.log(p);
    }
    out[i] = similarityWeight * nearest + (labels > 1 ? 1 - entropy / Math.log(labels) : 1);
  }
  return out;
}

/** The score that `share` of rows of known labels are below. */
export function scopeThreshold(scores: Float64Array, share = 0.05): number {
  const sorted = Float64Array.from(scores).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

/** The score that tells rows of known labels from others best: the mean of both shares that are right is largest. */
export function separatingThreshold(inside: Float64Array, outside: Float64Array): number {
  const all = [...Array.from(inside, (value) => ({ value, inside: 1 })), ...Array.from(outside, (value) => ({ value, inside: 0 }))];
  all.sort((a, b) => a.value - b.value);
  let [insideBelow, outsideBelow, best, threshold] = [0, 0, Number.NEGATIVE_INFINITY, all[0]!.value];
  for (const [i, { value, inside: isInside }] of all.entries()) {
    if (i === 0 || value > all[i - 1]!.value) {
      const quality = outsideBelow / outside.length - insideBelow / inside.length;
      if (quality > best) [best, threshold] = [quality, i === 0 ? value : (value + all[i - 1]!.value) / 2];
    }
    if (isInside) insideBelow++;
    else outsideBelow++;
  }
  return threshold;
}
