import { lossToResiduals, type Targets } from './logistic-regression.js';
import { minimise } from './minimise.js';
import type { Link } from './probabilities.js';

/** Texts as their words in order, each word a hash of 32 bits. Plain data, which a worker can be sent. */
export interface WordRows {
  readonly hashes: Uint32Array;
  /** (rows + 1,) where each row begins in `hashes`, and where the last one ends. */
  readonly starts: Uint32Array;
}

/** What words and pairs of neighbouring words add to the scores of labels, as integers times the label's scale. */
export interface WordWeights {
  /** (terms,) in increasing order. */
  readonly terms: Uint32Array;
  /** (terms, labels). */
  readonly values: Int8Array;
  /** (labels,). */
  readonly scale: Float32Array;
  /** (labels,) what every text gets. */
  readonly bias: Float32Array;
}

/** What the terms may take in a file. */
const mostBytes = 50_000;
/** Weights to fit at once; beyond it examples are too many or too unlike for words to pay. */
const mostWeights = 400_000;

const combine = (a: number, b: number) => (Math.imul(a ^ (a >>> 15), 0x85ebca6b) + Math.imul(b ^ (b >>> 13), 0xc2b2ae35)) >>> 0;

export const wordRowCount = ({ starts }: WordRows) => starts.length - 1;

/** Words and pairs of neighbours of a row, each once. */
function termsOf({ hashes, starts }: WordRows, row: number): Set<number> {
  const terms = new Set<number>();
  const end = starts[row + 1]!;
  for (let at = starts[row]!; at < end; at++) {
    terms.add(hashes[at]!);
    if (at + 1 < end) terms.add(combine(hashes[at]!, hashes[at + 1]!));
  }
  return terms;
}

/** Rows one after the other: some of `a`, then some of `b`. */
export function joinWordRows(a: WordRows, rowsOfA: ArrayLike<number>, b?: WordRows, rowsOfB: ArrayLike<number> = []): WordRows {
  const parts: Uint32Array[] = [];
  const starts = new Uint32Array(rowsOfA.length + rowsOfB.length + 1);
  const take = ({ hashes, starts: from }: WordRows, row: number) => {
    const part = hashes.subarray(from[row]!, from[row + 1]!);
    starts[parts.length + 1] = starts[parts.length]! + part.length;
    parts.push(part);
  };
  for (let i = 0; i < rowsOfA.length; i++) take(a, rowsOfA[i]!);
  for (let i = 0; b && i < rowsOfB.length; i++) take(b, rowsOfB[i]!);
  const hashes = new Uint32Array(starts.at(-1)!);
  parts.forEach((part, i) => void hashes.set(part, starts[i]!));
  return { hashes, starts };
}

const longestSpan = 100;

/** Hashes of all runs of words in some rows that are as long as one of `lengths`. */
function spansOf({ hashes, starts }: WordRows, rows: ArrayLike<number>, lengths: ReadonlySet<number>): Set<number> {
  const spans = new Set<number>();
  for (let i = 0; i < rows.length; i++) {
    const end = starts[rows[i]! + 1]!;
    for (let from = starts[rows[i]!]!; from < end; from++) {
      let hash = 0;
      for (let at = from; at < end && at - from < longestSpan; at++) {
        hash = combine(hash, hashes[at]!);
        if (lengths.has(at - from + 1)) spans.add(hash);
      }
    }
  }
  return spans;
}

/**
 * Rows of `phrases` that are not known from the held-out rows of `texts` alone: whose words stand together, in order, in one of the other
 * rows or in none of the held-out ones. What is held out is not learned from its parts.
 */
export function rowsApart(phrases: WordRows, texts: WordRows, rows: ArrayLike<number>, held: ArrayLike<number>): Int32Array {
  const count = wordRowCount(phrases);
  const lengths = new Set(Array.from({ length: count }, (_, i) => phrases.starts[i + 1]! - phrases.starts[i]!));
  const inside = spansOf(texts, held, lengths);
  const outside = spansOf(texts, rows, lengths);
  const apart: number[] = [];
  for (let i = 0; i < count; i++) {
    let hash = 0;
    for (let at = phrases.starts[i]!; at < phrases.starts[i + 1]!; at++) hash = combine(hash, phrases.hashes[at]!);
    if (!inside.has(hash) || outside.has(hash)) apart.push(i);
  }
  return Int32Array.from(apart);
}

/**
 * Fits a logistic regression on which words and pairs of neighbours a text has (S. Wang and C. Manning, Baselines and Bigrams, 2012, without
 * their ratios, which changed nothing here). Terms of a single row are left out: they tell nothing, and would give away its words.
 * @param phrasesFrom rows from here on only tell apart the labels that any of them has: that they are many says nothing against the others
 * @returns nothing where there are no terms, or too many for the labels
 */
export function* fitWords(
  rows: WordRows,
  targets: Targets,
  link: Link,
  rowWeights?: ArrayLike<number>,
  phrasesFrom = Number.POSITIVE_INFINITY,
): Generator<void, WordWeights | undefined> {
  const { classes } = targets;
  const count = wordRowCount(rows);
  const frequency = new Map<number, number>();
  const termSets = Array.from({ length: count }, (_, i) => termsOf(rows, i));
  for (const terms of termSets) for (const term of terms) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const terms = Uint32Array.from([...frequency].filter(([, often]) => often > 1).map(([term]) => term)).sort();
  if (terms.length === 0 || terms.length * classes > mostWeights) return undefined;
  yield;
  const places = new Map(Array.from(terms, (term, place) => [term, place]));
  const starts = new Uint32Array(count + 1);
  const all: number[] = [];
  for (const [i, set] of termSets.entries()) {
    for (const term of set) {
      const place = places.get(term);
      if (place !== undefined) all.push(place);
    }
    starts[i + 1] = all.length;
  }
  const columns = Uint32Array.from(all);
  const share = Float64Array.from({ length: count }, (_, i) => rowWeights?.[i] ?? 1);
  const total = share.reduce((sum, weight) => sum + weight, 0);
  const bias = terms.length * classes;
  const scores = new Float64Array(classes);
  const among = new Uint8Array(classes);
  for (let i = phrasesFrom; i < count; i++) for (let k = 0; k < classes; k++) among[k]! |= targets.values[i * classes + k]!;
  const one: Targets = { values: new Uint8Array(classes), classes };
  const objective = (weights: Float64Array, gradient: Float64Array): number => {
    let value = 0;
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < classes; k++) scores[k] = weights[bias + k]!;
      for (let at = starts[i]!; at < starts[i + 1]!; at++) {
        const w = columns[at]! * classes;
        for (let k = 0; k < classes; k++) scores[k]! += weights[w + k]!;
      }
      if (i >= phrasesFrom) for (let k = 0; k < classes; k++) if (!among[k]) scores[k] = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < classes; k++) one.values[k] = targets.values[i * classes + k]!;
      value += share[i]! * lossToResiduals(scores, one, 0, link);
      for (let k = 0; k < classes; k++) scores[k]! *= share[i]!;
      for (let at = starts[i]!; at < starts[i + 1]!; at++) {
        const w = columns[at]! * classes;
        for (let k = 0; k < classes; k++) gradient[w + k]! += scores[k]!;
      }
      for (let k = 0; k < classes; k++) gradient[bias + k]! += scores[k]!;
    }
    for (let j = 0; j < bias; j++) {
      value += weights[j]! ** 2 / 2;
      gradient[j]! += weights[j]!;
    }
    for (let j = 0; j < gradient.length; j++) gradient[j]! /= total;
    return value / total;
  };
  const weights = new Float64Array(bias + classes);
  yield* minimise(objective, weights, { maxIterations: 60, tolerance: 1e-5 });
  return shorten(terms, weights, frequency, classes);
}

/** The terms that say most, often enough, in as many bytes as a file may spend on them. */
function shorten(terms: Uint32Array, weights: Float64Array, frequency: ReadonlyMap<number, number>, classes: number): WordWeights {
  const worth = Float64Array.from(terms, (term, place) => {
    const own = weights.subarray(place * classes, (place + 1) * classes);
    return Math.max(...own.map(Math.abs)) * Math.sqrt(frequency.get(term)!);
  });
  const order = Array.from(terms.keys()).sort((a, b) => worth[b]! - worth[a]! || a - b);
  const kept = Uint32Array.from(order.slice(0, Math.floor(mostBytes / (4 + classes)))).sort();
  const scale = new Float32Array(classes);
  for (const place of kept) for (let k = 0; k < classes; k++) scale[k] = Math.max(scale[k]!, Math.abs(weights[place * classes + k]!) / 127);
  const values = new Int8Array(kept.length * classes);
  kept.forEach((place, at) => {
    for (let k = 0; k < classes; k++) values[at * classes + k] = scale[k]! > 0 ? Math.round(weights[place * classes + k]! / scale[k]!) : 0;
  });
  return { terms: kept.map((place) => terms[place]!), values, scale, bias: Float32Array.from(weights.subarray(terms.length * classes)) };
}

/** What words add to the scores of rows, (rows, labels). */
export function wordScores({ terms, values, scale, bias }: WordWeights, rows: WordRows): Float64Array {
  const classes = scale.length;
  const count = wordRowCount(rows);
  const out = new Float64Array(count * classes);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < classes; k++) out[i * classes + k] = bias[k]!;
    for (const term of termsOf(rows, i)) {
      const place = find(terms, term);
      if (place < 0) continue;
      for (let k = 0; k < classes; k++) out[i * classes + k]! += values[place * classes + k]! * scale[k]!;
    }
  }
  return out;
}

/** The same words with all they add multiplied. */
export function scaleWords(words: WordWeights, by: number): WordWeights {
  return { ...words, scale: words.scale.map((value) => value * by), bias: words.bias.map((value) => value * by) };
}

function find(sorted: Uint32Array, wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const value = sorted[middle]!;
    if (value === wanted) return middle;
    if (value < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
