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
      const file = new File([new Uint8Array([0x47, 0x47, 0x55, 0x46, ...new Uint8Array(100)])], 'Dropped.gguf');
      const imported = await models.importFile(file);
      const refused = await models.importFile(new File(['<html>'], 'page.gguf')).catch((error) => error.code);
      const suggestions = (await models.suggestions()).map(({ model }) => model.name);
      for (const { name } of await models.stored()) await models.remove(name);
      return { bytes: pulled.bytes, reasons, imported: imported.name, refused, suggestions, left: await models.stored() };
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
  expect(result).toMatchObject({ bytes: model.length, imported: 'dropped', refused: 'bad-file', left: [] });
  expect(result.reasons).toHaveLength(1);
  expect(result.suggestions).toEqual(expect.arrayContaining(['own-e5', 'dropped', 'e5-q4_0']));
  expect(hub.sent - before).toBeLessThan(model.length + 6e6);
});
