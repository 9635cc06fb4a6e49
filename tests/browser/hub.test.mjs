// The hub in a real browser: a model is pulled over a line that is cut, across a reload, into the origin's private files, and then answers.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chunkSums, FakeHub, sha256 } from '../../packages/saguim/dist/hub/fake-hub.case.js';
import { root } from '../../scripts/lib/house.mjs';
import { startSite } from './lib/site.mjs';
import { launchChromium, openWatched } from './lib/watched-page.mjs';

const model = readFileSync(join(root, 'models/multilingual-e5-small-en-pt/multilingual-e5-small-en-pt-q4_0.gguf'));
const source = 'hf:owner/e5-gguf/e5-q4_0.gguf';

let browser;
let site;
let hub;
let context;
beforeAll(async () => {
  browser = await launchChromium();
  hub = await FakeHub.start();
  hub.put('owner/e5-gguf/e5-q4_0.gguf', model);
  site = await startSite({ connect: hub.url });
  context = await browser.newContext();
});
afterAll(async () => {
  await context?.close();
  await site?.close();
  await hub?.stop();
  await browser?.close();
});

const open = async () => (await openWatched(context, site.url)).page;

it('pulls over a cut line and a reload, once for two tabs, with events, and answers without the network', async () => {
  hub.faults = { cutAfter: 1_500_001, stall: { after: 64 << 10, times: 0 } };
  const first = await open();
  await first.evaluate(
    ([name, endpoint]) =>
      new Promise((resolve, reject) => {
        const onProgress = ({ loaded }) => loaded > 12e6 && resolve();
        window.saguim.ModelHub.open({ endpoint })
          .then((models) => models.pull(name, { onProgress }))
          .then(resolve, reject);
      }),
    [source, hub.url],
  );
  await first.reload();
  const before = hub.sent;
  const [partial] = await first.evaluate(async () => (await window.saguim.ModelHub.open()).stored());
  expect(partial).toMatchObject({ name: 'e5-q4_0', partial: { total: model.length } });
  hub.faults = {};
  const second = await open();
  const pull = (page) =>
    page.evaluate(
      async ([name, endpoint]) => {
        const models = await window.saguim.ModelHub.open({ endpoint });
        const states = new Set();
        const stored = await models.pull(name, { onProgress: ({ state }) => states.add(state) });
        return { stored, states: [...states], verified: await models.verify(stored.name) };
      },
      [source, hub.url],
    );
  const [one, two] = await Promise.all([pull(first), pull(second)]);
  expect(one.stored).toMatchObject({ name: 'e5-q4_0', bytes: model.length, files: [{ sha256: sha256(model) }] });
  expect(two.stored).toMatchObject({ name: 'e5-q4_0' });
  expect(one.verified.ok).toBe(true);
  expect(hub.sent - before).toBeLessThan(model.length - 4e6);
  const asked = hub.asked.length;
  const embedded = await second.evaluate(async () => {
    const embedder = await window.saguim.SemanticEmbedder.create({ saguim: { model: 'e5-q4_0' } });
    const { embeddings } = await embedder.embed(['good morning']);
    return {
      length: embeddings[0].values.length,
      availability: await window.saguim.SemanticEmbedder.availability({ saguim: { model: 'e5-q4_0' } }),
    };
  });
  expect(embedded).toEqual({ length: 384, availability: 'available' });
  expect(hub.asked.length).toBe(asked);
});

it('repairs damaged pieces, imports what is dropped, suggests and removes', async () => {
  hub.faults = { corrupt: [5_000_000] };
  const before = hub.sent;
  const page = await open();
  const result = await page.evaluate(
    async ([endpoint, entry]) => {
      const models = await window.saguim.ModelHub.open({ endpoint, catalogue: [entry] });
      const reasons = [];
      const pulled = await models.pull('own-e5', { onProgress: ({ state, reason }) => state === 'anew' && reasons.push(reason) });
      const bytes = await (await fetch('/golden/tiny/bert-f32.gguf')).blob();
      const imported = await models.importFile(new File([bytes], 'Dropped.gguf'));
      const refused = await models.importFile(new File(['<html>'], 'page.gguf')).catch((error) => error.code);
      const suggestions = (await models.suggestions()).map(({ model }) => model.name);
      for (const { name } of await models.stored()) await models.remove(name);
      return {
        bytes: pulled.bytes,
        reasons,
        imported: imported.name,
        task: imported.task,
        refused,
        suggestions,
        left: await models.stored(),
      };
    },
    [
      hub.url,
      {
        name: 'own-e5',
        task: 'embedding',
        family: 'bert',
        parameters: 1000,
        languages: ['en'],
        licence: { id: 'MIT', url: 'https://example.org/', free: true },
        context: 512,
        memory: 1e8,
        files: [{ path: 'e5.gguf', source, bytes: model.length, sha256: sha256(model), chunkSha256: chunkSums(model) }],
        good: { en: 'x', 'pt-BR': 'x' },
        not: { en: 'x', 'pt-BR': 'x' },
        verified: { what: 'nothing' },
      },
    ],
  );
  expect(result).toMatchObject({ bytes: model.length, imported: 'dropped', task: 'embedding', refused: 'bad-file', left: [] });
  expect(result.reasons).toHaveLength(1);
  expect(result.suggestions).toEqual(expect.arrayContaining(['own-e5', 'dropped', 'e5-q4_0']));
  expect(hub.sent - before).toBeLessThan(model.length + 6e6);
});

it('takes a folder of safetensors however a page comes by one: served, by name, chosen, dropped, in the private files, imported', async () => {
  const { texts } = JSON.parse(readFileSync(join(root, 'tests/golden/checkpoints/deberta/expected.json'), 'utf8'));
  const page = await open();
  const results = await page.evaluate(
    async ([text, paths]) => {
      const { TextClassifier, TextGenerator, SemanticEmbedder, ModelHub, configure } = window.saguim;
      const base = new URL('/golden/checkpoints/', location.href).href;
      const files = await Promise.all(paths.map(async (path) => ({ path, file: await (await fetch(`${base}deberta/${path}`)).blob() })));
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle('my-deberta', { create: true });
      for (const { path, file } of files) {
        const writer = await (await folder.getFileHandle(path, { create: true })).createWritable();
        await writer.write(file);
        await writer.close();
      }
      const scores = async (source) => {
        const classifier = await TextClassifier.load(source);
        const { scores } = await classifier.classify(text);
        classifier.destroy();
        return scores;
      };
      const chosen = files.map(({ path, file }) =>
        Object.defineProperty(new File([file], path), 'webkitRelativePath', { value: `chosen/${path}` }),
      );
      const answers = [
        await scores(`${base}deberta/`),
        await scores(chosen),
        await scores(files.map((one) => ({ ...one, path: `dropped/${one.path}` }))),
      ];
      answers.push(await scores(folder));
      configure({ models: base });
      answers.push(await scores('deberta'));
      const models = await ModelHub.open();
      const imported = await models.importFile(folder);
      answers.push(await scores('my-deberta'));
      const filesOf = (name) =>
        Promise.all(paths.map(async (path) => ({ path, file: await (await fetch(`${base}${name}/${path}`)).blob() })));
      const generator = await TextGenerator.create({ model: await filesOf('llama') });
      const { text: continued } = await generator.generate('The quick brown', { maxTokens: 4 });
      const embedder = await SemanticEmbedder.create({ saguim: { model: `${base}nomic-bert/config.json` } });
      const { embeddings } = await embedder.embed('good morning');
      answers.push([continued.length > 0, Math.round(Math.hypot(...embeddings[0].values))]);
      const refused = [];
      for (const bad of [[], files.slice(1), [{ path: 'config.json', file: new Blob(['{"model_type":"mamba"}']) }, ...files.slice(1)]]) {
        refused.push(await models.importFile(bad, { name: 'bad' }).catch(({ code, message }) => [code, message]));
      }
      const left = (await models.stored()).map(({ name }) => name);
      for (const name of left) await models.remove(name);
      await root.removeEntry('my-deberta', { recursive: true });
      return { answers, imported, refused, left };
    },
    [texts[0].text, ['config.json', 'tokenizer.json', 'model.safetensors']],
  );
  expect(results.answers.pop()).toEqual([true, 1]);
  expect(results.answers).toHaveLength(6);
  const expected = texts[0].probabilities;
  for (const scores of results.answers) {
    expect(scores).toEqual(results.answers[0]);
    for (const [i, score] of Object.values(scores).entries()) expect(Math.abs(score - expected[i])).toBeLessThan(0.02);
  }
  expect(results.imported).toMatchObject({ name: 'my-deberta', task: 'classification', files: [{}, {}, {}] });
  expect(results.refused).toEqual([
    ['not-found', expect.stringContaining('no model')],
    ['not-found', expect.stringContaining('no model')],
    ['unsupported', expect.stringContaining('mamba')],
  ]);
  expect(results.left.sort()).toEqual(['deberta', 'my-deberta', 'nomic-bert']);
});

it('keeps what came when the browser has no more room, says so, and goes on when there is some', async () => {
  const page = await open();
  const cdp = await context.newCDPSession(page);
  const { origin } = new URL(site.url);
  // What the browser tells a page of its quota does not follow: only writing finds out.
  const allow = (quotaSize) => cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize });
  const pull = () =>
    page.evaluate(
      async ([name, endpoint]) => {
        const models = await window.saguim.ModelHub.open({ endpoint });
        const result = await models.pull(name).catch(({ code, hint }) => ({ code, hint }));
        const here = await models.stored();
        const verified = here[0]?.partial ? undefined : await models.verify(here[0].name);
        return { ...result, here, verified };
      },
      [source, hub.url],
    );
  hub.faults = {};
  const { usage } = await cdp.send('Storage.getUsageAndQuota', { origin });
  await allow(usage + 12_000_000);
  for (let attempt = 0; attempt < 2; attempt++) {
    const { code, hint, here } = await pull();
    expect({ code, hint, here }).toMatchObject({ code: 'storage-full', hint: expect.stringContaining('Free some space'), here: [{}] });
    expect(here[0].partial.loaded).toBeGreaterThan(0);
  }
  const before = hub.sent;
  await allow(usage + 1_000_000_000);
  expect(await pull()).toMatchObject({ here: [{ bytes: model.length, files: [{ sha256: sha256(model) }] }], verified: { ok: true } });
  expect(hub.sent - before).toBeLessThan(model.length);
  await cdp.send('Storage.overrideQuotaForOrigin', { origin });
});

it('pauses what create() fetches while nobody sees the page, and goes on when somebody does', async () => {
  hub.faults = {};
  const page = await open();
  const result = await page.evaluate(async (model) => {
    let state = 'visible';
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
    const show = (now) => {
      state = now;
      document.dispatchEvent(new Event('visibilitychange'));
    };
    const { ModelHub, SemanticEmbedder } = window.saguim;
    const models = await ModelHub.open();
    let paused = false;
    let begun;
    const hidden = new Promise((resolve) => (begun = resolve));
    const onProgress = ({ phase, loaded }) => {
      if (phase !== 'download' || loaded === 0 || paused) return;
      paused = true;
      show('hidden');
      begun();
    };
    let here = false;
    const created = SemanticEmbedder.create({ saguim: { model, downloads: 'at-once', onProgress } });
    created.then(() => (here = true));
    await hidden;
    let partial;
    while (!partial) partial = (await models.stored())[0]?.partial;
    const early = here;
    show('visible');
    const embedder = await created;
    const { embeddings } = await embedder.embed('good morning');
    const [{ name }] = await models.stored();
    await models.remove(name);
    return { early, partial, length: embeddings[0].values.length };
  }, `${hub.url}/owner/e5-gguf/resolve/main/e5-q4_0.gguf`);
  expect(result).toMatchObject({ early: false, partial: { loaded: expect.any(Number) }, length: 384 });
});

it('runs what was written for Transformers.js without a bundler', async () => {
  const page = await open();
  // As a text: what transforms tests knows no imports of a page.
  const label = await page.evaluate(`(async () => {
    const { pipeline, env } = await import('/saguim/transformers.js');
    env.localModelPath = '/golden/checkpoints/';
    const classify = await pipeline('text-classification', 'Xenova/roberta');
    const [{ label }] = await classify('fine');
    await classify.dispose();
    return label;
  })()`);
  expect(['a', 'b', 'c', 'd']).toContain(label);
});
