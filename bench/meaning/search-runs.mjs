// The search of 100,000 documents, in Chromium and in Node.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { commandLine, residentBytes } from '../lib/memory.mjs';
import { at } from '../lib/options.mjs';

/** Of one browser: filling takes minutes. */
const limit = 600_000;
const shape = { dimensions: 384, words: 40, queries: 400 };

/**
 * Collects the garbage of a page and of its workers, in one of which the index is.
 * @returns a function that does so
 */
async function garbageCollector(context, page) {
  const session = await context.newCDPSession(page);
  const workers = [];
  const waiting = new Map();
  session.on('Target.attachedToTarget', ({ sessionId }) => workers.push(sessionId));
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id } = JSON.parse(message);
    waiting.get(id)?.();
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  let calls = 0;
  return async () => {
    await session.send('HeapProfiler.collectGarbage');
    for (const sessionId of workers) {
      const id = ++calls;
      const collected = new Promise((resolve) => waiting.set(id, resolve));
      await session.send('Target.sendMessageToTarget', {
        sessionId,
        message: JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }),
      });
      await collected;
    }
    return workers.length;
  };
}

/** Resident bytes of the only page's process. */
async function pageBytes(context) {
  const browser = await context.browser().newBrowserCDPSession();
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  const pages = processInfo.filter(
    ({ id, type }) => type === 'renderer' && !/--top-chrome-webui|--extension-process/.test(commandLine(id)),
  );
  return Math.max(...pages.map(({ id }) => residentBytes(id)));
}

/**
 * A fresh profile: one browser fills the index, another opens and searches it. Memory is what its page has beyond what it had after as many searches
 * in a small index, garbage collected as in Node; `memoryWithGarbage` leaves the garbage.
 */
export async function searchInPage({ documents, chromium: executablePath, origin }) {
  const profile = mkdtempSync(join(tmpdir(), 'saguim-bench-'));
  const inBrowser = async (work) => {
    const context = await chromium.launchPersistentContext(profile, { executablePath });
    // What still waits then fails, as everything of a browser that is gone.
    const timer = setTimeout(() => void context.close(), limit);
    try {
      const page = context.pages()[0] ?? (await context.newPage());
      page.setDefaultTimeout(300_000);
      await page.goto(`${origin}/bench/meaning/search.html`);
      await page.locator('body[data-ready]').waitFor({ state: 'attached' });
      return await work(page, context);
    } finally {
      clearTimeout(timer);
      await context.close();
    }
  };
  try {
    const filled = await inBrowser(async (page) => {
      await page.evaluate((job) => fill(job), { ...shape, name: 'small', documents: 64 });
      return page.evaluate((job) => fill(job), { ...shape, name: 'large', documents });
    });
    return await inBrowser(async (page, context) => {
      const collectGarbage = await garbageCollector(context, page);
      await page.evaluate((job) => search(job), { ...shape, name: 'small' });
      await page.evaluate(() => closeIndex());
      const garbageBefore = await pageBytes(context);
      await collectGarbage();
      const before = await pageBytes(context);
      const result = await page.evaluate((job) => search(job), { ...shape, name: 'large' });
      if (result.isolated) throw new Error('the page is not as it should be');
      const memoryWithGarbage = (await pageBytes(context)) - garbageBefore;
      if ((await collectGarbage()) === 0) throw new Error('the worker of the index was not found');
      return { ...filled, ...result, memory: (await pageBytes(context)) - before, memoryWithGarbage, browser: context.browser().version() };
    });
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

/** `search.mjs`, in a process of its own. */
export async function searchInNode({ documents }) {
  const { stdout, status } = spawnSync(process.execPath, [at('search.mjs'), '--json', '--documents', String(documents)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 24,
  });
  if (status !== 0) throw new Error(`ended with ${status}`);
  const { opened, add10000Ms, addMs } = JSON.parse(stdout);
  return { ...opened, add10000Ms, addMs };
}
