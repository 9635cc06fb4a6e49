// Studio's editor as people have it, typed into at ten characters a second: what its page's own thread does meanwhile.
import { Buffer } from 'node:buffer';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from 'playwright';
import { createStudioServer } from '../../scripts/studio-server.mjs';
import { at } from '../lib/options.mjs';

const rhythm = 100; // milliseconds from key to key
const settling = 1000; // milliseconds in which the browser's processes begin to trace, which would count as the first key's
const editor = 'saguim-editor';

/** Types `typed` at the end of a file of `text`, with a real keyboard. Its line breaks indent by themselves. */
export async function typeIntoEditor({ executablePath, text, typed, root = at('../apps/studio/dist') }) {
  const server = await createStudioServer({ root, models: at('../models'), port: 0 });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${server.url}#/editor`);
    await page.locator(`${editor} .cm-content`).waitFor();
    const file = { name: 'basket.js', mimeType: 'text/javascript', buffer: Buffer.from(text) };
    await page.locator(`${editor} #file-input`).setInputFiles([file]);
    await page.locator('.tab.current', { hasText: file.name }).waitFor();
    await page.locator(`${editor} .cm-content`).focus();
    await page.keyboard.press('Control+End');
    // The model is loaded, and what stands before the caret computed, before it begins.
    await page.keyboard.press('Alt+\\');
    await page.locator(`${editor} #last`, { hasText: /\d/ }).waitFor({ timeout: 120_000 });
    const tasks = await mainThreadTasks(page, async () => {
      const begun = performance.now();
      for (const [i, key] of [...typed].entries()) {
        await wait(Math.max(0, begun + i * rhythm - performance.now()));
        await page.keyboard.press(key === '\n' ? 'Enter' : key);
      }
    });
    return { tasks, keys: typed.length, accepted: await page.locator(`${editor} #accepted`).innerText() };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Milliseconds of each task of the page's own thread while `work` runs: on the clock, and of processor time. */
async function mainThreadTasks(page, work) {
  const devtools = await page.context().newCDPSession(page);
  const events = [];
  devtools.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  const complete = new Promise((resolve) => devtools.once('Tracing.tracingComplete', resolve));
  const includedCategories = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing'];
  await devtools.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories } });
  await wait(settling);
  await work();
  await devtools.send('Tracing.end');
  await complete;
  const threads = new Map();
  for (const { name, pid, tid, args } of events)
    if (name === 'thread_name' && args.name === 'CrRendererMain') threads.set(`${pid}/${tid}`, []);
  for (const { name, pid, tid, ph, dur = 0, tdur = 0 } of events)
    if (name === 'RunTask' && ph === 'X') threads.get(`${pid}/${tid}`)?.push({ wall: dur / 1000, processor: tdur / 1000 });
  // Others are of pages that nobody sees.
  return [...threads.values()].sort((a, b) => b.length - a.length)[0] ?? [];
}
