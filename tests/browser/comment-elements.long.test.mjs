// Both elements of comments against the real server with the real model: written, blocked, appealed, approved live, there after a reload; and the server dies.
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { start, temporaryFolder } from '../packages/command.mjs';
import { buildCommentsPage } from './lib/comments-page.mjs';
import { launchChromium, openStudio, serveStudio } from './studio-page.mjs';

const data = temporaryFolder('comment-elements');
let browser;
let site;
let folder;
let command;
let page;

beforeAll(async () => {
  folder = await buildCommentsPage();
  site = await serveStudio({ root: folder });
  const { origin } = new URL(site.url);
  const env = { SAGUIM_MODERATOR_KEYS: 'a-moderators-key', DATABASE_URL: '' };
  command = start(['serve', '--comments', '--data', data, '--port', '0', '--completion-model', 'none', '--cors', origin], { env });
  await command.seen(/Comments: http\S+/);
  const [, url] = /judges comments at (http:\S+)\//.exec(command.stdout);
  browser = await launchChromium();
  // The page's policy names its own origin alone.
  ({ page } = await openStudio(browser, site, { bypassCSP: true }));
  await page.goto(`${site.url}?server=${encodeURIComponent(url)}`);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  command?.child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

it('goes the whole way with a server, and loses nothing when it is away', async () => {
  const field = page.locator('#composer saguim-comment-form textarea');
  const item = page.locator('saguim-moderation-queue #item');
  const states = () => page.locator('saguim-comments article').evaluateAll((all) => all.map(({ dataset }) => dataset.state));
  await page.locator('#name').fill('Ana');
  await field.fill('What a lovely photograph, thank you');
  await field.press('Control+Enter');
  await expect.poll(states).toEqual(['published']);
  await field.fill('You are a stupid idiot');
  await field.press('Control+Enter');
  await expect.poll(states).toEqual(['blocked', 'published']);
  const blocked = page.locator('.waiting article');
  expect(await blocked.innerText()).toMatch(/Not published[\s\S]*attacking the person/);
  await blocked.locator('[data-action="appeal"]').click();
  await blocked.locator('textarea').fill('I meant myself');
  await blocked.locator('textarea').press('Control+Enter');
  await expect.poll(() => item.innerText()).toContain('I meant myself');
  await page.reload();
  await expect.poll(() => page.locator('#who').innerText()).toContain('Ana');
  await expect.poll(() => item.innerText()).toContain('I meant myself');
  await item.focus();
  await page.keyboard.press('a');
  await expect.poll(states).toEqual(['published', 'published']);
  await page.keyboard.press('z');
  await expect.poll(states).toEqual(['appealed', 'published']);
  command.child.kill('SIGKILL');
  await page.locator('saguim-comments').getByText('No connection').waitFor();
  await field.fill('While it was away');
  await field.press('Control+Enter');
  await expect.poll(() => page.locator('#composer #error').innerText()).toContain('Nothing is lost');
  expect(await field.inputValue()).toBe('While it was away');
});
