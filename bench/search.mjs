// An index of many documents, without a model: how long adding, opening and searching take on one thread, and how much memory it is.
// With --scan, no index: exact products of a query with so many vectors, which a graph would save.
//   node bench/search.mjs --scan 1000000
//   node bench/search.mjs [--documents 100000] [--dimensions 384] [--words 40] [--queries 400] [--folder DIR] [--json]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PlainScanner, WasmScanner } from '../packages/engine/dist/index.js';
import { MemoryFolder, openIndexFolder } from '../packages/saguim/dist/platform/node.js';
import { IndexCore } from '../packages/saguim/dist/retrieval/index.js';
import { makeQueries, randomNumbers, text, timeModes, vectors } from './lib/documents.mjs';
import { machine } from './lib/machine.mjs';
import { median } from './lib/statistics.mjs';

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '100000' },
    dimensions: { type: 'string', default: '384' },
    words: { type: 'string', default: '40' },
    queries: { type: 'string', default: '400' },
    folder: { type: 'string' },
    json: { type: 'boolean' },
    open: { type: 'boolean' },
    scan: { type: 'string' },
  },
});
const count = Number(values.documents);
const dimensions = Number(values.dimensions);
const model = { name: 'random', fingerprint: 'random', dimensions };

const makeScanner = async (rows, width) => (rows < 512 ? new PlainScanner(rows, width) : WasmScanner.create(rows, width));
const openCore = async (folder) => IndexCore.open({ folder: await openIndexFolder(folder, true), model, makeScanner });

/** Made before anything is measured, so that making them is no part of it. */
const queries = makeQueries(Number(values.queries), dimensions);

const timeSearches = (core) =>
  timeModes(queries, (query, mode) => core.search({ ...query, mode, limit: 10, group: 'documents', partial: false }));

/**
 * A process of its own: opens the index, searches it, and tells times and memory. Memory is what the process has beyond what it had after
 * as many searches in a small index: the program itself, its compiled code and its garbage are there before.
 */
async function measureOpen(folder) {
  const small = await IndexCore.open({ folder: new MemoryFolder(), model, makeScanner });
  await addSome(small, randomNumbers(5), 0, 64);
  await timeSearches(small);
  await small.close();
  globalThis.gc();
  const before = process.memoryUsage();
  const from = performance.now();
  const core = await openCore(folder);
  const { documents } = await core.info();
  const openMs = performance.now() - from;
  const times = await timeSearches(core);
  globalThis.gc();
  const after = process.memoryUsage();
  const memory = after.rss - before.rss;
  const arrays = after.external - before.external + (after.heapUsed - before.heapUsed);
  await core.close();
  process.stdout.write(JSON.stringify({ documents, openMs, times, memory, arrays }));
}

/** @returns milliseconds, making the texts and vectors aside */
async function addSome(core, random, at, number) {
  const documents = Array.from({ length: number }, (_, index) => ({
    id: `document-${at + index}`,
    text: text(random, Number(values.words)),
    metadata: { n: at + index },
  }));
  const made = vectors(random, number, dimensions);
  const from = performance.now();
  const { batch } = await core.prepare(documents, 'add');
  await core.commit(batch, made);
  return performance.now() - from;
}

async function measureAll() {
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'saguim-bench-'));
  try {
    const result = { machine: machine(), documents: count, dimensions, words: Number(values.words) };
    if (!existsSync(folder) || readdirSync(folder).length === 0) {
      const core = await openCore(folder);
      const random = randomNumbers(7);
      let spent = 0;
      for (let at = 0; at < count; at += 64) {
        const number = Math.min(64, count - at);
        spent += await addSome(core, random, at, number);
        if (at < 10_000) result.add10000Ms = spent;
      }
      result.addMs = spent;
      const from = performance.now();
      await core.settled();
      result.settleMs = performance.now() - from;
      await core.close();
    }
    result.bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    result.files = readdirSync(folder).length;
    const args = [
      '--expose-gc',
      fileURLToPath(import.meta.url),
      '--open',
      '--folder',
      folder,
      '--queries',
      values.queries,
      '--dimensions',
      values.dimensions,
    ];
    const child = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    Object.assign(result, { opened: JSON.parse(child.stdout) });
    return result;
  } finally {
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

async function measureScan(rows) {
  const before = process.memoryUsage().rss;
  const from = performance.now();
  const scanner = await WasmScanner.create(rows, dimensions);
  const random = randomNumbers(3);
  // Which numbers they are makes no difference to a scan.
  for (let at = 0; at < scanner.rows.length; at += 4096) {
    const some = Int8Array.from({ length: Math.min(4096, scanner.rows.length - at) }, () => random() * 254 - 127);
    scanner.rows.set(some, at);
  }
  scanner.scales.fill(0.01);
  const fillMs = performance.now() - from;
  const memory = process.memoryUsage().rss - before;
  const taken = queries.map(({ vector }) => {
    const start = performance.now();
    scanner.scan(vector);
    return performance.now() - start;
  });
  taken.sort((a, b) => a - b);
  return { rows, dimensions, fillMs, memory, p50: median(taken), p99: taken[Math.floor(taken.length * 0.99)] };
}

if (values.scan) console.log(JSON.stringify({ machine: machine(), scan: await measureScan(Number(values.scan)) }, null, 2));
else if (values.open) await measureOpen(values.folder);
else {
  const result = await measureAll();
  if (values.json) console.log(JSON.stringify(result, null, 2));
  else {
    const { opened, add10000Ms, addMs, settleMs } = result;
    const ms = (value) => (value === undefined ? '—' : `${value.toFixed(1)} ms`);
    console.log(
      `${opened.documents} documents of ${result.words} words, ${dimensions} dimensions; ${result.machine.processor}, Node ${process.version}`,
    );
    console.log(`added: the first 10,000 in ${ms(add10000Ms)}, all in ${ms(addMs)}, merged after another ${ms(settleMs)}`);
    console.log(
      `on disk: ${(result.bytes / 1e6).toFixed(0)} MB in ${result.files} files; opened in ${ms(opened.openMs)}; in use ${(opened.arrays / 1e6).toFixed(1)} MB, resident ${(opened.memory / 1e6).toFixed(1)} MB`,
    );
    for (const [mode, { p50, p99 }] of Object.entries(opened.times)) console.log(`${mode.padEnd(8)} p50 ${ms(p50)}, p99 ${ms(p99)}`);
  }
}
