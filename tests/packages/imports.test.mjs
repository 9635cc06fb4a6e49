// Rendering on a server imports everything and must notice nothing: no output, no worker, no file, no error.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from '../../scripts/lib/house.mjs';

const entries = ['engine', 'saguim', 'elements', 'server', 'cli'].flatMap((folder) => {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
  return Object.keys(exports)
    .filter((path) => !path.endsWith('.json'))
    .map((path) => name + path.slice(1));
});

/** Imports in a process of its own, which must end by itself. */
const importAlone = (specifier, flags = []) =>
  promisify(execFile)(process.execPath, [...flags, '--input-type=module', '--eval', `await import(${JSON.stringify(specifier)})`], {
    cwd: root,
    timeout: 30_000,
    env: { ...process.env, NODE_OPTIONS: '' },
  });

it.each(entries)('%s can be imported on a server and does nothing there', async (entry) => {
  expect(await importAlone(entry)).toEqual({ stdout: '', stderr: '' });
});

it('so can what a page without a bundler loads', async () => {
  expect(await importAlone(new URL('../../packages/saguim/dist/browser/saguim.js', import.meta.url).href)).toEqual({
    stdout: '',
    stderr: '',
  });
});
