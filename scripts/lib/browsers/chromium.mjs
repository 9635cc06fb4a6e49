import { chromium } from 'playwright';
import { findChromium } from '../chromium.mjs';

/**
 * Chromium, by Playwright.
 * @returns a browser whose `open(url, {bindings})` gives a page: `evaluate(function, argument)` and `close()`. A binding is a function of the
 * page's windows; ours gets `click(selector)` of the frame that calls, and the argument.
 */
export async function launchChromium() {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      '--js-flags=--expose-gc',
    ],
  });
  return {
    version: `Chromium ${browser.version()}`,
    async open(url, { bindings = {}, timeout = 60_000 } = {}) {
      const context = await browser.newContext();
      const page = await context.newPage();
      for (const [name, work] of Object.entries(bindings)) {
        await page.exposeBinding(name, ({ frame }, argument) => work({ click: (selector) => frame.click(selector) }, argument));
      }
      await page.goto(url, { timeout });
      return { evaluate: (run, argument) => page.evaluate(run, argument), close: () => context.close() };
    },
    close: () => browser.close(),
  };
}
