#!/usr/bin/env node
// `npm test`: sets up what is missing, checks, tests, and ends in one line, `N passed, N failed`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { runChecks } from './lib/checks.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { Plain, run, runMain, step } from './lib/house.mjs';
import { ensurePostgres } from './lib/postgres.mjs';
import { countTests } from './lib/test-report.mjs';

const usage = `Usage: npm test [-- --long]

Sets up, checks and tests everything, a real browser included.
  --long   also what takes many minutes (npm run test:long)`;

const passes = [
  { name: 'units, golden files, conformance', config: 'vitest.config.mjs' },
  // Commands and browsers mostly start and wait: two files at a time take little more than half as long.
  { name: 'packages, commands', config: 'vitest.serial.config.mjs', only: ['tests/packages/', '--fileParallelism', '--maxWorkers=2'] },
  { name: 'browser', config: 'vitest.serial.config.mjs', only: ['tests/browser/', '--fileParallelism', '--maxWorkers=2'] },
];

/** Runs one vitest configuration in a process of its own and counts what it reports. */
async function runPass({ name, config, only = [] }, env, minutes) {
  console.log(`\nTests: ${name}`);
  const folder = mkdtempSync(join(tmpdir(), 'saguim-test-'));
  const report = join(folder, 'report.json');
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    config,
    ...only,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const failure = await run(process.execPath, args, { show: true, env, minutes, what: `Tests (${name})` }).then(
    () => undefined,
    (error) => error,
  );
  let json;
  try {
    json = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    json = undefined;
  }
  rmSync(folder, { recursive: true, force: true });
  const { passed, failed, notes } = countTests(json, failure);
  for (const note of notes) console.log(`Tests (${name}): ${note}`);
  return { passed, failed };
}

async function main() {
  let values;
  try {
    ({ values } = parseArgs({ options: { long: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } }));
  } catch (error) {
    throw new Plain(`${error.message}\n\n${usage}`, 2);
  }
  if (values.help) return console.log(usage);

  console.log('Setting up');
  await build();
  let chromium;
  await step('browser', async () => {
    chromium = await ensureChromium();
  });
  let postgres;
  await step('database', async () => {
    postgres = await ensurePostgres();
  });

  console.log('\nChecks');
  const total = await runChecks();
  const env = { SAGUIM_CHROMIUM: chromium, SAGUIM_POSTGRES: postgres, ...(values.long ? { SAGUIM_LONG: '1' } : {}) };
  for (const pass of passes) {
    const { passed, failed } = await runPass(pass, env, values.long ? 180 : 12);
    total.passed += passed;
    total.failed += failed;
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

await runMain(async () => {
  try {
    return await main();
  } catch (error) {
    if (error instanceof Plain && error.exitCode === 2) throw error;
    // What could not be set up is a failure like any other, and the closing line says so.
    console.error(error instanceof Plain ? error.message : error);
    console.log(`\n0 passed, 1 failed`);
    return 1;
  }
});
