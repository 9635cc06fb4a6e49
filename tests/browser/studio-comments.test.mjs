// Comments and their queue in Studio, in a real browser with the real model: written, judged, moderated, there after a reload, erased.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeEverywhere } from './lib/axe.mjs';
import { startStudio } from './studio-page.mjs';

let browser;
let server;
let studio;
let page;

beforeAll(async () => {
  ({ browser, server, studio, page } = await startStudio('#/comments', '#composer saguim-comment-form textarea'));
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const go = (hash) =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);
const texts = () => page.locator('saguim-comments article .text').allInnerTexts();

it('has an article with comments and a queue, all in this browser, over reloads, until everything is erased', async () => {
  // No model before somebody writes.
  expect(server.modelRequests()).toEqual([]);
  await page.locator('#name').fill('Ana');
  const field = page.locator('#composer saguim-comment-form textarea');
  await field.fill('What a lovely idea, thank you for writing it down.');
  await field.press('Control+Enter');
  await expect.poll(() => page.locator('saguim-comments article').first().getAttribute('data-state')).toBe('published');
  await page.locator('#begin').click();
  await expect.poll(() => page.locator('saguim-comments article, saguim-comments #fresh').count()).toBeGreaterThan(1);
  await go('#/comments/queue');
  const list = page.locator('saguim-moderation-queue #list li');
  await list.first().waitFor();
  await page.locator('saguim-moderation-queue #item').focus();
  const decided = await page.locator('saguim-moderation-queue #item').getAttribute('data-id');
  await page.keyboard.press('a');
  await expect.poll(() => page.locator('saguim-moderation-queue #saving').count()).toBe(0);
  await page.reload();
  await page.locator('saguim-moderation-queue #bar p').first().waitFor();
  await expect.poll(() => page.locator('saguim-moderation-queue #bar').innerText()).toContain('You decided 1 comment');
  expect(await axeEverywhere(page)).toEqual({});
  await go('#/comments');
  await page.locator(`[data-id="${decided}"]`).waitFor();
  expect(await texts()).toContain('What a lovely idea, thank you for writing it down.');
  expect(await page.locator('#who').innerText()).toContain('Ana');
  studio.expectQuiet();
  await go('#/settings');
  await page.locator('studio-settings #erase').click();
  await page.locator('#erase-now').click();
  await page.locator('.erased', { hasText: 'Everything was erased' }).waitFor();
  expect(await page.evaluate(async () => [(await indexedDB.databases()).map(({ name }) => name), { ...localStorage }])).toEqual([[], {}]);
});
