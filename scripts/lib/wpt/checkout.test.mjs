import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkCheckout, fileOf, findTests, pageOf, readMeta, scriptOf } from './checkout.mjs';

const code = '// META: title=A "test"\n// META: script=../util.js\n// META: timeout=long\n\n\'use strict\';\n// META: script=late.js\n';
let directory;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'saguim-wpt-'));
  for (const folder of ['ai/language-model/resources', 'ai/translator', 'resources'])
    mkdirSync(join(directory, folder), { recursive: true });
  writeFileSync(join(directory, 'ai/language-model/a.https.window.js'), code);
  writeFileSync(join(directory, 'ai/language-model/b.https.html'), '<script src="/resources/testharness.js"></script>');
  writeFileSync(join(directory, 'ai/language-model/c.html'), 'no test');
  writeFileSync(join(directory, 'ai/language-model/resources/d.html'), '<script src="/resources/testharness.js"></script>');
  writeFileSync(join(directory, 'ai/translator/e.window.js'), code);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('finds the tests of the interfaces that we have, and their pages', () => {
  expect(findTests(directory)).toEqual([
    { file: 'ai/language-model/a.https.window.js', path: '/ai/language-model/a.https.window.html' },
    { file: 'ai/language-model/b.https.html', path: '/ai/language-model/b.https.html' },
  ]);
  expect(findTests(directory, 'b.https')).toHaveLength(1);
  expect(scriptOf(directory, '/ai/language-model/a.https.window.html')).toBe('/ai/language-model/a.https.window.js');
  expect(scriptOf(directory, '/ai/language-model/z.window.html')).toBeUndefined();
  expect(fileOf(directory, '/../../etc/hosts')).toBeUndefined();
  expect(() => checkCheckout(directory)).toThrowError(/no checkout/);
});

it('makes the page that a script asks for', () => {
  expect(readMeta(code)).toEqual([
    { name: 'title', value: 'A "test"' },
    { name: 'script', value: '../util.js' },
    { name: 'timeout', value: 'long' },
  ]);
  const page = pageOf('/a.window.js', code, '<script src="/first.js"></script>');
  expect(page).toContain('<title>A &quot;test&quot;</title>');
  const order = ['/first.js', '/resources/testharness.js', '../util.js', '/a.window.js'].map((name) => page.indexOf(name));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(page).not.toContain('late.js');
});
