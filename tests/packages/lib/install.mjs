// Packs our packages as they would be published, and installs them into a folder as a person would.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm, root, run } from '../../../scripts/lib/house.mjs';

const folders = {
  '@saguim/engine': 'packages/engine',
  saguim: 'packages/saguim',
  '@saguim/elements': 'packages/elements',
  '@saguim/server': 'packages/server',
  '@saguim/cli': 'packages/cli',
  '@saguim/model-smollm2-135m-instruct': 'models/smollm2-135m-instruct',
  '@saguim/model-multilingual-e5-small-en-pt': 'models/multilingual-e5-small-en-pt',
};

export const temporaryFolder = (name) => mkdtempSync(join(tmpdir(), `saguim-${name}-`));

/** Tarballs of the packages, by name. Weights do not compress, so packing takes seconds: do it once. */
export async function packAll(target) {
  const tarballs = {};
  for (const [name, folder] of Object.entries(folders)) {
    const args = ['pack', join(root, folder), '--json', '--ignore-scripts', '--loglevel=silent', '--pack-destination', target];
    const [{ filename }] = JSON.parse(await run(npm, args, { what: `npm pack of ${name}` }));
    tarballs[name] = join(target, filename.replace(/^@/, '').replace('/', '-'));
  }
  return tarballs;
}

/**
 * A copy of an example with our packages installed from their tarballs; the rest comes from npm's cache, which `npm ci` has filled, or
 * the registry.
 * @returns its folder, to be removed by the caller
 */
export async function installExample(name, tarballs) {
  const folder = temporaryFolder(name);
  const skip = /[/\\](node_modules|dist|models)$/;
  cpSync(join(root, 'examples', name), folder, { recursive: true, filter: (path) => !skip.test(path) });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const dependency of Object.keys(manifest.dependencies)) {
    if (tarballs[dependency]) manifest.dependencies[dependency] = `file:${tarballs[dependency]}`;
  }
  // What ours depend on of ours is not in the registry either.
  for (const [dependency, tarball] of Object.entries(tarballs)) {
    // None of ours stands on the elements, which bring much of their own.
    if (dependency !== '@saguim/elements') manifest.dependencies[dependency] ??= `file:${tarball}`;
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  await runIn(folder, npm, ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']);
  return folder;
}

/** Runs a command to its end. @returns what it wrote @throws with that when it fails */
export function runIn(folder, command, args, { input = '', env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, env: { ...process.env, NODE_OPTIONS: '', ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (errors += data));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}\n${errors}`));
    });
    child.stdin.on('error', () => {}); // a command that reads nothing has closed it
    child.stdin.end(input);
  });
}

/** Starts a server and waits until it prints its address. */
export function startIn(folder, command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const closed = new Promise((done) => child.on('close', done));
    const stop = async () => {
      child.kill('SIGTERM');
      await closed;
    };
    const read = (data) => {
      output += data;
      // Next leaves the last slash out.
      const origin = /http:\/\/(127\.0\.0\.1|localhost):\d+(?=[/\s])/.exec(output)?.[0];
      if (origin) resolve({ url: `${origin}/`, stop });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('close', (code) => reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`)));
  });
}

export const remove = (folder) => rmSync(folder, { recursive: true, force: true });
