// Ours and the peers in turn, in one run. README.md says what is measured and how.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import { dirname, extname } from 'node:path';
import { candidates, settings } from './lib/candidates.mjs';
import { machine } from './lib/machine.mjs';
import { measureOne } from './lib/measure-one.mjs';
import { at, help, readOptions } from './lib/options.mjs';
import { probe } from './lib/probe.mjs';
import { report } from './lib/report.mjs';
import { serve } from './lib/server.mjs';

const say = (line) => process.stderr.write(`${line}\n`);
const rows = ['main', 'chat', 'parallel', 'probe'];
const known = { candidates: candidates.map(({ id }) => id), settings: Object.keys(settings), rows };

const options = (() => {
  try {
    return readOptions(process.argv.slice(2), known);
  } catch (error) {
    say(`${error.message}\n\n${help}`);
    process.exit(2);
  }
})();
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}

const before = (options.append || options.report) && existsSync(options.json) ? JSON.parse(readFileSync(options.json, 'utf8')) : undefined;
if (options.report && !before) {
  say(`nothing to report: ${options.json} is not there`);
  process.exit(2);
}
const results = before ?? { date: new Date().toISOString(), machine: undefined, titles: {}, samples: [], probes: [] };

const save = async () => {
  const table = report(results, { candidates, settings });
  await mkdir(dirname(options.json), { recursive: true });
  writeFileSync(options.json, `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(`${options.json.slice(0, -extname(options.json).length)}.md`, table);
  return table;
};

const describe = (result) => {
  if (result.main)
    return `prefill ${result.main.prefill.toFixed(1)}, decode ${result.main.decode.toFixed(1)} tok/s, load ${(result.load.first / 1000).toFixed(2)} s`;
  if (result.chat) return `first token of each turn ${result.chat.turns.map((ms) => (ms / 1000).toFixed(2)).join(' ')} s`;
  if (result.parallel) return `one ${result.parallel.one.toFixed(1)}, together ${result.parallel.total.toFixed(1)} tok/s`;
  return `${result.calibration.seconds.toFixed(1)} s for the prompt and the answer`;
};

const fixed = { generated: options.generated, answer: 12, conversations: 8, together: 96 };

/** Threads for a candidate: as asked, or two; a peer gets the better of one and two. */
const chooseThreads = async (candidate, setting, context) => {
  if (setting.threads) return setting.threads;
  if (options.threads) return options.threads;
  const most = Math.min(2, os.cpus().length);
  if (candidate.ours || most === 1) return most;
  const known = results.samples.find((sample) => sample.candidate === candidate.id && sample.setting === setting.id);
  if (known) return known.asked;
  let best;
  for (const threads of [1, most]) {
    const result = await measureOne(candidate, setting, { ...fixed, row: 'calibration', threads }, context);
    say(`${setting.id} · ${candidate.id} with ${threads} thread${threads > 1 ? 's' : ''}: ${describe(result)}`);
    if (!best || result.calibration.seconds < best.seconds) best = { threads, seconds: result.calibration.seconds };
  }
  return best.threads;
};

const measureSample = async (candidate, setting, row, round, asked, context) => {
  const sample = { candidate: candidate.id, setting: setting.id, row, round, asked };
  try {
    const { versions, browser, ...result } = await measureOne(candidate, setting, { ...fixed, row, threads: asked }, context);
    if (browser) results.machine.browser = `Chromium ${browser}`;
    results.titles[candidate.id] = candidate.title + (versions ? ` (${versions})` : '');
    results.samples.push({ ...sample, ...result });
    say(`${row} · ${round + 1} · ${setting.id} · ${candidate.id}: ${describe(result)}`);
  } catch (error) {
    results.samples.push({ ...sample, error: error.message });
    say(`${row} · ${round + 1} · ${setting.id} · ${candidate.id}: FAILED: ${error.message}`);
    process.exitCode = 1;
  }
};

/** Rounds outside, candidates inside: what is compared is measured one after the other, whatever else the machine does meanwhile. */
const measureRows = async (pairs, context) => {
  for (const pair of pairs) pair.threads = await chooseThreads(pair.candidate, pair.setting, context);
  for (const row of options.rows.filter((name) => name !== 'probe')) {
    const inRow = pairs.filter(({ candidate }) => candidate.rows.includes(row));
    const start = Math.max(-1, ...results.samples.filter((sample) => sample.row === row).map(({ round }) => round)) + 1;
    for (let round = start; round < start + options.runs; round++) {
      for (const { candidate, setting, threads } of inRow) await measureSample(candidate, setting, row, round, threads, context);
      await save();
    }
  }
};

const measureAll = async () => {
  const roots = {
    '/bench/': at(''),
    '/packages/': at('../packages/'),
    '/node_modules/': at('../node_modules/'),
    '/onnx/': options.onnx,
    '/model.gguf': options.model,
  };
  const servers = { isolated: await serve({ roots, isolated: true }), plain: await serve({ roots, isolated: false }) };
  try {
    const context = { options, servers };
    const able = candidates.filter((candidate) => {
      if (!options.only.includes(candidate.id)) return false;
      const here = candidate.here(options);
      if (here !== true) say(`skipped ${candidate.id}: ${here}`);
      return here === true;
    });
    results.machine ??= machine();
    if (options.rows.includes('probe')) {
      results.probes = await probe(
        context,
        options.settings.map((id) => settings[id]),
      );
      await save();
    }
    const pairs = options.settings.flatMap((id) =>
      able.filter(({ place }) => place === settings[id].place).map((candidate) => ({ candidate, setting: { id, ...settings[id] } })),
    );
    await measureRows(pairs, context);
  } finally {
    await Promise.all([servers.isolated.close(), servers.plain.close()]);
  }
};

if (!options.report) await measureAll();
process.stdout.write(await save());
