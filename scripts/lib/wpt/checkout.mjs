import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Plain } from '../house.mjs';

/** Folders of the interfaces that we have. */
const folders = ['ai/language-model', 'ai/classifier', 'ai/semantic_embedder'];

/** Scripts that become pages, as wptserve makes them. */
const scripted = /\.(window|any)\.js$/;

const walk = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? (entry.name === 'resources' ? [] : walk(join(folder, entry.name))) : [join(folder, entry.name)],
  );

/** The repository has almost a gigabyte; this fetches what is run, some megabytes. */
const recipe = (directory) => `Get what is needed of it (git 2.27 or newer):
  git clone --depth 1 --filter=blob:none --sparse https://github.com/web-platform-tests/wpt ${directory}
  git -C ${directory} sparse-checkout set ai resources`;

/** @throws {Plain} when a folder is no checkout of the tests, and how to get one */
export function checkCheckout(directory) {
  if (!existsSync(directory)) throw new Plain(`There is no folder ${directory}.\n${recipe(directory)}`);
  const missing = ['ai', 'resources/testharness.js', 'resources/testdriver.js'].filter((part) => !existsSync(join(directory, part)));
  if (missing.length === 0) return;
  const what = `it lacks ${missing.join(', ')}`;
  if (existsSync(join(directory, '.git')))
    throw new Plain(`${directory} is not all of what is run: ${what}.\n  git -C ${directory} sparse-checkout set ai resources`);
  throw new Plain(`${directory} is no checkout of web-platform-tests: ${what}.\n${recipe('wpt')}`);
}

/**
 * The tests of a checkout.
 * @param filter what a test's path must contain
 * @returns of each its file, and the address of its page
 */
export function findTests(directory, filter = '') {
  return folders
    .filter((folder) => existsSync(join(directory, folder)))
    .flatMap((folder) => walk(join(directory, folder)))
    .map((file) => relative(directory, file).split(sep).join('/'))
    .filter((file) => file.includes(filter))
    .filter(
      (file) => scripted.test(file) || (file.endsWith('.html') && readFileSync(join(directory, file), 'utf8').includes('testharness.js')),
    )
    .sort()
    .map((file) => ({ file, path: `/${file.replace(scripted, '.$1.html')}` }));
}

/** Lines `// META: name=value` at the head of a test's script. */
export function readMeta(code) {
  const meta = [];
  for (const line of code.split('\n')) {
    const [, name, value] = /^\/\/ META: (\w+)=(.*)$/.exec(line.trim()) ?? [];
    if (name) meta.push({ name, value });
    else if (!line.startsWith('//') && line.trim() !== '') break;
  }
  return meta;
}

/** The page of a test that is a script. */
export function pageOf(path, code, head) {
  const quoted = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const meta = readMeta(code);
  const values = (name) => meta.filter((line) => line.name === name).map(({ value }) => quoted(value));
  return [
    '<!doctype html><meta charset="utf-8">',
    head,
    ...values('title').map((title) => `<title>${title}</title>`),
    ...values('timeout').map((timeout) => `<meta name="timeout" content="${timeout}">`),
    '<script src="/resources/testharness.js"></script><script src="/resources/testharnessreport.js"></script>',
    ...values('script').map((script) => `<script src="${script}"></script>`),
    `<div id="log"></div><script src="${quoted(path)}"></script>`,
  ].join('\n');
}

/** The script that a page's address stands for, if it stands for one. */
export function scriptOf(directory, pathname) {
  const script = pathname.replace(/\.(window|any)\.html$/, '.$1.js');
  return script !== pathname && existsSync(join(directory, script)) ? script : undefined;
}

/** A file of the checkout, or undefined. */
export function fileOf(directory, pathname) {
  const file = join(directory, pathname);
  return file.startsWith(directory) && existsSync(file) && statSync(file).isFile() ? file : undefined;
}
