// <saguim-chat> in a page that is not Studio, with a provider of the page's own: long answers, hostile answers, failures, theming.
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { answered, ask, composer, launchChromium, longTasks, openStudio, serveStudio } from './studio-page.mjs';

let browser;
let server;
let folder;
let opened;
let page;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'saguim-elements-'));
  const root = fileURLToPath(new URL('./pages', import.meta.url));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      rollupOptions: { input: { index: join(root, 'elements.html') } },
    },
  });
  renameSync(join(folder, 'elements.html'), join(folder, 'index.html'));
  server = await serveStudio({ root: folder });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  opened = await openStudio(browser, server);
  page = opened.page;
  await composer(page).waitFor();
  return () => opened.context.close();
});

/** Has the provider answer a question with these pieces. */
const script = (question, pieces) =>
  page.evaluate(
    ([asked, given]) => {
      globalThis.answers = { ...globalThis.answers, [asked]: given };
    },
    [question, pieces],
  );

const html = () =>
  page
    .locator('saguim-markdown')
    .last()
    .evaluate((element) => element.shadowRoot.querySelector('#blocks').innerHTML);

it('shows an answer of 3,000 tokens as it comes without ever holding the page up, rendering each block once', async () => {
  const pieces = [];
  for (let part = 0; pieces.length < 3000; part++) {
    const text = `## Part ${part}\n\nSome **bold** words and \`code\` in a paragraph that goes on for a while, as answers do.\n\n- one\n- two\n\n\`\`\`js\nconst value${part} = ${part}; // a comment\nfunction add(a, b) {\n  return a + b;\n}\n\`\`\`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n`;
    pieces.push(...text.match(/[\s\S]{1,4}/g));
  }
  await script('long', pieces.slice(0, 3000));
  await page.evaluate(() => {
    // Blocks that are finished stay as they are. Those that came in the last moment are drawn twice: plain, then coloured.
    globalThis.redrawn = new Map();
    const seen = new WeakSet();
    const watchBlocks = (blocks) =>
      new MutationObserver((records) => {
        for (const { target } of records) {
          const index = [...blocks.children].indexOf(target);
          if (index >= 0 && index < blocks.childElementCount - 3) globalThis.redrawn.set(index, (globalThis.redrawn.get(index) ?? 0) + 1);
        }
      }).observe(blocks, { childList: true, subtree: true });
    const look = () => {
      const view = document
        .querySelector('saguim-chat')
        .shadowRoot.querySelector('li:last-child saguim-message')
        ?.shadowRoot.querySelector('saguim-markdown');
      const blocks = view?.shadowRoot?.querySelector('#blocks');
      if (blocks && !seen.has(blocks)) {
        seen.add(blocks);
        watchBlocks(blocks);
      }
      requestAnimationFrame(look);
    };
    look();
  });
  expect(await longTasks(browser, page, () => ask(page, 'long'))).toEqual([]);
  expect(await page.evaluate(() => [...globalThis.redrawn.values()].filter((times) => times > 2).length)).toBe(0);
  const code = page.locator('saguim-markdown .code');
  expect(await code.count()).toBeGreaterThan(40);
  expect(await code.first().locator('.hljs-keyword').count()).toBeGreaterThan(0);
  await code.first().getByRole('button', { name: 'Copy' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('const value0 = 0;');
});

it('shows what a model writes as text, and runs, loads and links to nothing that it should not', async () => {
  const hostile = [
    '<script>globalThis.ran = 1</script>',
    '<img src=x onerror="globalThis.ran = 2">',
    '<style>*{display:none}</style>',
    '<form action="https://elsewhere.example"><input name=q></form>',
    '<iframe src="https://elsewhere.example"></iframe>',
    '<svg><animate onbegin="globalThis.ran = 3"></animate></svg>',
    '<b style="position:fixed">styled</b>',
    '![picture](https://elsewhere.example/pixel.png)',
    '[run](javascript:globalThis.ran=4) [data](data:text/html,x) [web](https://example.org "title")',
    '[ref]: javascript:globalThis.ran=5',
    '<a href="https://example.org" target=_self onclick="globalThis.ran=6">a</a>',
    '```html\n<img src=https://elsewhere.example/2.png onerror=globalThis.ran=7>\n```',
    '```"><img src=https://elsewhere.example/3.png>\ncode\n```',
    '| a |\n|---|\n| <br> <img src="https://elsewhere.example/4.png"> |',
  ];
  await script(
    'hostile',
    hostile.map((line) => `${line}\n\n`),
  );
  await ask(page, 'hostile');
  const view = page.locator('saguim-markdown').last();
  expect(await view.locator('script, img, style, form, input, iframe, svg, object, embed, [style], [onerror], [onclick]').count()).toBe(0);
  const links = await view.locator('a').evaluateAll((all) => all.map((link) => [link.getAttribute('href'), link.target, link.rel]));
  const safe = ['_blank', 'noopener noreferrer nofollow'];
  expect(links).toEqual([
    ['https://elsewhere.example/pixel.png', ...safe],
    ['https://example.org', ...safe],
  ]);
  expect(await view.locator('#blocks').innerText()).toContain('<script>globalThis.ran = 1</script>');
  expect(await page.evaluate(() => globalThis.ran)).toBeUndefined();
  opened.expectQuiet();
});

it('renders the same whether an answer comes letter by letter or at once', async () => {
  const text =
    'Intro with *stress*:\n\n1. first\n2. second\n   - nested `code`\n\n> quoted\n> more\n\n```python\nprint("hi")\n```\n\nEnd **bold**.';
  await script('slow', [...text]);
  await script('fast', [text]);
  await ask(page, 'slow', 1);
  await expect.poll(html).toContain('<strong>bold</strong>');
  const slow = await html();
  await ask(page, 'fast', 2);
  await expect.poll(html).toBe(slow);
});

it('says what failed and what to do, keeps the message, and goes on when asked again', async () => {
  await page.evaluate(() => globalThis.provider.failures.push(new DOMException('the server is gone', 'NetworkError')));
  await composer(page).fill('will you answer?');
  await composer(page).press('Enter');
  const problem = page.locator('saguim-message .problem');
  await problem.waitFor();
  expect(await problem.innerText()).toContain('Check that the server runs');
  expect(await page.locator('.bubble').innerText()).toBe('will you answer?');
  await problem.locator('summary').click();
  expect(await problem.innerText()).toContain('the server is gone');
  await problem.getByRole('button', { name: 'Try again' }).click();
  await answered(page, 1);
  expect(await page.locator('saguim-markdown #blocks').innerText()).toBe('You said: will you answer?');
});

it('takes the looks and the language of the page it is in, and tells it what happens', async () => {
  await page.evaluate(() => {
    globalThis.heard = [];
    for (const type of ['saguim-conversation', 'saguim-answer'])
      document.addEventListener(type, (event) => globalThis.heard.push([type, event.detail]));
  });
  await ask(page, 'hello');
  const style = (selector, property) =>
    page
      .locator(selector)
      .first()
      .evaluate((element, name) => getComputedStyle(element)[name], property);
  expect(await style('.bubble', 'backgroundColor')).toBe('rgb(255, 240, 200)');
  await composer(page).fill('x');
  expect(await style('#send', 'backgroundColor')).toBe('rgb(120, 0, 120)');
  await page.evaluate(() => {
    const chat = document.querySelector('saguim-chat');
    chat.language = 'pt-BR';
    chat.theme = 'dark';
  });
  await expect.poll(() => composer(page).getAttribute('aria-label')).toBe('Sua mensagem');
  expect(await page.locator('saguim-chat').evaluate((element) => getComputedStyle(element).colorScheme)).toBe('dark');
  const heard = await page.evaluate(() => globalThis.heard);
  expect(heard.find(([type, { id }]) => type === 'saguim-conversation' && id)[1].title).toBe('hello');
  expect(heard.find(([type]) => type === 'saguim-answer')[1]).toMatchObject({ role: 'assistant', text: 'You said: hello', status: 'done' });
});

it('reads out the whole answer at its end, or nothing, as the person chooses', async () => {
  await script('two', ['One sentence. ', 'And another.']);
  const said = () => page.locator('saguim-announcer p').allInnerTexts();
  const choose = (mode) => page.locator('saguim-chat').evaluate((element, value) => element.setAttribute('announcements', value), mode);
  await choose('answer');
  await ask(page, 'two', 1);
  await expect.poll(said).toContain('One sentence. And another.');
  await choose('off');
  const before = await said();
  await ask(page, 'two', 2);
  expect(await said()).toEqual(before);
  await choose('sentence');
  await ask(page, 'two', 3);
  await expect.poll(said).toEqual([...before, 'One sentence.', 'And another.']);
});
