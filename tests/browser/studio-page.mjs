// A browser on Studio as people get it: the real server, the built app, the real model. Whatever should never happen is written down
// and fails the test that asks `expectQuiet()`.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { expect } from 'vitest';
import { ensureChromium } from '../../scripts/lib/chromium.mjs';
import { createStudioServer } from '../../scripts/studio-server.mjs';
import { policyReports, reportTo } from './lib/policy-reports.mjs';

const path = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/** All names but this machine's own lead nowhere, for the browser itself too. */
const alone = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';
const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

export const launchChromium = async () =>
  chromium.launch({ executablePath: await ensureChromium(), args: ['--no-sandbox', '--disable-gpu', ...quiet, alone] });

/** Serves Studio, or another folder, and writes down what is asked for. `close()` fails where a policy was broken in a worker meanwhile. */
export async function serveStudio({ root = path('apps/studio/dist'), port = 0 } = {}) {
  if (!existsSync(`${root}/index.html`)) throw new Error(`There is nothing to serve in ${root}: run \`npm run build\` first.`);
  const server = await createStudioServer({ root, models: path('models'), port });
  const asked = [];
  const reports = policyReports();
  server.server.prependListener('request', (request, response) => {
    reports.take(request);
    const set = response.setHeader;
    response.setHeader = (name, value) => set.call(response, name, name === 'Content-Security-Policy' ? `${value}; ${reportTo}` : value);
  });
  server.server.on('request', ({ url, headers }) => asked.push({ url, range: headers.range }));
  const close = () => server.close().then(() => reports.check());
  return { ...server, close, asked, modelRequests: () => asked.filter(({ url }) => url.includes('.gguf')) };
}

/** Watches a page for what must never happen: requests elsewhere, violations of the policy, errors. */
export function watch(context, origin) {
  const wrong = [];
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) wrong.push(`request to ${url}`);
  });
  context.on('page', (page) => {
    page.on('pageerror', (error) => wrong.push(`error: ${error.stack}`));
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' || /content security policy/i.test(text)) wrong.push(`console: ${text}`);
    });
    page.on('websocket', (socket) => wrong.push(`web socket to ${socket.url()}`));
  });
  return {
    wrong,
    /** Checks that nothing of it happened; `except` are patterns of what the test itself caused. */
    expectQuiet(...except) {
      expect(wrong.filter((line) => !except.some((pattern) => pattern.test(line)))).toEqual([]);
    },
  };
}

/** A browser's private place with Studio's address, watched. `hash` is the state that is opened. */
export async function openStudio(browser, server, { hash = '', ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US', colorScheme: 'light', ...options });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(server.url).origin });
  context.setDefaultTimeout(110_000); // a busy machine takes its time: what bounds a test is the test's own limit
  const watched = watch(context, server.url);
  // Violations inside the page are told by an event too, with more about them than the console has.
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
      console.error(`Content Security Policy: ${violatedDirective} ${blockedURI} ${sourceFile}`),
    );
  });
  const page = await context.newPage();
  await page.goto(server.url + hash);
  return { context, page, ...watched };
}

/**
 * Studio at one of its places, in a browser and with a server of its own: `{ browser, server, studio, page }`.
 * @param shown what is there when the place is
 */
export async function startStudio(hash, shown) {
  const [browser, server] = await Promise.all([launchChromium(), serveStudio()]);
  const studio = await openStudio(browser, server, { hash });
  await studio.page.locator(shown).waitFor();
  return { browser, server, studio, page: studio.page };
}

/** Lets files of this machine fall on an element: the events that a page gets, since a hand that is played to the browser is not always heard. */
export async function drop(page, locator, paths) {
  await page.evaluate(() =>
    document.body.append(Object.assign(document.createElement('input'), { type: 'file', multiple: true, id: 'held' })),
  );
  await page.locator('#held').setInputFiles(paths);
  await locator.evaluate((place) => {
    const held = document.querySelector('#held');
    const dataTransfer = new DataTransfer();
    for (const file of held.files) dataTransfer.items.add(file);
    held.remove();
    for (const type of ['dragenter', 'dragover', 'drop'])
      place.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, composed: true, cancelable: true }));
  });
}

/** Lets files and folders of this machine fall on an element, as a person's hand does. */
export async function dropByHand(page, locator, paths) {
  const { x, y, width, height } = await locator.boundingBox();
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'])
    await session.send('Input.dispatchDragEvent', { type, x: x + width / 2, y: y + height / 2, data });
  await session.detach();
}

export const composer = (page) => page.locator('saguim-composer textarea');
export const answers = (page) => page.locator('saguim-message:has(.answer)');

/** Waits until the model is ready. */
export const ready = (page) => page.locator('saguim-chat #where').waitFor();

/** Waits until `count` answers are there and none comes. */
export async function answered(page, count) {
  await page
    .locator('saguim-message #regenerate')
    .nth(count - 1)
    .waitFor();
  await page.locator('saguim-composer #send').waitFor();
}

/** Writes and sends a message, and waits for the whole answer. */
export async function ask(page, text, count = 1) {
  await composer(page).fill(text);
  await composer(page).press('Enter');
  await answered(page, count);
}

/** The text of the last message as it is stored, not as it is drawn. */
export const lastText = (page) =>
  page
    .locator('saguim-message')
    .last()
    .evaluate((element) => element.message.text);

/** Everything that a page's origin stores in this browser. */
export const readStores = (page) =>
  page.evaluate(async () => {
    const found = { databases: {}, files: [], local: { ...localStorage }, session: { ...sessionStorage }, caches: await caches.keys() };
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      found.databases[name] = {};
      for (const table of database.objectStoreNames) {
        found.databases[name][table] = await new Promise((resolve, reject) => {
          const request = database.transaction(table).objectStore(table).getAll();
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      }
      database.close();
    }
    const walk = async (folder, prefix) => {
      for await (const [name, handle] of folder.entries()) {
        if (handle.kind === 'directory') await walk(handle, `${prefix}${name}/`);
        else found.files.push(`${prefix}${name}`);
      }
    };
    await walk(await navigator.storage.getDirectory(), '');
    found.workers = (await navigator.serviceWorker.getRegistrations()).length;
    return found;
  });

/**
 * Tasks of the page's main thread that took more than 50 ms while `work` ran, in milliseconds. The browser's trace counts the time
 * that the thread itself computed: a machine that is busy with other things makes no task longer.
 */
export async function longTasks(browser, page, work) {
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const mains = new Set(
    traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(({ name, pid, tid, tdur }) => /RunTask$/.test(name) && tdur !== undefined && mains.has(`${pid} ${tid}`));
  // Without tasks there was nothing to judge by.
  expect(tasks.length).toBeGreaterThan(50);
  return tasks.filter(({ tdur }) => tdur > 50_000).map(({ tdur }) => tdur / 1000);
}
