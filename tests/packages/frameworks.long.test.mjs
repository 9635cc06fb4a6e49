// The examples with frameworks, each as a person gets it. Installing them takes minutes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npm } from '../../scripts/lib/house.mjs';
import { launchChromium, openWatched } from '../browser/lib/watched-page.mjs';
import { installExample, packAll, remove, runIn, startIn, temporaryFolder } from './lib/install.mjs';

const question = 'What is the capital city of France? Answer in English.';
const folders = [];
let tarballs;
let browser;

/** Asks the page one question. */
async function ask(url) {
  const context = await browser.newContext();
  try {
    const { page, problems } = await openWatched(context, url);
    await page.getByRole('button', { name: 'Ask' }).and(page.locator(':enabled')).waitFor();
    await page.getByRole('textbox').fill(question);
    await page.getByRole('button', { name: 'Ask' }).click();
    const answer = page.locator('.answer[data-done]');
    await answer.waitFor();
    const isolated = await page.evaluate(() => crossOriginIsolated);
    return { answer: await answer.textContent(), isolated, problems };
  } finally {
    await context.close();
  }
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
  it.each(['react-chat', 'vue-chat', 'sveltekit-chat'])(
    'answers in %s, once built',
    async (name) => {
      const folder = await installExample(name, tarballs);
      folders.push(folder);
      await runIn(folder, npm, ['run', 'setup']);
      await runIn(folder, npm, ['run', 'build']);
      const server = await startIn(folder, process.execPath, vite);
      try {
        const { answer, isolated, problems } = await ask(server.url);
        expect(answer).toContain('Paris');
        expect(isolated).toBe(true);
        expect(problems).toEqual([]);
      } finally {
        await server.stop();
      }
    },
    600_000,
  );
});
