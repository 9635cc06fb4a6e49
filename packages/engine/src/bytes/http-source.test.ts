import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchBytes } from '../platform/fetch-bytes.js';
import { byteSourceCases, someBytes } from './byte-source.case.js';
import { HttpSource } from './http-source.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let origin: string;
const handlers = new Map<string, Handler>();
let paths = 0;

beforeAll(async () => {
  server = createServer((request, response) => handlers.get(request.url!)!(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function serve(handler: Handler): string {
  const path = `/${paths++}.gguf`;
  handlers.set(path, handler);
  return origin + path;
}

function rangeOf(request: IncomingMessage): [number, number] {
  const [, start, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range!)!;
  return [Number(start), Number(last) + 1];
}

/** Answers range requests as servers do. */
function ranged(bytes: Uint8Array, headers: Record<string, string> = {}): Handler {
  return (request, response) => {
    const [start, wanted] = rangeOf(request);
    if (start >= bytes.length) return void response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    const end = Math.min(wanted, bytes.length);
    response.writeHead(206, {
      'content-type': 'application/octet-stream',
      'content-range': `bytes ${start}-${end - 1}/${bytes.length}`,
      'content-length': end - start,
      ...headers,
    });
    response.end(bytes.subarray(start, end));
  };
}

const whole =
  (bytes: Uint8Array | string, headers: Record<string, string | number> = {}, status = 200): Handler =>
  (_, response) =>
    void response.writeHead(status, headers).end(bytes);

const QUICK = { retryDelay: 1 };
const open = (handler: Handler, options = {}) => HttpSource.open(serve(handler), { ...QUICK, ...options });
const error = (code: string, message: RegExp = /./) =>
  expect.objectContaining({ name: 'SaguimError', code, message: expect.stringMatching(message) });

byteSourceCases('HttpSource', (bytes) => open(ranged(bytes)));
byteSourceCases('HttpSource on a server without ranges', (bytes) => open(whole(bytes, { 'content-type': 'application/octet-stream' })));

describe('HttpSource', () => {
  const bytes = someBytes(200_000);

  it('asks for the beginning once, and then for exactly what is read', async () => {
    const asked: [number, number][] = [];
    const source = await open((request, response) => {
      asked.push(rangeOf(request));
      ranged(bytes)(request, response);
    });
    expect(source.ranges).toBe(true);
    await source.read(0, 65_536);
    await source.read(1_000, 100);
    await source.read(65_000, 1_000);
    await source.read(150_000, 5);
    expect(asked).toEqual([
      [0, 65_536],
      [65_536, 66_000],
      [150_000, 150_005],
    ]);
  });

  it('keeps a whole file when the server ignores ranges, up to a limit', async () => {
    const source = await open(whole(bytes));
    expect([source.ranges, source.size]).toEqual([false, bytes.length]);
    await expect(open(whole(bytes, { 'content-length': bytes.length }), { largestWhole: 1_000 })).rejects.toEqual(
      error('network', /only whole files/),
    );
    const unannounced: Handler = (_, response) => {
      response.write(bytes.subarray(0, 100_000));
      response.end(bytes.subarray(100_000));
    };
    await expect(open(unannounced, { largestWhole: 150_000 })).rejects.toEqual(error('network', /only whole files/));
  });

  it.each<[string, Handler]>([
    ['by its type', whole('<p>Hello', { 'content-type': 'text/html; charset=utf-8' })],
    ['by its beginning', whole('\n<!DOCTYPE html><html>', { 'content-type': 'application/octet-stream' })],
    ['in a range', ranged(new TextEncoder().encode('<html lang="en"><body>'))],
    ['as XHTML', whole('<?xml version="1.0"?>', { 'content-type': 'application/xhtml+xml' })],
  ])('knows a web page %s', async (_, handler) => {
    await expect(open(handler)).rejects.toEqual(error('network', /web page/));
  });

  it('knows a web page that comes later', async () => {
    let count = 0;
    const source = await open((request, response) =>
      count++ === 0 ? ranged(bytes)(request, response) : whole('<p>Sign in', { 'content-type': 'text/html' })(request, response),
    );
    await expect(source.read(100_000, 10)).rejects.toEqual(error('network', /web page/));
  });

  it.each([
    [404, 'not-found'],
    [410, 'not-found'],
    [401, 'network'],
    [403, 'network'],
    [500, 'network'],
  ])('status %i is %s', async (status, code) => {
    await expect(open(whole('no', {}, status))).rejects.toEqual(error(code));
  });

  it('an empty file is a bad file', async () => {
    await expect(open(ranged(new Uint8Array(0)))).rejects.toEqual(error('bad-file', /empty/));
    await expect(open(whole(new Uint8Array(0)))).rejects.toEqual(error('bad-file', /empty/));
  });

  it('tries again after failures that pass, from where it was', async () => {
    const asked: [number, number][] = [];
    const source = await open((request, response) => {
      asked.push(rangeOf(request));
      if (asked.length === 1) return void response.writeHead(503).end();
      if (asked.length === 3) return void request.socket.destroy();
      if (asked.length === 4) {
        response.writeHead(206, { 'content-range': 'bytes 100000-109999/200000', 'content-length': 10_000 });
        // The connection breaks when these have been sent.
        return void response.write(bytes.subarray(100_000, 104_000), () => request.socket.end());
      }
      ranged(bytes)(request, response);
    });
    expect(Buffer.compare(await source.read(100_000, 10_000), bytes.subarray(100_000, 110_000))).toBe(0);
    expect(asked).toEqual([
      [0, 65_536],
      [0, 65_536],
      [100_000, 110_000],
      [100_000, 110_000],
      [104_000, 110_000],
    ]);
  });

  it('gives up after a few tries', async () => {
    let count = 0;
    const busy: Handler = (_, response) => {
      count++;
      response.writeHead(503).end();
    };
    await expect(open(busy, { retries: 2 })).rejects.toEqual(error('network', /503/));
    expect(count).toBe(3);
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    await expect(HttpSource.open(`http://127.0.0.1:${port}/a.gguf`, QUICK)).rejects.toEqual(error('network'));
  });

  it('does not wait for ever for a server that fell silent', async () => {
    let count = 0;
    const source = await open(
      (request, response) => {
        if (++count === 2) return void response.writeHead(206, { 'content-range': 'bytes 100000-100009/200000' }).flushHeaders();
        ranged(bytes)(request, response);
      },
      { idleTimeout: 100 },
    );
    expect(await source.read(100_000, 10)).toEqual(bytes.slice(100_000, 100_010));
    expect(count).toBe(3);
  });

  it.each<[string, Handler]>([
    ['no Content-Range', whole(bytes.subarray(0, 65_536), {}, 206)],
    ['an unknown size', ranged(bytes, { 'content-range': 'bytes 0-65535/*' })],
    ['a range that contradicts itself', ranged(bytes, { 'content-range': 'bytes 0-65535/100' })],
    ['another range', ranged(bytes, { 'content-range': 'bytes 5-65540/200000' })],
    ['more than asked for', (_, response) => void response.writeHead(206, { 'content-range': 'bytes 0-65535/200000' }).end(bytes)],
  ])('refuses an answer with %s', async (_, handler) => {
    await expect(open(handler)).rejects.toEqual(error('network'));
  });

  it.each<[string, Handler]>([
    ['another size', ranged(bytes.subarray(0, 150_000), { etag: '"1"' })],
    ['another tag', ranged(bytes, { etag: '"2"' })],
    ['the whole', whole(bytes, { etag: '"1"' })],
    ['another range', ranged(bytes, { etag: '"1"', 'content-range': 'bytes 0-9/200000' })],
  ])('refuses a later answer with %s', async (_, later) => {
    let count = 0;
    const source = await open((request, response) => (count++ === 0 ? ranged(bytes, { etag: '"1"' }) : later)(request, response));
    await expect(source.read(100_000, 10)).rejects.toEqual(error('network'));
    expect(count).toBe(2);
  });

  it('is aborted at any point', async () => {
    const silent: Handler = () => {};
    const opening = new AbortController();
    const opened = HttpSource.open(
      serve((request, response) => {
        opening.abort();
        silent(request, response);
      }),
      { signal: opening.signal },
    );
    await expect(opened).rejects.toMatchObject({ name: 'AbortError' });

    const reading = new AbortController();
    let count = 0;
    const handler: Handler = (request, response) => {
      if (++count === 1) return ranged(bytes)(request, response);
      if (count === 2) reading.abort('enough');
      else void source.close();
    };
    const source = await open(handler);
    await expect(source.read(100_000, 10, reading.signal)).rejects.toBe('enough');
    await expect(source.read(100_000, 10)).rejects.toEqual(error('closed'));
    expect(count).toBe(3);
  });
});

describe('fetchBytes', () => {
  it('checks what comes', async () => {
    expect(await fetchBytes(new URL(serve(whole('wasm'))))).toEqual(new TextEncoder().encode('wasm'));
    await expect(fetchBytes(new URL(serve(whole('<!doctype html>'))))).rejects.toEqual(error('network', /web page/));
    await expect(fetchBytes(new URL(serve(whole('', {}, 404))))).rejects.toEqual(error('not-found'));
    await expect(fetchBytes(new URL(serve(whole('', {}, 500))))).rejects.toEqual(error('network', /500/));
    await expect(fetchBytes(new URL(serve((request) => void request.socket.destroy())))).rejects.toEqual(error('network'));
  });
});
