// Programs written for Transformers.js in a page, with nothing but what they import changed: through a bundler, and without one. Models of the same
// kinds stand under the names of the catalogue that they lead to: small ones that come along, and tiny ones of random weights.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/lib/house.mjs';
import { startSite } from './lib/site.mjs';
import { launchChromium, openWatched } from './lib/watched-page.mjs';

const smollm2 = 'models/smollm2-135m-instruct';
const models = {
  'all-minilm-l6-v2': 'models/all-minilm-l6-v2',
  'phi-3-mini-4k-instruct': smollm2,
  'tinyllama-1.1b-chat': smollm2,
  'codellama-7b': smollm2,
  'distilbert-sst2': 'tests/golden/checkpoints/distilbert',
  'toxic-bert': 'tests/golden/checkpoints/bert',
  'bart-large-mnli': 'tests/golden/checkpoints/bart',
};
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

let browser;
let site;
let folder;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'saguim-transformers-'));
  await build({
    root: join(root, 'tests/browser/pages'),
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@huggingface/transformers': 'saguim/transformers', '@xenova/transformers': 'saguim/transformers' } },
    worker: { format: 'es' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      rollupOptions: { input: { index: join(root, 'tests/browser/pages/transformers.html') } },
    },
  });
  site = await startSite();
  site.intercept = (pathname, response) => {
    const [, first, name, ...rest] = pathname.split('/');
    const sample = first === 'samples' && join(root, 'tests/packages/transformers-samples', name);
    const model = first === 'models' && models[name] && join(root, models[name], rest.join('/'));
    const file = sample || model || (first !== 'saguim' && first !== 'models' && join(folder, pathname));
    if (!file || !existsSync(file) || !statSync(file).isFile()) return false;
    let body = readFileSync(file);
    if (sample) body = String(body).replace(/from '@(huggingface|xenova)\/transformers'/, "from '/saguim/transformers.js'");
    response.writeHead(200, { ...site.headers, 'Content-Type': types[extname(file)] ?? 'application/octet-stream' }).end(body);
    return true;
  };
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  rmSync(folder, { recursive: true, force: true });
});

const expected = (name) => JSON.parse(readFileSync(join(root, `tests/golden/checkpoints/${name}/expected.json`), 'utf8'));

describe.each(['through a bundler', 'without one'])('%s', (way) => {
  let context;
  let page;
  beforeAll(async () => {
    context = await browser.newContext();
    ({ page } = await openWatched(context, way === 'without one' ? site.url : new URL('transformers.html', site.url).href));
    if (way !== 'without one') return void (await page.waitForFunction(() => window.samples));
    await page.evaluate(`(async () => {
      const names = ['assistant', 'chatbot', 'code-completer', 'moderator'];
      window.samples = Object.assign({}, ...(await Promise.all(names.map((name) => import('/samples/' + name + '.mjs')))));
    })()`);
  });
  afterAll(() => context?.close());

  it('an assistant, a chatbot, a completer of code and a moderator', async () => {
    const comment = expected('bert').texts[0];
    const said = await page.evaluate(async (text) => {
      const { Assistant, Chatbot, complete, Moderator } = window.samples;
      const assistant = await Assistant.create(() => {});
      const found = await assistant.search('JS frameworks', ['React is a library for user interfaces', 'Bananas are yellow']);
      const answer = await assistant.answer('What is the capital of France?');
      let shown = '';
      const bot = new Chatbot();
      const streamed = await bot.send('What is the capital of France?', (piece) => (shown += piece));
      const [code] = await complete('def add(a, b):\n    return');
      const moderator = new Moderator();
      await moderator.load();
      const { toxic } = await moderator.check(text);
      await moderator.unload();
      return { first: found[0].document, answer, streamed, shown, code, toxic };
    }, comment.text);
    expect(said.first).toContain('React');
    expect(said.answer).toContain('Paris');
    expect(said.streamed).toContain('Paris');
    expect(said.shown).toBe(said.streamed);
    expect(said.code.trim()).toBe('a + b');
    const scores = said.toxic.map(({ score }) => score);
    [...comment.probabilities].sort((a, b) => b - a).forEach((probability, i) => void expect(scores[i]).toBeCloseTo(probability, 2));
  });
});
