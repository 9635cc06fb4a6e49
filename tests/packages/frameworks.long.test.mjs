// The examples with frameworks, and the packed library in Deno and Bun, each as a person gets it. Installing them takes minutes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npm } from '../../scripts/lib/house.mjs';
import { launchChromium, openWatched } from '../browser/lib/watched-page.mjs';
import { installExample, packAll, remove, runIn, startIn, temporaryFolder } from './lib/install.mjs';

const question = 'What is the capital city of France? Answer in English.';
const folders = [];
let tarballs;
let browser;

/** Asks the page one question, and what else is to be done there. */
async function ask(url, more = async () => {}) {
  const context = await browser.newContext();
  try {
    // What the page says of its state, from the beginning on.
    await context.addInitScript(() => {
      window.said = [];
      new MutationObserver(() => window.said.push(document.querySelector('[role="status"]')?.textContent)).observe(document, {
        subtree: true,
        childList: true,
        characterData: true,
      });
    });
    const { page, problems } = await openWatched(context, url);
    await page.getByRole('button', { name: 'Ask' }).and(page.locator(':enabled')).waitFor();
    const progress = await page.evaluate(() => window.said.filter((text) => /[1-9]\d* %/.test(text)));
    await page.getByRole('textbox').fill(question);
    await page.getByRole('button', { name: 'Ask' }).click();
    const answer = page.locator('.answer[data-done]');
    await answer.waitFor();
    const text = await answer.textContent();
    const isolated = await page.evaluate(() => crossOriginIsolated);
    await more(page, text);
    return { answer: text, isolated, problems, progress };
  } finally {
    await context.close();
  }
}

/** `useChat`'s own: the answer once more, and one that is stopped on its way. */
async function regenerateAndStop(page, first) {
  await page.getByRole('button', { name: 'Again' }).click();
  await page.getByRole('button', { name: 'Again' }).and(page.locator(':disabled')).waitFor();
  await page.getByRole('button', { name: 'Ask' }).and(page.locator(':enabled')).waitFor();
  expect(await page.locator('.answer').allTextContents()).toEqual([first]);
  await page.getByRole('textbox').fill('Tell me a long story about a river, a bridge and the people who live there.');
  await page.getByRole('button', { name: 'Ask' }).click();
  await page.waitForFunction(() => (document.querySelectorAll('.answer')[1]?.textContent.length ?? 0) > 20);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Ask' }).and(page.locator(':enabled')).waitFor();
  const stopped = await page.locator('.answer').nth(1).textContent();
  expect(stopped.length).toBeGreaterThan(20);
  // Nothing more comes, and the chat goes on.
  await page.getByRole('textbox').fill(question);
  await page.getByRole('button', { name: 'Ask' }).click();
  await page.locator('.answer[data-done]').nth(2).waitFor();
  expect(await page.locator('.answer').nth(1).textContent()).toBe(stopped);
}

describe('the packed library', () => {
  beforeAll(async () => {
    const folder = temporaryFolder('tarballs');
    folders.push(folder);
    tarballs = await packAll(folder);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    folders.forEach(remove);
  });

  const vite = ['node_modules/vite/bin/vite.js', 'preview', '--host', '127.0.0.1', '--port', '0'];
  it.each([
    ['react-chat', vite, regenerateAndStop],
    ['vue-chat', vite],
    ['sveltekit-chat', vite],
    ['next-chat', ['node_modules/next/dist/bin/next', 'start', '--hostname', '127.0.0.1', '--port', '0']],
  ])(
    'answers in %s, once built',
    async (name, serve, more) => {
      const folder = await installExample(name, tarballs);
      folders.push(folder);
      await runIn(folder, npm, ['run', 'setup']);
      const quiet = { NEXT_TELEMETRY_DISABLED: '1' };
      await runIn(folder, npm, ['run', 'build'], { env: quiet });
      const server = await startIn(folder, process.execPath, serve, quiet);
      try {
        const { answer, isolated, problems, progress } = await ask(server.url, more);
        expect(answer).toContain('Paris');
        expect(isolated).toBe(true);
        expect(progress.length).toBeGreaterThan(0);
        expect(problems).toEqual([]);
      } finally {
        await server.stop();
      }
    },
    600_000,
  );

  // Both come from npm. Bun's package is a launcher until its install script has put the binary there.
  it.each([
    ['deno', 'deno@2.9.6', ['run', '--allow-all']],
    ['bun', 'bun@1.4.5', ['run']],
  ])(
    'answers in %s',
    async (command, release, args) => {
      const folder = await installExample('node-chat', tarballs);
      folders.push(folder);
      await runIn(folder, npm, ['install', release, '--no-audit', '--no-fund', '--loglevel=error']);
      writeFileSync(
        join(folder, 'answer.mjs'),
        `import { LanguageModel } from 'saguim';
const session = await LanguageModel.create({ samplingMode: 'most-predictable' });
console.log(await session.prompt(${JSON.stringify(question)}));
console.log(session.saguim.model.backend, session.saguim.model.threads);
session.destroy();
process.exit(0);
`,
      );
      const output = await runIn(folder, join(folder, 'node_modules/.bin', command), [...args, 'answer.mjs']);
      expect(output).toContain('The capital city of France is Paris.');
      expect(output).toContain('wasm');
    },
    600_000,
  );
});
