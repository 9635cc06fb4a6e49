// Every page of Studio, in both themes, wide and narrow: what axe can find is not there. In Portuguese too, since its words are longer.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeProblems } from './lib/axe.mjs';
import { ask, composer, launchChromium, openStudio, ready, serveStudio } from './studio-page.mjs';

let browser;
let server;
let studio;
let page;
let conversation;

beforeAll(async () => {
  server = await serveStudio();
  browser = await launchChromium();
  studio = await openStudio(browser, server, { reducedMotion: 'reduce' });
  page = studio.page;
  await ready(page);
  await ask(page, 'Write a Python function that adds two numbers, then a list of two fruits.');
  conversation = new URL(page.url()).hash;
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const problems = (scope) => axeProblems(page, scope);

/** Pages and states, with how to know that they are there. */
const states = [
  ['an empty chat', () => '#/chat', 'saguim-chat .empty'],
  ['a conversation', () => conversation, 'saguim-message .answer .actions'],
  ['the options', () => `${conversation}?options`, 'saguim-options fieldset'],
  ['a temporary chat', () => '#/temporary', 'saguim-chat .empty'],
  ['the command palette', () => `${conversation}?commands`, 'studio-palette li', 'studio-palette'],
  ['the menu', () => `${conversation}?menu`, 'saguim-conversations li', '#side'],
  ['a conversation that is not there', () => '#/chat/000000', 'saguim-chat .missing h2'],
  ['models', () => '#/models', 'saguim-models #fitting'],
  ['settings', () => '#/settings', 'studio-settings dl'],
];

describe.each([
  ['wide', { width: 1280, height: 800 }],
  ['narrow', { width: 360, height: 740 }],
])('%s', (_, viewport) => {
  describe.each(['light', 'dark'])('%s', (colorScheme) => {
    beforeAll(async () => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    });

    it.each(states)('%s', async (_name, address, selector, scope) => {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, address());
      await page.locator(selector).first().waitFor();
      expect(await problems(scope)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    });
  });
});

it('is as clean in Portuguese, narrow and dark, while a message is edited and after one failed', async () => {
  await page.evaluate(() => {
    location.hash = '#/settings';
  });
  await page.locator('studio-settings input[value="pt-BR"]').check({ force: true });
  await page.evaluate((hash) => {
    location.hash = hash;
  }, conversation);
  await page.locator('saguim-message #edit').click();
  await page.locator('saguim-message .editor').waitFor();
  expect(await problems()).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.getByRole('button', { name: 'Cancelar' }).click();
  await composer(page).fill('x'.repeat(200_000));
  await composer(page).press('Enter');
  await page.locator('saguim-message .problem').waitFor({ timeout: 60_000 });
  expect(await page.locator('.problem').innerText()).toContain('longa demais');
  expect(await problems()).toEqual([]);
  studio.expectQuiet();
});
