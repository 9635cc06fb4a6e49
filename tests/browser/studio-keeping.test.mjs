// What stays, and what does not: reload, crash, no server, temporary chats, and erasing everything.
import { Buffer } from 'node:buffer';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answered, ask, composer, lastText, launchChromium, openStudio, readStores, ready, serveStudio } from './studio-page.mjs';

let browser;
let server;
let studio;
let page;

beforeAll(async () => {
  server = await serveStudio();
  browser = await launchChromium();
  studio = await openStudio(browser, server);
  page = studio.page;
  await ready(page);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

it('keeps a draft through a reload that comes right after the last key', async () => {
  await composer(page).pressSequentially('An unsent thought, with 日本語 and ação');
  await page.reload();
  await expect.poll(() => composer(page).inputValue()).toBe('An unsent thought, with 日本語 and ação');
  await ready(page);
});

it('keeps what came of an answer when the page is reloaded in the middle of it', async () => {
  await composer(page).fill('Write a long story about a river.');
  await composer(page).press('Enter');
  await expect.poll(() => lastText(page).then((text) => text.length)).toBeGreaterThan(300);
  const address = page.url();
  const seen = await lastText(page);
  await page.reload();
  expect(page.url()).toBe(address);
  await page.locator('.content .note').waitFor();
  expect(await page.locator('.content .note').innerText()).toBe('The page was closed while this answer came.');
  const kept = await lastText(page);
  expect(kept.startsWith(seen)).toBe(true);
  await ready(page);
});

it('keeps it through a crash too, up to the last quarter of a second', async () => {
  await page.keyboard.press('Control+Shift+O');
  await page.locator('saguim-chat .empty').waitFor();
  await composer(page).fill('Write a long story about a lighthouse.');
  await composer(page).press('Enter');
  await expect.poll(() => lastText(page).then((text) => text.length)).toBeGreaterThan(600);
  await composer(page).fill('what I was about to say');
  const stored = () => readStores(page).then(({ databases }) => databases['saguim-conversations']);
  await expect.poll(async () => (await stored()).drafts.map(({ text }) => text)).toContain('what I was about to say');
  const address = page.url();
  // The page is killed as the system would kill it: nothing of it runs any more.
  const session = await studio.context.newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  session.send('Page.crash').catch(() => {});
  await crashed;
  page = await studio.context.newPage();
  await page.goto(address);
  await page.locator('.content .note').waitFor();
  expect((await lastText(page)).length).toBeGreaterThan(200);
  expect(await composer(page).inputValue()).toBe('what I was about to say');
  await ready(page);
});

it('opens and answers with the server stopped, and fetches no byte of the model twice', async () => {
  const { port } = server;
  // Each byte of the file was asked for once: whole, or in ranges that do not overlap.
  const ranges = server.modelRequests().map(({ range }) => range);
  expect(new Set(ranges).size).toBe(ranges.length);
  expect(ranges.length).toBeGreaterThan(0);
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller)));
  await server.close();
  await page.goto('about:blank');
  await page.goto(`http://127.0.0.1:${port}/`);
  await ready(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await ask(page, 'Say hello.');
  expect((await lastText(page)).length).toBeGreaterThan(0);
  const before = server.modelRequests().length;
  server = await serveStudio({ port });
  expect(server.port).toBe(port);
  await page.reload();
  await ready(page);
  expect(before).toBe(ranges.length);
  expect(server.modelRequests()).toEqual([]);
});

it('says what to do when the model cannot be fetched, keeps the message, and goes on from there', async () => {
  const other = await openStudio(browser, server);
  const fresh = other.page;
  await fresh.route('**/*.gguf', (route) => route.abort());
  await fresh.reload();
  await fresh.locator('.model-bar.failed').waitFor();
  expect(await fresh.locator('.model-bar').innerText()).toContain('Check that the server runs');
  // Words stand beside the icon and keep their width on a small phone: the button goes below them.
  await fresh.setViewportSize({ width: 320, height: 640 });
  const boxes = await fresh.locator('.model-bar').evaluate((bar) => {
    const box = (selector) => bar.querySelector(selector).getBoundingClientRect();
    return {
      words: box('.words').toJSON(),
      button: box('#load').toJSON(),
      icon: box('.icon').toJSON(),
      bar: bar.getBoundingClientRect().toJSON(),
    };
  });
  expect(boxes.words.width).toBeGreaterThan(boxes.bar.width * 0.7);
  expect(boxes.button.top).toBeGreaterThanOrEqual(boxes.words.bottom);
  expect(boxes.icon.right).toBeLessThanOrEqual(boxes.words.left);
  await composer(fresh).fill('Say hello.');
  await composer(fresh).press('Enter');
  await fresh.locator('saguim-message .problem').waitFor();
  await fresh.unroute('**/*.gguf');
  await fresh.locator('saguim-message #retry').click();
  await answered(fresh, 1);
  expect((await lastText(fresh)).length).toBeGreaterThan(0);
  await other.context.close();
});

it('offers a new version of the app, and changes to it when told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'saguim-studio-'));
  cpSync(fileURLToPath(new URL('../../apps/studio/dist', import.meta.url)), folder, { recursive: true });
  // As served here, files are what they are: no copies that were compressed from others.
  for (const name of ['theme.js', 'service-worker.js'])
    for (const ending of ['.br', '.gz']) rmSync(join(folder, name + ending), { force: true });
  const own = await serveStudio({ root: folder });
  const other = await openStudio(browser, own);
  const tab = other.page;
  await tab.waitForFunction(() => navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller)));
  const theme = () => tab.evaluate(() => fetch('theme.js').then((response) => response.text()));
  const worker = join(folder, 'service-worker.js');
  const [, hash] = readFileSync(worker, 'utf8').match(/theme\.js\W+([0-9a-f]{16})/);
  writeFileSync(worker, readFileSync(worker, 'utf8').replace(hash, '0123456789abcdef'));
  appendFileSync(join(folder, 'theme.js'), '// the next version\n');
  await tab.reload();
  await tab.locator('.banner button').waitFor();
  expect(await theme()).not.toContain('the next version');
  await Promise.all([tab.waitForEvent('load'), tab.locator('.banner button').click()]);
  await composer(tab).waitFor();
  expect(await theme()).toContain('the next version');
  expect(await tab.evaluate(() => caches.keys())).toHaveLength(1);
  other.expectQuiet();
  await other.context.close();
  await own.close();
  rmSync(folder, { recursive: true });
});

it('stores nothing of a temporary chat', async () => {
  const before = await readStores(page);
  await page.locator('#temporary-chat').click();
  await page.locator('saguim-chat .empty').waitFor();
  await composer(page).fill('a draft, qzx7291');
  await composer(page).fill('Repeat this word: qzx7291');
  await composer(page).press('Enter');
  await answered(page, 1);
  await composer(page).fill('another draft, qzx7291');
  expect(await page.locator('.note').last().innerText()).toContain('Temporary chat');
  const after = await readStores(page);
  expect(after).toEqual(before);
  expect(JSON.stringify(after)).not.toMatch(/qzx7291/i);
  await page.reload();
  await page.locator('saguim-chat .empty').waitFor();
  expect(await composer(page).inputValue()).toBe('');
});

const chatModel = () => page.locator('saguim-models article[data-name=smollm2-135m-instruct]');

it('removes a model from the device, and brings it back when asked', async () => {
  await page.goto(`${server.url}#/models`);
  await chatModel().locator('.remove').click();
  await expect.poll(() => page.locator('saguim-models [role=status]').innerText()).toContain('was removed');
  // Until one goes elsewhere it can be taken back.
  await page.locator('saguim-models #undo').click();
  await chatModel().locator('.remove').click();
  await page.goto(`${server.url}#/settings`);
  await expect.poll(async () => (await readStores(page)).files.filter((name) => name.endsWith('.gguf'))).toEqual([]);
  await page.goto(`${server.url}#/models`);
  await chatModel().locator('.load').click();
  await chatModel().locator('.unload').waitFor();
  expect((await readStores(page)).files.filter((name) => name.endsWith('.gguf'))).toHaveLength(1);
});

it('erases everything: every store of the browser is empty, also with a second tab open', async () => {
  const second = await studio.context.newPage();
  await second.goto(`${server.url}#/chat`);
  await composer(second).fill('typed in another tab');
  await page.goto(`${server.url}#/search`);
  await page
    .locator('saguim-search #file-input')
    .setInputFiles([{ name: 'secret.txt', mimeType: 'text/plain', buffer: Buffer.from('The safe is behind the painting.') }]);
  await page.locator('.documents li.ready').waitFor();
  await page.goto(`${server.url}#/classify`);
  await page.locator('saguim-classify #text').fill('a text that nobody else reads');
  await page.locator('.verdict').waitFor();
  // A classifier of one's own: its examples, what it learnt, and the numbers of the examples.
  await page.locator('#new-classifier').click();
  await page.locator('#name').fill('Secret');
  await page.keyboard.press('Enter');
  await page.locator('#sample').click();
  await page.locator('#tabs a', { hasText: 'Quality' }).waitFor();
  // A library is open in the other tab too: its index must not come back, nor stand in the way.
  await second.goto(`${server.url}#/search`);
  await second.locator('.documents li.ready').waitFor();
  await second.locator('#query').fill('where is the safe');
  await second.locator('.results li').first().waitFor();
  await page.goto(`${server.url}#/settings`);
  await page.locator('studio-settings input[value="dark"]').check({ force: true });
  const full = await readStores(page);
  expect(full.local).not.toEqual({});
  expect(full.caches).toHaveLength(1);
  expect(full.workers).toBe(1);
  expect(full.files.length).toBeGreaterThan(0);
  expect(full.databases['saguim-conversations'].conversations.length).toBeGreaterThan(0);
  expect(full.databases['saguim-libraries'].documents).toHaveLength(1);
  expect(full.databases['saguim-classifiers'].drafts).toHaveLength(1);
  expect(full.databases['saguim-classifiers'].examples.length).toBeGreaterThan(20);
  expect(full.databases['saguim-classifiers'].classifiers).toHaveLength(1);
  expect(full.files.some((name) => name.startsWith('saguim/indexes/'))).toBe(true);
  await page.locator('#erase').click();
  await page.locator('#erase-now').click();
  await page.locator('#start-again').waitFor();
  expect(await page.locator('.erased').innerText()).toContain('Everything was erased');
  await second.locator('#start-again').waitFor();
  expect(await readStores(page)).toEqual({ databases: {}, files: [], local: {}, session: {}, caches: [], workers: 0 });
  studio.expectQuiet(/ERR_CONNECTION_REFUSED/);
});
