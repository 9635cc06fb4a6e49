// <saguim-comments> and <saguim-moderation-queue> in a page of somebody else's: the whole way of a comment, by keyboard, what is announced, what axe finds.
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { axeEverywhere } from './lib/axe.mjs';
import { buildCommentsPage } from './lib/comments-page.mjs';
import { launchChromium, openStudio, serveStudio } from './studio-page.mjs';

let browser;
let server;
let folder;
let opened;
let page;

beforeAll(async () => {
  folder = await buildCommentsPage();
  server = await serveStudio({ root: folder });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  opened = await openStudio(browser, server, { reducedMotion: 'reduce' });
  page = opened.page;
  await field().waitFor();
  return () => opened.context.close();
});

const field = () => page.locator('#composer saguim-comment-form textarea');
const item = () => page.locator('saguim-moderation-queue #item');
const say = (name, text, parent) => page.evaluate(([who, words, id]) => globalThis.say(who, words, id), [name, text, parent]);
/** What screen readers were told by an element, in order. */
const told = (element) => page.locator(`${element} saguim-announcer #region p`).allInnerTexts();
const waiting = (count) => expect.poll(() => page.locator('saguim-moderation-queue #list li').count()).toBe(count);

it('goes the whole way by keyboard: written with advice, held, rejected with a reason, appealed, approved, published', async () => {
  expect(await page.evaluate(() => globalThis.advisers)).toBe(0);
  await field().fill('You stupid <b>machine</b>');
  expect(await page.evaluate(() => globalThis.advisers)).toBe(1);
  await page.locator('#advice').waitFor();
  expect(await page.locator('#advice').innerText()).toContain('This looks like insult.');
  await page.locator('#name').fill('Ana');
  await field().press('Control+Enter');
  const mine = page.locator('saguim-comments article');
  await mine.waitFor();
  expect(await mine.innerText()).toMatch(/Ana[\s\S]*Waits for a moderator[\s\S]*You stupid <b>machine<\/b>[\s\S]*This looks like insult\./);
  await expect.poll(() => told('saguim-comments')).toContain('Your comment waits for a moderator. This looks like insult.');
  expect(await field().inputValue()).toBe('');

  await waiting(1);
  // Keys are the page's own outside of the queue.
  await page.locator('#outside').press('a');
  expect(await page.locator('#outside').inputValue()).toBe('a');
  await item().focus();
  expect(await item().innerText()).toContain('Insult: possible (62%, from 60% on it is looked at)');
  expect(await item().locator('mark').allInnerTexts()).toEqual(['stupid']);
  await page.keyboard.press('r');
  await page.locator('#reject-form').waitFor();
  await page.keyboard.press('1');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await told('saguim-moderation-queue')).at(-1)).toBe('Rejected. Nothing waits for you.');
  await expect.poll(() => item().evaluate((element) => element.getRootNode().activeElement === element)).toBe(true);

  await mine.locator('[data-action="appeal"]').click();
  const appeal = mine.locator('saguim-comment-form textarea');
  await appeal.fill('It is about a machine');
  await appeal.press('Control+Enter');
  await expect.poll(() => mine.innerText()).toContain('A moderator looks again');
  await waiting(1);
  expect(await item().innerText()).toContain('It is about a machine');
  await item().focus();
  await page.keyboard.press('a');
  await expect.poll(() => mine.getAttribute('data-state')).toBe('published');
  expect(await page.locator('saguim-comments h2').innerText()).toBe('1 comment');
  // Taken back, it waits again.
  await page.keyboard.press('z');
  await expect.poll(() => mine.getAttribute('data-state')).toBe('appealed');
  opened.expectQuiet();
});

it('moves, blurs what is hard to read, selects and decides several, searches, and leaves keys to whoever wants none', async () => {
  for (const [name, text] of [
    ['Lia', 'stupid one'],
    ['Rui', 'You idiot'],
    ['Caio', 'stupid two'],
  ])
    await say(name, text);
  await waiting(3);
  await item().focus();
  const texts = [];
  for (let i = 0; i < 3; i++) {
    texts.push(await item().locator('#item-text').textContent());
    if (i < 2) await page.keyboard.press('j');
  }
  // What the machine is least sure of comes first.
  expect(texts.at(-1)).toBe('You idiot');
  expect(await item().locator('#item-text').getAttribute('aria-hidden')).toBe('true');
  expect((await told('saguim-moderation-queue')).at(-1)).not.toContain('You idiot');
  await page.keyboard.press('s');
  await expect.poll(() => item().locator('#item-text').getAttribute('aria-hidden')).toBe(null);
  await page.keyboard.press('k');
  await page.keyboard.press('x');
  await page.keyboard.press('k');
  await page.keyboard.press('x');
  await expect.poll(() => page.locator('#select-all').evaluate((box) => box.parentElement.innerText)).toBe('2 selected');
  await page.keyboard.press('a');
  await waiting(1);
  await expect
    .poll(async () => (await told('saguim-moderation-queue')).at(-1))
    .toMatch(/^2 comments approved\. 1 of 1, Held\. Insult: very likely/);
  await page.keyboard.press('/');
  await page.keyboard.type('stupid');
  await page.keyboard.press('Enter');
  await waiting(2);
  await page.locator('#back').click();
  await waiting(1);

  await page.locator('#open-settings').click();
  await page.locator('[data-command="approve"]').fill('y');
  await page.locator('[data-command="approve"]').press('Enter');
  await page.locator('#close-settings').focus();
  await item().focus();
  await page.keyboard.press('a');
  await waiting(1);
  await page.locator('#keys-on').click();
  await item().focus();
  await page.keyboard.press('y');
  await waiting(1);
  await page.locator('#keys-on').click();
  await item().focus();
  await page.keyboard.press('y');
  await waiting(0);
  opened.expectQuiet();
});

it('keeps drafts over reloads, shows replies where they belong and new comments when asked, and goes into deep threads', async () => {
  await field().fill('Half a thought');
  await page.reload();
  await field().waitFor();
  expect(await field().inputValue()).toBe('Half a thought');
  let { id } = await say('Bia', 'First');
  const top = id;
  const fresh = page.locator('#fresh');
  await fresh.waitFor();
  expect(await page.locator('saguim-comments article').count()).toBe(0);
  await expect.poll(() => told('saguim-comments')).toContain('Show 1 new comment');
  await fresh.click();
  for (let i = 0; i < 6; i++) ({ id } = await say('Caio', `Level ${i + 1}`, id));
  for (let level = 0; level < 3; level++) await page.locator('[data-more]').last().click();
  await page.locator('[data-continue]').click();
  await page.locator('#all').waitFor();
  for (let level = 0; level < 2; level++) await page.locator('[data-more]').last().click();
  await expect
    .poll(() => page.locator('saguim-comments article .text').allInnerTexts())
    .toEqual(['Level 3', 'Level 4', 'Level 5', 'Level 6']);
  await page.locator('#all').click();
  const first = page.locator(`[data-id="${top}"]`);
  await first.locator('[data-action="reply"]').click();
  await first.locator('#name').fill('Ana');
  const reply = first.locator('saguim-comment-form textarea');
  await reply.fill('An answer');
  await reply.press('Control+Enter');
  await expect.poll(() => page.locator('saguim-comments article .text').allInnerTexts()).toContain('An answer');
  expect(await field().inputValue()).toBe('Half a thought');

  // What one wrote can be edited and taken back; what others wrote, reported.
  const mine = page.locator('saguim-comments article', { hasText: 'An answer' });
  await mine.locator('[data-action="edit"]').click();
  const edit = page.locator('saguim-comments article saguim-comment-form textarea');
  expect(await edit.inputValue()).toBe('An answer');
  await edit.fill('A better answer');
  await edit.press('Control+Enter');
  const better = page.locator('saguim-comments article', { hasText: 'A better answer' });
  await better.getByText('edited').waitFor();
  await better.locator('[data-action="delete"]').click();
  await better.locator('#remove').click();
  await expect.poll(() => better.count()).toBe(0);
  await first.locator('[data-action="report"]').click();
  await first.getByLabel('Advertising or fraud').check();
  await first.locator('#send').click();
  await expect.poll(() => first.locator('[data-action="report"]').count()).toBe(0);
  await waiting(1);
  expect(await item().innerText()).toMatch(/Reported[\s\S]*Reported by 1 reader[\s\S]*1 × advertising or fraud/);
  opened.expectQuiet();
});

it.each(process.env.SAGUIM_LONG ? ['en', 'pt-BR'] : ['pt-BR'])(
  'has nothing that axe finds, wide and narrow, light and dark, in %s',
  async (language) => {
    await page.goto(`${server.url}?language=${language}`);
    await field().waitFor();
    const { id } = await say('Bia', 'First');
    await say('Rui', 'You idiot');
    await say('Lia', 'stupid one');
    await waiting(2);
    await page.locator('#fresh').click();
    await page.locator(`[data-id="${id}"] [data-action="reply"]`).click();
    await item().focus();
    if (language === 'en') expect(await axeEverywhere(page)).toEqual({});
    await page.locator('#open-settings').click();
    await page.locator('saguim-moderation-queue #reject').click();
    await page.locator('#reject-form').waitFor();
    await page.locator('#history').click();
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await axeEverywhere(page)).toEqual({});
  },
);
