import { beforeEach, describe, expect, it } from 'vitest';
import { createApp } from './app.js';
import type { LogEntry, ServerOptions } from './server-options.js';
import { WordModerator } from './word-moderator.case.js';

let moderator: WordModerator;
let log: LogEntry[];
beforeEach(() => {
  moderator = new WordModerator();
  log = [];
});

const key = 'a-key-of-ours';
const make = (options: Partial<ServerOptions> = {}) => createApp({ moderator, rate: 0, log: (entry) => void log.push(entry), ...options });
type App = ReturnType<typeof createApp>;

const get = (app: App, path: string, headers = {}, method = 'GET') => app.fetch(new Request(`http://a${path}`, { method, headers }));
const post = (app: App, path: string, body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) =>
  app.fetch(
    new Request(`http://a${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      signal,
    }),
  );
const moderate = (app: App, text: string, headers?: Record<string, string>) => post(app, '/v1/moderations', { input: text }, headers);
const analysis = { comment: { text: 'you idiot' }, requestedAttributes: { TOXICITY: {} } };

describe('keys', () => {
  it('are asked for where there are some, in both shapes', async () => {
    const app = make({ keys: ['another-key', key] });
    const statuses = async (...calls: (Response | Promise<Response>)[]) => (await Promise.all(calls)).map(({ status }) => status);
    expect(
      await statuses(
        moderate(app, 'a'),
        moderate(app, 'a', { Authorization: 'Bearer nonsense' }),
        moderate(app, 'a', { Authorization: `Bearer ${key}` }),
      ),
    ).toEqual([401, 401, 200]);
    const analyze = (query: string, headers = {}) => post(app, `/v1alpha1/comments:analyze${query}`, analysis, headers);
    expect(await statuses(analyze(''), analyze('?key=nonsense'), analyze(`?key=${key}`), analyze('', { 'X-Goog-Api-Key': key }))).toEqual([
      403, 400, 200, 200,
    ]);
    expect(await (await analyze('?key=nonsense')).json()).toEqual({
      error: {
        code: 400,
        message: 'API key not valid. Please pass a valid API key.',
        status: 'INVALID_ARGUMENT',
        details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'googleapis.com' }],
      },
    });
    expect(await (await analyze('')).json()).toMatchObject({ error: { code: 403, status: 'PERMISSION_DENIED' } });
    expect(
      await statuses(
        get(app, '/health'),
        get(app, '/ready'),
        get(app, '/metrics'),
        get(app, '/metrics', { Authorization: `Bearer ${key}` }),
      ),
    ).toEqual([200, 200, 401, 200]);
    expect(moderator.batches.length).toBeGreaterThan(0);
  });

  it.each(['', 'short', 'with space', 'ção-ção-ção'])('%j is none', (bad) => {
    expect(() => make({ keys: [bad] })).toThrow(/8 to 256/);
  });
});

describe('limits', () => {
  it('tell who comes too often to wait, by key or by address, in both shapes', async () => {
    let time = 0;
    const app = make({ keys: [key, 'another-key'], rate: 1, now: () => time });
    const call = (name: string) => moderate(app, 'a', { Authorization: `Bearer ${name}` });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await call(key)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
    const refused = await call(key);
    expect([refused.headers.get('retry-after'), await refused.json()]).toEqual([
      '1',
      { error: expect.objectContaining({ code: 'rate_limit_exceeded', type: 'requests' }) },
    ]);
    expect((await call('another-key')).status).toBe(200);
    const google = await post(app, `/v1alpha1/comments:analyze?key=${key}`, analysis);
    expect([google.status, google.headers.get('retry-after'), (await google.json()).error.status]).toEqual([
      429,
      '1',
      'RESOURCE_EXHAUSTED',
    ]);
    time = 1000;
    expect((await call(key)).status).toBe(200);
    for (let i = 0; i < 4; i++) expect((await call('guess-of-a-key')).status).toBe(401);
    expect((await call('guess-of-another')).status).toBe(429);
  });

  it('count every comment of a request', async () => {
    const app = make({ rate: 1, now: () => 0 });
    expect((await post(app, '/v1/moderations', { input: Array(40).fill('a') })).status).toBe(200);
    const refused = await moderate(app, 'a');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '37']);
  });

  it("take a proxy's word for an address only where it is trusted", async () => {
    const from = (app: App, addresses: string) => moderate(app, 'a', { 'X-Forwarded-For': addresses });
    const trusting = make({ rate: 0.1, trustProxy: true, now: () => 0 });
    expect([
      (await from(trusting, '10.0.0.9, 10.0.0.1')).status,
      (await from(trusting, '10.0.0.8, 10.0.0.1')).status,
      (await from(trusting, '10.0.0.2')).status,
    ]).toEqual([200, 429, 200]);
    const wary = make({ rate: 0.1, now: () => 0 });
    expect([(await from(wary, '10.0.0.1')).status, (await from(wary, '10.0.0.2')).status]).toEqual([200, 429]);
  });

  it('answer overload with 429, and nothing that was let in is lost', async () => {
    const app = make({ queue: 4, batch: 2 });
    let open = () => {};
    moderator.gate = new Promise((resolve) => (open = resolve));
    const first = [moderate(app, '1'), moderate(app, '2')];
    await expect.poll(() => moderator.batches).toEqual([2]);
    const more = Array.from({ length: 20 }, (_, i) => moderate(app, `${i}`));
    await expect.poll(async () => (await (await get(app, '/ready')).json()).status).toBe('full');
    const refused = await post(app, '/v1alpha1/comments:analyze', analysis);
    expect([refused.status, (await refused.json()).error.status]).toEqual([429, 'RESOURCE_EXHAUSTED']);
    open();
    const statuses = (await Promise.all([...first, ...more])).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(6);
    expect(statuses.filter((status) => status === 429)).toHaveLength(16);
    expect((await get(app, '/ready')).status).toBe(200);
  });

  it('tell who waits for too long', async () => {
    const app = make({ timeout: 1 });
    let open = () => {};
    moderator.gate = new Promise((resolve) => (open = resolve));
    const [ours, theirs] = await Promise.all([moderate(app, 'a'), post(app, '/v1alpha1/comments:analyze', analysis)]);
    expect([ours.status, theirs.status, (await theirs.json()).error.status]).toEqual([504, 504, 'DEADLINE_EXCEEDED']);
    open();
  });

  it('of options are checked', () => {
    for (const bad of [
      { queue: 0 },
      { batch: 1.5 },
      { timeout: -1 },
      { rate: Number.NaN },
      { origins: ['example.org'] },
      { origins: ['https://example.org/a'] },
    ])
      expect(() => make(bad as never), JSON.stringify(bad)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});

describe('pages of other origins', () => {
  it('may call where they are named', async () => {
    const app = make({ origins: ['https://example.org'] });
    const preflight = await app.fetch(
      new Request('http://a/v1/moderations', {
        method: 'OPTIONS',
        headers: { Origin: 'https://example.org', 'Access-Control-Request-Method': 'POST' },
      }),
    );
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, 'https://example.org']);
    const allowed = await moderate(app, 'a', { Origin: 'https://example.org' });
    expect([allowed.status, allowed.headers.get('access-control-allow-origin'), allowed.headers.get('vary')]).toEqual([
      200,
      'https://example.org',
      'Origin',
    ]);
    const foreign = await moderate(app, 'a', { Origin: 'https://example.com' });
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });

  it('may not call by default, not even one that a name leads here', async () => {
    expect((await moderate(make(), 'a', { Origin: 'http://a' })).status).toBe(403);
    expect((await moderate(make({ origins: ['*'] }), 'a', { Origin: 'https://example.com' })).status).toBe(200);
    expect(moderator.batches).toEqual([1]);
  });
});

describe('answers', () => {
  it('carry headers that keep browsers careful', async () => {
    for (const response of [await moderate(make(), 'a'), await get(make(), '/nowhere')]) {
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    }
  });

  it.each<[string, string, string, Record<string, string>, number, string]>([
    ['malformed JSON', '/v1alpha1/comments:analyze', '{"comment":', {}, 400, 'INVALID_ARGUMENT'],
    ['a form', '/v1alpha1/comments:analyze', 'a=b', { 'Content-Type': 'text/plain' }, 415, 'INVALID_ARGUMENT'],
    ['a large body', '/v1alpha1/comments:analyze', `{"a":"${'x'.repeat(3000)}"}`, {}, 413, 'INVALID_ARGUMENT'],
    ['malformed JSON', '/v1/moderations', '{"input":', {}, 400, 'invalid_request_error'],
    ['a large body', '/v1/moderations', `{"input":"${'x'.repeat(3000)}"}`, {}, 413, 'invalid_request_error'],
  ])('say what is wrong with %s at %s', async (_, path, body, headers, status, kind) => {
    const response = await post(make({ bodyLimit: 2048 }), path, body, headers);
    const { error } = await response.json();
    expect([response.status, error.status ?? error.type]).toEqual([status, kind]);
  });

  it('say where to go, and how', async () => {
    const app = make();
    expect((await get(app, '/v1/chat/completions')).status).toBe(404);
    const wrong = await get(app, '/v1/moderations');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await get(app, '/v1/moderations', {}, 'DELETE')).status).toBe(405);
  });

  it('say nothing of what fails inside', async () => {
    moderator.checkMany = () => Promise.reject(new TypeError('cannot read "secret text"'));
    const response = await moderate(make(), 'secret text');
    expect([response.status, JSON.stringify(await response.json())]).toEqual([500, expect.not.stringContaining('secret')]);
    moderator.learn = () => Promise.reject(new RangeError('secret'));
    const learned = await post(make(), '/v1alpha1/comments:suggestscore', {
      comment: { text: 'a' },
      attributeScores: { TOXICITY: { summaryScore: { value: 1 } } },
    });
    expect(learned.status).toBe(500);
  });

  it('are not computed for who is gone', async () => {
    const app = make();
    let open = () => {};
    moderator.gate = new Promise((resolve) => (open = resolve));
    const leaving = new AbortController();
    const gone = post(app, '/v1/moderations', { input: 'a' }, {}, leaving.signal);
    await expect.poll(() => moderator.batches).toEqual([1]);
    leaving.abort();
    expect((await gone).status).toBe(499);
    expect(moderator.aborted).toBe(1);
    open();
  });
});

describe('figures and logs', () => {
  it('count what happens, and hold no text, key or address', async () => {
    const app = make({ keys: [key] });
    const headers = { Authorization: `Bearer ${key}` };
    await moderate(app, 'You are a secret idiot', headers);
    await post(app, `/v1alpha1/comments:analyze?key=${key}`, { ...analysis, comment: { text: 'secret' } });
    await post(app, `/v1alpha1/comments:suggestscore?key=${key}`, {
      comment: { text: 'secret' },
      attributeScores: { TOXICITY: { summaryScore: { value: 1 } } },
    });
    await moderate(app, 'secret', { Authorization: 'Bearer wrong-key-of-secret' });
    await get(app, '/secret-address');
    const metrics = await (await get(app, '/metrics', headers)).text();
    for (const line of [
      'saguim_http_requests_total{route="/v1/moderations",status="200"} 1',
      'saguim_http_requests_total{route="other",status="404"} 1',
      'saguim_verdicts_total{action="review",language="en"} 1',
      'saguim_refused_total{reason="key-wrong"} 1',
      'saguim_decisions_total{action="block"} 1',
      'saguim_learning_decisions 1',
      'saguim_queue_waiting 0',
      'saguim_batch_comments_count 2',
    ])
      expect(metrics).toContain(line);
    expect(log.map(({ method, path, status }) => [method, path, status])).toEqual([
      ['POST', '/v1/moderations', 200],
      ['POST', '/v1alpha1/comments:analyze', 200],
      ['POST', '/v1alpha1/comments:suggestscore', 200],
      ['POST', '/v1/moderations', 401],
      ['GET', 'other', 404],
      ['GET', '/metrics', 200],
    ]);
    for (const written of [metrics, JSON.stringify(log)]) expect(written).not.toMatch(/secret|idiot|a-key-of-ours/);
  });
});

describe('closing', () => {
  it('answers what was let in, keeps what was learned, and takes nothing more', async () => {
    const kept: number[] = [];
    const app = make({ keepLearning: async ([count]) => void kept.push(count!) });
    let open = () => {};
    moderator.gate = new Promise((resolve) => (open = resolve));
    const answer = moderate(app, 'a');
    const suggestion = { comment: { text: 'a' }, attributeScores: { TOXICITY: { summaryScore: { value: 1 } } } };
    await post(app, '/v1alpha1/comments:suggestscore', suggestion);
    await expect.poll(() => moderator.batches).toEqual([1]);
    const closed = app.close();
    const late = [
      moderate(app, 'b'),
      post(app, '/v1alpha1/comments:suggestscore', { ...suggestion, comment: { text: 'b' } }),
      get(app, '/ready'),
    ];
    expect((await Promise.all(late)).map(({ status }) => status)).toEqual([503, 503, 503]);
    expect((await get(app, '/health')).status).toBe(200);
    open();
    await closed;
    expect([(await answer).status, kept]).toEqual([200, [1]]);
  });
});
