import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findModel, listModels } from './find-model.js';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'saguim-models-')));
  mkdirSync(join(folder, 'small'));
  writeFileSync(join(folder, 'small/model.json'), JSON.stringify({ name: 'small', files: [{ path: 'small.gguf' }] }));
  writeFileSync(join(folder, 'small/small.gguf'), 'GGUF');
  mkdirSync(join(folder, 'no-model'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('finds a model by its name in the folder that is given', () => {
  const small = { name: 'small', file: join(folder, 'small/small.gguf'), bytes: 4 };
  expect(listModels(folder)).toEqual([small]);
  expect(findModel('small', folder)).toEqual(small);
});

it('finds a file by its path, whatever the folder', () => {
  const path = join(folder, 'small/small.gguf');
  expect(findModel(path, folder)).toMatchObject({ file: path, bytes: 4 });
});

it('finds a folder of safetensors by its path', () => {
  const path = join(folder, 'checkpoint');
  mkdirSync(path);
  expect(() => findModel(path, folder)).toThrow(/not a model file.*config\.json/);
  writeFileSync(join(path, 'config.json'), '{}');
  writeFileSync(join(path, 'model.safetensors'), '12345');
  expect(findModel(path, folder)).toEqual({ name: path, file: path, bytes: 5 });
});

it('finds what comes along, without a folder', () => {
  expect(listModels().map(({ name }) => name)).toContain('smollm2-135m-instruct');
  expect(findModel('smollm2-135m-instruct').bytes).toBe(98362432);
});

it('says what there is when there is no such model', () => {
  expect(() => findModel('large', folder)).toThrow(/There is no model "large".*There are: small\./);
  expect(() => findModel('../small', folder)).toThrow(/There is no such model file/);
  expect(() => findModel('none.gguf', folder)).toThrow(/There is no such model file \(none\.gguf\)/);
  expect(() => listModels(join(folder, 'nowhere'))).toThrow(/no such folder of models/);
});

it('refuses a damaged card, and one that reaches out of its folder', () => {
  const card = join(folder, 'small/model.json');
  writeFileSync(card, '{');
  expect(() => findModel('small', folder)).toThrow(/card cannot be read/);
  writeFileSync(card, JSON.stringify({ name: 'small', files: [{ path: '../../secret.gguf' }] }));
  expect(() => findModel('small', folder)).toThrow(/card names no file/);
  writeFileSync(card, JSON.stringify({ name: 'small', files: [{ path: 'gone.gguf' }] }));
  expect(() => findModel('small', folder)).toThrow(/file of the model "small" is missing/);
});
