// Studio's Models: a GGUF file that is dropped anywhere chats; a catalogue of one's own; downloads that pause and go on; what is asked first.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../scripts/lib/house.mjs';
import { axeProblems } from './lib/axe.mjs';
import { ask, drop, lastText, launchChromium, openStudio, ready, serveStudio } from './studio-page.mjs';

const file = readFileSync(join(root, 'tests/golden/tiny/llama-q8_0.gguf'));
const entry = {
  name: 'tiny-llama',
  title: 'Tiny llama',
  task: 'chat',
  family: 'llama',
  parameters: 30_000,
  languages: ['pt'],
  licence: { id: 'For tests alone', url: 'https://example.org/licence', free: false },
  context: 128,
  memory: 1_000_000,
  files: [{ path: 'tiny-llama.gguf', source: 'tiny-llama.gguf', bytes: file.length }],
  good: { en: 'Tests', 'pt-BR': 'Testes' },
  not: { en: 'Anything else', 'pt-BR': 'Qualquer outra coisa' },
  verified: { what: 'nothing' },
};

let browser;
let server;
let studio;
let page;
/** Answers for the file wait until this is called. */
let send = () => {};
const sending = new Promise((resolve) => (send = resolve));

beforeAll(async () => {
  server = await serveStudio();
  browser = await launchChromium();
  studio = await openStudio(browser, server, { serviceWorkers: 'block' });
  page = studio.page;
  await studio.context.route('**/own/catalogue.json', (route) => route.fulfill({ json: { format: 1, entries: [entry] } }));
  await studio.context.route('**/own/tiny-llama.gguf', async (route) => {
    await sending;
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec((await route.request().allHeaders()).range ?? '') ?? [];
    const start = Number(from ?? 0);
    const end = to ? Math.min(Number(to), file.length - 1) : file.length - 1;
    const headers = { 'Content-Type': 'application/octet-stream', ETag: '"tiny"', 'Accept-Ranges': 'bytes' };
    if (from !== undefined) headers['Content-Range'] = `bytes ${start}-${end}/${file.length}`;
    await route.fulfill({ status: from === undefined ? 200 : 206, headers, body: file.subarray(start, end + 1) }).catch(() => {});
  });
  await ready(page);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const card = (name) => page.locator(`saguim-models article[data-name="${name}"]`);
const go = (hash) => page.evaluate((to) => (location.hash = to), hash);

it('chats with a GGUF file that is dropped on it, wherever that is, and keeps it', async () => {
  await go('#/settings');
  await page.locator('studio-settings #erase').waitFor();
  await drop(page, page.locator('#place'), [join(root, 'models/smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf')]);
  await page.locator('saguim-chat .empty').waitFor();
  await ready(page);
  await ask(page, 'Say hello.');
  expect((await lastText(page)).length).toBeGreaterThan(0);
  await page.reload();
  await ready(page);
  await go('#/models');
  const mine = card('smollm2-135m-instruct-q4_1');
  expect(await mine.locator('.badges').innerText()).toContain('Used in Chat');
  expect(await mine.locator('.facts').innerText()).toMatch(/98\.4 MB/);
});

it('says what is wrong with a file that is no model, and keeps nothing of it', async () => {
  await page
    .locator('saguim-models #file-input')
    .setInputFiles([{ name: 'letter.gguf', mimeType: 'application/octet-stream', buffer: file.subarray(100, 5000) }]);
  await card('letter.gguf').locator('.problem').waitFor();
  expect(await card('letter.gguf').locator('.problem').innerText()).toContain('not a model');
  await card('letter.gguf').locator('.cancel').click();
  await card('letter.gguf').waitFor({ state: 'detached' });
});

it('reads a catalogue of one’s own, says its licence first, and downloads with a pause', async () => {
  await go('#/settings');
  await page.locator('#catalogue').fill(new URL('own/catalogue.json', server.url).href);
  await page.keyboard.press('Enter');
  await go('#/models');
  await page.locator('saguim-models input[value=chat]').check({ force: true });
  await page.locator('saguim-models #language').selectOption('pt');
  const mine = card('tiny-llama');
  await mine.locator('.download').click();
  expect(await mine.locator('.question').innerText()).toContain('does not allow every use');
  expect(await axeProblems(page)).toEqual([]);
  await page.keyboard.press('Enter'); // the button that has the focus
  await mine.locator('.pause').click();
  await mine.locator('.paused').waitFor();
  await mine.locator('.go-on').click();
  send();
  await mine.locator('.remove').waitFor();
  expect(await page.locator('saguim-models [role=status]').innerText()).toBe('Tiny llama is on this device.');
  expect(await mine.evaluate((element) => element.closest('section').getAttribute('aria-labelledby'))).toBe('here');
});

it('takes a model away, and gives it back when asked', async () => {
  await card('tiny-llama').locator('.remove').click();
  await card('tiny-llama').locator('.remove').waitFor({ state: 'detached' });
  await page.locator('saguim-models #undo').click();
  await card('tiny-llama').locator('.remove').waitFor();
});

it('uses the model that comes along again when told, and waits where data is saved', async () => {
  await go('#/settings');
  await page.locator('#own-model').click();
  await ready(page);
  expect(await page.locator('.speaks').innerText()).toContain('SmolLM2 135M Instruct');
  const saving = await openStudio(browser, server);
  await saving.context.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
  await saving.page.reload();
  await saving.page.locator('.model-bar.waits').waitFor();
  expect(await saving.page.locator('.model-bar').innerText()).toContain('98.4 MB');
  await saving.page.locator('#load').click();
  await ready(saving.page);
  await saving.context.close();
});

it('notices that loading the model ended the tab, and loads it again only when told', async () => {
  const other = await openStudio(browser, server);
  // As it is left behind where the system ends a tab in the middle of loading.
  await other.page.route('**/*.gguf', () => {});
  await other.page.reload();
  await other.page.locator('.model-bar progress').waitFor();
  const session = await other.context.newCDPSession(other.page);
  const crashed = other.page.waitForEvent('crash');
  session.send('Page.crash').catch(() => {});
  await crashed;
  const next = await other.context.newPage();
  await next.goto(server.url);
  await next.locator('.model-bar.waits').waitFor();
  expect(await next.locator('.model-bar').innerText()).toContain('was ended while it loaded');
  await next.locator('#load').click();
  await ready(next);
  await other.context.close();
  studio.expectQuiet();
});
