import { createServer } from 'node:http';
import { chromium } from 'playwright';
import { launchChromium } from './watched-page.mjs';

/**
 * Chromium as people have it: tabs of one profile, of which the last one opened is visible and the others are hidden. Playwright's own
 * contexts keep every page visible, and no visible page can be frozen.
 */
export async function launchRealTabs(args = []) {
  const free = createServer();
  await new Promise((done) => free.listen(0, '127.0.0.1', done));
  const { port } = free.address();
  await new Promise((done) => free.close(done));
  const launched = await launchChromium([`--remote-debugging-port=${port}`, ...args]);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  const [context] = browser.contexts();
  return {
    context,
    async close() {
      await browser.close();
      await launched.close();
    },
  };
}
