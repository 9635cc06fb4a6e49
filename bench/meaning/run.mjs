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
];

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    only: { type: 'string', default: candidates.map(({ id }) => id).join(',') },
    runs: { type: 'string', default: '3' },
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
const results = { date: new Date().toISOString(), machine: machine(), samples: [] };
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
try {
  for (let round = 0; round < Number(values.runs); round++) {
    for (const candidate of able) {
      const { id, model, threads, batch } = candidate;
      const job = { texts: texts[candidate.texts], model, threads, batch, onnx: values.onnx };
      try {
        const result = await (candidate.page ? inPage(candidate, job, servers) : inNode(candidate, job));
        results.samples.push({ id, round, ...result });
        say(
          `${round + 1} · ${id}: short ${result.short.toFixed(0)}, long ${result.long.toFixed(1)} texts/s, one ${result.query.toFixed(1)} ms, load ${(result.load / 1000).toFixed(2)} s (${result.versions})`,
        );
      } catch (error) {
        results.samples.push({ id, round, error: error.message });
        say(`${round + 1} · ${id}: FAILED: ${error.message}`);
        process.exitCode = 1;
      }
    }
  }
} finally {
  await Promise.all([servers.isolated.close(), servers.plain.close()]);
}

const of = (id, row) =>
  new Map(results.samples.filter((sample) => sample.id === id && !sample.error).map((sample) => [sample.round, sample[row]]));
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
const report = [
  '# Embeddings: ours and the peers, measured in turn',
  `${results.date.slice(0, 10)}; ${results.machine.processor}, ${results.machine.cores} cores; Node ${process.version.slice(1)}; Chromium ${results.samples.find(({ browser }) => browser)?.browser ?? ''}. Medians, lowest and highest in brackets.`,
  table(
    ['', ...rows.map(([, title]) => title)],
    able.map(({ id }) => [id, ...rows.map(([row, , digits]) => show(summary([...of(id, row).values()]), digits))]),
  ),
  'Ours divided by theirs, round by round:',
  table(
    ['', 'short', 'long'],
    pairs
      .map(([ours, theirs]) => [`${ours} ÷ ${theirs}`, show(ratio('short', ours, theirs), 2), show(ratio('long', ours, theirs), 2)])
      .filter(([, short]) => short),
  ),
].join('\n\n');
for (const sample of results.samples) delete sample.first;
await mkdir(dirname(values.json), { recursive: true });
writeFileSync(values.json, `${JSON.stringify(results, null, 1)}\n`);
writeFileSync(`${values.json.slice(0, -extname(values.json).length)}.md`, `${report}\n`);
process.stdout.write(`${report}\n`);
