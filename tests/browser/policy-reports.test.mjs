// What a policy refuses inside a worker no page hears of: the site must.
import { expect, it } from 'vitest';
import { startSite } from './lib/site.mjs';
import { launchChromium } from './lib/watched-page.mjs';

it('a site whose worker breaks the policy says so when it closes', async () => {
  const browser = await launchChromium();
  const site = await startSite();
  site.intercept = (path, response) => {
    if (path !== '/worker.js') return false;
    response.writeHead(200, { ...site.headers, 'Content-Type': 'text/javascript' });
    response.end("fetch('http://127.0.0.1:9/').catch(() => postMessage('refused'));");
    return true;
  };
  const reported = new Promise((done) => {
    site.heard = done;
  });
  try {
    const page = await (await browser.newContext()).newPage();
    await page.goto(site.url);
    const answer = page.evaluate(() => new Promise((done) => (new Worker('/worker.js').onmessage = ({ data }) => done(data))));
    expect(await answer).toBe('refused');
    await reported;
  } finally {
    await browser.close();
  }
  await expect(site.close()).rejects.toThrow(/connect-src/);
});
