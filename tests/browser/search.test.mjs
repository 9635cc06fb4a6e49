// An index in a real browser: private files, two tabs, a closed tab, a dead worker, erasing. Vectors come from the page, so no model is fetched.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSite } from './lib/site.mjs';
import { launchChromium, openWatched } from './lib/watched-page.mjs';

let browser;
let site;
let context;

beforeAll(async () => {
  browser = await launchChromium(['--js-flags=--expose-gc']);
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

/** A tab with an index `notes` open; texts are embedded by the letters in them. */
async function openTab(options = {}) {
  const tab = await openWatched(context, site.url);
  await tab.page.waitForFunction(() => window.saguim);
  await tab.page.evaluate(async (given) => {
    const embedder = {
      model: 'letters',
      fingerprint: 'letters-1',
      dimensions: 32,
      featureDimensions: 32,
      maxTokens: 1e6,
      async embedTexts(texts) {
        const all = new Float32Array(texts.length * 32);
        for (const [row, text] of texts.entries()) {
          for (const unit of text.toLowerCase()) all[row * 32 + (unit.codePointAt(0) % 32)] += 1;
        }
        return all;
      },
    };
    window.index = await window.saguim.SearchIndex.open('notes', { embedder, ...given });
  }, options);
  return tab;
}

const add = (page, from, to) =>
  page.evaluate(
    ([first, last]) =>
      window.index.add(
        Array.from({ length: last - first }, (_, at) => ({ id: `d${first + at}`, text: `Note ${first + at}: the river and the forest.` })),
      ),
    [from, to],
  );
const engineWorker = (page) => page.workers().find((worker) => worker.url().endsWith('engine-worker.js'));
const count = (page) => page.evaluate(() => window.index.count());

describe('an index in the browser', () => {
  it('is kept, merged, and found again by a later visit, without any request', async () => {
    const first = await openTab();
    expect(await add(first.page, 0, 600)).toBe(600);
    const search = () => window.index.search('note 321', { limit: 3 }).then(({ hits }) => hits.map(({ id }) => id));
    const found = await first.page.evaluate(search);
    expect(found[0]).toBe('d321');
    await first.page.close();
    const second = await openTab();
    expect(await count(second.page)).toBe(600);
    expect(await second.page.evaluate(search)).toEqual(found);
    expect(await second.page.evaluate(() => window.saguim.SearchIndex.names())).toEqual(['notes']);
    expect([...first.problems, ...second.problems]).toEqual([]);
  });

  it('brings its code when it is first opened, and nothing of the engine twice, though the worker is named with a query', async () => {
    const names = (requests) => requests.map((url) => new URL(url).pathname.replace('/saguim/', '')).filter((name) => name.endsWith('.js'));
    const chat = await openWatched(context, site.url);
    await chat.page.evaluate(() => window.saguim.LanguageModel.create());
    expect(names(chat.requests)).not.toContain('engine-worker-index-host.js');
    await chat.page.close();
    const tab = await openTab({ workerUrl: '/saguim/engine-worker.js?v=2' });
    await add(tab.page, 0, 2);
    const fetched = names(tab.requests);
    expect(fetched).toContain('engine-worker-index-host.js');
    expect(fetched).toEqual([...new Set(fetched)]);
    expect([...chat.problems, ...tab.problems]).toEqual([]);
  });

  it('is written by two tabs in turn, and both see everything', async () => {
    const [one, two] = await Promise.all([openTab(), openTab()]);
    await Promise.all([add(one.page, 0, 150), add(two.page, 1_000, 1_150)]);
    for (const { page } of [one, two]) await expect.poll(() => count(page)).toBe(300);
    await one.page.evaluate(() => window.index.remove(['d1000', 'd5']));
    await expect.poll(() => count(two.page)).toBe(298);
    await expect(two.page.evaluate(() => window.index.add([{ id: 'd7', text: 'x' }]))).rejects.toThrow(/"d7" is in the index already/);
    expect([...one.problems, ...two.problems]).toEqual([]);
  });

  it('loses nothing that was acknowledged when a tab is closed while it adds', async () => {
    const { page } = await openTab();
    await page.evaluate(() => {
      window.told = 0;
      const documents = Array.from({ length: 5_000 }, (_, at) => ({ id: `d${at}`, text: `Note ${at}.` }));
      window.index.add(documents, { onProgress: ({ done }) => (window.told = done) }).catch(() => {});
    });
    await page.waitForFunction(() => window.told > 200);
    const told = await page.evaluate(() => window.told);
    await page.close();
    const again = await openTab();
    expect(await count(again.page)).toBeGreaterThanOrEqual(told);
    await add(again.page, 10_000, 10_001);
    expect((await again.page.evaluate(() => window.index.info())).damage).toEqual([]);
  });

  it('waits for no file in vain when garbage is collected while it is opened', async () => {
    const { page, problems } = await openTab();
    const opened = await engineWorker(page).evaluateHandle(() => {
      const files = { opened: 0 };
      const { createSyncAccessHandle } = FileSystemFileHandle.prototype;
      FileSystemFileHandle.prototype.createSyncAccessHandle = function (options) {
        files.opened++;
        const handle = createSyncAccessHandle.call(this, options);
        void gc({ type: 'major', execution: 'async' }); // in a turn of its own, when nothing of this one is on the stack
        return handle;
      };
      return files;
    });
    expect(await add(page, 0, 640)).toBe(640);
    expect(await opened.evaluate(({ opened }) => opened)).toBeGreaterThanOrEqual(10);
    expect(problems).toEqual([]);
  });

  it('goes on in a new worker where one ended', async () => {
    const { page } = await openTab();
    await add(page, 0, 10);
    await engineWorker(page).evaluate(() => self.close());
    await expect.poll(() => count(page).catch((error) => error.message)).toBe(10);
    await add(page, 10, 20);
    expect(await count(page)).toBe(20);
  });

  // Browsers count room in megabytes, so it takes more than one.
  it('says so where the browser gives no more room, stays as it was, and goes on when there is room', async () => {
    const { page } = await openTab();
    await add(page, 0, 10);
    const protocol = await context.newCDPSession(page);
    const allow = (quotaSize) => protocol.send('Storage.overrideQuotaForOrigin', { origin: new URL(site.url).origin, ...quotaSize });
    const { usage } = await page.evaluate(() => navigator.storage.estimate());
    await allow({ quotaSize: usage + 500_000 });
    const large = () =>
      page.evaluate(() =>
        window.index
          .add(Array.from({ length: 40 }, (_, at) => ({ id: `large${at}`, text: 'The river and the forest. '.repeat(4_000) })))
          .catch(({ code }) => code),
      );
    expect(await large()).toBe('storage-full');
    const kept = await count(page);
    expect((await page.evaluate(() => window.index.search('note 3', { limit: 1 }))).hits[0].id).toBe('d3');
    await allow({});
    expect((await page.evaluate(() => window.index.info())).damage).toEqual([]);
    expect(await page.evaluate(() => window.index.remove(Array.from({ length: 40 }, (_, at) => `large${at}`)))).toBe(kept - 10);
    expect(await large()).toBe(40);
    expect(await count(page)).toBe(50);
  });

  it('is exported and imported, deleted, and erased with everything, also where another tab has it open', async () => {
    const [one, two] = await Promise.all([openTab(), openTab()]);
    await add(one.page, 0, 100);
    const imported = await one.page.evaluate(async () => {
      const file = await new Response(window.index.export()).blob();
      await window.index.clear();
      return { bytes: file.size > 10_000, documents: await window.index.import(file) };
    });
    expect(imported).toEqual({ bytes: true, documents: 100 });
    await expect.poll(() => count(two.page)).toBe(100);
    await one.page.evaluate(() => window.saguim.eraseAll());
    expect(await one.page.evaluate(() => window.saguim.SearchIndex.names())).toEqual([]);
    expect(await count(one.page)).toBe(0);
    await one.page.evaluate(() => window.index.close().then(() => window.saguim.SearchIndex.delete('notes')));
  });

  it('runs on a page that is not isolated, and says where nothing can be kept', async () => {
    const plain = await startSite({ isolated: false });
    try {
      const { page } = await openWatched(context, plain.url);
      await page.waitForFunction(() => window.saguim);
      const result = await page.evaluate(async () => {
        const { SearchIndex } = window.saguim;
        const words = await SearchIndex.open('w', { embedder: null });
        const inline = await SearchIndex.open('x', { embedder: null, saguim: { runtime: 'inline' } }).catch(({ code, message }) => ({
          code,
          message,
        }));
        return { found: (await words.search('x')).hits, inline };
      });
      expect(result).toMatchObject({ found: [], inline: { code: 'unsupported', message: expect.stringContaining("storage: 'memory'") } });
    } finally {
      await plain.close();
    }
  });
});
