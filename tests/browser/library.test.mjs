// The library in a real browser, as a page without a bundler loads it: storage, broken transfers, dead workers.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSite } from './lib/site.mjs';
import { launchChromium, openWatched } from './lib/watched-page.mjs';

const question = 'What is the capital city of France? Answer in English.';
const answer = 'The capital city of France is Paris.';
const file = '/models/smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf';
const size = 98_362_432;

let browser;
let site;
let context;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  site = await startSite();
  context = await browser.newContext();
});
afterEach(async () => {
  await context.close();
  await site.close();
});

const open = () => openWatched(context, site.url);

/** Creates a session in the page and asks one question. Gives the answer, or the error's name, code and message. */
const ask = (page, options = {}) =>
  page.evaluate(
    async ([text, saguim]) => {
      const { LanguageModel } = window.saguim;
      try {
        const session = await LanguageModel.create({ saguim });
        const answered = await session.prompt(text, { saguim: { sampling: { temperature: 0 } } });
        return { answer: answered, threads: session.saguim.model.threads };
      } catch (error) {
        return { name: error.name, message: error.message, code: error.cause?.code ?? error.code };
      }
    },
    [question, options],
  );

const storedFiles = (page) =>
  page.evaluate(async () => {
    const names = [];
    const walk = async (folder, path) => {
      for await (const [name, handle] of folder.entries()) {
        if (handle.kind === 'directory') await walk(handle, `${path}${name}/`);
        else names.push(path + name);
      }
    };
    await walk(await navigator.storage.getDirectory(), '');
    return names.sort();
  });

/** Every byte of the file, each once: whatever the parts it came in. */
function expectOnce(transfers) {
  expect(new Set(transfers.map(({ path }) => path))).toEqual(new Set([file]));
  const sent = transfers.reduce((sum, transfer) => sum + transfer.sent, 0);
  // A line that is slow gives a part of its work away, and has perhaps been sent some of it already.
  expect(sent).toBeGreaterThanOrEqual(size);
  expect(sent).toBeLessThan(size * 1.05);
}

describe('a model in the browser', () => {
  it('is fetched once, kept, and answers on a later visit without any network for it', async () => {
    const first = await open();
    expect(await ask(first.page)).toMatchObject({ answer, threads: expect.any(Number) });
    expectOnce(site.transfers);
    const transfers = site.transfers.length;
    expect(first.problems).toEqual([]);
    await first.page.close();
    site.intercept = (path, response) => path.startsWith('/models/') && response.destroy() !== undefined;
    const second = await open();
    expect(await ask(second.page)).toMatchObject({ answer });
    expect(site.transfers).toHaveLength(transfers);
    const stored = await second.page.evaluate(() => window.saguim.storedModels());
    expect(stored).toMatchObject([{ name: 'smollm2-135m-instruct', bytes: size }]);
    expect(second.problems).toEqual([]);
  });

  it('goes on by range where the connection broke, and where a closed tab stopped', async () => {
    const first = await open();
    site.breakAfter = 5e6;
    await first.page.evaluate(async () => {
      const { LanguageModel } = window.saguim;
      window.download = new Promise((resolve) => {
        const onProgress = ({ phase, loaded }) => phase === 'download' && loaded > 45e6 && resolve();
        LanguageModel.create({ saguim: { onProgress } }).catch(() => {});
      });
      await window.download;
    });
    await first.page.close();
    const before = site.transfers.length;
    expect(before).toBeGreaterThanOrEqual(8);
    site.breakAfter = Number.POSITIVE_INFINITY;
    const second = await open();
    expect(await ask(second.page)).toMatchObject({ answer });
    // What was in flight when the tab closed, or came after the journal was written last, is all that may be sent again.
    const again = site.transfers.slice(before).reduce((sum, transfer) => sum + transfer.sent, 0);
    expect(again).toBeLessThan(size - 25e6);
  });

  it('is fetched once by two tabs that ask at the same time', async () => {
    const tabs = await Promise.all([open(), open()]);
    const answers = await Promise.all(tabs.map(({ page }) => ask(page)));
    expect(answers).toMatchObject([{ answer }, { answer }]);
    expectOnce(site.transfers);
  });

  it.each([
    ['with the type of a page', 'text/html'],
    ['with the type of bytes', 'application/octet-stream'],
  ])('is not a web page that comes in its place (%s): an error says so and nothing is stored', async (_, type) => {
    site.intercept = (path, response) => {
      if (!path.startsWith('/models/')) return false;
      response.writeHead(200, { 'Content-Type': type }).end('<!doctype html><title>My app</title>');
      return true;
    };
    const { page } = await open();
    expect(await ask(page)).toMatchObject({ name: 'NetworkError', code: 'network', message: expect.stringContaining(file) });
    expect((await storedFiles(page)).filter((name) => name.includes('gguf'))).toEqual([]);
  });

  it('leaves nothing behind when everything is erased, also half a download in another tab', async () => {
    const [one, two] = await Promise.all([open(), open()]);
    await ask(one.page);
    expect((await storedFiles(one.page)).length).toBeGreaterThan(0);
    await two.page.evaluate(async () => {
      const { LanguageModel } = window.saguim;
      await new Promise((resolve) => {
        const onProgress = () => resolve();
        const model = '/models/multilingual-e5-small-en-pt/multilingual-e5-small-en-pt-q4_0.gguf';
        LanguageModel.create({ saguim: { model, onProgress } }).catch(() => {});
      });
    });
    await one.page.evaluate(() => window.saguim.eraseAll());
    expect(await storedFiles(one.page)).toEqual([]);
    expect(await ask(one.page)).toMatchObject({ answer });
    expect(await one.page.evaluate(() => window.saguim.removeModel('smollm2-135m-instruct'))).toBe(true);
    expect((await storedFiles(one.page)).filter((name) => name.includes('gguf'))).toEqual([]);
  });
});

describe('the worker', () => {
  it('that ends in mid-answer is an error, and the next prompt starts a new one', async () => {
    const { page } = await open();
    await page.evaluate(async () => {
      const { LanguageModel } = window.saguim;
      window.session = await LanguageModel.create({ saguim: { sampling: { temperature: 0 } } });
      await new Promise((resolve) => {
        window.running = window.session
          .prompt('Tell me a very long story.', { saguim: { onPiece: resolve } })
          .catch((error) => error.cause.code);
      });
    });
    // A worker that ends by itself tells nobody, as one that the browser ends does not.
    const worker = page.workers().find((candidate) => candidate.url().endsWith('engine-worker.js'));
    await worker.evaluate(() => self.close());
    expect(await page.evaluate(() => window.running)).toBe('worker-died');
    expect(await page.evaluate((text) => window.session.prompt(text), question)).toBe(answer);
  });

  it('whose script is not there is named', async () => {
    const { page } = await open();
    expect(await ask(page, { workerUrl: '/nowhere/engine-worker.js' })).toMatchObject({ code: 'worker-died' });
  });

  it('can lie elsewhere', async () => {
    const { page, problems } = await open();
    expect(
      await ask(page, { workerUrl: '/saguim/engine-worker.js', wasmUrl: '/saguim', helperUrl: '/saguim/engine-helper.js' }),
    ).toMatchObject({ answer });
    expect(problems).toEqual([]);
  });
});

describe('a page without the headers for threads', () => {
  it('answers on one thread', async () => {
    const plain = await startSite({ isolated: false });
    try {
      const { page, problems } = await openWatched(context, plain.url);
      expect(await ask(page)).toEqual({ answer, threads: 1 });
      expect(problems).toEqual([]);
    } finally {
      await plain.close();
    }
  });
});

describe('a host without workers', () => {
  it('runs the engine in the page, and keeps nothing', async () => {
    const { page, problems } = await open();
    expect(await ask(page, { runtime: 'inline' })).toEqual({ answer, threads: 1 });
    expect(page.workers()).toEqual([]);
    expect(problems).toEqual([]);
  });
});
