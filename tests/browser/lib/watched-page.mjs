import { chromium } from 'playwright';
import { launchBrowser } from '../../../scripts/lib/browsers/index.mjs';
import { findChromium } from '../../../scripts/lib/chromium.mjs';

/** A real Chromium that speaks to nobody of its own accord. */
export function launchChromium(args = []) {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...args,
    ],
  });
}

/** The browser that `SAGUIM_BROWSER` names, for suites that need no more than pages and what runs in them; default Chromium, with `args`. */
export async function launchAnyBrowser(args) {
  const name = process.env.SAGUIM_BROWSER ?? 'chromium';
  if (name === 'chromium') return launchChromium(args);
  const browser = await launchBrowser(name);
  return { newContext: () => plainContext(browser), close: () => browser.close() };
}

/** Pages that keep nothing of each other, in a browser that tells nothing of what happens inside. */
function plainContext(browser) {
  const pages = new Set();
  return {
    async openPlain(url) {
      const page = await browser.open(url);
      pages.add(page);
      return { evaluate: page.evaluate, close: () => pages.delete(page) && page.close() };
    },
    async close() {
      for (const page of pages) await page.close();
      pages.clear();
    },
  };
}

/**
 * A page whose every request and message is written down.
 * @returns {Promise<{page: import('playwright').Page, requests: string[], problems: string[]}>} `problems`: requests to other origins,
 * violations of the page's policy, errors in the page or its workers
 */
export async function openWatched(context, url) {
  if (context.openPlain) return { page: await context.openPlain(url), requests: [], problems: [] };
  const page = await context.newPage();
  const origin = new URL(url).origin;
  const requests = [];
  const problems = [];
  context.on('request', (request) => {
    requests.push(request.url());
    if (!/^(data|blob|about):/.test(request.url()) && new URL(request.url()).origin !== origin)
      problems.push(`request to ${request.url()}`);
  });
  context.on('requestfailed', (request) => problems.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content Security Policy/i.test(message.text())) problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(url);
  return { page, requests, problems };
}
