// The cases of comments over HTTP: the client, the routes and who is who, on a store in memory. What is only HTTP's is told here too.
import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { CommentClient, CommentSystem, MemoryCommentStore } from '../../packages/saguim/dist/comments/index.js';
import { moderatingCases } from '../../packages/saguim/dist/comments/moderating.case.js';
import { refused } from '../../packages/saguim/dist/comments/stage.case.js';
import { WordJudge } from '../../packages/saguim/dist/comments/word-judge.case.js';
import { writingCases } from '../../packages/saguim/dist/comments/writing.case.js';
import { commentRoutes } from '../../packages/server/dist/comments/comment-routes.js';
import { QueueJudge } from '../../packages/server/dist/comments/queue-judge.js';
import * as schemas from '../../packages/server/dist/comments/schemas.js';
import { createApp } from '../../packages/server/dist/index.js';
import { WordModerator } from '../../packages/server/dist/word-moderator.case.js';

const secret = 'a secret of the site that is long enough';
const encoder = new TextEncoder();
const now = () => Math.floor(Date.now() / 1000);

const sign = (claims, { key = encoder.encode(secret), alg = 'HS256' } = {}) =>
  new SignJWT({ exp: now() + 600, ...claims }).setProtectedHeader({ alg }).sign(key);

/** A server without a socket on a system. */
function serve(system, options = {}) {
  const { cookie, tokens = { secret }, moderatorKeys, administratorKeys, connections, guestsAtOnce, ...rest } = options;
  const comments = {
    system,
    judge: new QueueJudge(new WordModerator()),
    guestSecret: encoder.encode('the secret of tokens of guests, which is long'),
    tokens,
    cookie,
    moderatorKeys,
    administratorKeys,
    connections,
    guestsAtOnce,
    close: async () => {},
  };
  return createApp({ moderator: new WordModerator(), rate: 0, comments, ...rest });
}

/** Answers by the schemas that the document describes them with. */
const answers = new Map();
for (const row of commentRoutes) answers.set(`${row.method} ${row.path}`, row.answer);
const answerOf = (method, path) =>
  answers.get(`${method} ${path}`) ??
  answers.get(`${method} ${path.replace(/^(\/v1\/comments|\/v1\/moderation\/items)\/[^/]+/, '$1/{id}')}`);

function fetchOf(app) {
  return async (url, init) => {
    const response = await app.fetch(new Request(url, init));
    const { pathname } = new URL(url);
    const schema = response.ok ? answerOf((init.method ?? 'GET').toLowerCase(), pathname) : schemas.commentError;
    if (schema && !pathname.endsWith('/events')) {
      const { error } = schema.safeParse(await response.clone().json());
      if (error) throw new Error(`${init.method} ${pathname} answers otherwise than it says: ${error.message}`);
    }
    return response;
  };
}

const apps = new WeakMap();
/** People reach a system by HTTP, with a token of the site's login. */
function reach(system, person) {
  if (!apps.has(system)) apps.set(system, serve(system, { guestsAtOnce: 100 }));
  const { id, name, role } = person;
  const token = id === undefined ? undefined : sign({ sub: id, name, role });
  return new CommentClient({ url: 'http://127.0.0.1:8765', fetch: fetchOf(apps.get(system)), ...(token && { token: () => token }) });
}

const makeStore = async () => {
  let time = Date.now();
  const store = new MemoryCommentStore({ now: () => time });
  return { store, reach, advance: (milliseconds) => void (time += milliseconds), end: () => store.close() };
};

it.each([...writingCases, ...moderatingCases])('$name', ({ run }) => run(makeStore));

async function open(options) {
  const system = await CommentSystem.open({ store: new MemoryCommentStore(), moderator: new WordJudge() });
  const app = serve(system, options);
  const call = (path, { method = 'GET', body, ...headers } = {}) =>
    app.fetch(
      new Request(`http://127.0.0.1:8765${path}`, {
        method,
        headers: { ...(method !== 'GET' && { 'Content-Type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  const me = async (headers) => {
    const response = await call('/v1/comments/me', headers);
    return response.ok ? response.json() : `${response.status} ${(await response.json()).error.reason}`;
  };
  return { system, app, call, me };
}

const bearer = async (token) => ({ Authorization: `Bearer ${await token}` });

describe('who is who', () => {
  it('is told by keys, and by tokens that are right', async () => {
    const { me } = await open({ moderatorKeys: ['a-moderators-key'], administratorKeys: ['an-administrators-key'] });
    expect(await me({})).toEqual({ role: 'reader' });
    expect((await me(await bearer('a-moderators-key'))).role).toBe('moderator');
    expect((await me(await bearer('an-administrators-key'))).role).toBe('administrator');
    expect(await me(await bearer(sign({ sub: 'ana', name: 'Ana' })))).toEqual({ id: 'ana', name: 'Ana', role: 'writer' });
    expect((await me(await bearer(sign({ sub: 'bia', roles: ['writer', 'admin'] })))).role).toBe('administrator');
    expect((await me(await bearer(sign({ sub: 'caio', role: 'king' })))).role).toBe('writer');
    // Clocks that are half a minute apart.
    expect((await me(await bearer(sign({ sub: 'ana', exp: now() - 30 })))).id).toBe('ana');
    expect((await me(await bearer(sign({ sub: 'ana', nbf: now() + 30 })))).id).toBe('ana');
  });

  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = (header, claims, signature = '') => `${encode(header)}.${encode(claims)}.${signature}`;
  it.each([
    ['nonsense', () => 'nonsense'],
    ['another secret', () => sign({ sub: 'ana' }, { key: randomBytes(32) })],
    ['no signature', () => unsigned({ alg: 'none' }, { sub: 'ana', exp: now() + 60 })],
    ['an expired one', () => sign({ sub: 'ana', exp: now() - 61 })],
    ['one of tomorrow', () => sign({ sub: 'ana', nbf: now() + 86_400 })],
    ['one that never ends', () => sign({ sub: 'ana', exp: undefined })],
    ['one of nobody', () => sign({ name: 'Ana' })],
    ['one that says it is a guest', () => sign({ sub: 'ana', iss: 'saguim:guest' })],
    ['one with a name that is given out here', () => sign({ sub: 'key-0123456789abcdef' })],
    [
      'a changed one',
      async () =>
        (await sign({ sub: 'ana', role: 'writer' })).replace(
          /\.([^.]*)\./,
          `.${encode({ sub: 'ana', role: 'moderator', exp: now() + 600 })}.`,
        ),
    ],
    ['a huge one', () => `a.${'a'.repeat(10_000)}.a`],
  ])('refuses %s', async (_name, make) => {
    const { me, call } = await open();
    const headers = await bearer(make());
    expect(await me(headers)).toBe('401 login');
    expect((await call('/v1/comments/threads?page=a', headers)).status).toBe(401);
  });

  it('takes the site’s public key, and no token that was signed with it as a secret', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const { me } = await open({ tokens: { publicKey, issuer: 'https://example.org', audience: 'comments' } });
    const claims = { sub: 'ana', iss: 'https://example.org', aud: 'comments', exp: now() + 60 };
    const right = (more) => sign({ ...claims, ...more }, { key: privateKey, alg: 'EdDSA' });
    expect((await me(await bearer(right()))).id).toBe('ana');
    expect(await me(await bearer(right({ iss: 'https://example.com' })))).toBe('401 login');
    expect(await me(await bearer(right({ aud: 'others' })))).toBe('401 login');
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    const head = `${encode({ alg: 'HS256' })}.${encode(claims)}`;
    expect(await me(await bearer(`${head}.${createHmac('sha256', pem).update(head).digest('base64url')}`))).toBe('401 login');
  });
});

describe('pages of other origins', () => {
  const draft = { page: 'a', text: 'Hello', key: 'a-key-of-mine' };
  it('may call where they are named, and change nothing unasked', async () => {
    const { call } = await open({ origins: ['https://example.org'], cookie: 'session' });
    const token = await sign({ sub: 'ana', name: 'Ana' });
    const post = async (headers) => (await call('/v1/comments', { method: 'POST', body: draft, ...headers })).status;
    const cookie = { Cookie: `a=b; session=${token}` };
    expect(await post({ ...cookie, Origin: 'https://example.org' })).toBe(200);
    expect(await post({ ...cookie, Origin: 'https://evil.example' })).toBe(403);
    expect(await post({ ...cookie, Origin: 'null' })).toBe(403);
    expect(await post(cookie)).toBe(403);
    expect(await post({ ...cookie, Origin: 'https://example.org', 'Content-Type': 'text/plain' })).toBe(415);
    expect(await post(await bearer(token))).toBe(200);
    const removal = await call('/v1/comments/own/data', {
      method: 'DELETE',
      ...cookie,
      Origin: 'https://example.org',
      'Content-Type': 'text/plain',
    });
    expect(removal.status).toBe(415);
    const asked = await call('/v1/comments/some-id', {
      method: 'OPTIONS',
      Origin: 'https://example.org',
      'Access-Control-Request-Method': 'PATCH',
    });
    expect(asked.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(asked.headers.get('access-control-allow-credentials')).toBe('true');
    expect(asked.headers.get('access-control-allow-origin')).toBe('https://example.org');
    const other = await call('/v1/comments/some-id', {
      method: 'OPTIONS',
      Origin: 'https://evil.example',
      'Access-Control-Request-Method': 'PATCH',
    });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('cannot all be let in where a cookie tells who calls', async () => {
    await expect(open({ origins: ['*'], cookie: 'session' })).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(open({ tokens: { secret: 'short' } })).rejects.toMatchObject({ where: 'comments.tokens.secret' });
  });
});

it('describes every route that answers, by schemas that are all there', async () => {
  const { call } = await open();
  const document = await (await call('/openapi.json')).json();
  const paths = Object.keys(document.paths).filter((path) => /^\/v1\/(?:comments|moderation|administration)\b/.test(path));
  expect(paths.filter((path) => path !== '/v1/moderations').length).toBe(new Set(commentRoutes.map(({ path }) => path)).size + 3);
  const refs = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
  for (const [, name] of refs) expect(Object.keys(document.components.schemas)).toContain(name);
  const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
  expect(new Set(ids.filter(Boolean)).size).toBe(ids.filter(Boolean).length);
  for (const path of paths) {
    for (const [method, { responses }] of Object.entries(document.paths[path])) {
      if (path.endsWith('/events')) continue;
      const response = await call(path, { method: method.toUpperCase(), ...(['post', 'patch', 'put'].includes(method) && { body: {} }) });
      expect(Object.keys(responses), `${method} ${path}`).toContain(String(response.status));
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  }
});

it('limits guests by address, calls by person, and live connections', async () => {
  const { call, system } = await open({ guestsAtOnce: 2, connections: 1, rate: 1 });
  const enter = () => call('/v1/comments/guests', { method: 'POST', body: { name: 'Zeca' } });
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await enter()).status);
  expect(statuses).toEqual([200, 200, 429]);
  const token = await bearer(sign({ sub: 'ana', name: 'Ana' }));
  const many = [];
  for (let i = 0; i < 6; i++) many.push(await call('/v1/comments/me', token));
  expect(many.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429]);
  expect(Number(many[5].headers.get('retry-after'))).toBeGreaterThan(0);
  const events = await call('/v1/comments/events?page=a', await bearer(sign({ sub: 'bia' })));
  expect(events.headers.get('content-type')).toBe('text/event-stream');
  expect((await call('/v1/comments/events?page=a', await bearer(sign({ sub: 'caio' })))).status).toBe(429);
  await events.body.cancel();
  const again = await call('/v1/comments/events?page=a', await bearer(sign({ sub: 'davi' })));
  expect(again.status).toBe(200);
  await again.body.cancel();
  await system.close();
});

it('comes back to what was missed when a connection was lost, and gives up what is refused', async () => {
  const { system, app } = await open();
  const ends = [];
  let calls = 0;
  const client = new CommentClient({
    url: 'http://a',
    token: () => sign({ sub: 'ana', name: 'Ana' }),
    fetch: async (url, init) => {
      const response = await app.fetch(new Request(url, init));
      if (!url.includes('/events')) return response;
      calls++;
      const { readable, writable } = new TransformStream();
      const cut = new AbortController();
      ends.push(() => cut.abort(new Error('lost')));
      response.body.pipeTo(writable, { signal: cut.signal }).catch(() => {});
      return new Response(readable, response);
    },
  });
  const seen = [];
  const connected = [];
  const end = new AbortController();
  await client.watch('a', (change) => seen.push(change.comment.text), { signal: end.signal, onConnection: (is) => connected.push(is) });
  await client.submit({ page: 'a', text: 'one', key: 'key-number-1' });
  await expect.poll(() => seen.at(-1)).toBe('one');
  ends[0]();
  await expect.poll(() => connected).toEqual([true, false]);
  await client.submit({ page: 'a', text: 'two', key: 'key-number-2' });
  await expect.poll(() => seen.at(-1), { timeout: 20_000 }).toBe('two');
  expect([connected.at(-1), calls]).toEqual([true, 2]);
  end.abort();
  await refused(
    client.watchQueue(() => {}, { signal: new AbortController().signal }),
    'forbidden',
  );
  await system.close();
});
