// Classify in a real browser with the real model: feeling while one types, a classifier of one's own from examples to a file, keyboard.
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeEverywhere } from './lib/axe.mjs';
import { serveStudio, startStudio } from './studio-page.mjs';

let browser;
let server;
let studio;
let page;

beforeAll(async () => {
  ({ browser, server, studio, page } = await startStudio('#/classify', 'saguim-classify #text'));
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const text = () => page.locator('saguim-classify #text');
const verdict = () => page.locator('.verdict').innerText();
const tab = (name) => page.locator('#tabs a', { hasText: name }).click();
const trained = () => page.locator('#train').waitFor();

it('tells the feeling while the person types, in both languages, with the words that moved it, and keeps the text', async () => {
  await text().pressSequentially('What a wonderful, delightful evening, I loved every minute.', { delay: 2 });
  await expect.poll(verdict, { timeout: 120_000 }).toContain('Positive');
  await page.locator('.words .word.for').first().waitFor();
  expect(await page.locator('.words .word.for .unseen').first().innerText()).toContain('speaks for it');
  await text().fill('Foi horrível: demorou duas horas e a comida estava estragada.');
  await expect.poll(verdict).toContain('Negative');
  expect(await axeEverywhere(page)).toEqual({});
  await page.reload();
  expect(await text().inputValue()).toContain('horrível');
  await expect.poll(verdict).toContain('Negative');
  studio.expectQuiet();
});

it('learns from an example set at once, and shows how good it is', async () => {
  await page.locator('#new-classifier').click();
  await page.locator('#name').fill('Support');
  await page.keyboard.press('Enter');
  await page.locator('.intro').waitFor();
  expect(await axeEverywhere(page)).toEqual({});
  await page.locator('#sample').click();
  await expect.poll(() => page.locator('#training-words').innerText(), { timeout: 120_000 }).toMatch(/^Learnt in/);
  expect(await page.locator('.examples li').count()).toBe(30);
  expect(await axeEverywhere(page)).toEqual({});
  await tab('Quality');
  await page.locator('.confusion').waitFor();
  const right = (await page.locator('.confusion .right').allInnerTexts()).map(Number).reduce((sum, count) => sum + count, 0);
  expect(right).toBeGreaterThan(18);
  expect(await page.locator('figure circle.point').count()).toBeGreaterThan(0);
  expect(await axeEverywhere(page)).toEqual({});
  await tab('Try it');
  await text().fill('The driver threw the parcel over the fence');
  await expect.poll(verdict).toContain('delivery');
  const address = page.url();
  await page.reload();
  expect(page.url()).toBe(address);
  await expect.poll(verdict).toContain('delivery');
});

it('takes pasted texts and files, labels by keyboard alone, and learns the corrections', async () => {
  await tab('Examples');
  await page.locator('saguim-classify #file-input').setInputFiles([
    {
      name: 'more.jsonl',
      mimeType: 'application/json',
      buffer: Buffer.from('{"text":"It came in a torn box.","label":"delivery"}\nnot json\n'),
    },
    { name: 'photo.csv', mimeType: 'text/csv', buffer: Buffer.from('') },
  ]);
  await expect.poll(() => page.locator('.said').innerText()).toContain('There are no examples in photo.csv');
  expect(await page.locator('.said').innerText()).toContain('1 example added. 1 left out');
  await page.locator('#paste').click();
  await page.locator('#pasted').fill('Is there a fee for cards?\nThe sleeve is ripped, take it back\nqwzx');
  await page.locator('#add-pasted').click();
  await page.locator('#paste').click();
  await page.locator('#pasted').fill('text,label\nIt was sent twice,delivery\nI paid by card,payment\nIt was sent twice,returns');
  await page.locator('#add-pasted').click();
  await expect
    .poll(() => page.locator('.said').innerText())
    .toMatch(/^2 examples added\. One text has more than one label: “It was sent twice”\. The last/);
  await page.locator('#label-one-by-one').click();
  expect(page.url()).toMatch(/\/label$/);
  await page.locator('#labelling').waitFor();
  expect(await page.locator('#labelling-text').innerText()).toBe('Is there a fee for cards?');
  expect(await axeEverywhere(page)).toEqual({});
  await page.keyboard.press('2');
  await expect.poll(() => page.locator('#labelling-text').innerText()).toContain('ripped');
  await page.keyboard.press('1');
  await expect.poll(() => page.locator('#labelling-text').innerText()).toBe('qwzx');
  await page.keyboard.press('Backspace');
  await expect.poll(() => page.locator('#labelling-text').innerText()).toContain('ripped');
  await page.keyboard.press('3');
  await page.keyboard.press('s');
  await page.locator('#new-label').focus();
  await page.keyboard.type('noise');
  await page.keyboard.press('Enter');
  await page.locator('.intro h2').waitFor();
  await tab('Examples');
  expect(await page.locator('#training-words').innerText()).toContain('two examples');
  await page.locator('.chip', { hasText: 'noise' }).click();
  await page.locator('.examples li button').click();
  await page.locator('#undo').waitFor();
  await page.locator('#train').click();
  await expect.poll(() => page.locator('#training-words').innerText()).toMatch(/^Learnt in [\d.]+ m?s\.$/);
  await trained();
  studio.expectQuiet();
});

it('gives the classifier as a file, opens it again, and shows code that uses it', async () => {
  await tab('Use it');
  expect(await page.locator('pre').innerText()).toContain("readFile('support.saguim-head')");
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#export-head').click()]);
  expect(download.suggestedFilename()).toBe('support.saguim-head');
  const bytes = readFileSync(await download.path());
  await page.locator('saguim-classify #file-input').setInputFiles([{ name: 'opened.saguim-head', mimeType: '', buffer: bytes }]);
  await expect.poll(() => page.locator('#classifiers #opener').innerText()).toContain('opened');
  await text().fill('The driver threw the parcel over the fence');
  await expect.poll(verdict).toContain('delivery');
  await page
    .locator('saguim-classify #file-input')
    .setInputFiles([{ name: 'bad.saguim-head', mimeType: '', buffer: Buffer.from('nothing') }]);
  await page.locator('#classifiers #opener').click();
  await page.getByRole('menuitem', { name: 'Delete this classifier' }).click();
  await page.locator('#undo').click();
  await expect.poll(() => page.locator('#classifiers #opener').innerText()).toContain('opened');
  await page.locator('#classifiers #opener').click();
  await page.getByRole('menuitemradio', { name: 'Support' }).click();
  await expect.poll(() => page.locator('#tabs a').count()).toBe(4);
  studio.expectQuiet();
});

it('works with the server stopped', async () => {
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller)));
  const { port } = server;
  await server.close();
  await page.goto('about:blank');
  await page.goto(`http://127.0.0.1:${port}/#/classify/sentiment`);
  await text().fill('I am so happy with this, thank you!');
  await expect.poll(verdict).toContain('Positive');
  server = await serveStudio({ port });
});
