import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy, createStudioServer } from './studio-server.mjs';

const script = 'export const answer = 42;\n'.repeat(100);
const model = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
let folder;
let studio;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'saguim-serve-'));
  for (const path of ['studio/assets', 'models/small']) mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, 'studio/index.html'), '<!doctype html><title>Studio</title>');
  writeFileSync(join(folder, 'studio/.inputs'), 'not for people');
  writeFileSync(join(folder, 'studio/assets/worker-1a2b.js'), script);
  writeFileSync(join(folder, 'studio/assets/worker-1a2b.js.br'), brotliCompressSync(script));
  writeFileSync(join(folder, 'studio/assets/worker-1a2b.js.gz'), gzipSync(script));
  writeFileSync(join(folder, 'models/small/small.gguf'), model);
  writeFileSync(join(folder, 'secret.txt'), 'outside');
  studio = await createStudioServer({ root: join(folder, 'studio'), models: join(folder, 'models'), port: 0 });
});
afterAll(async () => {
  await studio.close();
  rmSync(folder, { recursive: true });
});

/** A request as it stands: no redirects, no decoding, no normalising of the path. */
function ask(path, { method = 'GET', headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port: studio.port, path, method, headers, agent: false }, async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
    });
    outgoing.on('error', reject).end();
  });
}

describe('headers', () => {
  it.each(['/', '/assets/worker-1a2b.js', '/models/small/small.gguf', '/nothing'])(
    'isolates %s and keeps its policy strict',
    async (path) => {
      const { headers } = await ask(path);
      expect(headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      expect(contentSecurityPolicy).toContain("script-src 'self' 'wasm-unsafe-eval';");
      expect(contentSecurityPolicy).not.toMatch(/unsafe-inline|'unsafe-eval'|script-src[^;]*blob:|worker-src[^;]*blob:/);
    },
  );
});

describe('ranges', () => {
  const path = '/models/small/small.gguf';
  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=10-19', 10, 19],
    ['bytes=990-', 990, 999],
    ['bytes=-5', 995, 999],
    ['bytes=900-100000', 900, 999],
  ])('answers %s with just these bytes', async (range, from, to) => {
    const { status, headers, body } = await ask(path, { headers: { range } });
    expect(status).toBe(206);
    expect(headers['content-range']).toBe(`bytes ${from}-${to}/1000`);
    expect(headers['content-length']).toBe(String(to - from + 1));
    expect(new Uint8Array(body)).toEqual(model.slice(from, to + 1));
  });

  it('answers a range outside the file with 416 and the size', async () => {
    const { status, headers } = await ask(path, { headers: { range: 'bytes=1000-' } });
    expect(status).toBe(416);
    expect(headers['content-range']).toBe('bytes */1000');
  });

  it('sends the whole file when it is no longer the one of If-Range, and nothing when it is the one of If-None-Match', async () => {
    const whole = await ask(path);
    expect(new Uint8Array(whole.body)).toEqual(model);
    expect(whole.headers['accept-ranges']).toBe('bytes');
    expect((await ask(path, { headers: { range: 'bytes=0-9', 'if-range': '"another"' } })).status).toBe(200);
    expect((await ask(path, { headers: { range: 'bytes=0-9', 'if-range': whole.headers.etag } })).status).toBe(206);
    const again = await ask(path, { headers: { 'if-none-match': whole.headers.etag } });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  it('answers HEAD with the size and no bytes', async () => {
    const { status, headers, body } = await ask(path, { method: 'HEAD' });
    expect([status, headers['content-length'], body.length]).toEqual([200, '1000', 0]);
  });
});

describe('compression', () => {
  const path = '/assets/worker-1a2b.js';
  it('takes the smallest form that is accepted', async () => {
    const brotli = await ask(path, { headers: { 'accept-encoding': 'gzip, deflate, br' } });
    expect(brotli.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      vary: 'Accept-Encoding',
    });
    expect(brotliDecompressSync(brotli.body).toString()).toBe(script);
    expect((await ask(path, { headers: { 'accept-encoding': 'gzip, br;q=0' } })).headers['content-encoding']).toBe('gzip');
    const plain = await ask(path);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers.vary).toBe('Accept-Encoding');
    expect(plain.body.toString()).toBe(script);
    expect(plain.headers.etag).not.toBe(brotli.headers.etag);
  });

  it('lets what carries a hash be kept for ever, and has the rest asked for again', async () => {
    expect((await ask(path)).headers['cache-control']).toMatch(/immutable/);
    expect((await ask('/')).headers['cache-control']).toBe('no-cache');
  });
});

describe('addresses', () => {
  it('gives the page for every place in Studio, and never in the place of a file', async () => {
    const page = await ask('/chat/123', { headers: { accept: 'text/html' } });
    expect(page.body.toString()).toContain('<title>Studio</title>');
    for (const path of ['/models/none/none.gguf', '/assets/none.js', '/models/small', '/models/']) {
      expect((await ask(path, { headers: { accept: 'text/html' } })).status).toBe(404);
    }
  });

  it.each([
    '/../secret.txt',
    '/models/../secret.txt',
    '/%2e%2e/secret.txt',
    '/models/%2e%2e%2fsecret.txt',
    '/models/..%5csecret.txt',
    '/%00',
    '/%zz',
    '/.inputs',
    'secret.txt',
  ])('gives nothing outside its folders: %s', async (path) => {
    const { status, body } = await ask(path);
    expect([400, 404]).toContain(status);
    expect(body.toString()).not.toMatch(/outside|not for people/);
  });

  it('answers other methods with 405', async () => {
    const { status, headers } = await ask('/', { method: 'POST' });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});

describe('starting and stopping', () => {
  it('takes the next free port, and lets go of it and of open connections', async () => {
    const second = await createStudioServer({ root: join(folder, 'studio'), port: studio.port });
    expect(second.port).toBeGreaterThan(studio.port);
    expect(second.url).toBe(`http://127.0.0.1:${second.port}/`);
    const open = connect(second.port, '127.0.0.1');
    await once(open, 'connect');
    const ended = once(open, 'close');
    await second.close();
    await ended;
    await expect(fetch(second.url)).rejects.toThrow();
  });

  it('says when it cannot listen at all', async () => {
    await expect(createStudioServer({ root: folder, host: '203.0.113.1', port: 0 })).rejects.toThrow(/EADDRNOTAVAIL/);
  });
});
