// Comments on one server with PostgreSQL beside it: submitted, judged and published under load; then pages and the queue among 100,000.
// README.md says what is measured and how.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { auditStore, CommentClient } from '../../packages/saguim/dist/comments/index.js';
import { PostgresDatabase, SqlCommentStore } from '../../packages/server/dist/comments/index.js';
import { startPostgres } from '../../scripts/lib/postgres.mjs';
import { machine } from '../lib/machine.mjs';
import { at } from '../lib/options.mjs';
import { comments as textsOf } from '../moderation/comments.mjs';
import { fill, greatPage, greatThread } from './fill.mjs';
import { keyboard, servePages } from './keyboard.mjs';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    only: { type: 'string', default: 'submit,embedded,read,keyboard' },
    seconds: { type: 'string', default: '20' },
    clients: { type: 'string', default: '64' },
    comments: { type: 'string', default: '100000' },
    json: { type: 'string', default: at('results/comments.json') },
  },
});
const parts = values.only.split(',');
const secret = 'the secret of a site that measures comments';
const say = (line) => process.stderr.write(`${line}\n`);
const quantile = (times, q) => times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(q * times.length))];
const spread = (times) => ({ p50: quantile(times, 0.5), p99: quantile(times, 0.99), n: times.length });
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token of the site's login. */
function sign(sub, role = 'writer') {
  const claims = { sub, name: `Person ${sub}`, role, exp: Math.floor(Date.now() / 1000) + 3600 };
  const text = `${encode({ alg: 'HS256' })}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** The real command, on a database. */
async function serve(args) {
  const program = fileURLToPath(new URL('../../packages/cli/bin/saguim.js', import.meta.url));
  const options = ['--comments', '--port', '0', '--rate', '0', '--per-minute', '0', '--completion-model', 'none', ...args];
  const child = spawn(process.execPath, [program, 'serve', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SAGUIM_TOKEN_SECRET: secret, DATABASE_URL: '' },
  });
  const url = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      const found = /judges comments at (http:\S+)\//.exec(said);
      if (found) resolve(found[1]);
    });
    child.once('exit', () => reject(new Error('the server ended')));
  });
  const stop = () =>
    new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGTERM');
    });
  return { url, stop };
}

/** So many clients, each with one comment after the other. */
async function submit(url) {
  const texts = await textsOf(new URL('../../models/moderation-en-pt/moderation-en-pt.gguf', import.meta.url), 4000);
  const tokens = Array.from({ length: Number(values.clients) }, (_, i) => sign(`person-${i}`));
  const times = [];
  const states = {};
  const acknowledged = [];
  let next = 0;
  let ends = performance.now() + 3000;
  const run = async (token, measured) => {
    const client = new CommentClient({ url, token });
    while (performance.now() < ends) {
      const i = next++;
      const draft = { page: `page-${i % 50}`, text: texts[i % texts.length], key: `key-${String(i).padStart(10, '0')}` };
      const begun = performance.now();
      const { id, state } = await client.submit(draft);
      acknowledged.push(id);
      if (!measured) continue;
      times.push(performance.now() - begun);
      states[state] = (states[state] ?? 0) + 1;
    }
  };
  await Promise.all(tokens.map((token) => run(token, false)));
  const begun = performance.now();
  ends = begun + Number(values.seconds) * 1000;
  await Promise.all(tokens.map((token) => run(token, true)));
  const seconds = (performance.now() - begun) / 1000;
  return { clients: tokens.length, perSecond: times.length / seconds, ...spread(times), states, acknowledged };
}

/** Whether each that was acknowledged is there, once, and the log holds. */
async function verify(store, ids) {
  await store.open();
  const report = await auditStore(store);
  const kept = new Set();
  for (let after = 0; ; ) {
    const rows = await store.read((reader) => reader.everyComment({ after, limit: 5000 }));
    for (const { id } of rows) kept.add(id);
    if (rows.length < 5000) break;
    after = rows.at(-1).sequence;
  }
  await store.close();
  return { lost: ids.filter((id) => !kept.has(id)).length, doubled: kept.size - new Set(ids).size, log: report.valid };
}

async function timed(count, work) {
  for (let i = 0; i < 10; i++) await work(i);
  const times = [];
  for (let i = 10; i < count + 10; i++) {
    const begun = performance.now();
    await work(i);
    times.push(performance.now() - begun);
  }
  return spread(times);
}

/** Pages and the queue, over HTTP, one after the other. */
async function read(url, count) {
  const reader = new CommentClient({ url });
  const moderator = new CommentClient({ url, token: sign('marta', 'moderator') });
  const { entries } = await reader.thread(greatThread);
  const top = entries[0].comment.id;
  const deep = `${'0'.repeat(4)}deep-999`;
  const results = {
    'first page of a thread': await timed(200, (i) => reader.thread(`page-${i % 900}`)),
    'first page of one with 20,000 comments': await timed(100, () => reader.thread(greatPage)),
    'a page of 10,000 replies, from the middle': await timed(100, () => reader.replies(top, { after: `replies.${Math.floor(count / 2)}` })),
    'a comment 1,000 deep': await timed(50, () => reader.comment(deep)),
    "a moderator's next item": await timed(200, async () => {
      const [item] = await moderator.claim();
      if (!item) throw new Error('the queue is empty');
      await moderator.release([item.id]);
    }),
    'next item after a decision': await timed(200, async () => {
      const [item] = await moderator.claim();
      await moderator.decide(item.id, { action: 'approve', version: item.version });
    }),
    'counts of the queue': await timed(50, () => moderator.counts()),
    'search by two words': await timed(50, (i) => moderator.search({ query: `monkey forest${i % 7}` })),
  };
  return results;
}

const results = { date: new Date().toISOString(), machine: machine() };
const folder = mkdtempSync(join(tmpdir(), 'saguim-bench-'));
// As somebody would run it: what is acknowledged is on the disk.
const postgres = await startPostgres({ fsync: 'on' });
try {
  if (parts.includes('submit')) {
    const server = await serve(['--database', postgres.url]);
    const { acknowledged, ...rest } = await submit(server.url);
    await server.stop();
    results.submit = { ...rest, ...(await verify(new SqlCommentStore(new PostgresDatabase(postgres.url)), acknowledged)) };
    say(`PostgreSQL: ${JSON.stringify(results.submit)}`);
  }
  if (parts.includes('embedded')) {
    const server = await serve(['--data', folder]);
    const { acknowledged, ...rest } = await submit(server.url);
    await server.stop();
    results.embedded = { ...rest, acknowledged: acknowledged.length };
    say(`PGlite: ${JSON.stringify(results.embedded)}`);
  }
  if (parts.includes('read') || parts.includes('keyboard')) {
    const many = await startPostgres({ fsync: 'on' });
    await fill(many.url, Number(values.comments));
    const pages = await servePages();
    const server = await serve(['--database', many.url, '--cors', new URL(pages.url).origin]);
    if (parts.includes('read')) {
      results.read = await read(server.url, Number(values.comments));
      for (const [what, { p50, p99 }] of Object.entries(results.read)) say(`${what}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
    }
    if (parts.includes('keyboard')) {
      const { times, ...rest } = await keyboard(pages.url, server.url, sign('rita', 'moderator'), 300);
      results.keyboard = { ...spread(times), ...rest };
      say(`keyboard: ${JSON.stringify(results.keyboard)}`);
    }
    await server.stop();
    await pages.close();
    await many.stop();
  }
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
mkdirSync(dirname(values.json), { recursive: true });
writeFileSync(values.json, `${JSON.stringify(results, null, 1)}\n`);
process.stdout.write(`${JSON.stringify(results, null, 1)}\n`);
