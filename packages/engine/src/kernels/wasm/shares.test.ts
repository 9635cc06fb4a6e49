import { describe, expect, it } from 'vitest';
import { rowsOfBuffers, shareTexts, wholeBatch } from './shares.js';

const NO_PAGES = new Int32Array(0);

function batchOf(lengths: readonly number[]) {
  let row = 0;
  const segments = lengths.map((length) => ({ start: (row += length) - length, length, position: 0, pages: NO_PAGES }));
  return {
    tokens: new Int32Array(row),
    segments,
    outputs: Int32Array.from(segments, ({ start, length }) => start + length - 1),
  };
}
const share = (lengths: readonly number[], threads: number, maxRows = 512) => shareTexts(batchOf(lengths), threads, maxRows);
const rowsOf = (lengths: readonly number[], threads: number) => share(lengths, threads).map(({ fromRow, toRow }) => toRow - fromRow);

describe('shareTexts', () => {
  it('gives each thread as many rows as it can', () => {
    expect(rowsOf([10, 10, 10, 10], 2)).toEqual([20, 20]);
    expect(rowsOf([10, 10, 10, 10, 10, 10, 10, 10, 10], 2)).toEqual([50, 40]);
    expect(rowsOf([40, 3, 1, 64, 7, 100], 2)).toEqual([108, 107]);
    expect(rowsOf([5, 5, 5, 5, 5, 5], 3)).toEqual([10, 10, 10]);
  });

  it('leaves a batch whole where a thread would wait long for another', () => {
    for (const lengths of [[41, 41, 41], [100], [100, 10], [1, 1, 1]]) {
      expect(share(lengths, 2)).toEqual([wholeBatch(batchOf(lengths))]);
    }
    expect(share([10, 10], 3)).toHaveLength(1);
  });

  it('begins shares with a quad of buffers, and leaves a batch whole where they have no room for that', () => {
    expect(share([5, 5, 5, 5], 2).map(({ start }) => start)).toEqual([0, 12]);
    expect(share([1, 1, 1, 1], 4).map(({ start }) => start)).toEqual([0, 4, 8, 12]);
    expect(share([5, 5, 5, 5], 2, 22)).toHaveLength(2);
    expect(share([5, 5, 5, 5], 2, 21)).toHaveLength(1);
  });

  it('gives every text, row and output to one thread, in order', () => {
    let seed = 7;
    const random = (below: number) => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) % below;
    let parted = 0;
    for (let round = 0; round < 500; round++) {
      const lengths = Array.from({ length: 1 + random(30) }, () => 1 + random(20));
      const batch = batchOf(lengths);
      const shares = shareTexts(batch, 1 + random(8), 600);
      if (shares.length > 1) parted++;
      let at = { toSegment: 0, toRow: 0, toOutput: 0 };
      for (const each of shares) {
        expect([each.fromSegment, each.fromRow, each.fromOutput]).toEqual([at.toSegment, at.toRow, at.toOutput]);
        const own = lengths.slice(each.fromSegment, each.toSegment);
        expect(each.toRow - each.fromRow).toBe(own.reduce((sum, length) => sum + length, 0));
        expect(each.toOutput - each.fromOutput).toBe(own.length);
        at = each;
      }
      expect(at).toMatchObject({ toSegment: lengths.length, toRow: batch.tokens.length, toOutput: lengths.length });
      expect(rowsOfBuffers(shares)).toBeLessThanOrEqual(600);
    }
    expect(parted).toBeGreaterThan(100);
  });
});
