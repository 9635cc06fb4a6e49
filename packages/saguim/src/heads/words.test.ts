import { expect, it } from 'vitest';
import { chooseWords } from './train-words.js';
import { fitWords, joinWordRows, rowsApart, type WordRows, wordScores } from './words.js';

const finish = <T>(work: Generator<void, T>): T => {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
};

function rowsOf(...rows: number[][]): WordRows {
  const starts = [0];
  for (const row of rows) starts.push(starts.at(-1)! + row.length);
  return { hashes: Uint32Array.from(rows.flat()), starts: Uint32Array.from(starts) };
}

// 1 is good, 2 is bad, 3 turns round what follows; the others say nothing.
const sentences = Array.from({ length: 48 }, (_, i) => {
  const other = 10 + (i % 5);
  const good = i % 2 === 0;
  return { row: i % 3 === 0 ? [other, 3, good ? 2 : 1] : [good ? 1 : 2, other], good };
});
const words = rowsOf(...sentences.map(({ row }) => row));
const targets = Uint8Array.from(sentences.flatMap(({ good }) => [Number(!good), Number(good)]));

it('learns words and pairs of neighbours', () => {
  const fitted = finish(fitWords(words, { values: targets, classes: 2 }, 'softmax'))!;
  const scores = wordScores(fitted, rowsOf([1], [2], [11, 3, 1], [11, 3, 2], [77]));
  const margins = Array.from({ length: 5 }, (_, i) => scores[2 * i + 1]! - scores[2 * i]!);
  expect(margins[0]).toBeGreaterThan(0.5);
  expect(margins[1]).toBeLessThan(-0.5);
  expect(margins[2]).toBeLessThan(-0.5);
  expect(margins[3]).toBeGreaterThan(0.5);
  expect(Math.abs(margins[4]!)).toBeLessThan(0.3);
});

it('learns nothing against labels that no phrase has', () => {
  const rows = rowsOf([1, 5], [2, 5], [3, 5], [1, 5], [2, 5], [3, 5], ...Array.from({ length: 40 }, (_, i) => [1 + (i % 2), 5]));
  const values = Uint8Array.from(
    Array.from({ length: 46 }, (_, i) => (i < 6 ? i % 3 : i % 2)).flatMap((k) => [0, 1, 2].map((one) => Number(one === k))),
  );
  const neutral = (from?: number) => {
    const fitted = finish(fitWords(rows, { values, classes: 3 }, 'softmax', undefined, from))!;
    const scores = wordScores(fitted, rowsOf([5]));
    return scores[2]! - scores[0]!;
  };
  expect(neutral()).toBeLessThan(-1);
  expect(Math.abs(neutral(6))).toBeLessThan(0.5 * Math.abs(neutral()));
});

it('keeps no term of a single row', () => {
  expect(finish(fitWords(rowsOf([1, 2], [3, 4]), { values: Uint8Array.of(1, 0, 0, 1), classes: 2 }, 'softmax'))).toBeUndefined();
});

it('finds phrases that are no part of held-out texts alone', () => {
  const texts = rowsOf([0, 1, 2], [3, 3], [3, 0, 1]);
  expect([...rowsApart(rowsOf([1, 2], [2, 1], [0, 1], [3], [9]), texts, [1, 2], [0])]).toEqual([1, 2, 3, 4]);
});

it('joins rows', () => {
  const joined = joinWordRows(rowsOf([1], [2, 3]), [1], rowsOf([4], []), [1, 0]);
  expect([...joined.hashes]).toEqual([2, 3, 4]);
  expect([...joined.starts]).toEqual([0, 2, 2, 3]);
});

const request = { words, targets, labels: ['bad', 'good'], link: 'softmax' as const };
const all = Int32Array.from(sentences.keys());
const folds = [0, 1, 2].map((fold) => ({ heldRows: all.filter((row) => Math.floor(row / 6) % 3 === fold) }));

it('counts words where that helps, and only there', () => {
  const scores = new Float64Array(targets.length);
  const useful = finish(chooseWords(request, all, { values: targets, classes: 2 }, folds, scores));
  expect(useful).toBeDefined();
  expect(sentences.filter(({ good }, i) => scores[2 * i + 1]! > scores[2 * i]! === good).length).toBeGreaterThan(44);

  const known = Float64Array.from(targets, (target) => 20 * target);
  const before = known.slice();
  expect(finish(chooseWords(request, all, { values: targets, classes: 2 }, folds, known))).toBeUndefined();
  expect(known).toEqual(before);
});

it('leaves phrases that are parts of held-out texts out of what judges them', () => {
  const noise = Uint8Array.from(sentences.flatMap((_, i) => ((i * 7) % 13 < 6 ? [1, 0] : [0, 1])));
  const odd = rowsOf(...sentences.map((_, i) => [1000 + i, 2000 + i, 3000 + i]));
  const phrases = { words: rowsOf(...sentences.flatMap((_, i) => [[1000 + i], [1000 + i, 2000 + i]])), targets: new Uint8Array(4 * 48) };
  sentences.forEach((_, i) => void phrases.targets.set([noise[2 * i]!, noise[2 * i + 1]!, noise[2 * i]!, noise[2 * i + 1]!], 4 * i));
  const scores = new Float64Array(noise.length);
  const leaked = finish(
    chooseWords({ ...request, words: odd, targets: noise, phrases }, all, { values: noise, classes: 2 }, folds, scores),
  );
  expect(leaked).toBeUndefined();
});
