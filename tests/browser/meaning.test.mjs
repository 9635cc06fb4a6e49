// SemanticEmbedder in a real browser: isolated and not, kept for a later visit, stopped at once.

import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSite } from './lib/site.mjs';
import { launchChromium, openWatched } from './lib/watched-page.mjs';

const { texts, embeddings } = JSON.parse(readFileSync(new URL('../golden/reference/e5.json', import.meta.url), 'utf8'));
const plain = texts.map((text) => text.replace(/^query: /, ''));

let browser;
let site;
let context;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());
afterEach(async () => {
  await context?.close();
  await site?.close();
});

async function open(options) {
  site = await startSite(options);
  context = await browser.newContext();
  return openWatched(context, site.url);
}

describe('SemanticEmbedder in the browser', () => {
  it.each([true, false])(
    'gives the vectors of other implementations (isolated: %s), and asks nobody else for anything',
    async (isolated) => {
      const { page, problems } = await open({ isolated });
      const rows = await page.evaluate(async (input) => {
        const told = [];
        const embedder = await window.saguim.SemanticEmbedder.create({
          monitor: (m) => m.addEventListener('downloadprogress', ({ loaded }) => told.push(loaded)),
        });
        const { embeddings } = await embedder.embed(input);
        if (told[0] !== 0 || told.at(-1) !== 1) throw new Error(`progress: ${told}`);
        if (!(embeddings[0].values instanceof Float32Array)) throw new Error('no Float32Array of this page');
        return embeddings.map(({ values }) => Array.from(values));
      }, plain);
      rows.forEach((row, i) => {
        expect(row.reduce((sum, x, k) => sum + x * embeddings[i][k], 0)).toBeGreaterThan(0.9999);
      });
      expect(await page.evaluate(() => window.saguim.SemanticEmbedder.availability())).toBe('available');
      expect(problems).toEqual([]);
    },
  );

  it('lets a query by while a long job runs, and ends the job at once', async () => {
    const { page } = await open({ isolated: false });
    const seen = await page.evaluate(async () => {
      const { textEmbedder } = (await window.saguim.SemanticEmbedder.create()).saguim;
      const controller = new AbortController();
      let done = 0;
      const job = textEmbedder
        .embedTexts(
          Array.from({ length: 2000 }, (_, i) => `document number ${i}`),
          { priority: 'background', signal: controller.signal, onProgress: (count) => (done = count) },
        )
        .catch((error) => error);
      await textEmbedder.embedTexts(['a query'], { kind: 'query' });
      controller.abort('enough');
      const reason = await job;
      const after = await textEmbedder.embedTexts(['a query'], { kind: 'query' });
      return { reason, done, length: after.length };
    });
    expect(seen).toMatchObject({ reason: 'enough', length: 384 });
    expect(seen.done).toBeLessThan(2000);
  });

  it('gives integers, base64 and streams, which are the same vectors', async () => {
    const { page, problems } = await open();
    const seen = await page.evaluate(
      async (texts) => {
        const embedder = await window.saguim.SemanticEmbedder.create();
        const embed = async (format) => (await embedder.embed(texts, { saguim: { format } })).embeddings;
        const [floats, integers, coded] = [await embed('float32'), await embed('int8'), await embed('base64')];
        async function* oneByOne() {
          yield* texts;
        }
        const streamed = [];
        for await (const { values } of embedder.saguim.embedStream(oneByOne(), { batch: 2 })) streamed.push(Array.from(values));
        return {
          floats: floats.map(({ values }) => Array.from(values)),
          kinds: [integers[0].values instanceof Int8Array, typeof coded[0].values],
          integers: integers.map(({ values, saguim }) => Array.from(values, (value) => value * saguim.scale)),
          scales: integers.map(({ saguim }) => saguim.scale),
          coded: coded.map(({ values }) => Array.from(new Float32Array(Uint8Array.from(atob(values), (c) => c.charCodeAt(0)).buffer))),
          streamed,
        };
      },
      plain.slice(0, 5),
    );
    expect(seen.kinds).toEqual([true, 'string']);
    expect(seen.coded).toEqual(seen.floats);
    expect(seen.streamed).toEqual(seen.floats);
    seen.integers.forEach((row, i) => {
      const furthest = Math.max(...row.map((value, k) => Math.abs(value - seen.floats[i][k])));
      expect(furthest).toBeLessThanOrEqual(seen.scales[i] / 2 + 1e-7);
    });
    expect(problems).toEqual([]);
  });

  it('ranks documents', async () => {
    const { page } = await open();
    const ranked = await page.evaluate(() =>
      window.saguim.rank('onde fica o banheiro', ['the stock market fell', 'the toilet is upstairs']),
    );
    expect(ranked.map(({ index }) => index)).toEqual([1, 0]);
  });
});

describe('TextClassifier in the browser', () => {
  /** Trains with an embedder that counts what it is asked for. */
  const train = (page) =>
    page.evaluate(async () => {
      const session = await window.saguim.SemanticEmbedder.create();
      const { textEmbedder } = session.saguim;
      let embedded = 0;
      const { model, fingerprint, dimensions, featureDimensions, maxTokens } = textEmbedder;
      const embedTexts = (texts, options) => {
        embedded += texts.length;
        return textEmbedder.embedTexts(texts, options);
      };
      const examples = ['good', 'bad'].flatMap((label) => ['day', 'film', 'food'].map((thing) => ({ text: `a ${label} ${thing}`, label })));
      const embedder = { model, fingerprint, dimensions, featureDimensions, maxTokens, embedTexts };
      const classifier = await window.saguim.TextClassifier.train({ embedder, examples });
      const file = Array.from(classifier.save());
      classifier.destroy();
      session.destroy();
      return { embedded, file };
    });

  it.each(process.env.SAGUIM_LONG === '1' ? [true, false] : [false])(
    'keeps embeddings of examples over a reload, until all is erased (isolated: %s)',
    async (isolated) => {
      const { page, problems } = await open({ isolated });
      const first = await train(page);
      expect(first.embedded).toBe(6);
      await page.reload();
      await page.waitForFunction(() => window.saguim);
      expect(await train(page)).toEqual({ embedded: 0, file: first.file });
      await page.evaluate(() => window.saguim.eraseAll());
      await page.reload();
      await page.waitForFunction(() => window.saguim);
      expect(await train(page)).toEqual(first);
      expect(problems).toEqual([]);
    },
  );
});
