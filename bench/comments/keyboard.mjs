// A moderator at the keyboard: how long after a key the next comment is on the screen, and how many are decided in a minute by a hand that never waits.
import { rmSync } from 'node:fs';
import { chromium } from 'playwright';
import { ensureChromium } from '../../scripts/lib/chromium.mjs';
import { createStudioServer } from '../../scripts/studio-server.mjs';
import { buildCommentsPage } from '../../tests/browser/lib/comments-page.mjs';

/** Serves the page with both elements. */
export async function servePages() {
  const folder = await buildCommentsPage();
  const server = await createStudioServer({ root: folder, models: folder, port: 0 });
  const close = async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: server.url, close };
}

/** Approves `count` comments one after the other, each as soon as it is shown. @returns milliseconds from key to paint, and decisions a minute */
export async function keyboard(pages, url, token, count) {
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(`${pages}?${new URLSearchParams({ server: url, key: token })}`);
    await page.locator('saguim-moderation-queue #list li').first().waitFor();
    await page.locator('saguim-moderation-queue #item').focus();
    return await page.evaluate(async (many) => {
      const root = document.querySelector('saguim-moderation-queue').shadowRoot;
      const item = () => root.querySelector('#item');
      /** Resolves once what was drawn is on the screen. */
      const painted = () =>
        new Promise((resolve) =>
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = resolve;
            port2.postMessage(0);
          }),
        );
      const times = [];
      const begun = performance.now();
      let waited = 0;
      for (let i = 0; i < many; i++) {
        const before = item().dataset.id;
        const pressed = performance.now();
        item().dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true, composed: true }));
        do await painted();
        while (item().dataset.id === before);
        times.push(performance.now() - pressed);
        if (!item().dataset.id) {
          waited++;
          while (!item().dataset.id) await painted();
        }
      }
      return { times, perMinute: (many / (performance.now() - begun)) * 60_000, waited };
    }, count);
  } finally {
    await browser.close();
  }
}
