#!/usr/bin/env node
// Builds what is missing or out of date: dependencies, kernels, TypeScript, Studio. Running it again costs a second.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { hashFiles, listFiles } from './lib/files.mjs';
import { Plain, root, run, runMain, step } from './lib/house.mjs';
import { installDependencies } from './lib/install.mjs';

const packages = ['engine', 'saguim', 'elements', 'server', 'cli'];
const parts = [...packages, 'studio'];

const usage = `Usage: npm run build -- [--only PART[,PART…]]

Builds what is missing or out of date. Parts: ${parts.join(', ')} (default: all).`;

/** Runs a module of ours in a process of its own, so that a compiler's memory is given back. */
const runNode = (script, args, options) => run(process.execPath, [script, ...args], options);

async function buildKernels() {
  const script = 'packages/engine/scripts/build-kernels.mjs';
  if (!existsSync(join(root, script))) return false;
  const said = await runNode(script, []);
  return said.trim() === '' ? false : undefined;
}

/** The compiler leaves behind what came from deleted sources; the tests among it would still run. */
function removeStaleTests(name) {
  for (const path of listFiles(join(root, 'packages', name, 'dist'))) {
    const source = path.replace(/\.js$/, '.ts');
    if (path.endsWith('.test.js') && !existsSync(join(root, 'packages', name, 'src', source)))
      rmSync(join(root, 'packages', name, 'dist', path));
  }
}

async function compile(names) {
  await runNode('node_modules/typescript/bin/tsc', ['-b', ...names.map((name) => `packages/${name}`)], { what: 'TypeScript' });
  for (const name of names) removeStaleTests(name);
}

/** The library in files that a page without a bundler can load. */
const bundleForPages = () => runNode('packages/saguim/scripts/bundle-browser.mjs', [], { what: 'The bundle for pages' });

const compressible = /\.(html|js|css|json|webmanifest|svg|txt|wasm|map)$/;

/** Writes `.br` and `.gz` beside text and WASM, so that serving costs no time. */
function precompress(folder) {
  for (const path of listFiles(folder)) {
    if (!compressible.test(path)) continue;
    const bytes = readFileSync(join(folder, path));
    if (bytes.length < 1024) continue;
    writeFileSync(join(folder, `${path}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }));
    writeFileSync(join(folder, `${path}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

async function buildStudio() {
  const folder = join(root, 'apps/studio');
  if (!existsSync(join(folder, 'index.html'))) return false;
  const inputs = ['package-lock.json'];
  for (const path of listFiles(folder, ['dist'])) inputs.push(`apps/studio/${path}`);
  for (const name of packages.slice(0, 3)) {
    for (const path of listFiles(join(root, 'packages', name, 'dist'))) {
      if (!/\.(test|case)\.|\.map$|\.d\.ts$/.test(path)) inputs.push(`packages/${name}/dist/${path}`);
    }
  }
  const hash = hashFiles(root, inputs);
  const stamp = join(folder, 'dist/.inputs');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return false;
  await run(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', 'apps/studio', '--logLevel', 'warn'], {
    what: 'Studio (Vite)',
  });
  precompress(join(folder, 'dist'));
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(stamp, hash);
}

/** Builds the named parts; each needs those before it, and they are built too. */
export async function build(only = parts) {
  const last = Math.max(...only.map((part) => parts.indexOf(part)));
  const needed = only.includes('studio') ? packages.slice(0, 3) : [];
  const names = packages.filter((name, index) => only.includes(name) || needed.includes(name) || (index < last && name === 'engine'));
  await step('dependencies', installDependencies);
  if (names.includes('engine')) await step('kernels', buildKernels);
  if (names.length) await step('TypeScript', () => compile(names));
  if (names.includes('saguim')) await step('bundle for pages', bundleForPages);
  if (only.includes('studio')) await step('Studio', buildStudio);
}

function options() {
  let values;
  try {
    ({ values } = parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } } }));
  } catch (error) {
    throw new Plain(`${error.message}\n\n${usage}`, 2);
  }
  const only = values.only?.split(',').filter(Boolean);
  const unknown = only?.find((part) => !parts.includes(part));
  if (unknown !== undefined || only?.length === 0)
    throw new Plain(`There is no part "${unknown ?? ''}" to build. Parts: ${parts.join(', ')}.`, 2);
  return { only, help: values.help };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => {
    const { only, help } = options();
    if (help) return console.log(usage);
    console.log(`Building ${only ? only.join(', ') : 'Saguim'} in ${relative(process.cwd(), root) || '.'}`);
    await build(only);
  });
}
