import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { inFreshBrowser } from './browser.mjs';
import { at } from './options.mjs';

/** The longest that one candidate may take for one row, milliseconds. */
const limit = 400_000;

const inPage = async (candidate, setting, job, { options, servers }) => {
  const server = setting.isolated ? servers.isolated : servers.plain;
  const empty = await inFreshBrowser(options.chromium, `${server.origin}/bench/pages/empty.html`, () => {}, limit);
  server.takeAsked();
  const address = server.origin + candidate.address;
  const { value, version, peak } = await inFreshBrowser(
    options.chromium,
    address,
    (page) => page.evaluate((given) => run(given), job),
    limit,
  );
  if (value.isolated !== setting.isolated) throw new Error(`the page is ${value.isolated ? '' : 'not '}isolated`);
  return { ...value, browser: version, memory: { peak, empty: empty.peak }, download: download(server.takeAsked()) };
};

/** Bytes of engine code that a visitor fetches, gzip: what the page asked for, without the model and the bench's own pages. */
const download = (files) => {
  let bytes = 0;
  for (const file of files)
    if (/\.(m?js|wasm)$/.test(file) && !file.startsWith(at('pages'))) bytes += gzipSync(readFileSync(file), { level: 9 }).length;
  return bytes;
};

const inNode = (candidate, job, { options }) =>
  new Promise((resolve, reject) => {
    const name = candidate.ours ? 'saguim' : candidate.id;
    const child = spawn(process.execPath, [at('node/run.mjs'), name, options.model], { stdio: ['pipe', 'pipe', 'pipe'], timeout: limit });
    let output = '';
    let problems = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (problems += text));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      try {
        resolve(JSON.parse(output));
      } catch {
        reject(new Error(`ended with ${signal ?? code}: ${problems.trim().split('\n').slice(-5).join(' | ') || output.slice(0, 200)}`));
      }
    });
    child.stdin.end(JSON.stringify(job));
  });

export const measureOne = (candidate, setting, job, context) =>
  candidate.place === 'page' ? inPage(candidate, setting, job, context) : inNode(candidate, job, context);
