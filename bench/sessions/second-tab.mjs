import { readFileSync } from 'node:fs';
import { launchRealTabs } from '../../tests/browser/lib/real-tabs.mjs';
import { startSite } from '../../tests/browser/lib/site.mjs';

/** Bytes that only a browser's pages and workers have, over all of its renderer processes. Linux alone tells them. */
async function rendererBytes(devtools) {
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  let kilobytes = 0;
  for (const { type, id } of processInfo) {
    if (type !== 'renderer') continue;
    for (const [, dirty] of readFileSync(`/proc/${id}/smaps_rollup`, 'utf8').matchAll(/(?:Private|Shared)_Dirty:\s+(\d+)/g))
      kilobytes += Number(dirty);
  }
  return kilobytes * 1024;
}

/**
 * What an answer adds to a browser's memory in the first tab of a site, and in the second: bytes, an empty tab of the site not counted in,
 * and the file's size.
 */
export async function secondTab() {
  const site = await startSite();
  const tabs = await launchRealTabs();
  const devtools = await tabs.context.browser().newBrowserCDPSession();
  const open = async () => {
    const page = await tabs.context.newPage();
    await page.goto(site.url);
    await page.waitForFunction(() => window.saguim, undefined, { polling: 50 });
    return page;
  };
  const ask = (page) =>
    page.evaluate(async () => {
      window.session = await window.saguim.LanguageModel.create({ saguim: { sampling: { temperature: 0 } } });
      await window.session.prompt('Tell me a long story about the sea and a very old ship.', { saguim: { maxTokens: 128 } });
      return window.session.saguim.model.fileBytes;
    });
  try {
    const added = [];
    let fileBytes;
    for (let tab = 0; tab < 2; tab++) {
      const page = await open();
      const before = await rendererBytes(devtools);
      fileBytes = await ask(page);
      added.push((await rendererBytes(devtools)) - before);
    }
    return { first: added[0], second: added[1], fileBytes };
  } finally {
    await tabs.close();
    await site.close();
  }
}
