// The editor in a real browser with the real model: suggestions while one types, files in tabs, a folder opened and saved into, settings,
// what is typed kept over reloads, keyboard, both languages, without a server.
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeEverywhere, axeProblems } from './lib/axe.mjs';
import { openStudio, readStores, serveStudio, startStudio } from './studio-page.mjs';

let browser;
let server;
let studio;
let page;

beforeAll(async () => {
  ({ browser, server, studio, page } = await startStudio('#/editor', 'saguim-editor .cm-content'));
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const content = () => page.locator('saguim-editor .cm-content');
const ghost = () => page.locator('.cm-saguim-suggestion');
const tabs = () => page.locator('saguim-editor #tabs .name').allInnerTexts();
const lines = async () => (await page.locator('saguim-editor .cm-line').allInnerTexts()).map((line) => line.replace(/\n$/, ''));
const menu = async (name) => {
  await page.locator('saguim-editor #files #opener').click();
  await page.getByRole('menuitem', { name }).click();
};

it('suggests while one types, with the model that comes along, and says that it is one for chats', async () => {
  expect(server.modelRequests()).toEqual([]);
  expect(await axeEverywhere(page)).toEqual({});
  expect(await page.locator('#note').innerText()).toContain('is a chat model');
  await content().focus();
  // The caret is where the sample asks to be completed.
  await page.keyboard.type('item.', { delay: 5 });
  await ghost().waitFor({ timeout: 120_000 });
  const suggested = await ghost().innerText();
  await page.keyboard.press('Tab');
  expect((await lines())[16]).toBe(`    sum += item.${suggested.split('\n')[0]}`);
  await expect.poll(() => page.locator('#accepted').innerText()).toMatch(/^1 of [1-9]/);
  expect(await page.locator('#last').innerText()).toMatch(/Last one in [\d.]+ (ms|sec)/);
  await page.keyboard.press('Control+z');
  expect((await lines())[16]).toBe('    sum += item.');
  studio.expectQuiet();
});

it('keeps what is typed over a reload, in tabs, with new names and files deleted by mistake', async () => {
  await page.locator('#begin').click();
  await page.locator('saguim-editor #name').fill('notes/todo.py');
  await page.keyboard.press('Enter');
  await page.keyboard.type('# three things\n');
  await expect.poll(tabs).toEqual(['cart.js', 'todo.py']);
  await page.reload();
  await expect.poll(tabs).toEqual(['cart.js', 'todo.py']);
  await expect.poll(async () => (await lines())[0]).toBe('# three things');
  expect(await page.locator('.dot').count()).toBe(2);
  await page.locator('.things a', { hasText: 'samples/page.html' }).click();
  await expect.poll(tabs).toEqual(['cart.js', 'todo.py', 'page.html']);
  await expect.poll(async () => (await lines())[0]).toContain('<!doctype html>');
  await page.goBack();
  await expect.poll(async () => (await lines())[0]).toBe('# three things');
  await menu('Delete this file here');
  await expect.poll(tabs).toEqual(['cart.js', 'page.html']);
  await page.locator('#undo').click();
  await expect.poll(tabs).toEqual(['cart.js', 'todo.py', 'page.html']);
  await page.getByRole('button', { name: 'Close todo.py' }).click();
  await expect.poll(tabs).toEqual(['cart.js', 'page.html']);
  for (const name of await tabs()) await page.getByRole('button', { name: `Close ${name}` }).click();
  await page.locator('#empty').waitFor();
  expect(await axeProblems(page)).toEqual([]);
  studio.expectQuiet();
});

it('opens a folder, saves into it as its lines end, and gives a copy of what was opened otherwise', async () => {
  // The dialog is the browser's own; what it gives is a folder, and the private one of this origin is one.
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const project = await root.getDirectoryHandle('project', { create: true });
    const modules = await project.getDirectoryHandle('node_modules', { create: true });
    for (const [folder, name, text] of [
      [project, 'main.ts', 'const a = 1;\r\nconst b = 2;\r\n'],
      [project, 'picture.bin', 'a\0b'],
      [modules, 'left.js', 'left'],
    ]) {
      const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await writable.write(text);
      await writable.close();
    }
    globalThis.showDirectoryPicker = async () => project;
  });
  await page.locator('#open-folder').click();
  await expect.poll(tabs).toEqual(['main.ts']);
  expect(await page.locator('.told').innerText()).toBe('1 file was opened. 1 file was left out: it is too large, or no text in UTF-8.');
  await content().focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('// end');
  await page.keyboard.press('Control+s');
  await expect.poll(() => page.locator('.told').innerText()).toBe('main.ts was saved.');
  expect(await page.locator('.dot').count()).toBe(0);
  const saved = await page.evaluate(async () => {
    const project = await (await navigator.storage.getDirectory()).getDirectoryHandle('project');
    return (await (await project.getFileHandle('main.ts')).getFile()).text();
  });
  expect(saved).toBe('const a = 1;\r\nconst b = 2;\r\n// end');
  await page.locator('saguim-editor #file-input').setInputFiles([{ name: 'style.css', mimeType: '', buffer: Buffer.from('a {\n}\n') }]);
  await expect.poll(tabs).toEqual(['main.ts', 'style.css']);
  await content().focus();
  await page.keyboard.type('b {}');
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Control+s')]);
  expect(readFileSync(await download.path(), 'utf8')).toBe('b {}a {\n}\n');
  expect(download.suggestedFilename()).toBe('style.css');
  studio.expectQuiet();
});

it('has settings with an address, which hold over a reload, and counts what became of suggestions', async () => {
  await page.locator('#open-settings').click();
  await page.locator('#settings').waitFor();
  expect(new URL(page.url()).hash).toMatch(/options$/);
  await page.locator('#automatic').uncheck();
  await page.locator('#mode').selectOption('line');
  await page.locator('#delay').fill('99999');
  await page.keyboard.press('Enter');
  expect(await page.locator('#delay').inputValue()).toBe('2000');
  await page.locator('#delay').fill('5');
  await page.locator('#threshold').fill('0');
  const kept = async () => (await readStores(page)).databases['saguim-editor'].state[0].settings;
  await expect.poll(kept).toEqual({ automatic: false, mode: 'line', delay: 5, threshold: 0 });
  await page.reload();
  await page.locator('#settings').waitFor();
  expect(await page.locator('#automatic').isChecked()).toBe(false);
  expect(await page.locator('#mode').inputValue()).toBe('line');
  expect(await page.locator('#delay').inputValue()).toBe('5');
  expect(await page.locator('#counts').innerText()).toMatch(/Accepted\s+1/);
  await page.locator('.things a', { hasText: 'samples/queue.ts' }).click();
  await content().focus();
  await page.keyboard.type('t');
  expect(await page.locator('#last').innerText()).toBe('No suggestion yet');
  await page.keyboard.press('Alt+\\');
  await ghost().waitFor({ timeout: 120_000 });
  await page.locator('#open-settings').click();
  await page.locator('#settings table').waitFor();
  expect(await page.locator('#median').innerText()).toContain('in the middle of the last 1');
  await page.locator('#model-name').fill('no-such-model');
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.locator('.model-bar.failed').waitFor();
  await page.locator('#bundled').click();
  await page.locator('.model-bar').waitFor({ state: 'detached' });
  await page.locator('#reset-counts').click();
  expect(await page.locator('#counts').innerText()).toMatch(/Accepted\s+0/);
  await page.locator('#reset-settings').click();
  await page.locator('#close-settings').click();
  await page.locator('#settings').waitFor({ state: 'detached' });
  studio.expectQuiet(/404/);
});

it('is as clean in Portuguese, and can be left by keyboard', async () => {
  const portuguese = await openStudio(browser, server, { hash: '#/editor?options', locale: 'pt-BR', reducedMotion: 'reduce' });
  const there = portuguese.page;
  await there.locator('saguim-editor .cm-content').waitFor();
  expect(await axeEverywhere(there)).toEqual({});
  await there.locator('saguim-editor .cm-content').focus();
  await there.keyboard.press('Control+f');
  await there.locator('.cm-search').waitFor();
  expect(await there.locator('.cm-search').innerText()).toContain('todos');
  await there.keyboard.press('Escape');
  await there.keyboard.press('Escape');
  await there.keyboard.press('Tab');
  expect(
    await there.evaluate(
      () => document.querySelector('studio-app').shadowRoot.querySelector('saguim-editor').shadowRoot.activeElement?.className,
    ),
  ).not.toContain('cm-content');
  portuguese.expectQuiet();
  await portuguese.context.close();
});

it('works with the server stopped, and erasing leaves nothing', async () => {
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller)));
  const { port } = server;
  await server.close();
  await page.goto('about:blank');
  await page.goto(`http://127.0.0.1:${port}/#/editor`);
  await content().waitFor();
  await page.locator('.things a', { hasText: 'samples/words.py' }).click();
  await page.locator('.tab.current', { hasText: 'words.py' }).waitFor();
  await content().focus();
  await page.keyboard.type('cou');
  await page.keyboard.press('Alt+\\');
  await expect.poll(() => page.locator('#last').innerText()).toContain('Last one in');
  server = await serveStudio({ port });
  await page.goto(`http://127.0.0.1:${port}/#/settings`);
  await page.locator('#erase').click();
  await page.locator('#erase-now').click();
  await expect.poll(async () => Object.keys((await readStores(page)).databases), { timeout: 30_000 }).toEqual([]);
});
