#!/usr/bin/env node
// Budgets for what people download, gzip. `--list` shows what weighs how much.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describe, gzipSize, pageFetches, sum, weighBundle, weighFolder } from './lib/bundle-size.mjs';
import { listFiles } from './lib/files.mjs';
import { Plain, root, runMain } from './lib/house.mjs';

/** What pdf.js adds: fetched when the first PDF comes, not before. */
const isPdf = (path) => /^assets\/pdf[.-]/.test(path) && !/^assets\/pdf-reader/.test(path);

/** Classifiers that come along, each fetched when it is first asked for. */
const isHead = (path) => /^assets\/(sentiment|spam|moderation)-/.test(path);

/** CodeMirror, its languages and the workbench: fetched when the editor is opened first. */
const isEditor = (path) => /^assets\/(codemirror|editor)-/.test(path);

/** Comments and their queue: fetched when the place is opened first. */
const isComments = (path) => /^assets\/comments-place-/.test(path);

/** The catalogue of models and what chooses among them: fetched when models are looked at. */
const isModels = (path) => /^assets\/(catalogue|open-catalogue|recommend|models|speed-host)-/.test(path);

/** What brings models to the device and keeps them: fetched when one must be downloaded. */
const isHub = (path) => /^assets\/(hub-host|stored-model|later|open-folder)-/.test(path);

/** What programs call and Studio does not: a piece of the library that nobody fetches there. */
const isUnused = (path) => /^assets\/fill-text-/.test(path);

/** The engine for hosts without workers is the worker's code once more, and no page fetches both. */
const isInline = (path) => /^assets\/inline-host-/.test(path);

/** Files of the built Studio, WASM aside. */
const isFirst = (path) => ![isUnused, isPdf, isHead, isEditor, isModels, isHub, isComments].some((later) => later(path));

const studio = join(root, 'apps/studio/dist');
const studioPaths = listFiles(studio).filter((path) => /\.(js|css|html|svg|webmanifest)$/.test(path));

/** Which of Studio's files its page names, or a file that it names, and so on. The service worker names them all. */
function reached() {
  const names = new Map(studioPaths.map((path) => [path.split('/').at(-1), path]));
  const found = new Set(['service-worker.js', 'index.html']);
  for (const path of found) {
    if (path === 'service-worker.js') continue;
    // What Vite lists to fetch beside what is asked for is named by that.
    const text = readFileSync(join(studio, path), 'utf8').replace(/m\.f=\[[^\]]*\]/, '');
    for (const [name] of text.matchAll(/[\w.-]+\.(js|css|html|svg|webmanifest)\b/g)) {
      const named = names.get(name);
      if (named && !isInline(named)) found.add(named);
    }
  }
  return found;
}

function studioFiles(fits = isFirst) {
  const found = reached();
  return studioPaths
    .filter((path) => found.has(path) && fits(path))
    .map((path) => ({ name: path, kind: 'chunk', gzip: gzipSize(readFileSync(join(studio, path))), parts: [] }));
}

/** Limits in bytes. */
async function measure() {
  const bundled = await weighBundle("import { LanguageModel } from 'saguim'; globalThis.LanguageModel = LanguageModel;");
  const library = bundled.filter((piece) => piece.kind === 'entry');
  const chat = pageFetches(bundled);
  const plain = pageFetches(weighFolder(join(root, 'packages/saguim/dist/browser'), 'saguim.js'));
  const outside = ['saguim', '@saguim/engine'];
  const elements = await weighBundle("import '@saguim/elements';", outside);
  const search = await weighBundle("import '@saguim/elements/search';", outside);
  const classify = await weighBundle("import '@saguim/elements/classify';", outside);
  const peers = ['@codemirror/view', '@codemirror/state', '@codemirror/language', '@codemirror/commands', 'monaco-editor'];
  const codemirror = await weighBundle(
    "import { saguimCompletion } from '@saguim/elements/codemirror'; globalThis.complete = saguimCompletion;",
    [...outside, ...peers],
  );
  const monaco = await weighBundle("import { saguimCompletion } from '@saguim/elements/monaco'; globalThis.complete = saguimCompletion;", [
    ...outside,
    ...peers,
  ]);
  const codeInput = await weighBundle("import '@saguim/elements/code-input';", outside);
  const policy = await weighBundle("import '@saguim/elements/policy';", outside);
  const comments = await weighBundle("import '@saguim/elements/comments';", outside);
  const queue = await weighBundle("import '@saguim/elements/moderation-queue';", outside);
  return [
    { name: 'engine download of a page that chats', limit: 122_000, pieces: chat },
    { name: 'engine download without a bundler', limit: 150_000, pieces: plain },
    { name: 'library (script of the page itself)', limit: 40_000, pieces: library },
    { name: 'elements (without the library)', limit: 90_000, pieces: elements },
    { name: 'search element (without the library)', limit: 60_000, pieces: search },
    { name: 'classify element (without the library)', limit: 60_000, pieces: classify },
    { name: 'policy element (without the library)', limit: 60_000, pieces: policy },
    { name: 'comments element (without the library)', limit: 30_000, pieces: comments },
    { name: 'moderation queue (without the library)', limit: 34_000, pieces: queue },
    { name: 'CodeMirror completion (without CodeMirror and the library)', limit: 16_000, pieces: codemirror },
    { name: 'Monaco completion (without Monaco and the library)', limit: 16_000, pieces: monaco },
    { name: 'code input element (without the library)', limit: 20_000, pieces: codeInput },
    { name: 'PDF in Studio (when the first one comes)', limit: 700_000, pieces: studioFiles(isPdf) },
    { name: 'heads in Studio (each when it is asked for)', limit: 160_000, pieces: studioFiles(isHead) },
    { name: 'editor in Studio (when it is opened first)', limit: 270_000, pieces: studioFiles(isEditor) },
    { name: 'downloads in Studio (when a model is fetched)', limit: 45_000, pieces: studioFiles(isHub) },
    { name: 'models in Studio (when they are looked at)', limit: 60_000, pieces: studioFiles(isModels) },
    { name: 'comments in Studio (when they are opened first)', limit: 60_000, pieces: studioFiles(isComments) },
    { name: 'Studio (all its scripts and styles, without WASM)', limit: 514_000, pieces: studioFiles() },
  ];
}

await runMain(async () => {
  let list = false;
  try {
    list = parseArgs({ options: { list: { type: 'boolean' } } }).values.list;
  } catch (error) {
    throw new Plain(`${error.message}. Usage: node scripts/check-size.mjs [--list]`, 2);
  }
  let failed = 0;
  for (const { name, limit, pieces } of await measure()) {
    const bytes = sum(pieces);
    const share = `${(bytes / 1000).toFixed(1)} of ${limit / 1000} kB`;
    if (bytes === 0) {
      failed++;
      console.error(`✗ ${name}: nothing to weigh; run \`npm run build\` first`);
    } else if (bytes > limit) {
      failed++;
      console.error(`✗ ${name}: ${share}, over its budget. What weighs:\n${describe(pieces)}`);
    } else console.log(`✓ ${name}: ${share}${list ? `\n${describe(pieces)}` : ''}`);
  }
  if (failed) console.error('To look closer: node scripts/check-size.mjs --list');
  return failed ? 1 : 0;
});
