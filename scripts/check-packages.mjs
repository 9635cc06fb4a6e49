#!/usr/bin/env node
// Packs every package that people install and looks at the tarballs as they will: publint, and whether types resolve everywhere.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { npm, Plain, root, run, runMain } from './lib/house.mjs';

const packages = ['engine', 'saguim', 'elements', 'server', 'cli'];

/** Files that must be in a tarball, besides what package.json names: workers and kernels are found by address alone. */
const needed = {
  engine: [
    'dist/kernels/wasm/build/plain.wasm',
    'dist/kernels/wasm/build/shared.wasm',
    'dist/kernels/wasm/build/bytes-plain.wasm',
    'dist/kernels/wasm/build/bytes-shared.wasm',
    'dist/kernels/wasm/helper-browser.js',
    'dist/kernels/wasm/helper-node.js',
  ],
  saguim: [
    'dist/runtime/engine-worker-browser.js',
    'dist/runtime/engine-worker-node.js',
    'dist/browser/saguim.js',
    'dist/browser/transformers.js',
    'dist/browser/engine-worker.js',
  ],
};
const unwanted = /\.(test|case)\.|\.tsbuildinfo$|(^|\/)(assembly|src|scripts)\//;

async function check(name, folder) {
  const source = join(root, 'packages', name);
  if (!existsSync(join(source, 'dist/index.js'))) throw new Plain(`packages/${name} is not built: run \`npm run build\` first.`);
  const [{ filename, files }] = JSON.parse(
    await run(npm, ['pack', source, '--json', '--ignore-scripts', '--loglevel=silent', '--pack-destination', folder], {
      what: `npm pack of ${name}`,
    }),
  );
  const tarball = join(folder, filename.replace(/^@/, '').replace('/', '-'));
  const problems = [];
  const paths = files.map(({ path }) => path);
  for (const path of needed[name] ?? []) if (!paths.includes(path)) problems.push(`${path} is missing`);
  for (const path of paths) if (unwanted.test(path)) problems.push(`${path} has no business there`);

  const pkg = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const bytes = readFileSync(tarball);
  const { messages } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
    strict: true,
  });
  for (const message of messages) problems.push(`publint: ${formatMessage(message, pkg, { color: false })}`);

  await run(process.execPath, [
    'node_modules/@arethetypeswrong/cli/dist/index.js',
    tarball,
    '--profile',
    'esm-only',
    '--no-color',
    '--no-emoji',
  ]).catch((error) => problems.push(`are the types wrong: ${error.message}`));
  return problems;
}

/** A package of a model: files that are served as they lie there, hundreds of megabytes that need no packing to be looked at. */
async function checkModel(name) {
  const pkgDir = join(root, 'models', name);
  const pkg = JSON.parse(readFileSync(join(pkgDir, 'package.json'), 'utf8'));
  const { messages } = await publint({ pkgDir, pack: false, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
}

const models = readdirSync(join(root, 'models')).filter((name) => existsSync(join(root, 'models', name, 'package.json')));
const checks = [
  ...packages.map((name) => [name, (folder) => check(name, folder)]),
  ...models.map((name) => [name, () => checkModel(name)]),
];

await runMain(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'saguim-packages-'));
  let failed = 0;
  try {
    for (const [name, look] of checks) {
      const problems = await look(folder);
      if (problems.length) failed++;
      console.log(problems.length ? `✗ ${name}:\n  ${problems.join('\n  ')}` : `✓ ${name}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return failed ? 1 : 0;
});
