// The language server with VS Code's own editor, extension host and client library (vscode-languageclient), in a page. Installing them takes a minute.
import { spawn } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';
import { npm, root } from '../../scripts/lib/house.mjs';
import { createStudioServer } from '../../scripts/studio-server.mjs';
import { launchChromium } from '../browser/lib/watched-page.mjs';
import { attach, binary, endAll } from './command.mjs';
import { remove, runIn, temporaryFolder } from './lib/install.mjs';

let folder;
let server;
let browser;
let page;
let command;
/** What went over the line, in either direction: `{ from, method, params, result, error }`. */
const said = [];

beforeAll(async () => {
  folder = temporaryFolder('lsp-vscode');
  cpSync(join(root, 'tests/packages/lsp-vscode'), folder, { recursive: true });
  await runIn(folder, npm, ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']);
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: { target: 'esnext', minify: false },
    worker: { format: 'es' },
  });
  server = await createStudioServer({ root: join(folder, 'dist'), models: join(root, 'models'), port: 0 });
  browser = await launchChromium();
  page = await browser.newPage({ bypassCSP: true });
  command = attach(spawn(process.execPath, [binary, 'lsp'], { cwd: root }));
  command.child.stdout.setEncoding(undefined).removeAllListeners('data');
  const writer = new StreamMessageWriter(command.child.stdin);
  await page.exposeFunction('toServer', (message) => {
    said.push({ from: 'editor', ...message });
    return writer.write(message);
  });
  new StreamMessageReader(command.child.stdout).listen((message) => {
    said.push({ from: 'server', ...message });
    page.evaluate((one) => globalThis.fromServer(one), message).catch(() => {}); // the page may have been closed
  });
  await page.goto(server.url);
  await page.waitForFunction(() => globalThis.ready);
}, 600_000);
afterEach(endAll);
afterAll(async () => {
  await browser?.close();
  await server?.close();
  remove(folder);
});

const ghost = () => page.locator('.ghost-text-decoration').allTextContents();
const text = () => page.evaluate(() => globalThis.editor.getValue());
const line = 'function sum(numbers) {\n  let total = 0;\n  for (const number of numbers) total +=';

it('is asked by VS Code for grey text while one types, which Tab inserts, and follows its settings', async () => {
  const manifest = JSON.parse(readFileSync(join(root, 'tests/packages/lsp-vscode/package.json'), 'utf8'));
  expect(manifest.dependencies['vscode-languageclient']).toMatch(/^\d+\.\d+\.\d+$/);
  const version = await page.evaluate(([given, settings]) => globalThis.start(given, settings), [line, { 'saguim.threshold': 0.1 }]);
  expect(version).toMatch(/^1\.\d+\.\d+$/);
  await expect.poll(() => said.some(({ method }) => method === 'window/logMessage'), { timeout: 120_000 }).toBe(true);
  // A letter after the other: each gives up the question before it.
  await page.keyboard.type(' num');
  await expect.poll(ghost, { timeout: 120_000 }).toEqual(['ber;']);
  await page.keyboard.press('Tab');
  expect(await text()).toBe(`${line} number;`);
  const asked = said.filter(({ method }) => method === 'textDocument/inlineCompletion');
  expect(asked.length).toBeGreaterThan(0);
  // Each got an answer, and none but a cancelled one an error.
  await expect
    .poll(() => said.filter(({ from, id, method }) => from === 'server' && !method && asked.some((one) => one.id === id)).length)
    .toBeGreaterThanOrEqual(asked.length - 1);
  const errors = said.filter(({ from, error }) => from === 'server' && error).map(({ error }) => error.code);
  expect(errors.filter((code) => ![-32800, -32801].includes(code))).toEqual([]);

  await page.evaluate((settings) => globalThis.setting(settings), { 'saguim.enabled': false });
  await expect
    .poll(() => said.filter(({ from, method, result }) => from === 'editor' && !method && result?.[0]?.enabled === false).length)
    .toBeGreaterThan(0);
  const before = said.length;
  await page.keyboard.press('Enter');
  await page.keyboard.type('ret');
  await expect
    .poll(() => said.slice(before).filter(({ from, result }) => from === 'server' && result?.items).length, { timeout: 60_000 })
    .toBeGreaterThan(0);
  expect(said.slice(before).flatMap(({ from, result }) => (from === 'server' ? (result?.items ?? []) : []))).toEqual([]);

  await page.evaluate(() => globalThis.client.stop());
  expect((await command.ended).code).toBe(0);
}, 300_000);
