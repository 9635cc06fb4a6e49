// Search in a real browser with the real model and real files: the two books, a folder of every type, reloads, keyboard, no network.
import { Buffer } from 'node:buffer';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeEverywhere } from './lib/axe.mjs';
import { makePdf } from './lib/make-pdf.mjs';
import { dropByHand, readStores, serveStudio, startStudio } from './studio-page.mjs';

let browser;
let server;
let studio;
let page;

beforeAll(async () => {
  ({ browser, server, studio, page } = await startStudio('#/search', 'saguim-search .empty'));
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const results = () => page.locator('saguim-search .results li');
const query = () => page.locator('saguim-search #query');
const library = () => page.evaluate(() => document.querySelector('studio-app').shadowRoot.querySelector('saguim-search').library);
const allAdded = () =>
  page.waitForFunction(() => {
    const { library: shown } = document.querySelector('studio-app').shadowRoot.querySelector('saguim-search');
    return shown?.queue.phase === 'idle' && shown.queue.waiting.length === 0 && shown.documents.length > 0;
  });
const focused = () =>
  page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active?.id || active?.className || active?.localName;
  });
const open = (hash) => page.evaluate((to) => (location.hash = to), hash);

const files = [
  {
    name: 'garden.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('Tomatoes want sun.\n\nWater the roses early in the morning, before the heat of the day.'),
  },
  {
    name: 'receitas.md',
    mimeType: 'text/markdown',
    buffer: Buffer.from(
      '# Pão de queijo\n\nMisture o polvilho com leite quente, óleo e sal.\n\n## Forno\n\nAsse até dourar, uns vinte e cinco minutos, e não abra a porta do forno para que não murchem.',
    ),
  },
  {
    name: 'page.html',
    mimeType: 'text/html',
    buffer: Buffer.from(
      '<title>Bicycles</title><script>globalThis.ran = 1</script><img src="https://elsewhere.example/x.png" onerror="globalThis.ran = 2"><h1>Bicycles</h1><p>Oil the chain every <b>two hundred</b> kilometres.</p><nav>menu</nav><style>p{}</style>',
    ),
  },
  {
    name: 'old.html',
    mimeType: 'text/html',
    buffer: Buffer.from(
      '<meta charset="windows-1252"><p>A \x93estação\x94 fica perto da pra\xe7a e n\xe3o abre aos domingos.</p>',
      'latin1',
    ),
  },
  { name: 'prices.csv', mimeType: 'text/csv', buffer: Buffer.from('item,price\numbrella,12\n"kettle, steel",30') },
  {
    name: 'letter.pdf',
    mimeType: 'application/pdf',
    buffer: makePdf(['The lighthouse keeper wrote every evening.', 'On the second page the storm took the boat.']),
  },
  { name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nthis is no PDF') },
  { name: 'empty.md', mimeType: 'text/markdown', buffer: Buffer.from('') },
  { name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from([137, 80, 78, 71]) },
];

it('adds files of every type, marks those it cannot read, and runs and loads nothing that is in them', async () => {
  await page.locator('saguim-search #file-input').setInputFiles(files);
  await allAdded();
  const documents = (
    await page.evaluate(() => document.querySelector('studio-app').shadowRoot.querySelector('saguim-search').library.documents)
  ).map(({ path, status, type, language, fault, title }) => ({ path, status, type, language, fault, title }));
  const of = (path) => documents.find((document) => document.path === path);
  expect(documents).toHaveLength(8);
  expect(of('garden.txt')).toMatchObject({ status: 'ready', type: 'text', language: 'en', title: 'garden' });
  expect(of('receitas.md')).toMatchObject({ status: 'ready', type: 'markdown', language: 'pt', title: 'Pão de queijo' });
  expect(of('page.html')).toMatchObject({ status: 'ready', type: 'html', title: 'Bicycles' });
  expect(of('prices.csv')).toMatchObject({ status: 'ready', type: 'csv' });
  expect(of('letter.pdf')).toMatchObject({ status: 'ready', type: 'pdf' });
  expect(of('broken.pdf')).toMatchObject({ status: 'failed', fault: 'damaged' });
  expect(of('empty.md')).toMatchObject({ status: 'failed', fault: 'empty' });
  expect(await page.locator('.ingest').innerText()).toContain('photo.png');
  expect(await page.evaluate(() => globalThis.ran)).toBeUndefined();
  expect(await page.locator('.documents .failed').first().innerText()).toContain('Could not be added');
  studio.expectQuiet();
});

it('takes a folder that is dropped, with what is in its folders, and leaves out what systems keep there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'saguim-drop-'));
  mkdirSync(join(folder, 'notes/travel'), { recursive: true });
  writeFileSync(join(folder, 'notes/bread.md'), '# Sourdough\n\nFeed the starter twice a day.');
  writeFileSync(join(folder, 'notes/travel/ferry.pdf'), makePdf(['The ferry to the island leaves at noon.']));
  writeFileSync(join(folder, 'notes/travel/costs.csv'), 'what,euros\nticket,14');
  writeFileSync(join(folder, 'notes/.DS_Store'), 'hidden');
  writeFileSync(join(folder, 'alone.txt'), 'The key is under the mat.');
  await page.locator('#begin').click();
  await page.locator('#name').fill('Dropped');
  await page.keyboard.press('Enter');
  await page.locator('saguim-search .empty').waitFor();
  await dropByHand(page, page.locator('saguim-search'), [join(folder, 'notes'), join(folder, 'alone.txt')]);
  await allAdded();
  const documents = await page.evaluate(() =>
    document
      .querySelector('studio-app')
      .shadowRoot.querySelector('saguim-search')
      .library.documents.map(({ path, status }) => `${path} ${status}`),
  );
  rmSync(folder, { recursive: true });
  expect(documents.sort()).toEqual([
    'alone.txt ready',
    'notes/bread.md ready',
    'notes/travel/costs.csv ready',
    'notes/travel/ferry.pdf ready',
  ]);
  await query().fill('boat departure');
  await expect.poll(() => results().first().innerText()).toContain('ferry');
  await query().fill('');
  await page.locator('.things a', { hasText: 'My documents' }).click();
  await page.locator('.documents', { hasText: 'garden' }).waitFor();
  studio.expectQuiet();
});

it('finds by meaning while the person types, marks the words, and opens at the passage', async () => {
  await query().pressSequentially('how often should I lubricate my bike', { delay: 5 });
  await expect.poll(() => results().first().innerText()).toContain('two hundred');
  await query().fill('storm boat');
  await expect.poll(() => results().first().innerText()).toContain('page 2');
  expect((await results().first().locator('mark').allInnerTexts()).map((word) => word.toLowerCase())).toEqual(
    expect.arrayContaining(['storm', 'boat']),
  );
  await results().first().locator('a').click();
  const passage = page.locator('saguim-reader .passage').first();
  await passage.waitFor();
  expect(await page.locator('saguim-reader .page').allInnerTexts()).toEqual(['page 1', 'page 2']);
  await expect
    .poll(() =>
      passage.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      }),
    )
    .toBe(true);
  const address = page.url();
  expect(address).toMatch(/q=storm\+boat&document=\w+&at=\d+-\d+$/);
  await page.reload();
  await page.locator('saguim-reader .passage').first().waitFor();
  expect(await query().inputValue()).toBe('storm boat');
  await page.goBack();
  await expect.poll(() => page.locator('saguim-reader').count()).toBe(0);
});

it('tells what cannot be added while a query stands, until the person has seen it', async () => {
  await page
    .locator('saguim-search #file-input')
    .setInputFiles([{ name: 'huge.md', mimeType: 'text/markdown', buffer: Buffer.alloc(5_000_001, 'word ') }]);
  const notice = page.locator('.ingest', { hasText: 'Could not be added' });
  await expect.poll(() => notice.innerText()).toMatch(/huge\.md: It is too large\. Split it/);
  expect(await notice.innerText()).not.toContain('empty.md'); // told before the page was opened anew
  expect(await results().count()).toBeGreaterThan(0);
  expect(await axeEverywhere(page)).toEqual({});
  await notice.locator('button').click();
  await expect.poll(() => notice.count()).toBe(0);
  await query().fill('');
  await page.locator('saguim-search').getByRole('button', { name: 'Remove huge.md' }).click();
  await query().fill('storm boat');
  await results().first().waitFor();
  studio.expectQuiet();
});

it('is clean to axe wide and narrow, light and dark: empty, with documents, with results, while one is read', async () => {
  expect(await axeEverywhere(page)).toEqual({});
  await results().first().locator('a').click();
  await page.locator('saguim-reader .passage').first().waitFor();
  expect(await axeEverywhere(page)).toEqual({});
  await page.locator('#close-reader').click();
  await query().fill('');
  await page.locator('.documents li').first().waitFor();
  expect(await axeEverywhere(page)).toEqual({});
  await page.locator('saguim-menu#libraries #opener').click();
  expect(await axeEverywhere(page)).toEqual({});
  await page.keyboard.press('Escape');
});

it('keeps to a type and a language, and finds passages like one', async () => {
  await query().fill('forno quente');
  await expect.poll(() => results().first().innerText()).toContain('forno');
  await page.locator('#type').selectOption('csv');
  await expect
    .poll(() =>
      results()
        .allInnerTexts()
        .then((texts) => texts.every((text) => text.includes('prices'))),
    )
    .toBe(true);
  expect(page.url()).toContain('type=csv');
  await page.locator('#type').selectOption('');
  await page.locator('#filter-language').selectOption('pt');
  await expect
    .poll(() =>
      results()
        .allInnerTexts()
        .then((texts) => texts.length > 0 && texts.every((text) => !/roses|chain|storm/.test(text))),
    )
    .toBe(true);
  await page.locator('#filter-language').selectOption('');
  await results().first().hover();
  await results().first().getByRole('button', { name: 'Similar passages' }).click();
  await page.locator('.like').waitFor();
  expect(page.url()).toContain('like=');
  await page.locator('.like button').click();
  await expect.poll(() => page.locator('.like').count()).toBe(0);
});

it('does everything by keyboard alone', async () => {
  await query().focus();
  await query().fill('');
  await page.keyboard.type('when to water flowers');
  await expect.poll(() => results().first().innerText()).toContain('roses');
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe('hit');
  await page.keyboard.press('Enter');
  await page.locator('saguim-reader .passage').first().waitFor();
  await expect.poll(focused).toBe('close-reader');
  await page.keyboard.press('Escape');
  await expect.poll(focused).toBe('hit');
  await page.keyboard.press('ArrowUp');
  expect(await focused()).toBe('query');
  await page.keyboard.press('Enter');
  await page.locator('saguim-reader').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('saguim-reader').count()).toBe(0);
  await page.keyboard.press('Escape');
  await expect.poll(() => query().inputValue()).toBe('');
});

it('has several libraries: begins, renames, deletes and brings back', async () => {
  await page.locator('saguim-menu#libraries #opener').click();
  await page.getByRole('menuitem', { name: 'New library' }).click();
  await page.locator('#name').fill('Receitas da avó');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('saguim-menu#libraries #opener').innerText()).toContain('Receitas da avó');
  await page.locator('.empty').waitFor();
  expect(await axeEverywhere(page)).toEqual({});
  const address = page.url();
  await page.locator('saguim-menu#libraries #opener').click();
  await page.getByRole('menuitem', { name: 'Delete this library' }).click();
  await expect.poll(() => page.locator('saguim-menu#libraries #opener').innerText()).toContain('My documents');
  await page.locator('#undo').click();
  await expect.poll(() => page.url()).toBe(address);
  expect(await page.locator('saguim-menu#libraries #opener').innerText()).toContain('Receitas da avó');
  await page.locator('saguim-menu#libraries #opener').click();
  await page.getByRole('menuitemradio', { name: 'My documents' }).click();
  await expect.poll(() => page.locator('.documents li').count()).toBe(8);
  await open('#/search/000000');
  await page.locator('saguim-search .missing h2').waitFor();
});

it('answers a question about the books while they are read, and goes on after a reload in the middle of it', async () => {
  await page.evaluate(() => document.querySelector('studio-app').shadowRoot.querySelector('saguim-search').newLibrary());
  await page.keyboard.press('Enter');
  await page.locator('.question').nth(1).click();
  await results().first().waitFor({ timeout: 120_000 });
  const before = await page.evaluate(
    () => document.querySelector('studio-app').shadowRoot.querySelector('saguim-search').library.queue.waiting.length,
  );
  expect(before).toBeGreaterThan(0);
  await page.locator('#pause').click();
  await page.locator('#resume').waitFor();
  await page.reload();
  await page.locator('#resume').waitFor();
  await results().first().waitFor();
  const stored = await readStores(page);
  expect(stored.databases['saguim-libraries'].files.length).toBe(before);
  await page.locator('#resume').click();
  await page.locator('#pause').waitFor();
  await page.reload();
  await page.locator('#pause').waitFor();
  expect((await library()) !== undefined).toBe(true);
  await page.locator('#stop-adding').click();
  await expect.poll(() => page.locator('#pause').count()).toBe(0);
  expect((await readStores(page)).databases['saguim-libraries'].files).toEqual([]);
  studio.expectQuiet();
});

it('opens and searches with the server stopped', async () => {
  const { port } = server;
  await open('#/search');
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller)));
  await server.close();
  await page.goto('about:blank');
  await page.goto(`http://127.0.0.1:${port}/#/search`);
  await page.locator('saguim-menu#libraries #opener').click();
  await page.getByRole('menuitemradio', { name: 'My documents' }).click();
  await query().fill('kettle');
  await expect.poll(() => results().first().innerText()).toContain('steel');
  // A PDF too: its reader was kept with the app.
  await page
    .locator('saguim-search #file-input')
    .setInputFiles([{ name: 'second.pdf', mimeType: 'application/pdf', buffer: makePdf(['A quiet harbour at dawn.']) }]);
  await expect
    .poll(() => page.evaluate(() => document.querySelector('studio-app').shadowRoot.querySelector('saguim-search').library.ready.length))
    .toBe(7);
  server = await serveStudio({ port });
});
