// The engine's own modules in a real browser, in a page that is isolated (threads) and in one that is not.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyReports, reportTo } from './lib/policy-reports.mjs';
import { launchAnyBrowser, openWatched } from './lib/watched-page.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path) => readFileSync(join(root, path));
const json = (path) => JSON.parse(read(path).toString());
const types = { '.js': 'text/javascript; charset=utf-8', '.wasm': 'application/wasm' };

const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; ${reportTo}`;

/** What a page asks for, by the first part of its path. */
const places = {
  engine: 'packages/engine/dist',
  tiny: 'tests/golden/tiny',
  models: 'models',
  jinja: 'node_modules/@huggingface/jinja/dist',
};

const page = `
  const worker = new Worker('/worker.js', { type: 'module' });
  const pending = new Map();
  worker.onmessage = ({ data: { id, value, error } }) => {
    const { resolve, reject } = pending.get(id);
    error ? reject(new Error(error)) : resolve(value);
  };
  worker.onerror = ({ message }) => pending.forEach(({ reject }) => reject(new Error(message)));
  window.call = (method, argument) =>
    new Promise((resolve, reject) => {
      const id = pending.size;
      pending.set(id, { resolve, reject });
      worker.postMessage({ id, method, argument });
    });`;

function answer(pathname) {
  if (pathname === '/')
    return [
      'text/html',
      '<!doctype html><html lang="en"><title>Empty</title><link rel="icon" href="data:,"><script src="/page.js"></script>',
    ];
  if (pathname === '/page.js') return [types['.js'], page];
  if (pathname === '/worker.js') return [types['.js'], read('tests/browser/engine-worker.case.mjs')];
  const [, place, ...rest] = pathname.split('/');
  const file = places[place] && join(places[place], ...rest);
  if (!file || !existsSync(join(root, file))) return undefined;
  const type = types[extname(file)] ?? 'application/octet-stream';
  if (place !== 'engine' || !file.endsWith('.js')) return [type, read(file)];
  // What a bundler or an import map does: workers know no import maps.
  const script = read(file)
    .toString()
    .replaceAll("'#platform'", "'/engine/platform/browser.js'")
    .replaceAll("'#open-model'", "'/engine/open-model-browser.js'")
    .replaceAll("'@huggingface/jinja'", "'/jinja/index.js'");
  return [type, script];
}

async function startEngineSite(headers) {
  const reports = policyReports();
  const server = createServer((request, response) => {
    if (reports.take(request)) return void response.writeHead(204).end();
    const found = answer(new URL(request.url, 'http://site').pathname);
    const all = { ...headers, 'Content-Security-Policy': policy };
    if (!found) return void response.writeHead(404, all).end();
    response.writeHead(200, { ...all, 'Content-Type': found[0] }).end(found[1]);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done)).then(() => reports.check());
    },
  };
}

const tiny = json('tests/golden/tiny/llama-f32.json').prompts;
/** Conversations whose first eight tokens are not close to call. */
const conversations = json('tests/golden/reference/smollm2.json').runs.filter(
  ({ steps }) => steps.length >= 8 && steps.slice(0, 8).every(({ margin }) => margin > 0.5),
);
const smollm2 = '/models/smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf';
const longPrompt = Array.from({ length: 100 }, (_, i) => (i * 37) % 600);

/** Texts that another implementation embedded in fp32, one of 302 tokens among them. */
const embedders = [
  { url: '/models/all-minilm-l6-v2/all-minilm-l6-v2-q8_0.gguf', ...json('tests/golden/reference/minilm.json') },
  { url: '/models/multilingual-e5-small-en-pt/multilingual-e5-small-en-pt-q4_0.gguf', ...json('tests/golden/reference/e5.json') },
];
/** Cosine of two rows of length 1. */
const cosine = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0) / Math.hypot(...a) / Math.hypot(...b);

/** WebKitGTK under a driver keeps no private files, and as Debian has it shares no memory. */
const keepsFiles = !process.env.SAGUIM_BROWSER?.startsWith('webkit');
const sharesMemory = process.env.SAGUIM_BROWSER !== 'webkit-plain';

let browser;
/** Digests of logits by place, page and threads: all the same. */
const bits = { tiny: new Set(), smollm2: new Set(), embedders: embedders.map(() => new Set()) };

beforeAll(async () => {
  browser = await launchAnyBrowser(['--js-flags=--expose-gc']);
});
afterAll(() => browser?.close());

describe.each([
  { name: 'an isolated page', headers: isolation, counts: [2, 1], isolated: true },
  { name: 'a page that is not isolated', headers: {}, counts: [2], isolated: false },
])('the engine in $name', ({ headers, counts, isolated }) => {
  let site;
  let context;
  let opened;
  const call = (method, argument) => opened.page.evaluate(([name, given]) => window.call(name, given), [method, argument]);

  beforeAll(async () => {
    site = await startEngineSite(headers);
    context = await browser.newContext();
    opened = await openWatched(context, site.url);
  });
  afterAll(async () => {
    await context?.close();
    await site?.close();
  });

  describe.each(counts)('asked for %i threads', (asked) => {
    const threads = isolated && sharesMemory ? asked : 1;

    it.each(keepsFiles ? [false, true] : [false])(
      'generates what it does elsewhere with a tiny model (from the private file system: %s)',
      async (opfs) => {
        const { model, info, closed, host } = await call('load', { url: '/tiny/llama-f32.gguf', threads: asked, opfs });
        expect({ threads: info.threads, backend: info.backend, closed, host }).toEqual({
          threads,
          backend: 'wasm',
          closed: true,
          host: { isolated, immediate: 'undefined' },
        });
        for (const { ids, greedy, min_margin } of tiny) {
          if (min_margin < 0.01) continue;
          expect((await call('generate', { model, tokens: ids, maxTokens: greedy.length })).tokens).toEqual(greedy);
        }
        bits.tiny.add(await call('logits', { model, tokens: longPrompt }));
        expect(bits.tiny.size).toBe(1);
        await call('close', { model });
      },
    );

    it('hears messages between the steps of an answer', async () => {
      const { model } = await call('load', { url: '/tiny/llama-f32.gguf', threads: asked });
      const { name, pieces, left } = await call('interrupted', { model, tokens: longPrompt, maxTokens: 400 });
      expect({ name, left }).toEqual({ name: 'AbortError', left: 0 });
      expect(pieces).toBeGreaterThan(0);
      expect(pieces).toBeLessThan(100);
      await call('close', { model });
    });

    it('generates the golden tokens of the bundled chat model', async () => {
      const { model, info } = await call('load', { url: smollm2, threads: asked, opfs: keepsFiles });
      expect(info.threads).toBe(threads);
      expect(conversations.length).toBeGreaterThan(1);
      for (const { prompt_ids, steps } of conversations) {
        const expected = steps.slice(0, 8).map(({ token }) => token);
        expect((await call('generate', { model, tokens: prompt_ids, maxTokens: 8 })).tokens).toEqual(expected);
      }
      bits.smollm2.add(await call('logits', { model, tokens: conversations[0].prompt_ids }));
      expect(bits.smollm2.size).toBe(1);
      await call('close', { model });
    });

    // With activations of 8 bits on hosts that multiply bytes in one instruction.
    it.each(embedders.map((embedder, i) => [embedder.url, embedder, i]))(
      'embeds as the reference, in any batch: %s',
      async (url, reference, i) => {
        const { model } = await call('load', { url, threads: asked });
        const { rows, together, alone } = await call('embed', { model, tokens: reference.ids });
        const width = rows.length / reference.ids.length;
        for (const [t, expected] of reference.embeddings.entries()) {
          expect(cosine(rows.slice(t * width, (t + 1) * width), expected)).toBeGreaterThanOrEqual(0.9995);
        }
        for (const digest of [together, alone]) bits.embedders[i].add(digest);
        expect(bits.embedders[i].size).toBe(1);
        await call('close', { model });
      },
    );
  });

  it('reads a Blob to its end whatever is collected meanwhile', async () => {
    const file = 'models/all-minilm-l6-v2/all-minilm-l6-v2-q8_0.gguf';
    const expected = createHash('sha256').update(read(file)).digest('hex');
    expect(await call('digestCollected', { url: `/${file}`, pieces: 200 })).toBe(expected);
  });

  it('asks nothing of anybody else and breaks no policy', () => {
    expect(opened.problems).toEqual([]);
  });
});
