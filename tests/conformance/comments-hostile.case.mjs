// What people and programs may send to the routes of comments: an answer or a clear refusal, never a failure inside, and nothing half-done.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { auditStore, CommentSystem } from '../../packages/saguim/dist/comments/index.js';
import { WordJudge } from '../../packages/saguim/dist/comments/word-judge.case.js';
import { commentRoutes } from '../../packages/server/dist/comments/comment-routes.js';
import { QueueJudge } from '../../packages/server/dist/comments/queue-judge.js';
import * as schemas from '../../packages/server/dist/comments/schemas.js';
import { createApp } from '../../packages/server/dist/index.js';
import { WordModerator } from '../../packages/server/dist/word-moderator.case.js';

const odd = [
  '%00',
  'a%00b',
  '%ff',
  '%F0%9F%92%A9',
  "';DROP TABLE saguim_comment;--",
  '__proto__',
  '-1',
  '1e309',
  '9'.repeat(30),
  'a'.repeat(3000),
  '%ED%A0%80',
];
const bodies = [
  '',
  'null',
  '5',
  '[]',
  '"text"',
  '{',
  '{"text":5,"page":{},"key":[]}',
  '{"__proto__":{"role":"administrator"},"constructor":1}',
  `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`,
  '{"page":"p","text":"a","key":"a-key-of-length","parent":"\\u0000"}',
  '{"page":"\\u0000","text":"a","key":"a-key-of-length"}',
  '{"action":"approve","version":1e308,"ids":["\\u0000"],"name":"\\ud800","count":-1,"filter":{"page":"\\u0000"}}',
  '{"decisions":[{"id":"\\u0000","action":"approve","version":1}]}',
  '{"filter":{"writer":"\\u0000","label":"\\u0000","language":"\\u0000","section":"\\u0000"},"order":"__proto__"}',
  Buffer.from([0x22, 0xff, 0xfe, 0x22]),
];

/** @param store an open one that is empty */
export async function sendHostile(store) {
  const system = await CommentSystem.open({ store, moderator: new WordJudge(), limits: { submit: { most: 0, seconds: 1 } } });
  const app = createApp({
    moderator: new WordModerator(),
    rate: 0,
    comments: {
      system,
      judge: new QueueJudge(new WordModerator()),
      guestSecret: Buffer.from('the secret of tokens of guests, which is long'),
      moderatorKeys: ['a-moderators-key'],
      administratorKeys: ['an-administrators-key'],
      close: async () => {},
    },
  });
  const failed = [];
  const call = async (method, path, body) => {
    const headers = { Authorization: 'Bearer an-administrators-key', 'Content-Type': 'application/json' };
    const response = await app.fetch(new Request(`http://127.0.0.1:8765${path}`, { method, headers, ...(body !== undefined && { body }) }));
    const what = `${method} ${path.slice(0, 80)} ${String(body ?? '').slice(0, 60)}: ${response.status}`;
    if (response.status >= 500) failed.push(what);
    else if (
      response.status >= 400 &&
      !schemas.commentError.safeParse(
        await response
          .clone()
          .json()
          .catch(() => null),
      ).success
    )
      failed.push(`${what} ${(await response.text()).slice(0, 100)}`);
    else await response.body?.cancel();
  };
  for (const { method, path, query } of commentRoutes) {
    const verb = method.toUpperCase();
    const some = ['post', 'patch', 'put'].includes(method) ? '{}' : undefined;
    if (path.includes('{id}')) for (const id of odd) await call(verb, path.replace('{id}', id), some);
    const at = path.replace('{id}', 'nothing');
    for (const name of Object.keys(query.shape))
      for (const value of odd) await call(verb, `${at}?page=p&query=q&writer=w&id=i&${name}=${value}`, some);
    if (some !== undefined) for (const body of bodies) await call(verb, at, body);
  }
  await call('POST', '/v1/comments', JSON.stringify({ page: 'p', key: 'a-key-of-length', text: 'a '.repeat(1_000_000) }));
  expect(failed).toEqual([]);

  // What is typed is kept as it is typed, whatever it looks like.
  const { texts } = JSON.parse(readFileSync(new URL('../golden/reference/tokens.json', import.meta.url), 'utf8'));
  const ana = system.as({ id: 'ana', name: 'Ana', role: 'writer' });
  const naughty = texts.filter((text, i) => text.trim() && text.length < 5000 && (process.env.SAGUIM_LONG || i % 16 === 0));
  const sent = new Map();
  for (const [i, text] of naughty.entries()) {
    const answer = await ana.submit({ page: 'naughty', text, key: `naughty-number-${i}` }).catch((error) => error);
    if (answer instanceof Error) expect(answer).toMatchObject({ code: 'refused', details: { reason: 'empty' } });
    else sent.set(answer.id, answer.text);
  }
  expect(sent.size).toBeGreaterThan(naughty.length / 2);
  const kept = await store.read((reader) => reader.everyComment({ limit: 10_000 }));
  expect(new Map(kept.filter(({ page }) => page === 'naughty').map(({ id, text }) => [id, text]))).toEqual(sent);
  const { valid, astray } = await auditStore(store);
  expect([valid, astray]).toEqual([true, []]);
  await system.close();
}
