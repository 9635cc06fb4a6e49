import { describe, expect, it } from 'vitest';
import { MergeTable } from './merge-table.js';
import { Vocabulary } from './vocabulary.js';

/** The plain rule: merge the pair of lowest rank, the leftmost of equals, until none is left. */
function plainly(symbols: string[], merges: readonly string[]): string[] {
  for (;;) {
    let best = merges.length;
    let at = -1;
    for (let i = 0; i + 1 < symbols.length; i++) {
      const rank = merges.indexOf(`${symbols[i]} ${symbols[i + 1]}`);
      if (rank >= 0 && rank < best) [best, at] = [rank, i];
    }
    if (at < 0) return symbols;
    symbols.splice(at, 2, `${symbols[at]}${symbols[at + 1]}`);
  }
}

function numbers(seed: number): (below: number) => number {
  return (below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
}

describe('MergeTable', () => {
  const next = numbers(42);
  const letters = [...'abcd'];
  const tokens = [...letters];
  const merges: string[] = [];
  while (merges.length < 60) {
    const left = tokens[next(tokens.length)] as string;
    const right = tokens[next(tokens.length)] as string;
    if (merges.includes(`${left} ${right}`) || left.length + right.length > 8) continue;
    merges.push(`${left} ${right}`);
    if (!tokens.includes(left + right)) tokens.push(left + right);
  }
  const vocabulary = new Vocabulary(tokens);
  const table = new MergeTable(merges, vocabulary, () => false);

  it.each([1, 2, 3, 7, 20, 40, 41, 64, 300, 1000])('merges %i symbols as the plain rule does', (length) => {
    for (let round = 0; round < 20; round++) {
      const text = Array.from({ length }, () => letters[next(4)] as string);
      const symbols = Int32Array.from(text, (letter) => tokens.indexOf(letter));
      const count = table.apply(symbols, length);
      expect(Array.from(symbols.subarray(0, count), (id) => tokens[id])).toEqual(plainly([...text], merges));
    }
  });

  it('never merges over a symbol that has no token', () => {
    const symbols = Int32Array.from([0, -1, 0, 1, -1]);
    expect([...symbols.subarray(0, table.apply(symbols, 5))].filter((id) => id < 0)).toHaveLength(2);
  });

  it('leaves out merges that are skipped', () => {
    const merged = tokens.indexOf((merges[0] as string).replace(' ', ''));
    const without = new MergeTable(merges, vocabulary, (id) => id === merged);
    for (let round = 0; round < 50; round++) {
      const symbols = Int32Array.from({ length: 100 }, () => next(4));
      expect([...symbols.subarray(0, without.apply(symbols, 100))]).not.toContain(merged);
    }
  });
});
