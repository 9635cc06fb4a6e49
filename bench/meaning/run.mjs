// Embeddings: ours and the peers in turn, in one run. README.md says what is measured and how.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { inFreshBrowser } from '../lib/browser.mjs';
import { machine } from '../lib/machine.mjs';
import { at } from '../lib/options.mjs';
import { serve } from '../lib/server.mjs';
import { pairedRatio, summary } from '../lib/statistics.mjs';
import { searchInNode, searchInPage } from './search-runs.mjs';

const limit = 300_000;
const say = (line) => process.stderr.write(`${line}\n`);
const minilm = 'all-minilm-l6-v2/all-minilm-l6-v2-q8_0';
const e5 = 'multilingual-e5-small-en-pt/multilingual-e5-small-en-pt-q4_0';

/** In each round they run one after the other. Several at a time are padded by ONNX Runtime: the way that is faster is its own. */
const candidates = [
  { id: 'saguim-minilm', texts: 'minilm', model: minilm, page: 'saguim', threads: 2 },
  { id: 'transformers-minilm', texts: 'minilm', page: 'transformers', threads: 2, batch: 16 },
  { id: 'saguim-minilm-1', texts: 'minilm', model: minilm, page: 'saguim', threads: 1 },
  { id: 'transformers-minilm-1', texts: 'minilm', page: 'transformers', threads: 1, batch: 1 },
  { id: 'saguim-e5', texts: 'e5', model: e5, page: 'saguim', threads: 2 },
  { id: 'saguim-e5-1', texts: 'e5', model: e5, page: 'saguim', threads: 1 },
  { id: 'saguim-minilm-node', texts: 'minilm', model: minilm, node: 'saguim', threads: 2 },
  { id: 'onnxruntime-minilm-node', texts: 'minilm', node: 'onnxruntime', threads: 2 },
  { id: 'saguim-e5-node', texts: 'e5', model: e5, node: 'saguim', threads: 2 },
  { id: 'search', search: searchInPage, threads: 1 },
  { id: 'search-node', search: searchInNode, threads: 1 },
];

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    only: { type: 'string', default: candidates.map(({ id }) => id).join(',') },
    runs: { type: 'string', default: '5' },
    documents: { type: 'string', default: '100000' },
    append: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    onnx: { type: 'string', default: process.env.SAGUIM_BENCH_ONNX ?? at('onnx') },
    chromium: { type: 'string', default: process.env.CHROMIUM ?? '/usr/bin/chromium' },
    json: { type: 'string', default: at('results/meaning.json') },
  },
});

const inNode = (candidate, job) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [at('meaning/node.mjs'), candidate.node], { stdio: ['pipe', 'pipe', 'inherit'], timeout: limit });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(output)) : reject(new Error(`ended with ${code}`))));
    child.stdin.end(JSON.stringify(job));
  });

const inPage = async (candidate, job, servers) => {
  const server = candidate.threads > 1 ? servers.isolated : servers.plain;
  const { value, version } = await inFreshBrowser(
    values.chromium,
    `${server.origin}/bench/meaning/${candidate.page}.html`,
    (page) => page.evaluate((given) => run(given), job),
    limit,
  );
  if (value.isolated !== candidate.threads > 1) throw new Error('the page is not as it should be');
  return { ...value, browser: version };
};

const texts = JSON.parse(readFileSync(at('meaning/texts.json'), 'utf8'));
const before = (values.append || values.report) && existsSync(values.json) ? JSON.parse(readFileSync(values.json, 'utf8')) : undefined;
const results = before ?? { date: new Date().toISOString(), machine: machine(), samples: [] };
const firstRound = 1 + Math.max(-1, ...results.samples.map(({ round }) => round));
const rounds = values.report ? 0 : Number(values.runs);
const needsOnnx = ({ page, node }) => page === 'transformers' || node === 'onnxruntime';
const able = candidates.filter((candidate) => {
  if (!values.only.split(',').includes(candidate.id)) return false;
  const here = !needsOnnx(candidate) || existsSync(join(values.onnx, 'minilm/onnx/model_quantized.onnx'));
  if (!here) say(`skipped ${candidate.id}: no ${join(values.onnx, 'minilm')} (README.md says how to make it)`);
  return here;
});

const roots = {
  '/bench/': at(''),
  '/packages/': at('../packages/'),
  '/node_modules/': at('../node_modules/'),
  '/models/': at('../models/'),
  '/onnx/': values.onnx,
};
const rooted = Object.fromEntries(Object.entries(roots).map(([prefix, path]) => [prefix, path.endsWith('/') ? path : `${path}/`]));
const servers = { isolated: await serve({ roots: rooted, isolated: true }), plain: await serve({ roots: rooted, isolated: false }) };
const measureOne = async (candidate) => {
  const { model, threads, batch, search } = candidate;
  if (search) return search({ documents: Number(values.documents), chromium: values.chromium, origin: servers.plain.origin });
  const job = { texts: texts[candidate.texts], model, threads, batch, onnx: values.onnx };
  return candidate.page ? inPage(candidate, job, servers) : inNode(candidate, job);
};
const describe = ({ short, long, query, load, openMs, times, memory }) =>
  times
    ? `hybrid ${times.hybrid.p50.toFixed(1)} / ${times.hybrid.p99.toFixed(1)} ms, opened in ${openMs.toFixed(0)} ms, ${(memory / 1e6).toFixed(0)} MB`
    : `short ${short.toFixed(0)}, long ${long.toFixed(1)} texts/s, one ${query.toFixed(1)} ms, load ${(load / 1000).toFixed(2)} s`;
// Written after every figure, so that whoever interrupts a long run keeps what it has.
const save = () => writeFileSync(values.json, `${JSON.stringify(results, null, 1)}\n`);
await mkdir(dirname(values.json), { recursive: true });
try {
  for (let round = firstRound; round < firstRound + rounds; round++) {
    for (const candidate of able) {
      const { id } = candidate;
      try {
        const { first: _, ...result } = await measureOne(candidate);
        results.samples.push({ id, round, ...result });
        say(`${round + 1} · ${id}: ${describe(result)}${result.versions ? ` (${result.versions})` : ''}`);
      } catch (error) {
        results.samples.push({ id, round, error: error.message });
        say(`${round + 1} · ${id}: FAILED: ${error.message}`);
        process.exitCode = 1;
      }
      save();
    }
  }
} finally {
  await Promise.all([servers.isolated.close(), servers.plain.close()]);
}

const of = (id, row) =>
  new Map(results.samples.filter((sample) => sample.id === id && !sample.error).map((sample) => [sample.round, sample[row]]));
const shown = candidates.filter(({ id }) => results.samples.some((sample) => sample.id === id && !sample.error));
const show = (spread, digits) =>
  spread ? `${spread.median.toFixed(digits)} (${spread.min.toFixed(digits)}–${spread.max.toFixed(digits)})` : '';
const rows = [
  ['short', 'short texts a second (10 tokens)', 0],
  ['long', 'long texts a second (41 tokens)', 1],
  ['query', 'one query (10 tokens), ms', 1],
  ['load', 'load from local bytes to a first vector, ms', 0],
];
const table = (head, body) =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...body].map((line) => `| ${line.join(' | ')} |`).join('\n');
const ratio = (row, ours, theirs) => pairedRatio(of(ours, row), of(theirs, row));
const pairs = [
  ['saguim-minilm', 'transformers-minilm'],
  ['saguim-minilm-1', 'transformers-minilm-1'],
  ['saguim-minilm', 'onnxruntime-minilm-node'],
  ['saguim-minilm-node', 'onnxruntime-minilm-node'],
];
const mode = (name, quantile) => (sample) => sample.times[name][quantile];
const searchRows = [
  ['hybrid p50, ms', mode('hybrid', 'p50'), 1],
  ['hybrid p99, ms', mode('hybrid', 'p99'), 1],
  ['vectors p50, ms', mode('vectors', 'p50'), 1],
  ['words p50, ms', mode('words', 'p50'), 1],
  ['open, ms', ({ openMs }) => openMs, 0],
  ['memory, MB', ({ memory }) => memory / 1e6, 0],
  ['10,000 documents added, s', ({ add10000Ms }) => add10000Ms / 1000, 1],
];
const searches = shown.filter(({ search }) => search);
const searchTable = table(
  ['', ...searchRows.map(([title]) => title)],
  searches.map(({ id }) => {
    const samples = results.samples.filter((sample) => sample.id === id && !sample.error);
    return [id, ...searchRows.map(([, take, digits]) => show(summary(samples.map(take)), digits))];
  }),
);
const report = [
  '# Embeddings: ours and the peers, measured in turn',
  `${results.date.slice(0, 10)}; ${results.machine.processor}, ${results.machine.cores} cores; Node ${process.version.slice(1)}; Chromium ${results.samples.find(({ browser }) => browser)?.browser ?? ''}. Medians, lowest and highest in brackets.`,
  table(
    ['', ...rows.map(([, title]) => title)],
    shown
      .filter(({ search }) => !search)
      .map(({ id }) => [id, ...rows.map(([row, , digits]) => show(summary([...of(id, row).values()]), digits))]),
  ),
  'Ours divided by theirs, round by round:',
  table(
    ['', 'short', 'long'],
    pairs
      .map(([ours, theirs]) => [`${ours} ÷ ${theirs}`, show(ratio('short', ours, theirs), 2), show(ratio('long', ours, theirs), 2)])
      .filter(([, short]) => short),
  ),
  ...(searches.length > 0
    ? [
        `Search in ${results.samples.find(({ times }) => times).documents} documents of 40 words, 384 dimensions, one thread, vectors at random; in the page what the caller waits:`,
        searchTable,
      ]
    : []),
].join('\n\n');
save();
writeFileSync(`${values.json.slice(0, -extname(values.json).length)}.md`, `${report}\n`);
process.stdout.write(`${report}\n`);
