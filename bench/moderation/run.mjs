// Moderation: a comment in a page, and a server under load. README.md says what is measured and how.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { parseArgs } from 'node:util';
import { inFreshBrowser } from '../lib/browser.mjs';
import { machine } from '../lib/machine.mjs';
import { at } from '../lib/options.mjs';
import { serve } from '../lib/server.mjs';
import { summary } from '../lib/statistics.mjs';
import { comments } from './comments.mjs';
import { load, startServer } from './server-load.mjs';

const model = 'moderation-en-pt';
const limit = 120_000;
const say = (line) => process.stderr.write(`${line}\n`);
const ids = ['page', 'page-1', 'server'];

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    only: { type: 'string', default: ids.join(',') },
    runs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    node: { type: 'string', default: process.execPath },
    threads: { type: 'string' },
    append: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    chromium: { type: 'string', default: process.env.CHROMIUM ?? '/usr/bin/chromium' },
    json: { type: 'string', default: at('results/moderation.json') },
  },
});

const quantile = (times, q) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(q * times.length))];
const spread = (times) => ({ p50: quantile(times, 0.5), p99: quantile(times, 0.99) });

const inPage = async (threads, texts) => {
  const roots = { '/bench/': at(''), '/packages/': at('../packages/'), '/models/': at('../models/') };
  const server = await serve({ roots, isolated: threads > 1 });
  try {
    const address = `${server.origin}/bench/moderation/saguim.html`;
    const job = { model, threads, comments: texts.slice(0, 400) };
    const { value, version } = await inFreshBrowser(values.chromium, address, (page) => page.evaluate((given) => run(given), job), limit);
    if (value.isolated !== threads > 1) throw new Error('the page is not as it should be');
    // Compilers have done their work, and threads have been tried.
    return { load: value.load, ...spread(value.times.slice(100)), browser: version };
  } finally {
    await server.close();
  }
};

const underLoad = async (texts) => {
  const server = await startServer(values.node, values.threads ? ['--threads', values.threads] : []);
  const seconds = Number(values.seconds);
  try {
    const { port } = server;
    await load({ port, texts, clients: 16, seconds: 2 });
    const of = async (clients) => {
      const { rate, times, refused, lost } = await load({ port, texts, clients, seconds });
      return { rate, ...spread(times), refused, lost };
    };
    return {
      node: execFileSync(values.node, ['--version'], { encoding: 'utf8' }).trim(),
      few: await of(16),
      many: await of(64),
      flood: await of(400),
    };
  } finally {
    await server.close();
  }
};

const measures = { page: (texts) => inPage(2, texts), 'page-1': (texts) => inPage(1, texts), server: underLoad };
const before = (values.append || values.report) && existsSync(values.json) ? JSON.parse(readFileSync(values.json, 'utf8')) : undefined;
const results = before ?? { date: new Date().toISOString(), machine: machine(), samples: [] };
const firstRound = 1 + Math.max(-1, ...results.samples.map(({ round }) => round));
await mkdir(dirname(values.json), { recursive: true });
// Written after every figure, so that whoever interrupts a long run keeps what it has.
const save = () => writeFileSync(values.json, `${JSON.stringify(results, null, 1)}\n`);

const milliseconds = ({ p50, p99 }) => `${p50.toFixed(1)} / ${p99.toFixed(1)} ms`;
const describe = (sample) =>
  sample.few
    ? ['few', 'many', 'flood']
        .map(
          (row) =>
            `${row}: ${sample[row].rate.toFixed(1)}/s, ${milliseconds(sample[row])}, ${sample[row].refused} told to wait, ${sample[row].lost} lost`,
        )
        .join('; ')
    : `${milliseconds(sample)}, load ${(sample.load / 1000).toFixed(2)} s`;

if (!values.report) {
  const texts = await comments(new URL(`../../models/${model}/${model}.gguf`, import.meta.url), 4000);
  say(`${texts.length} comments of 20 tokens`);
  for (let round = firstRound; round < firstRound + Number(values.runs); round++) {
    for (const id of ids.filter((name) => values.only.split(',').includes(name))) {
      try {
        const sample = { id, round, ...(await measures[id](texts)) };
        results.samples.push(sample);
        say(`${round + 1} · ${id}: ${describe(sample)}`);
      } catch (error) {
        results.samples.push({ id, round, error: error.message });
        say(`${round + 1} · ${id}: FAILED: ${error.message}`);
        process.exitCode = 1;
      }
      save();
    }
  }
}

const goals = [
  ['a comment in Chromium, two threads, p50, ms', 'page', ({ p50 }) => p50, '≤ 12'],
  ['… p99', 'page', ({ p99 }) => p99, '≤ 40'],
  ['a comment in Chromium, one thread, page not isolated, p50, ms', 'page-1', ({ p50 }) => p50, '≤ 25'],
  ['… p99', 'page-1', ({ p99 }) => p99, '≤ 60'],
  ['server, 64 clients, comments a second', 'server', ({ many }) => many.rate, '≥ 60 on Node 22, ≥ 40 on Node 20'],
  ['server, 16 clients, p99, ms', 'server', ({ few }) => few.p99, '≤ 400'],
  ['server, 400 clients, comments a second', 'server', ({ flood }) => flood.rate, 'no collapse'],
  ['server, lost', 'server', ({ few, many, flood }) => few.lost + many.lost + flood.lost, '0'],
];
const nodes = [...new Set(results.samples.filter(({ node }) => node).map(({ node }) => node))];
const rows = goals.flatMap(([title, id, take, goal]) =>
  (id === 'server' ? nodes : [undefined]).flatMap((node) => {
    const found = summary(results.samples.filter((sample) => sample.id === id && !sample.error && sample.node === node).map(take));
    return found
      ? [
          `| ${title}${node ? ` (Node ${node.replace(/^v/, '')})` : ''} | ${goal} | ${found.median.toFixed(1)} (${found.min.toFixed(1)}–${found.max.toFixed(1)}) |`,
        ]
      : [];
  }),
);
const report = [
  '# Moderation',
  `${results.date.slice(0, 10)}; ${results.machine.processor}, ${results.machine.cores} cores; Chromium ${results.samples.find(({ browser }) => browser)?.browser ?? ''}. Medians, lowest and highest in brackets.`,
  ['| | goal | measured |', '|---|---|---:|', ...rows].join('\n'),
].join('\n\n');
writeFileSync(`${values.json.slice(0, -extname(values.json).length)}.md`, `${report}\n`);
process.stdout.write(`${report}\n`);
