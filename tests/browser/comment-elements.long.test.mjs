// Both elements of comments against the real server with the real model, on both databases: written, blocked, appealed, approved live, there after a reload;
// two moderators at once; decisions while the server is away; one's own data. And conversations that are long and deep.
import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fill, greatPage, greatThread } from '../../bench/comments/fill.mjs';
import { CommentClient } from '../../packages/saguim/dist/comments/index.js';
import { startPostgres } from '../../scripts/lib/postgres.mjs';
import { start, temporaryFolder } from '../packages/command.mjs';
import { buildCommentsPage } from './lib/comments-page.mjs';
import { launchChromium, longTasks, openStudio, serveStudio } from './studio-page.mjs';

const data = temporaryFolder('comment-elements');
let browser;
let site;
let folder;
const postgres = [];

beforeAll(async () => {
  folder = await buildCommentsPage();
  site = await serveStudio({ root: folder });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  for (const each of postgres) await each.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The real command on a database; `again()` starts it anew where it was. */
async function serve(database, ...more) {
  const { origin } = new URL(site.url);
  const env = { SAGUIM_MODERATOR_KEYS: 'a-moderators-key,another-moderators-key', DATABASE_URL: '' };
  const args = ['serve', '--comments', ...database, '--completion-model', 'none', '--per-minute', '0', '--cors', origin, ...more];
  const server = {};
  const launch = async (port) => {
    server.command = start([...args, '--port', port], { env });
    await server.command.seen(/Comments: http\S+/);
    server.url = /judges comments at (http:\S+)\//.exec(server.command.stdout)[1];
  };
  await launch('0');
  server.again = () => launch(new URL(server.url).port);
  server.kill = async () => {
    server.command.child.kill('SIGKILL');
    await server.command.ended;
  };
  return server;
}

async function startDatabase() {
  const database = await startPostgres();
  postgres.push(database);
  return database.url;
}

/** A browser's private place with both elements. The page's policy names its own origin alone, so it is put aside. */
async function open(server, query = {}) {
  const opened = await openStudio(browser, site, { bypassCSP: true });
  await opened.page.goto(`${site.url}?${new URLSearchParams({ server: server.url, ...query })}`);
  return opened;
}

const field = (page) => page.locator('#composer saguim-comment-form textarea');
const item = (page) => page.locator('saguim-moderation-queue #item');
const listed = (page) => page.locator('saguim-moderation-queue #list li').count();
const states = (page) => page.locator('saguim-comments article').evaluateAll((all) => all.map(({ dataset }) => dataset.state));

async function guest(url, name) {
  const client = new CommentClient({ url });
  await client.enter(name);
  return client;
}

/** Comments that readers reported. */
async function report(url, page, count) {
  const [writer, reader] = [await guest(url, `Writer of ${page}`), await guest(url, `Reader of ${page}`)];
  const ids = [];
  for (let i = 0; i < count; i++) {
    const { id } = await writer.submit({ page, text: `A calm thought, number ${i}`, key: `${page}-${i}-of-the-test` });
    await reader.report(id, { reason: 'off-topic' });
    ids.push(id);
  }
  return ids;
}

describe.each([
  ['PGlite', async () => ['--data', data]],
  ['PostgreSQL', async () => ['--database', await startDatabase()]],
])('on %s', (_name, database) => {
  let server;
  beforeAll(async () => {
    server = await serve(await database());
  });
  afterAll(() => server?.kill());

  it('goes the whole way, and loses nothing when the server is away', async () => {
    const { context, page } = await open(server);
    await page.locator('#name').fill('Ana');
    await field(page).fill('What a lovely photograph, thank you');
    await field(page).press('Control+Enter');
    await expect.poll(() => states(page)).toEqual(['published']);
    await field(page).fill('You are a stupid idiot');
    await field(page).press('Control+Enter');
    await expect.poll(() => states(page)).toEqual(['blocked', 'published']);
    const blocked = page.locator('.waiting article');
    expect(await blocked.innerText()).toMatch(/Not published[\s\S]*attacking the person/);
    await blocked.locator('[data-action="appeal"]').click();
    await blocked.locator('textarea').fill('I meant myself');
    await blocked.locator('textarea').press('Control+Enter');
    await expect.poll(() => item(page).innerText()).toContain('I meant myself');
    await page.reload();
    await expect.poll(() => page.locator('#who').innerText()).toContain('Ana');
    await expect.poll(() => item(page).innerText()).toContain('I meant myself');
    await item(page).focus();
    await page.keyboard.press('a');
    await expect.poll(() => states(page)).toEqual(['published', 'published']);
    await page.keyboard.press('z');
    await expect.poll(() => states(page)).toEqual(['appealed', 'published']);
    await page.keyboard.press('a');
    await expect.poll(() => states(page)).toEqual(['published', 'published']);
    await server.kill();
    await page.locator('saguim-comments').getByText('No connection').waitFor();
    await field(page).fill('While it was away');
    await field(page).press('Control+Enter');
    await expect.poll(() => page.locator('#composer #error').innerText()).toContain('Nothing is lost');
    expect(await field(page).inputValue()).toBe('While it was away');
    await server.again();
    await field(page).press('Control+Enter');
    await expect.poll(() => states(page)).toEqual(['published', 'published', 'published']);
    await context.close();
  });

  it('gives two moderators different comments, and both together all of them, once', async () => {
    const ids = await report(server.url, 'together', 12);
    const pages = [await open(server), await open(server, { key: 'another-moderators-key' })];
    const decided = await Promise.all(
      pages.map(async ({ page }) => {
        const mine = [];
        while (true) {
          const next = await expect
            .poll(async () => (await item(page).getAttribute('data-id')) || (await page.getByText('Nothing waits for you.').count()) > 0)
            .toBeTruthy()
            .then(() => item(page).getAttribute('data-id'));
          if (!next) return mine;
          mine.push(next);
          await item(page).focus();
          await page.keyboard.press('a');
          await expect.poll(() => item(page).getAttribute('data-id')).not.toBe(next);
        }
      }),
    );
    expect(decided.flat().sort()).toEqual(ids.toSorted());
    for (const { page } of pages) expect(await page.locator('#refused').count()).toBe(0);
    const desk = new CommentClient({ url: server.url, token: 'a-moderators-key' });
    await expect.poll(async () => (await desk.counts()).decided).toBe(ids.length + 1);
    expect((await desk.counts()).reported).toBe(0);
    for (const { context } of pages) await context.close();
  });

  it('keeps decisions while the server is away, over a reload, sends them when it is back, and tells what another decided meanwhile', async () => {
    await report(server.url, 'away', 3);
    const { context, page } = await open(server);
    await expect.poll(() => listed(page)).toBe(3);
    await server.kill();
    await page.locator('saguim-moderation-queue').getByText('No connection').waitFor();
    await item(page).focus();
    const first = await item(page).getAttribute('data-id');
    await page.keyboard.press('a');
    const second = await item(page).getAttribute('data-id');
    await page.keyboard.press('a');
    await expect.poll(() => page.locator('#saving').innerText()).toBe('2 decisions wait for the connection');
    await page.reload();
    await page.getByText('The queue could not be loaded.').waitFor();
    await server.again();
    const other = new CommentClient({ url: server.url, token: 'another-moderators-key' });
    const mine = new CommentClient({ url: server.url, token: 'a-moderators-key' });
    await mine.release();
    await other.decide(second, { action: 'reject', version: 1 });
    await page.locator('saguim-moderation-queue').getByRole('button', { name: 'Try again' }).click();
    await expect
      .poll(() => page.locator('#refused').innerText())
      .toMatch(/A decision was not kept[\s\S]*Writer of away, approve: Something happened/);
    expect([(await mine.item(first)).decision.mine, (await mine.item(second)).state]).toEqual([true, 'rejected']);
    await expect.poll(() => listed(page)).toBe(1);
    await page.locator('#dismiss-refused').click();
    expect(await page.locator('#refused').count()).toBe(0);
    await item(page).focus();
    await page.keyboard.press('a');
    await expect.poll(() => page.locator('#saving').count()).toBe(0);
    await context.close();
  });

  it('gives people what is kept about them, and erases it', async () => {
    const { context, page } = await open(server, { page: 'own' });
    await page.locator('#name').fill('Zeca');
    await field(page).fill('Words of mine');
    await field(page).press('Control+Enter');
    await expect.poll(() => states(page)).toEqual(['published']);
    const choose = async (what) => {
      await page.locator('#who saguim-menu button').first().click();
      await page.getByRole('menuitem', { name: what }).click();
    };
    const download = page.waitForEvent('download');
    await choose(/Save/);
    const { person, comments } = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
    expect([person.name, comments.map(({ text }) => text)]).toEqual(['Zeca', ['Words of mine']]);
    await choose(/Erase/);
    await page.locator('#composer #erase').click();
    await page.locator('#name').waitFor();
    await expect.poll(() => states(page)).toEqual([]);
    const moderator = new CommentClient({ url: server.url, token: 'a-moderators-key' });
    expect((await moderator.search({ query: 'words mine' })).items.filter(({ page: at }) => at === 'own')).toEqual([]);
    await context.close();
  });
});

it.each([
  ['PGlite', async () => []],
  ['PostgreSQL', async () => ['--database', await startDatabase()]],
])('sends people to the login of the site where nobody writes without one, and keeps what they wrote, on %s', async (_name, database) => {
  const server = await serve(await database(), '--no-guests');
  const { context, page } = await open(server);
  await page.locator('#name').fill('Ana');
  await field(page).fill('A thought');
  await field(page).press('Control+Enter');
  await page.locator('#composer #login').waitFor();
  expect(await page.locator('#composer #login').innerText()).toMatch(/Log in/);
  const asked = page.evaluate(() => new Promise((resolve) => addEventListener('saguim-login', () => resolve(true), { once: true })));
  await page.locator('#composer #login .primary').click();
  expect(await asked).toBe(true);
  await page.reload();
  await expect.poll(() => field(page).inputValue()).toBe('A thought');
  await context.close();
  await server.kill();
});

it('stays quick with 10,000 replies to one comment, thousands at the top, and a conversation 1,000 deep', async () => {
  const database = await startDatabase();
  await fill(database, 20_000);
  const server = await serve(['--database', database]);
  const { context, page } = await open(server, { page: greatThread });
  const articles = page.locator('saguim-comments article');
  const text = (place) => articles.nth(place).locator('.text').innerText();
  await articles.nth(1).waitFor();
  // The queue beside it has 400 that wait.
  await expect.poll(() => listed(page)).toBeGreaterThan(5);
  const slow = await longTasks(browser, page, async () => {
    for (let i = 0; i < 12; i++) {
      const before = await articles.last().getAttribute('data-id');
      await page.locator('[data-more]').click();
      await expect.poll(() => articles.last().getAttribute('data-id')).not.toBe(before);
    }
    expect(await articles.count()).toBe(61);
    expect(await page.locator('[data-more]').innerText()).toMatch(/Show 9,\d\d\d replies/);
    while ((await page.locator('[data-before]').count()) > 0) await page.locator('[data-before]').click();
    expect(await text(1)).toBe('a monkey in the forest number 1');
    // What is answered now is shown, though 10,000 stand before it.
    await page.locator('#name').fill('Ana');
    await articles.first().locator('[data-action="reply"]').click();
    await articles.first().locator('saguim-comment-form textarea').fill('The last word');
    await articles.first().locator('saguim-comment-form textarea').press('Control+Enter');
    await expect.poll(() => page.locator('saguim-comments article .text').allInnerTexts()).toContain('The last word');
  });
  await page.goto(`${site.url}?${new URLSearchParams({ server: server.url, page: 'deep', comment: '0000deep-999' })}`);
  await expect.poll(() => text(0)).toBe('a monkey in the forest number 999');
  slow.push(
    ...(await longTasks(browser, page, async () => {
      for (let depth = 998; depth > 990; depth--) {
        await page.locator('#up').click();
        await expect.poll(() => text(0)).toBe(`a monkey in the forest number ${depth}`);
      }
      await page.locator('#all').click();
      await expect.poll(() => text(0)).toBe('a monkey in the forest number 0');
      for (let depth = 3; depth < 30; depth += 3) {
        for (let level = 0; level < 3; level++) {
          // What is still being fetched is no button that can be pressed, and may be gone in a moment.
          await expect.poll(() => page.locator('[data-more]:disabled').count()).toBe(0);
          const shown = await articles.count();
          if ((await page.locator('[data-more]').count()) === 0) break;
          await page.locator('[data-more]').last().click();
          await expect.poll(() => articles.count()).toBeGreaterThan(shown);
        }
        await page.locator('[data-continue]').click();
        await expect.poll(() => text(0)).toBe(`a monkey in the forest number ${depth}`);
      }
    })),
  );
  await page.goto(`${site.url}?${new URLSearchParams({ server: server.url, page: greatPage })}`);
  await articles.nth(19).waitFor();
  slow.push(
    ...(await longTasks(browser, page, async () => {
      for (let i = 0; i < 8; i++) {
        const before = await articles.last().getAttribute('data-id');
        await page.locator('saguim-comments #more').click();
        await expect.poll(() => articles.last().getAttribute('data-id')).not.toBe(before);
      }
      expect(await articles.count()).toBe(60);
    })),
  );
  expect(slow).toEqual([]);
  await context.close();
  await server.kill();
});
