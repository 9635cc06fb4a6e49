import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findChromium } from './chromium.mjs';
import { requireNode, root } from './house.mjs';
import { gapsInLockfile, missingPackages } from './install.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saguim-install-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (path, value) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), JSON.stringify(value));
};

it('names what the lockfile asks for and the folder lacks', () => {
  const packages = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { link: true, resolved: 'packages/b' },
    'node_modules/c': { version: '1.0.0', optional: true },
  };
  write('package-lock.json', { packages });
  expect(missingPackages(folder)).toEqual(['a 1.0.0', 'b']);

  write('node_modules/.package-lock.json', { packages: { ...packages, 'node_modules/c': undefined } });
  write('node_modules/a/package.json', {});
  write('node_modules/b/package.json', {});
  expect(missingPackages(folder)).toEqual([]);

  write('package-lock.json', { packages: { ...packages, 'node_modules/a': { version: '1.1.0' } } });
  expect(missingPackages(folder)).toEqual(['a 1.1.0']);

  write('package-lock.json', { packages });
  rmSync(join(folder, 'node_modules/a'), { recursive: true });
  expect(missingPackages(folder)).toEqual(['a 1.0.0']);
});

it('refuses a Node that is too old, in one line', () => {
  expect(() => requireNode('20.18.3')).toThrow(/needs Node 20\.19 or newer; this is 20\.18\.3/);
  expect(() => requireNode('18.20.0')).toThrow(/Node 20\.19/);
  expect(requireNode('20.19.0')).toBeUndefined();
  expect(requireNode('24.0.0')).toBeUndefined();
});

it('takes the browser that the environment names, or says that it is not there', () => {
  expect(findChromium({ SAGUIM_CHROMIUM: process.execPath })).toBe(process.execPath);
  expect(() => findChromium({ SAGUIM_CHROMIUM: join(folder, 'no-browser') })).toThrow(
    /SAGUIM_CHROMIUM names .*no-browser, which is not an executable file/,
  );
});

it('finds what a lockfile forgets; ours forgets nothing', () => {
  const a = { version: '1.0.0', optionalDependencies: { 'a-linux': '1', 'a-mac': '1' } };
  const packages = { '': { dependencies: { a: '1' } }, 'node_modules/a': a, 'node_modules/a/node_modules/a-linux': { version: '1.0.0' } };
  expect(gapsInLockfile({ packages })).toEqual(['node_modules/a needs a-mac']);
  expect(gapsInLockfile({ packages: { ...packages, 'node_modules/a-mac': { version: '1.0.0' } } })).toEqual([]);
  expect(gapsInLockfile(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))).toEqual([]);
});
