import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../core-cases.case.js';
import { sentences } from './sentences.js';
import { splitPassages } from './split-passages.js';

const texts = (text: string) => sentences(text).map(({ start, end }) => text.slice(start, end));

it('ends sentences where they end', () => {
  expect(texts('Dr. Silva came. He paid R$ 3.50 to J. Smith! Why? "Because." Fine')).toEqual([
    'Dr. Silva came. ',
    'He paid R$ 3.50 to J. Smith! ',
    'Why? ',
    '"Because." ',
    'Fine',
  ]);
  expect(texts('Um título\n\nO Sr. Souza, p.ex., veio. Ficou.')).toEqual(['Um título\n\n', 'O Sr. Souza, p.ex., veio. ', 'Ficou.']);
  expect(texts('一つ目。二つ目！')).toEqual(['一つ目。', '二つ目！']);
  expect(texts('a lower case text . with stops apart . is cut too')).toHaveLength(3);
});

describe('passages', () => {
  it('of a short text are the text', () => {
    expect(splitPassages('  Short. ')).toEqual([{ start: 2, end: 8 }]);
    expect(splitPassages('')).toEqual([{ start: 0, end: 0 }]);
    expect(splitPassages(' \n ')).toEqual([{ start: 0, end: 0 }]);
  });

  it('overlap by whole sentences', () => {
    const text = 'One is here. Two is here. Three is here. Four is here. Five is here.';
    const found = splitPassages(text, { length: 41, overlap: 15 }).map(({ start, end }) => text.slice(start, end));
    expect(found).toEqual(['One is here. Two is here. Three is here.', 'Three is here. Four is here.', 'Four is here. Five is here.']);
  });

  it('end at form feeds, however short', () => {
    const text = 'name: tea\nprice: 2\f\nname: coffee. Strong. Black.\f\n \f\nname: milk';
    const found = splitPassages(text).map(({ start, end }) => text.slice(start, end));
    expect(found).toEqual(['name: tea\nprice: 2', 'name: coffee. Strong. Black.', 'name: milk']);
    const long = splitPassages(text, { length: 15, overlap: 0 }).map(({ start, end }) => text.slice(start, end));
    expect(long.length).toBeGreaterThan(found.length);
    for (const part of long) expect(part).not.toContain('\f');
    expect(splitPassages('\f \f')).toEqual([{ start: 0, end: 0 }]);
  });

  it('cover every character of anything, are no longer than said, and halve no character', () => {
    const random = randomNumbers(3);
    const pieces = ['word ', 'Sentence. ', '\n\n', '\f\n', '🐒', 'x'.repeat(70), 'é', '. ', '! ', '\ud800', '東京。'];
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: Math.floor(random() * 60) }, () => pieces[Math.floor(random() * pieces.length)]).join('');
      const sizes = { length: 20 + Math.floor(random() * 60), overlap: Math.floor(random() * 20) };
      const covered = new Uint8Array(text.length);
      let last = -1;
      for (const { start, end } of splitPassages(text, sizes)) {
        expect(end - start).toBeLessThanOrEqual(sizes.length);
        expect(start).toBeGreaterThan(last);
        last = start;
        expect(text.slice(start, end)).not.toContain('\f');
        covered.fill(1, start, end);
        if (end < text.length) expect(/^[\udc00-\udfff]/.test(text.slice(end)) && /[\ud800-\udbff]$/.test(text.slice(0, end))).toBe(false);
      }
      for (let at = 0; at < text.length; at++) if (text[at]!.trim() !== '') expect(covered[at]).toBe(1);
    }
  });
});
