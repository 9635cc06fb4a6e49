// Comments in a page without a server: the cases of all stores on a real IndexedDB, and two tabs on one.
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from './lib/watched-page.mjs';

const site = 'https://comments.test/';
let browser;
let script;
beforeAll(async () => {
  const build = await rolldown({ input: fileURLToPath(new URL('pages/comments-page.mjs', import.meta.url)), platform: 'browser' });
  const { output } = await build.generate({ format: 'es' });
  script = output[0].code;
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** A page of an origin of its own, with the cases in it. */
async function openPage(context) {
  await context.route(`${site}**`, (route) =>
    route.request().url().endsWith('.js')
      ? route.fulfill({ contentType: 'text/javascript', body: script })
      : route.fulfill({
          contentType: 'text/html',
          body: '<!doctype html><title>Comments</title><script type="module" src="page.js"></script>',
        }),
  );
  const page = await context.newPage();
  await page.goto(site);
  await page.waitForFunction(() => window.comments !== undefined);
  return page;
}

it('holds all cases of stores on IndexedDB', async () => {
  const context = await browser.newContext();
  const page = await openPage(context);
  const results = await page.evaluate(() => window.comments.runAll());
  expect(results.filter(({ error }) => error)).toEqual([]);
  expect(results.length).toBeGreaterThan(20);
  await context.close();
});

it('shares comments, claims and news among tabs', async () => {
  const context = await browser.newContext();
  const [one, two] = [await openPage(context), await openPage(context)];
  await one.evaluate(() => window.comments.open('shared'));
  await two.evaluate(() => window.comments.open('shared'));
  await two.evaluate(() => window.comments.watch());
  await one.evaluate(() => window.comments.say('Hello from the other tab'));
  await two.waitForFunction(() => window.comments.seen.includes('Hello from the other tab'));
  for (let i = 0; i < 6; i++) await one.evaluate((text) => window.comments.say(text), `You idiot ${i}`);
  const claims = await Promise.all([one, two].map((page, i) => page.evaluate((name) => window.comments.claimAll(name), `M${i}`)));
  expect(claims.flat().sort()).toEqual([...new Set(claims.flat())].sort());
  expect(claims.flat()).toHaveLength(6);
  // What was kept is there when the tabs are gone.
  await Promise.all([one.close(), two.close()]);
  const three = await openPage(context);
  await three.evaluate(() => window.comments.open('shared'));
  expect(await three.evaluate(() => window.comments.texts())).toEqual(['Hello from the other tab']);
  expect(await three.evaluate(() => window.comments.audit())).toMatchObject({ valid: true, comments: 7 });
  await context.close();
});
