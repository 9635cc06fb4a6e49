// Code completion in CodeMirror, in Monaco and over a text area, in a real browser with a real keyboard. A completer of the page's own says
// what the test wants; what decides when is the library's own session.
import { mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeProblems } from './lib/axe.mjs';
import { typeAtRandom } from './lib/type-at-random.mjs';
import { launchChromium, openStudio, serveStudio } from './studio-page.mjs';

const STEPS = process.env.SAGUIM_LONG === '1' ? 2000 : 80; // at random, against answers that come at random times

let browser;
let server;
let folder;
let opened;
let page;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'saguim-code-'));
  const root = fileURLToPath(new URL('./pages', import.meta.url));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      rollupOptions: { input: { index: join(root, 'code.html') } },
    },
  });
  renameSync(join(folder, 'code.html'), join(folder, 'index.html'));
  symlinkSync(fileURLToPath(new URL('../../node_modules/monaco-editor/min', import.meta.url)), join(folder, 'monaco'));
  server = await serveStudio({ root: folder });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const suggested = { 'let x = ': ['foo(bar);\nlet y = 1;', 'foobar', 'other'], 'last(': 'a, b)' };

/** Opens an editor with a text, what is suggested by its end, and whatever else the page takes. */
const start = async (kind, options = {}, answers = suggested) => {
  await page.evaluate(
    ([which, given, all]) => {
      for (const key of Object.keys(globalThis.answers)) delete globalThis.answers[key];
      Object.assign(globalThis.answers, all);
      globalThis.held = false;
      globalThis.respond = undefined;
      if (globalThis.editor?.letterBox) globalThis.editor.close();
      globalThis.calls.length = 0;
      return globalThis.open[which](given);
    },
    [kind, options, answers],
  );
};
const text = () => page.evaluate(() => globalThis.editor.text());
const ghost = () => page.evaluate(() => globalThis.editor.ghost());
const carets = () => page.evaluate(() => globalThis.editor.carets());
const calls = () => page.evaluate(() => globalThis.calls.length);
const press = (keys) => page.keyboard.press(keys);
const type = (words) => page.keyboard.type(words);
const shows = (words) => expect.poll(ghost).toBe(words);

const canceled = /Canceled: Canceled/;

describe.each(['codemirror', 'input', 'monaco'])('%s', (kind) => {
  beforeAll(async () => {
    // Monaco brings styles that a strict policy refuses; the others are tried under one.
    opened = await openStudio(browser, server, { bypassCSP: kind === 'monaco' });
    page = opened.page;
    await page.waitForFunction(() => globalThis.ready);
    return () => opened.context.close();
  });

  it('shows what is suggested at the caret, inserts it with Tab as one step of the history, and indents without it', async () => {
    await start(kind, { doc: 'let x =' });
    await type(' ');
    await shows('foo(bar);\nlet y = 1;');
    expect(await text()).toBe('let x = ');
    await press('Tab');
    expect(await text()).toBe('let x = foo(bar);\nlet y = 1;');
    expect(await carets()).toEqual([28]);
    await shows(null);
    await press('Control+z');
    expect(await text()).toBe('let x = ');
    await start(kind, { doc: '' });
    await press('Tab');
    expect(await text()).toMatch(/^(?: {2}| {4}|\t)$/);
  });

  it('stays with what is typed of it, in the same frame and without a call, and shows what comes of another letter', async () => {
    await start(kind, { doc: 'let x =' });
    await type(' ');
    await shows('foo(bar);\nlet y = 1;');
    await page.evaluate(() => {
      globalThis.frames_ = [];
      // What the frame after a key has painted is looked at in the task that follows the frame.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => globalThis.frames_.push(globalThis.editor.ghost());
      document.addEventListener('keydown', () => requestAnimationFrame(() => port2.postMessage('')), true);
    });
    const before = await calls();
    for (const [at, letter] of [...'foo'].entries()) {
      await press(letter);
      await expect.poll(() => page.evaluate(() => globalThis.frames_.length)).toBe(at + 1);
    }
    const rest = (count) => 'foo(bar);\nlet y = 1;'.slice(count);
    expect(await page.evaluate(() => globalThis.frames_)).toEqual([rest(1), rest(2), rest(3)]);
    expect(await calls()).toBe(before);
    await press('!');
    await shows(null);
    expect(await text()).toBe('let x = foo!');
  });

  it('suggests for what was typed while the model was loading, once it is there, and not for what was only opened', async () => {
    await start(kind, { doc: 'let x =', late: true });
    await type(' ');
    await page.evaluate(() => globalThis.arrive());
    await shows('foo(bar);\nlet y = 1;');
    await start(kind, { doc: 'let x = ', late: true });
    await page.evaluate(() => globalThis.arrive());
    await expect.poll(() => page.evaluate(() => globalThis.session.state)).toBe('idle');
    expect(await calls()).toBe(0);
    await type('last(');
    await shows('a, b)');
  });

  it('inserts a word, then a line, then the rest', async () => {
    await start(kind, { doc: 'let x =' });
    await type(' ');
    await shows('foo(bar);\nlet y = 1;');
    await press('Control+ArrowRight');
    expect(await text()).toBe('let x = foo');
    await shows('(bar);\nlet y = 1;');
    await press('Control+Shift+ArrowRight');
    expect(await text()).toBe('let x = foo(bar);\n');
    await shows('let y = 1;');
    await press('Tab');
    expect(await text()).toBe('let x = foo(bar);\nlet y = 1;');
    for (const step of ['let x = foo(bar);\n', 'let x = foo', 'let x = ']) {
      await press('Control+z');
      expect(await text()).toBe(step);
    }
  });

  it('goes through alternatives, asks when it is asked to, and opens what is suggested to be read', async () => {
    await start(kind, { doc: 'let x = ' });
    await press('Alt+\\');
    await shows('foo(bar);\nlet y = 1;');
    await press('Alt+]');
    await shows('foobar');
    await press('Alt+[');
    await shows('foo(bar);\nlet y = 1;');
    await press('Alt+[');
    await shows('other');
    await press('Shift+F2');
    const reader = page.locator('saguim-suggestion-reader textarea');
    await reader.waitFor();
    expect(await reader.inputValue()).toBe('other');
    expect(
      await page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.localName ?? document.activeElement.localName),
    ).not.toBe('body');
    expect(await axeProblems(page)).toEqual([]);
    await press('Escape');
    await reader.waitFor({ state: 'detached' });
    await shows('other');
    await press('Shift+F2');
    await page.locator('saguim-suggestion-reader #accept').click();
    await expect.poll(text).toBe('let x = other');
  });

  it('is dismissed with Escape, after which Tab leaves the editor; another key ends that', async () => {
    await start(kind, { doc: 'let x =' });
    await type(' ');
    await shows('foo(bar);\nlet y = 1;');
    await press('Escape');
    await shows(null);
    await press('Tab');
    expect(await page.evaluate(() => document.activeElement.id)).toBe('behind');
    expect(await text()).toBe('let x = ');
    await press('Shift+Tab');
    await press('Escape');
    await type('a');
    await press('Tab');
    expect(await text()).not.toBe('let x = a');
    await press('Escape');
    await press('Shift+Tab');
    expect(await page.evaluate(() => document.activeElement.id)).toBe('before');
  });

  it('leaves an input method alone', async () => {
    await start(kind, { doc: 'let x =' });
    await type(' ');
    await shows('foo(bar);\nlet y = 1;');
    const session = await page.context().newCDPSession(page);
    const before = await calls();
    for (const composed of ['n', 'に', 'にほ', '日本'])
      await session.send('Input.imeSetComposition', { text: composed, selectionStart: composed.length, selectionEnd: composed.length });
    await expect.poll(text).toBe('let x = 日本');
    expect(await calls()).toBe(before);
    await session.send('Input.insertText', { text: '日本' });
    await expect.poll(text).toBe('let x = 日本');
    await shows(null);
    await type(' last(');
    await shows('a, b)');
    expect(await text()).toBe('let x = 日本 last(');
    await session.detach();
  });

  it('does nothing where nothing may be written, and nothing where something is selected', async () => {
    await start(kind, { doc: 'let x = ', readOnly: true });
    await press('Alt+\\');
    await press('ArrowLeft');
    await press('End');
    expect(await ghost()).toBeNull();
    expect(await calls()).toBe(0);
    await start(kind, { doc: 'let x = ', carets: [[0, 8]] });
    await press('Alt+\\');
    expect(await calls()).toBe(0);
  });

  it('says that there is a suggestion, which keys there are, and is clean to axe', async () => {
    await start(kind, { doc: 'let x =' });
    await type(' ');
    await shows('foo(bar);\nlet y = 1;');
    const said = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('*')]
          .flatMap((element) => [element, ...(element.shadowRoot?.querySelectorAll('*') ?? [])])
          .flatMap((element) => [element, ...(element.shadowRoot?.querySelectorAll('*') ?? [])])
          .filter((element) => element.matches('[aria-live], [role=alert], .monaco-alert'))
          .map(({ textContent }) => textContent)
          .join(' '),
      );
    // Monaco reads it out itself.
    await expect.poll(said).toMatch(kind === 'monaco' ? /foo\(bar\)/ : /Suggestion of 2 lines/);
    const described = await page.evaluate(() => {
      const active = (root) => (root.activeElement?.shadowRoot?.activeElement ? active(root.activeElement.shadowRoot) : root.activeElement);
      const element = active(document);
      const description = element.getRootNode().getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent ?? '';
      return `${element.ariaLabel} ${description}`;
    });
    expect(described).toContain('Code');
    expect(described).toContain('Escape, then Tab leaves the editor');
    if (kind !== 'monaco') expect(await axeProblems(page)).toEqual([]);
  });

  it('never inserts what was made for another text, whatever is typed while it is on its way', async () => {
    await start(kind, { doc: 'a\nb\nc' });
    const wrong = await page.evaluate(typeAtRandom, STEPS);
    expect(wrong.found).toEqual([]);
    expect(wrong.inserted).toBeGreaterThan(0);
  });

  it('takes long texts and long lines, and looks at no more of them than it needs', async () => {
    for (const doc of [
      `${'const value = 1; // a line of a long file\n'.repeat({ input: 2000, monaco: 20_000, codemirror: 120_000 }[kind])}let x =`,
      `${'a'.repeat({ input: 90_000, monaco: 200_000, codemirror: 1_000_000 }[kind])} let x =`,
    ]) {
      await start(kind, { doc });
      await type(' ');
      // What Monaco does not draw of so long a line is there all the same.
      await expect.poll(() => page.evaluate(() => globalThis.session.suggestion?.text)).toBe('foo(bar);\nlet y = 1;');
      const { prefix, suffix } = await page.evaluate(() => globalThis.calls.at(-1));
      expect(prefix.length + suffix.length).toBeLessThan(81_000);
      await press('Tab');
      expect((await text()).endsWith('let x = foo(bar);\nlet y = 1;')).toBe(true);
    }
  });

  it('has done nothing that a strict page refuses', () => {
    opened.expectQuiet(/favicon|404/, ...(kind === 'monaco' ? [canceled, /context attribute/] : []));
  });
});

describe('where the grey text stands', () => {
  beforeAll(async () => {
    opened = await openStudio(browser, server);
    page = opened.page;
    await page.waitForFunction(() => globalThis.ready);
    return () => opened.context.close();
  });

  /** Where it begins and where the letter is that takes its place, in pixels of the page. */
  const places = async () => {
    const [before, from] = await page.evaluate(() => [globalThis.editor.ghostBox(), globalThis.editor.carets()[0]]);
    await press('Tab');
    const after = await page.evaluate((at) => globalThis.editor.letterBox(at), from);
    return [before, after];
  };

  it.each([
    ['at the end of a line', { doc: 'let x =' }],
    ['after tabs', { doc: '\tif (a)\n\t\tlet x =', tabSize: 8 }],
    ['in a line that wraps', { doc: `${'word '.repeat(30)}let x =`, wrap: true }],
    ['before what follows in its line', { doc: 'let x =;\nnext', carets: [7] }],
    ['before a fold', { doc: 'let x =\n{\n  a\n}', carets: [7], fold: [9, 14] }],
    ['after letters that run from right to left', { doc: '// שלום\nlet x =', rtl: true }],
  ])('CodeMirror: %s', async (_, options) => {
    await start('codemirror', options);
    await type(' ');
    await shows('foo(bar);\nlet y = 1;');
    const [ghostBox, letter] = await places();
    expect(Math.abs(ghostBox.left - letter.left)).toBeLessThan(1);
    expect(Math.abs(ghostBox.top - letter.top)).toBeLessThan(2);
  });

  it('CodeMirror: at several carets where their lines read the same, and at the main one alone where they do not', async () => {
    await start('codemirror', { doc: 'let x =\nlet x =\n', carets: [7, 15] });
    await type(' ');
    await expect.poll(() => page.evaluate(() => globalThis.editor.ghosts().length)).toBe(2);
    await press('Tab');
    expect(await text()).toBe('let x = foo(bar);\nlet y = 1;\nlet x = foo(bar);\nlet y = 1;\n');
    await press('Control+z');
    expect(await text()).toBe('let x = \nlet x = \n');
    // The last one is the main one here.
    await start('codemirror', { doc: 'let x =\n  let x =\n', carets: [7, 17] });
    await type(' ');
    await expect.poll(() => page.evaluate(() => globalThis.editor.ghosts().length)).toBe(1);
    await press('Tab');
    expect(await text()).toBe('let x = \n  let x = foo(bar);\nlet y = 1;\n');
    await type('!');
    expect(await text()).toBe('let x = !\n  let x = foo(bar);\nlet y = 1;!\n');
  });

  it.each([
    ['one line', { doc: 'let x =' }],
    ['wrapped, with text behind it', { doc: `${'some words '.repeat(12)}let x =;\n${'and more '.repeat(20)}`, carets: [139] }],
    ['tabs, not wrapped', { doc: '\ta\n\t\tlet x =\n\tb', carets: [12], wrap: false }],
    ['from right to left', { doc: 'שלום עולם let x =', rtl: true }],
  ])('over a text area it takes the room that it will take when it is accepted: %s', async (_, options) => {
    await start('input', options);
    await page.evaluate(() => (globalThis.editor.area.style.height = '20px'));
    await type(' ');
    await shows('foo(bar);\nlet y = 1;');
    const drawn = await page.evaluate(() => globalThis.editor.input.shadowRoot.querySelector('#mirror > div').offsetHeight);
    await press('Tab');
    await shows(null);
    expect(await page.evaluate(() => globalThis.editor.area.scrollHeight)).toBe(drawn);
  });
});
