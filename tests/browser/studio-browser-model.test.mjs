// Studio's chat with the browser's own model: offered where there is one, and only there. A page's own class stands in for it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask, lastText, launchChromium, openStudio, ready, serveStudio } from './studio-page.mjs';

let browser;
let server;

beforeAll(async () => {
  server = await serveStudio();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** As a browser has it: the standard's members, and answers that show what was asked. */
function browserModel() {
  globalThis.LanguageModel = class LanguageModel extends EventTarget {
    contextUsage = 0;
    contextWindow = 4096;
    oncontextoverflow = null;
    static availability = async () => 'available';
    static create = async ({ initialPrompts = [] } = {}) => Object.assign(new LanguageModel(), { initialPrompts });
    measureContextUsage = async (input) => input.length;
    promptStreaming(input) {
      const said = ['The browser', ' was asked: ', input.at(-1).content, ` (${this.initialPrompts.length} before)`];
      return new ReadableStream({
        start(controller) {
          for (const piece of said) controller.enqueue(piece);
          controller.close();
        },
      });
    }
    append = async () => {};
    clone = async () => this;
    destroy() {}
  };
}

const go = (page, hash) => page.evaluate((to) => (location.hash = to), hash);

it('is offered, answers, is kept over a reload, and gives way again', async () => {
  const studio = await openStudio(browser, server, { serviceWorkers: 'block' });
  const { page } = studio;
  await studio.context.addInitScript(browserModel);
  await page.reload();
  await ready(page);
  await go(page, '#/settings');
  await page.locator('studio-settings #browser-model').click();
  await page.locator('saguim-chat #model', { hasText: 'The browser’s own model' }).waitFor();
  await ask(page, 'Are you there?');
  expect(await lastText(page)).toContain('The browser was asked: Are you there? (');
  await page.reload();
  await page.locator('saguim-chat #model', { hasText: 'The browser’s own model' }).waitFor();
  await ask(page, 'Still?', 2);
  expect(await lastText(page)).toContain('The browser was asked: Still? (');
  await go(page, '#/settings');
  expect(await page.locator('studio-settings #browser-model').count()).toBe(0);
  await page.locator('studio-settings #own-model').click();
  await ready(page);
  expect(await page.locator('saguim-chat #model').innerText()).toContain('SmolLM2');
  studio.expectQuiet();
  await studio.context.close();
});

it('is not offered where there is none', async () => {
  const studio = await openStudio(browser, server, { serviceWorkers: 'block' });
  const { page } = studio;
  await studio.context.addInitScript(() => delete globalThis.LanguageModel);
  await page.reload();
  await go(page, '#/settings');
  await page.locator('studio-settings #erase').waitFor();
  await page.evaluate(() => new Promise((done) => setTimeout(done)));
  expect(await page.locator('studio-settings #browser-model').count()).toBe(0);
  await studio.context.close();
});
