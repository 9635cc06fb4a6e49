import { chromium } from 'playwright';
import { commandLine, peakBytes } from './memory.mjs';

const args = ['--disable-features=SpareRendererForSitePerProcess', '--disable-extensions', '--disable-component-update', '--no-first-run'];

/** Opens a page in a browser of its own (fresh profile, nothing shared with other candidates), lets `work` use it and closes all. */
export const inFreshBrowser = async (executablePath, address, work, timeout) => {
  const browser = await chromium.launch({ executablePath, args });
  try {
    const page = await browser.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('crash', () => problems.push('the page crashed'));
    await page.goto(address);
    await page
      .locator('body[data-ready]')
      .waitFor({ state: 'attached', timeout: 20_000 })
      .catch((error) => {
        throw new Error(problems.join('; ') || error.message);
      });
    let timer;
    const limit = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${timeout / 1000} s`)), timeout);
    });
    const value = await Promise.race([work(page), limit]).finally(() => clearTimeout(timer));
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    // The browser's own interface and extensions run in processes of the same type.
    const pages = processInfo.filter(
      ({ id, type }) => type === 'renderer' && !/--top-chrome-webui|--extension-process/.test(commandLine(id)),
    );
    const peaks = pages.map(({ id }) => peakBytes(id));
    return { value, version: browser.version(), peak: Math.max(0, ...peaks.filter(Number.isFinite)) || undefined };
  } finally {
    await browser.close();
  }
};
