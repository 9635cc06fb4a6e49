// A server with comments that is killed at random points under load, and two servers on one database with many moderators.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditStore, CommentClient, refusalReason } from '../../packages/saguim/dist/comments/index.js';
import { PostgresDatabase, SqlCommentStore } from '../../packages/server/dist/comments/index.js';
import { startPostgres } from '../../scripts/lib/postgres.mjs';
import { attach, endAll } from './command.mjs';

const program = fileURLToPath(new URL('lib/comments-server.mjs', import.meta.url));
const rounds = process.env.SAGUIM_LONG === '1' ? 200 : 2;
const writers = 8;
const moderators = process.env.SAGUIM_LONG === '1' ? 50 : 10;

let postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  endAll();
  await postgres?.stop();
});

const load = () => attach(spawn(process.execPath, [program, postgres.url]));
let spare;

/** A server that was loaded before; the next one loads meanwhile. */
async function start() {
  const server = spare ?? load();
  spare = load();
  server.child.stdin.write('open\n');
  await server.seen(/http:\S+/);
  return { ...server, url: /http:\S+/.exec(server.stdout)[0] };
}

/** Random numbers that come again (mulberry32). */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

async function guest(url, name) {
  let token;
  const client = new CommentClient({ url, onToken: (given) => (token = given) });
  await client.enter(name);
  return token;
}

it(
  `loses nothing that was acknowledged, and publishes nothing undecided, over ${rounds} kills`,
  async () => {
    const random = randomNumbers(26);
    const submitted = new Map();
    const decided = new Map();
    let server = await start();
    const tokens = await Promise.all(Array.from({ length: writers }, (_, i) => guest(server.url, `Writer ${i}`)));
    let count = 0;

    for (let round = 0; round < rounds; round++) {
      let killed = false;
      let acknowledged = 0;
      const killAfter = 5 + Math.floor(random() * 60);
      const kill = () => {
        if (killed || ++acknowledged < killAfter) return;
        killed = true;
        server.child.kill('SIGKILL');
      };
      const write = async (token) => {
        const client = new CommentClient({ url: server.url, token });
        while (!killed) {
          const key = `key-${String(count++).padStart(8, '0')}`;
          const text = `${count % 3 === 0 ? 'You idiot' : 'Good morning'} ${key}`;
          submitted.set(key, { text, acknowledged: false });
          const draft = { page: `page-${count % 5}`, text, key };
          const view = await client.submit(draft).catch((error) => error);
          if (view instanceof Error) {
            if (!killed) throw view;
            submitted.get(key).draft = { draft, token };
          } else {
            submitted.set(key, { text, acknowledged: true, id: view.id });
            kill();
          }
        }
      };
      const moderate = async () => {
        const client = new CommentClient({ url: server.url, token: 'moderators-key-0' });
        while (!killed) {
          const [item] = await client.claim().catch(() => []);
          if (!item) continue;
          const action = item.text.endsWith('1') ? 'reject' : 'approve';
          const answer = await client.decide(item.id, { action, version: item.version }).catch((error) => error);
          if (answer instanceof Error) {
            if (!killed && refusalReason(answer) !== 'claimed') throw answer;
          } else {
            decided.set(item.id, action === 'approve' ? 'published' : 'rejected');
            kill();
          }
        }
      };
      await Promise.all([...tokens.map(write), moderate()]);
      await server.ended;
      // Now and then the database fails too.
      if (round % 10 === 5) {
        await postgres.kill();
        await postgres.start();
      }
      server = await start();
      // Who was not answered tries again: it is there once.
      for (const [key, { draft: unanswered }] of submitted) {
        if (!unanswered) continue;
        const { draft, token } = unanswered;
        const view = await new CommentClient({ url: server.url, token }).submit(draft);
        submitted.set(key, { text: draft.text, acknowledged: true, id: view.id });
      }
    }
    server.child.kill('SIGTERM');
    await server.ended;
    const store = new SqlCommentStore(new PostgresDatabase(postgres.url));
    await store.open();
    const kept = await store.read((reader) => reader.everyComment({ limit: 1_000_000 }));
    expect(kept.map(({ text }) => text).sort()).toEqual([...submitted.values()].map(({ text }) => text).sort());
    const states = new Map(kept.map(({ id, state }) => [id, state]));
    for (const { id } of submitted.values()) expect(states.has(id)).toBe(true);
    for (const [id, state] of decided) expect(states.get(id)).toBe(state);
    for (const { text, state } of kept) if (state === 'published' && text.startsWith('You idiot')) expect(text).toMatch(/[^1]$/);
    const { valid, astray, problem } = await auditStore(store);
    if (process.env.SAGUIM_LONG === '1') console.log(`${kept.length} comments, ${decided.size} decisions, ${rounds} kills`);
    expect([valid, astray, problem]).toEqual([true, [], undefined]);
    await store.close();
  },
  120_000 + rounds * 30_000,
);

it(`has ${moderators} moderators on two servers decide nothing twice, and tells each server's watchers what the other did`, async () => {
  const [one, two] = await Promise.all([start(), start()]);
  const token = await guest(one.url, 'Zeca');
  const end = new AbortController();
  const seen = [];
  const watcher = new CommentClient({ url: two.url });
  await watcher.watch('together', (change) => seen.push(change.comment?.text), { signal: end.signal });
  const client = new CommentClient({ url: one.url, token });
  await client.submit({ page: 'together', text: 'Seen over there', key: 'seen-over-there' });
  await expect.poll(() => seen).toContain('Seen over there');
  const many = moderators * 4;
  await Promise.all(
    Array.from({ length: many }, (_, i) => client.submit({ page: 'together', text: `You idiot ${i}`, key: `together-${i}` })),
  );
  const decisions = [];
  const work = async (i) => {
    const mine = new CommentClient({ url: [one.url, two.url][i % 2], token: `moderators-key-${i}` });
    for (;;) {
      const [item] = await mine.claim({ filter: { page: 'together' } });
      if (!item) return;
      await mine.decide(item.id, { action: 'reject', version: item.version });
      decisions.push(item.id);
    }
  };
  await Promise.all(Array.from({ length: moderators }, (_, i) => work(i)));
  expect([decisions.length, new Set(decisions).size]).toEqual([many, many]);
  end.abort();
  for (const server of [one, two]) server.child.kill('SIGTERM');
  await Promise.all([one.ended, two.ended]);
  const store = new SqlCommentStore(new PostgresDatabase(postgres.url));
  await store.open();
  const { valid } = await auditStore(store);
  const twice = (await store.read((reader) => reader.audit(0, 1_000_000)))
    .filter(({ event }) => event === 'reject')
    .map(({ comment }) => comment);
  expect([valid, new Set(twice).size]).toEqual([true, twice.length]);
  await store.close();
});
