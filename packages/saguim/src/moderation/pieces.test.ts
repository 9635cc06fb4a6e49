import { describe, expect, it } from 'vitest';
import { splitPieces } from './pieces.js';

const parts = (text: string) => splitPieces(text).map(({ start, end }) => text.slice(start, end));

describe('splitPieces', () => {
  it('leaves a short text whole, without the spaces around it', () => {
    expect(parts('  Two sentences. In one piece!\n')).toEqual(['Two sentences. In one piece!']);
    expect(parts(' \n\t\u200b')).toEqual([]);
    expect(parts('')).toEqual([]);
  });

  it('cuts a long one at the ends of sentences, and nothing is lost', () => {
    const text = Array.from({ length: 60 }, (_, i) => `This is the sentence number ${i}, no longer than others.`).join(' ');
    const pieces = parts(text);
    expect(pieces.length).toBeGreaterThan(5);
    for (const piece of pieces) {
      expect(piece.length).toBeLessThanOrEqual(400);
      expect(piece).toMatch(/^This.*others\.$/u);
    }
    expect(pieces.join(' ')).toBe(text);
  });

  it('cuts what has no sentences at spaces, and what has no spaces between characters', () => {
    for (const text of ['word '.repeat(400).trim(), 'x'.repeat(2000), '👍'.repeat(1000)]) {
      const pieces = parts(text);
      expect(pieces.every((piece) => piece.length <= 400 && !/\p{Surrogate}/u.test(piece))).toBe(true);
      expect(pieces.join(text.includes(' ') ? ' ' : '')).toBe(text);
    }
  });

  it('leaves other paragraphs as they were when one is changed', () => {
    const paragraph = (name: string) => `${name} says that this is a paragraph of some length. `.repeat(6).trim();
    const text = [paragraph('Ana'), paragraph('Bea'), paragraph('Cid')].join('\n\n');
    const before = new Set(parts(text));
    const after = parts(text.replace('Bea says', 'Nobody ever says or has said'));
    expect(after.filter((piece) => !before.has(piece))).toHaveLength(1);
  });
});
