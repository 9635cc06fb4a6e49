// docs/comments.md followed as it stands there, from the packed packages: installed, served, written on a page, moderated, audited.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { npm, root, run } from '../../scripts/lib/house.mjs';
import { launchChromium } from '../browser/lib/watched-page.mjs';
import { packAll, remove, runIn, startIn, temporaryFolder } from './lib/install.mjs';

const guide = readFileSync(join(root, 'docs/comments.md'), 'utf8');
const blocks = (kind) => [...guide.matchAll(new RegExp(`\`\`\`${kind}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code]) => code);
const [install, serve, add, audit] = blocks('sh');
const [page, moderate] = blocks('html');
const [advice, client, desk] = blocks('js');
const keys = { SAGUIM_MODERATOR_KEYS: 'a-moderators-key', SAGUIM_ADMIN_KEYS: 'an-administrators-key', DATABASE_URL: '' };

const folder = temporaryFolder('guide-comments');
const tarballFolder = temporaryFolder('tarballs');
const ends = [];
let browser;
let site;
let server;

/** What the guide starts, without its `npx`, on ports that are free. */
async function startServer() {
  const [, args] = /^npx saguim (serve .*)$/m.exec(serve);
  const words = args.replace('http://localhost:5173', new URL(site.url).origin).split(' ');
  return startIn(folder, join(folder, 'node_modules/.bin/saguim'), [...words, '--port', '0'], keys);
}

beforeAll(async () => {
  const tarballs = await packAll(tarballFolder);
  const model = JSON.parse(
    await run(
      npm,
      [
        'pack',
        join(root, 'models/moderation-en-pt'),
        '--json',
        '--ignore-scripts',
        '--loglevel=silent',
        '--pack-destination',
        tarballFolder,
      ],
      {
        what: 'npm pack of the model',
      },
    ),
  )[0].filename;
  tarballs['@saguim/model-moderation-en-pt'] = join(tarballFolder, model.replace(/^@/, '').replace('/', '-'));
  const named = /^npm install (.*)$/m.exec(install)[1].split(' ');
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/vite/package.json'), 'utf8'));
  // What ours depend on of ours is not in the registry, and comes from a tarball too.
  const needed = [...new Set([...named, '@saguim/engine', '@saguim/server', '@saguim/cli'])];
  const dependencies = Object.fromEntries(needed.map((name) => [name, tarballs[name] ? `file:${tarballs[name]}` : version]));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  await runIn(folder, npm, ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']);
  site = await startIn(folder, join(folder, 'node_modules/.bin/vite'), ['--port', '0', '--host', '127.0.0.1']);
  ends.push(site.stop);
  server = await startServer();
  ends.push(() => server.stop());
  for (const [name, code] of Object.entries({
    index: page,
    moderate,
    advised: `${page}<script type="module">${advice}</script>`,
    client: `<!doctype html><script type="module">${client}\nwindow.seen = { comment, entries };</script>`,
  }))
    writeFileSync(join(folder, `${name}.html`), code.replaceAll('http://127.0.0.1:8765', server.url.replace(/\/$/, '')));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  for (const end of ends.reverse()) await end();
  for (const each of [folder, tarballFolder]) remove(each);
});

it('has comments on a page, its moderators, a client, and a log', async () => {
  const saguim = join(folder, 'node_modules/.bin/saguim');
  const context = await browser.newContext();
  const reader = await context.newPage();
  await reader.goto(`${site.url}index.html`);
  await reader.locator('#name').fill('Ana');
  const field = reader.locator('#composer saguim-comment-form textarea');
  const states = () => reader.locator('saguim-comments article').evaluateAll((all) => all.map(({ dataset }) => dataset.state));
  await field.fill('What a lovely river, thank you');
  await field.press('Control+Enter');
  await expect.poll(states).toEqual(['published']);
  await field.fill('You are a stupid idiot');
  await field.press('Control+Enter');
  await expect.poll(states).toEqual(['blocked', 'published']);
  await reader.locator('.waiting [data-action="appeal"]').click();
  await reader.locator('.waiting textarea').fill('I meant myself');
  await reader.locator('.waiting textarea').press('Control+Enter');

  const moderator = await context.newPage();
  await moderator.goto(`${site.url}moderate.html?key=${keys.SAGUIM_MODERATOR_KEYS}`);
  const item = moderator.locator('saguim-moderation-queue #item');
  await expect.poll(() => item.innerText()).toContain('I meant myself');
  await item.focus();
  await moderator.keyboard.press('a');
  await expect.poll(states).toEqual(['published', 'published']);

  const [, added] = /^npx saguim (add .*)$/m.exec(add);
  await runIn(folder, saguim, added.split(' '));
  const writer = await context.newPage();
  await writer.goto(`${site.url}advised.html`);
  await writer.locator('#composer textarea').pressSequentially('You are a stupid idiot');
  await expect.poll(() => writer.locator('#advice').innerText()).toContain('rude');

  const program = await context.newPage();
  await program.goto(`${site.url}client.html`);
  await program.waitForFunction(() => window.seen !== undefined);
  expect(await program.evaluate(() => [window.seen.comment.state, window.seen.comment.reasons, window.seen.entries.length])).toEqual([
    'published',
    [],
    3,
  ]);
  await context.close();

  writeFileSync(
    join(folder, 'desk.mjs'),
    `import { CommentClient } from 'saguim/comments';
const writer = new CommentClient({ url: '${server.url}' });
await writer.enter('Bia');
const { id } = await writer.submit({ page: 'my-article', text: 'You fool, read it again', key: 'the-key-of-bia' });
const moderatorKey = '${keys.SAGUIM_MODERATOR_KEYS}';
${desk.replace('http://127.0.0.1:8765', server.url)}
console.log(item.id === id, (await writer.comment(id)).reasons.at(-1).message);`,
  );
  expect(await runIn(folder, process.execPath, ['desk.mjs'])).toBe('true Please say it without the insult.\n');

  const [live, stopped] = [...audit.matchAll(/^npx saguim (audit .*)$/gm)].map(([, args]) => args.split(' '));
  const said = await runIn(
    folder,
    saguim,
    live.map((word) => word.replace('http://127.0.0.1:8765', server.url.replace(/\/$/, ''))),
    { env: keys },
  );
  expect(said).toMatch(/✓ \d+ entries, whole\.\nHead: [0-9a-f]{64}/);
  await server.stop();
  expect(existsSync(join(folder, 'data/comments'))).toBe(true);
  const whole = await runIn(folder, saguim, stopped, { env: keys });
  expect(whole).toMatch(/✓ \d+ entries, whole; 4 comments where they say\./);
  expect(whole).toContain(/Head: [0-9a-f]{64}/.exec(said)[0]);
});
