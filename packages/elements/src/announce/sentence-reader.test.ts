import { expect, it } from 'vitest';
import { SentenceReader } from './sentence-reader.js';

const text = [
  '# A heading',
  'First sentence. Second one, with **bold** and a [link](https://example.org)! Is this third?',
  '',
  '- an item',
  '- another `item`',
  '',
  '```python',
  'print("Hello. World.")',
  'x = 1',
  '```',
  '| a | b |',
  '|---|---|',
  'Last words',
].join('\n');

const expected = [
  'A heading',
  'First sentence.',
  'Second one, with bold and a link!',
  'Is this third?',
  'an item',
  'another item',
  'python: 2 lines',
  'a b',
  'Last words',
];

const reader = () => new SentenceReader('en', (language, lines) => `${language}: ${lines} lines`);

it('gives each finished sentence once, however the text comes', () => {
  expect(reader().read(text, true)).toEqual(expected);
  for (const step of [1, 2, 3, 7, 40]) {
    const growing = reader();
    const said: string[] = [];
    for (let length = step; length < text.length; length += step) said.push(...growing.read(text.slice(0, length), false));
    said.push(...growing.read(text, true));
    expect(said).toEqual(expected);
    expect(growing.read(text, true)).toEqual([]);
  }
});

it('waits for the end of a sentence', () => {
  const growing = reader();
  expect(growing.read('It takes 3.5', false)).toEqual([]);
  expect(growing.read('It takes 3.5 hours', false)).toEqual([]);
  expect(growing.read('It takes 3.5 hours. Then', false)).toEqual(['It takes 3.5 hours.']);
  expect(growing.read('It takes 3.5 hours. Then', true)).toEqual(['Then']);
});

it('names code that never ends', () => {
  expect(reader().read('```\na\nb', true)).toEqual([': 2 lines']);
  expect(reader().read('```js', true)).toEqual(['js: 0 lines']);
});
