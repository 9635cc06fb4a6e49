import { expect, it } from 'vitest';
import { hashWords } from './hash-words.js';

const rowsOf = (...texts: string[]) => {
  const { hashes, starts } = hashWords(texts);
  return texts.map((_, i) => [...hashes.subarray(starts[i]!, starts[i + 1]!)]);
};

it('are the same whatever the case, the accents and the apostrophe', () => {
  const [a, b, c] = rowsOf('Não É ótimo!', 'nao e OTIMO !', "it's bad, isn’t it?");
  expect(a).toEqual(b);
  expect(a).toHaveLength(4);
  expect(c).toEqual(rowsOf("it 's bad is n't it ?")[0]);
  expect(c).toHaveLength(7);
});

it('takes emoji, and texts without words', () => {
  const [emoji, blank, marks] = rowsOf('😀 great', ' — ', '…');
  expect(emoji).toHaveLength(2);
  expect(blank).toEqual([]);
  expect(marks).toEqual([]);
});
