// A tab that pulls a model is killed at 200 random points of its work: the next one goes on, and in the end the file is right.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeHub, sha256 } from '../../packages/saguim/dist/hub/fake-hub.case.js';
import { root } from '../../scripts/lib/house.mjs';
import { startSite } from './lib/site.mjs';
import { launchChromium } from './lib/watched-page.mjs';

const model = readFileSync(join(root, 'models/multilingual-e5-small-en-pt/multilingual-e5-small-en-pt-q4_0.gguf'));
const wanted = 200;

let browser;
let site;
let hub;
let source;
beforeAll(async () => {
  browser = await launchChromium();
  hub = await FakeHub.start();
  source = hub.put('owner/e5-gguf/e5-q4_0.gguf', model);
  site = await startSite({ connect: hub.url });
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await hub?.stop();
});

/** A pull in a tab of its own, whose process is killed when so much has been sent to it, or at a step that it tells of. */
async function pull(context, { bytes, step }) {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  let steps = 0;
  const kill = () => void cdp.send('Page.crash').catch(() => {}); // who dies gives no answer
  const over = new Promise((resolve, reject) => {
    page.once('crash', () => resolve({ killed: true, steps }));
    page.once('pageerror', reject);
    page.on('console', (message) => {
      if (message.text() === 'over') resolve({ killed: false, steps });
      else if (message.text().startsWith('step') && ++steps === step) kill();
    });
  });
  await page.goto(site.url);
  await page.waitForFunction(() => 'saguim' in window);
  // What has its name is whole at any time.
  const whole = await page.evaluate(async () => {
    const models = await window.saguim.ModelHub.open();
    const stored = (await models.stored()).filter(({ partial }) => !partial);
    return Promise.all(stored.map(async ({ name }) => (await models.verify(name)).ok));
  });
  expect(whole).toEqual(whole.map(() => true));
  const until = hub.sent + (bytes ?? Number.POSITIVE_INFINITY);
  hub.faults = { onSend: () => hub.sent >= until && kill() };
  await page.evaluate(
    ([name, endpoint]) => {
      setTimeout(async () => {
        const models = await window.saguim.ModelHub.open({ endpoint });
        await models.pull(name, { onProgress: ({ state }) => console.log('step', state) });
        console.log('over');
      });
    },
    [source, hub.url],
  );
  const end = await over;
  hub.faults = {};
  const look = async () => {
    const models = await window.saguim.ModelHub.open();
    const [{ name, files }] = await models.stored();
    const { ok } = await models.verify(name);
    await models.remove(name);
    return { files, ok };
  };
  // Death may come after all was over: the next tab has the file then.
  const stored = end.killed ? undefined : await page.evaluate(look).catch((error) => !/crash/.test(error.message) && Promise.reject(error));
  await page.close();
  return stored ? { ...end, stored } : { killed: true, steps: end.steps };
}

it(`comes to the right file over ${wanted} kills of its tab`, async () => {
  const context = await browser.newContext();
  const { steps: whole } = await pull(context, {});
  let state = 7;
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
  const before = hub.sent;
  let [kills, files] = [0, 0];
  for (let inRow = 0; kills < wanted; ) {
    const point = random(3) ? { bytes: random(model.length) } : { step: 1 + random(whole) };
    const { killed, stored } = await pull(context, inRow < 6 ? point : {});
    inRow = killed ? inRow + 1 : 0;
    if (killed) kills++;
    else {
      files++;
      expect(stored).toMatchObject({ ok: true, files: [{ bytes: model.length, sha256: sha256(model) }] });
    }
  }
  console.log(`${kills} kills, ${files} files, ${((hub.sent - before) / model.length / files).toFixed(2)} times their bytes sent`);
  await context.close();
});
