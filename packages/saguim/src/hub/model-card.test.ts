import { expect, it } from 'vitest';
import { checkCard } from './model-card.js';

const file = { path: 'model.gguf', bytes: 4, sha256: 'a'.repeat(64) };

it('takes what a model.json holds and leaves the rest', () => {
  expect(checkCard({ name: 'one', files: [{ ...file, extra: 1 }], more: true }, 'here')).toEqual({ name: 'one', files: [file] });
});

it.each([
  ['no object', null],
  ['no name', { files: [file] }],
  ['no files', { name: 'one', files: [] }],
  ['a path that leaves the folder', { name: 'one', files: [{ ...file, path: '../model.gguf' }] }],
  ['a hidden file', { name: 'one', files: [{ ...file, path: '.env' }] }],
  ['a size that is none', { name: 'one', files: [{ ...file, bytes: -1 }] }],
  ['a checksum that is none', { name: 'one', files: [{ ...file, sha256: 'abc' }] }],
])('refuses %s', (_, card) => {
  expect(() => checkCard(card, 'here')).toThrowError(expect.objectContaining({ code: 'bad-file', where: 'here' }));
});
