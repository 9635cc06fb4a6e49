// The chat in a real browser with the real model: sending, stopping, branches, keyboard, announcements, and a page that is never blocked.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SentenceReader } from '../../packages/elements/dist/announce/sentence-reader.js';
import { answered, answers, ask, composer, lastText, launchChromium, longTasks, openStudio, ready, serveStudio } from './studio-page.mjs';

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

const newChat = async () => {
  await composer(page).waitFor();
  await page.keyboard.press('Control+Shift+O');
  await page.locator('saguim-chat .empty').waitFor();
};

it('says which language the model speaks, and answers an example at once, on isolated threads', async () => {
  expect(await page.locator('.empty').innerText()).toContain('English');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await page.locator('#where').innerText()).toMatch(/CPU · WebAssembly · \d+ threads?/);
  await page.locator('.example').first().click();
  await answered(page, 1);
  expect((await lastText(page)).length).toBeGreaterThan(20);
  expect(await page.locator('.speed').innerText()).toMatch(/^[\d.,]+ tokens\/s$/);
  expect(new URL(page.url()).hash).toMatch(/^#\/chat\/\w+$/);
  studio.expectQuiet();
});

it('reads each finished sentence out once, from a region of its own, and never moves the focus', async () => {
  await newChat();
  await composer(page).fill('Name three animals. Say one sentence about each.');
  await page.evaluate(() => {
    globalThis.said = [];
    globalThis.focused = [];
    const chat = document.querySelector('studio-app').shadowRoot.querySelector('saguim-chat').shadowRoot;
    const region = chat.querySelector('saguim-announcer').shadowRoot.querySelector('[aria-live="polite"]');
    new MutationObserver((records) => {
      for (const { addedNodes } of records)
        for (const node of addedNodes) globalThis.said.push({ text: node.textContent, lang: node.lang });
    }).observe(region, { childList: true });
    addEventListener('focusin', (event) => globalThis.focused.push(event.composedPath()[0].localName), true);
  });
  await composer(page).press('Enter');
  await answered(page, 1);
  const text = await lastText(page);
  const { said, focused } = await page.evaluate(() => ({ said: globalThis.said, focused: globalThis.focused }));
  const sentences = new SentenceReader('en', () => '').read(text, true);
  expect(sentences.length).toBeGreaterThan(1);
  expect(said.map((each) => each.text)).toEqual(sentences);
  expect(said.every(({ lang }) => lang === 'en')).toBe(true);
  expect(focused).toEqual([]);
  expect(await page.locator('saguim-chat [aria-live]').count()).toBe(1);
});

it('never blocks the page for 50 ms while an answer comes', async () => {
  await newChat();
  await composer(page).fill('Write a long story about a monkey that learns to sail.');
  const long = await longTasks(browser, page, async () => {
    await composer(page).press('Enter');
    await expect.poll(() => lastText(page).then((text) => text.length)).toBeGreaterThan(600);
    await page.locator('#stop').click();
    await answered(page, 1);
  });
  expect(long).toEqual([]);
});

it('stops, answers again beside the first answer, and edits into a branch', async () => {
  await newChat();
  await composer(page).fill('Tell me a long story.');
  await composer(page).press('Enter');
  await expect.poll(() => lastText(page).then((text) => text.length)).toBeGreaterThan(30);
  await page.locator('#stop').click();
  await answered(page, 1);
  expect(await page.locator('.content .note').innerText()).toBe('You stopped this answer.');
  const stopped = await lastText(page);
  await page.locator('#regenerate').click();
  await page.locator('#stop').click();
  await answered(page, 1);
  expect(await answers(page).locator('.count').innerText()).toBe('2 of 2');
  await answers(page).getByRole('button', { name: 'Earlier version' }).click();
  expect(await lastText(page)).toBe(stopped);
  await page.locator('saguim-message').first().hover();
  await page.locator('#edit').click();
  const editor = page.getByRole('textbox', { name: 'Edit this message' });
  await editor.fill('What is two');
  await editor.press('Shift+Enter');
  await editor.pressSequentially('plus two?');
  await editor.press('Enter');
  await answered(page, 1);
  expect(await page.locator('.bubble').innerText()).toBe('What is two\nplus two?');
  await page.locator('saguim-message').first().getByRole('button', { name: 'Earlier version' }).click();
  await expect.poll(() => page.locator('.bubble').innerText()).toBe('Tell me a long story.');
});

it('does everything by keyboard alone', async () => {
  await newChat();
  const focused = () =>
    page.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      return active?.getAttribute('aria-label') ?? active?.textContent?.trim() ?? '';
    });
  expect(await focused()).toBe('Your message');
  await page.keyboard.type('Count from one to one hundred, in words.');
  await page.keyboard.press('Enter');
  await expect.poll(() => lastText(page).then((text) => text.length)).toBeGreaterThan(10);
  await page.keyboard.press('Escape');
  await answered(page, 1);
  expect(await focused()).toBe('Your message');
  // Back from the composer to the message's own buttons.
  for (let presses = 0; (await focused()) !== 'Edit this message' && presses < 12; presses++) await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect.poll(focused).toBe('Edit this message');
  await page.keyboard.press('Escape');
  await expect.poll(focused).toBe('Edit this message');
  expect(await page.locator('.editor').count()).toBe(0);
  await page.keyboard.press('Control+k');
  await expect.poll(focused).toBe('Search commands and conversations');
  await page.keyboard.type('settings');
  await page.keyboard.press('Enter');
  await page.locator('studio-settings').waitFor();
  expect(new URL(page.url()).hash).toBe('#/settings');
  await expect.poll(focused).toBe('Settings');
  await page.goBack();
  await page.locator('saguim-message').first().waitFor();
});

it('finds, renames, exports and deletes conversations, and brings one back', async () => {
  const list = page.locator('saguim-conversations');
  await list.locator('#search').fill('HUNDRED');
  await expect.poll(() => list.locator('li').count()).toBe(1);
  await list.locator('li').hover();
  await list.locator('#opener').click();
  await list.getByRole('menuitem', { name: 'Rename' }).click();
  await page.keyboard.type('Numbers');
  await page.keyboard.press('Enter');
  await expect.poll(() => list.locator('.title').innerText()).toBe('Numbers');
  const exported = async (name) => {
    await list.locator('li').hover();
    await list.locator('#opener').click();
    const [download] = await Promise.all([page.waitForEvent('download'), list.getByRole('menuitem', { name }).click()]);
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString() };
  };
  const json = await exported('Export as JSON');
  expect(json.name).toBe('numbers.json');
  expect(JSON.parse(json.text)).toMatchObject({ format: 'saguim-conversation', conversation: { title: 'Numbers' } });
  const markdown = await exported('Export as Markdown');
  expect(markdown.text).toContain('# Numbers\n\n## You\n\nCount from one to one hundred');
  await list.locator('li').hover();
  await list.locator('#opener').click();
  await list.getByRole('menuitem', { name: 'Delete' }).click();
  await expect.poll(() => list.locator('li').count()).toBe(0);
  await expect.poll(() => new URL(page.url()).hash).toBe('#/chat');
  await list.locator('#undo').click();
  await expect.poll(() => list.locator('.title').innerText()).toBe('Numbers');
  await list.locator('li a').click();
  await expect.poll(() => page.locator('.bubble').innerText()).toContain('one hundred');
  await list.locator('#search').fill('');
});

it('goes on answering while something else is looked at, and reads out only what comes after', async () => {
  await newChat();
  await composer(page).fill('Write a long story about two whales.');
  await composer(page).press('Enter');
  await expect.poll(() => lastText(page).then((text) => text.length)).toBeGreaterThan(200);
  const address = page.url();
  await page.locator('nav a[href="#/models"]').click();
  await page.locator('saguim-models #page').first().waitFor();
  expect(await page.locator('saguim-conversations .dot').count()).toBe(1);
  await page.goBack();
  expect(page.url()).toBe(address);
  await page.locator('#stop').waitFor();
  const before = await lastText(page);
  await expect.poll(() => lastText(page).then((text) => text.length)).toBeGreaterThan(before.length + 100);
  const said = (await page.locator('saguim-announcer p').allInnerTexts()).join(' ');
  expect(said).not.toContain(new SentenceReader('en', () => '').read(before, false)[0]);
  await page.locator('#stop').click();
  await answered(page, 1);
  await expect.poll(() => page.locator('saguim-conversations .dot').count()).toBe(0);
});

it('takes instructions and sampling, and the same seed gives the same answer', async () => {
  await newChat();
  await page.locator('#options-button').click();
  expect(new URL(page.url()).hash).toContain('?options');
  const options = page.locator('saguim-options');
  await options.locator('#system').fill('You answer with one short sentence.');
  await options.locator('#temperature').fill('1.5');
  await options.locator('#seed').fill('7');
  await options.locator('#seed').press('Tab');
  await options.locator('#maxTokens').fill('24');
  await options.locator('#maxTokens').press('Tab');
  await page.goBack();
  await expect.poll(() => options.count()).toBe(0);
  await ask(page, 'What is a marmoset?');
  const first = await lastText(page);
  await page.locator('#regenerate').click();
  await expect.poll(() => page.locator('.count').count()).toBe(1);
  await answered(page, 1);
  expect(await lastText(page)).toBe(first);
});

it('speaks Brazilian Portuguese when asked, and remembers it', async () => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('português');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('pt-BR');
  await page.reload();
  await newChat();
  expect(await page.locator('.empty').innerText()).toContain('fala inglês');
  await ready(page);
  studio.expectQuiet();
});
