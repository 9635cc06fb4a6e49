// npm run wpt -- DIR [--engine auto|echo|saguim] [--browser chromium|firefox] [filter]
//
// Runs the web platform's tests for built-in AI (https://github.com/web-platform-tests/wpt, its `ai/` and `resources/`) against the
// polyfill, in a real browser, and prints passed of all by file. Fails when a test fails. `auto`: tests of constraints run on a model, which
// the echo is not constrained by, and all others on the echo, whose answers they know.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bundleClassic } from '../packages/saguim/scripts/bundle-browser.mjs';
import { launchBrowser } from './lib/browsers/index.mjs';
import { Plain, root } from './lib/house.mjs';
import { checkCheckout, findTests } from './lib/wpt/checkout.mjs';
import { startWptServer } from './lib/wpt/server.mjs';

const usage = 'npm run wpt -- DIR [--engine auto|echo|saguim] [--browser chromium|firefox] [--verbose] [filter]';
const outcomes = ['passed', 'failed', 'timed out', 'not run', 'skipped'];

/** A model that computes takes longer than one that echoes. */
const slowness = { echo: 1, saguim: 4 };

/** The polyfill as a script of a page; the echo engine comes in by its own import, which no page of anybody's has. */
function polyfillScript(engine) {
  const dist = `${root}/packages/saguim/dist`;
  if (!existsSync(`${dist}/polyfill/index.js`)) throw new Plain('The library is not built: npm run build -- --only saguim');
  const options = { echo: '{ runtime: echoEngine() }', saguim: '{ sampling: { seed: 1 } }' }[engine];
  const entry = [
    `import { installPolyfill } from '${dist}/polyfill/install.js';`,
    engine === 'echo' ? `import { echoEngine } from '${dist}/testing/index.js';` : '',
    `installPolyfill({ force: true, frames: true, saguim: ${options} });`,
  ].join('\n');
  const virtual = { name: 'entry', resolveId: (id) => (id === 'wpt-entry' ? id : null), load: (id) => (id === 'wpt-entry' ? entry : null) };
  return bundleClassic('wpt-entry', [virtual]);
}

/** Runs one test page. @returns the harness's outcome */
async function runTest(browser, url, slow) {
  let told;
  const outcome = new Promise((resolve) => {
    told = resolve;
  });
  const bindings = {
    wptClick: (frame, id) => frame.click(`[data-wpt="${id}"]`),
    wptReport: async (_frame, report) => told(JSON.parse(report)),
  };
  let page;
  let timer;
  try {
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('The page gave no outcome in time')), 90_000 * slow);
    });
    page = await browser.open(url, { bindings });
    return await Promise.race([outcome, late]);
  } catch (error) {
    return { status: 1, message: String(error), tests: [] };
  } finally {
    clearTimeout(timer);
    await page?.close().catch(() => {});
  }
}

function printOutcome(file, { status, message, tests }, verbose) {
  const counts = outcomes.map((_, number) => tests.filter((test) => test.status === number).length);
  const [passed, , , , skipped] = counts;
  const counted = tests.length - skipped + (tests.length === 0 ? 1 : 0);
  const good = passed === counted && status === 0;
  const left = skipped > 0 ? `, ${skipped} skipped` : '';
  console.log(`${good ? ' ' : '✗'} ${String(passed).padStart(3)}/${counted}${left}  ${file}`);
  if (status !== 0 && message) console.log(`      the page: ${message}`);
  for (const test of tests) {
    if (test.status === 0 && !verbose) continue;
    if (test.status === 4 && !verbose) continue;
    console.log(`      ${outcomes[test.status]}: ${test.name}${test.message ? `\n        ${test.message}` : ''}`);
  }
  return { passed, counted, skipped, good };
}

/** Runs tests on one engine. @returns how many of each outcome */
async function runTests(browser, directory, engine, tests, verbose) {
  const sums = { passed: 0, counted: 0, skipped: 0, bad: 0 };
  if (tests.length === 0) return sums;
  const server = await startWptServer(directory, await polyfillScript(engine), slowness[engine]);
  console.log(`${tests.length} files, engine ${engine}, ${browser.version}`);
  try {
    for (const { file, path } of tests) {
      const outcome = await runTest(browser, `${server.url}${path}`, slowness[engine]);
      const { passed, counted, skipped, good } = printOutcome(file, outcome, verbose);
      sums.passed += passed;
      sums.counted += counted;
      sums.skipped += skipped;
      if (!good) sums.bad++;
    }
  } finally {
    await server.close();
  }
  return sums;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      engine: { type: 'string', default: 'auto' },
      browser: { type: 'string', default: 'chromium' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const [directory, filter] = positionals;
  if (!directory || positionals.length > 2 || !['auto', 'echo', 'saguim'].includes(values.engine)) throw new Plain(usage);
  checkCheckout(directory);
  const tests = findTests(directory, filter);
  if (tests.length === 0) throw new Plain(`No test of ${directory} has "${filter}" in its path.`);
  const engineOf = ({ file }) =>
    values.engine !== 'auto' ? values.engine : /response-(constraint|json-schema|regex)/.test(file) ? 'saguim' : 'echo';
  const browser = await launchBrowser(values.browser);
  const sums = [];
  try {
    for (const engine of ['echo', 'saguim']) {
      const some = tests.filter((test) => engineOf(test) === engine);
      sums.push(await runTests(browser, directory, engine, some, values.verbose));
    }
  } finally {
    await browser.close();
  }
  const sum = (name) => sums.reduce((all, each) => all + each[name], 0);
  const share = ((100 * sum('passed')) / Math.max(1, sum('counted'))).toFixed(1);
  console.log(`${sum('passed')} of ${sum('counted')} passed (${share} %), ${sum('skipped')} skipped for what no engine here has`);
  process.exitCode = sum('bad') > 0 ? 1 : 0;
}

await main().catch((error) => {
  console.error(error instanceof Plain ? error.message : error);
  process.exitCode = 2;
});
