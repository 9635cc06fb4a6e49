// Each example as a person gets it: installed from the packed tarballs, set up and run by its own commands.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npm, root } from '../../scripts/lib/house.mjs';
import { launchChromium, openWatched } from '../browser/lib/watched-page.mjs';
import { installExample, packAll, remove, runIn, startIn, temporaryFolder } from './lib/install.mjs';

const long = process.env.SAGUIM_LONG === '1';
// Not there at all otherwise: a skipped test counts as failed.
const whereLong = long ? describe : () => {};
const itWhereLong = long ? it : () => {};
const folders = [];
let tarballs;
let browser;

const install = async (name) => {
  const folder = await installExample(name, tarballs);
  folders.push(folder);
  return folder;
};

/** Asks the page of an example one question. */
async function ask(url, question) {
  const context = await browser.newContext();
  try {
    const { page, problems, requests } = await openWatched(context, url);
    await page.getByRole('button', { name: 'Ask' }).and(page.locator(':enabled')).waitFor();
    const ready = await page.getByRole('status').textContent();
    await page.getByRole('textbox').fill(question);
    await page.getByRole('button', { name: 'Ask' }).click();
    const answer = page.locator('.answer[data-done]');
    await answer.waitFor();
    return { answer: await answer.textContent(), ready, problems, requests };
  } finally {
    await context.close();
  }
}

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

describe('node-chat', () => {
  it('answers what comes through a pipe, and ends by itself', async () => {
    const folder = await install('node-chat');
    const output = await runIn(folder, npm, ['start', '--silent'], { input: 'What is the capital city of France? Answer in English.\n' });
    expect(output).toContain('Paris');
    expect(output).toMatch(/\(\d+ tokens a second\)/);
  });
});

whereLong('node-answers', () => {
  it('answers from documents with the passage cited, says when nothing answers, and embeds nothing twice', async () => {
    const folder = await install('node-answers');
    const questions = ['How long do marmosets live?', 'Quantos livros posso levar?', 'What is the capital of Mongolia?', ''];
    const ask = () => runIn(folder, npm, ['start', '--silent'], { input: questions.join('\n') });
    const output = await ask();
    expect(output).toMatch(/lives some twelve years in the wild[\s\S]*— marmosets\.md, characters \d+ to \d+/);
    expect(output).toMatch(/cinco livros por vez[\s\S]*— biblioteca\.md/);
    expect(output.match(/Not found\./g)).toHaveLength(1);
    expect(await ask()).toBe(output);
  });
});

describe('vite-chat', () => {
  let folder;

  beforeAll(async () => {
    folder = await install('vite-chat');
    await runIn(folder, npm, ['run', 'setup']);
  });

  it('answers once built, on an isolated page with a strict policy', async () => {
    await runIn(folder, npm, ['run', 'build']);
    const server = await startIn(folder, process.execPath, [
      'node_modules/vite/bin/vite.js',
      'preview',
      '--host',
      '127.0.0.1',
      '--port',
      '0',
    ]);
    try {
      const { answer, ready, problems } = await ask(server.url, 'What is the capital city of France? Answer in English.');
      expect(answer).toContain('Paris');
      expect(ready).toMatch(/^Ready: wasm, [2-9]\d* threads/);
      expect(problems).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  itWhereLong('answers in development too', async () => {
    const server = await startIn(folder, process.execPath, ['node_modules/vite/bin/vite.js', '--host', '127.0.0.1', '--port', '0']);
    try {
      const { answer, ready, problems } = await ask(server.url, 'What is the capital city of France? Answer in English.');
      expect(answer).toContain('Paris');
      expect(ready).toMatch(/^Ready: wasm/);
      expect(problems).toEqual([]);
    } finally {
      await server.stop();
    }
  });
});

describe('vite-codemirror', () => {
  it('is the five lines of the README', () => {
    const readme = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);
    const linesOf = (code) => code.split('\n').filter(Boolean).sort();
    const lines = linesOf(readFileSync(join(root, 'examples/vite-codemirror/src/main.js'), 'utf8'));
    expect(lines).toEqual(linesOf(readme.find((code) => code.includes('saguimCompletion'))));
    expect(lines).toHaveLength(5);
  });

  // Installing it takes as long as all others together.
  itWhereLong('completes what is typed', async () => {
    const folder = await install('vite-codemirror');
    await runIn(folder, npm, ['run', 'setup']);
    await runIn(folder, npm, ['run', 'build']);
    const server = await startIn(folder, process.execPath, [
      'node_modules/vite/bin/vite.js',
      'preview',
      '--host',
      '127.0.0.1',
      '--port',
      '0',
    ]);
    const context = await browser.newContext();
    try {
      const { page, problems } = await openWatched(context, server.url);
      const content = page.locator('.cm-content');
      await content.click();
      await page.keyboard.type('for (let i = 0; i < 10; ');
      const ghost = page.locator('.cm-saguim-suggestion');
      await ghost.waitFor();
      const suggested = await ghost.textContent();
      expect(suggested).toMatch(/^i\+\+/);
      await page.keyboard.press('Tab');
      await expect.poll(() => content.locator('.cm-line').first().textContent()).toContain(`i < 10; ${suggested.split('\n')[0]}`);
      expect(problems).toEqual([]);
    } finally {
      await context.close();
      await server.stop();
    }
  });
});

describe('plain-chat', () => {
  it('answers from plain modules, with an import map that the policy allows by its hash', async () => {
    const folder = await install('plain-chat');
    await runIn(folder, npm, ['run', 'setup']);
    expect(existsSync(join(folder, 'public/models/engine/saguim.js'))).toBe(true);
    const server = await startIn(folder, process.execPath, ['server.js'], { PORT: '0' });
    try {
      const { answer, ready, problems, requests } = await ask(server.url, 'What is the capital city of France? Answer in English.');
      expect(answer).toContain('Paris');
      expect(ready).toMatch(/^Ready: wasm, [2-9]\d* threads/);
      expect(problems).toEqual([]);
      expect(requests.filter((url) => url.endsWith('.gguf'))).toHaveLength(1);
    } finally {
      await server.stop();
    }
  });
});
