// npm run test:browsers [firefox|webkit|webkit-plain …]
//
// The suites of the engine and of the polyfill in browsers beside Chromium, with threads and without them. What was run: docs/browsers.md.
import { launchBrowser } from './lib/browsers/index.mjs';
import { Plain, root, run, runMain } from './lib/house.mjs';

const suites = ['tests/browser/engine.test.mjs', 'tests/browser/polyfill.test.mjs'];
const all = ['firefox', 'webkit', 'webkit-plain'];

await runMain(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !all.includes(name));
  if (unknown) throw new Plain(`"${unknown}" is none of: ${all.join(', ')}`, 2);
  const failed = [];
  for (const name of asked.length > 0 ? asked : all) {
    const browser = await launchBrowser(name);
    const { version } = browser;
    await browser.close();
    console.log(`${name}: ${version}`);
    const vitest = [`${root}node_modules/vitest/vitest.mjs`, 'run', '--config', 'vitest.serial.config.mjs', ...suites];
    await run(process.execPath, vitest, { show: true, env: { SAGUIM_BROWSER: name }, minutes: 10 }).catch(() => failed.push(name));
  }
  if (failed.length > 0) throw new Plain(`Failed in: ${failed.join(', ')}`);
});
