import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { download } from './download.js';
import { MemoryShelf } from './memory-shelf.js';
import type { ModelProgress } from './progress.js';

const size = 9 << 20;
const model = new Uint8Array(size);
for (let i = 0; i < size; i++) model[i] = (i * 31 + (i >> 7)) & 0xff;
model.set([0x47, 0x47, 0x55, 0x46]);
const sha256 = createHash('sha256').update(model).digest('hex');
const expected = { bytes: size, sha256 };

let server: Server | undefined;

/** A file server. `breakAfter`: bytes of each answer after which the connection is cut. */
async function serve({ bytes = model, breakAfter = Number.POSITIVE_INFINITY, ranges = true, tag = '"v1"' as string | undefined } = {}) {
  const asked: (string | undefined)[] = [];
  const options = { bytes, breakAfter, ranges, tag };
  server = createServer((request: IncomingMessage, response: ServerResponse) => {
    asked.push(request.headers.range);
    const from = options.ranges ? Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
    const fresh = request.headers['if-range'] !== undefined && request.headers['if-range'] !== options.tag;
    const start = fresh ? 0 : from;
    if (start >= options.bytes.length) return void response.writeHead(416).end();
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': options.bytes.length - start,
      ...(options.tag ? { etag: options.tag } : {}),
      ...(start > 0 ? { 'content-range': `bytes ${start}-${options.bytes.length - 1}/${options.bytes.length}` } : {}),
    });
    const body = options.bytes.subarray(start, Math.min(options.bytes.length, start + options.breakAfter));
    if (start + body.length < options.bytes.length) response.write(body, () => response.destroy());
    else response.end(body);
  });
  await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.gguf`, asked, options };
}

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((done) => (server ? server.close(done) : done(undefined)));
  server = undefined;
});

const contents = async (shelf: MemoryShelf, name = 'm') => Buffer.compare((await shelf.read(name))!, model) === 0;

describe('download', () => {
  it('brings the file whole and tells how far it is', async () => {
    const { url } = await serve();
    const shelf = new MemoryShelf();
    const told: ModelProgress[] = [];
    expect(await download({ url, target: 'm', expected, shelf, onProgress: (progress) => told.push(progress) })).toEqual(expected);
    expect(await contents(shelf)).toBe(true);
    expect(await shelf.list()).toEqual(['m']);
    expect(told.at(-1)).toEqual({ phase: 'download', loaded: size, total: size, from: 0 });
    expect(told.map(({ loaded }) => loaded)).toEqual(told.map(({ loaded }) => loaded).sort((a, b) => a - b));
  });

  it('goes on from where the connection broke, and fetches no byte twice', async () => {
    const { url, asked } = await serve({ breakAfter: 2 << 20 });
    const shelf = new MemoryShelf();
    await download({ url, target: 'm', expected, shelf });
    expect(await contents(shelf)).toBe(true);
    expect(asked.length).toBeGreaterThan(4);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('goes on from where an earlier call was aborted', async () => {
    const { url, asked } = await serve();
    const shelf = new MemoryShelf();
    const controller = new AbortController();
    const reason = new Error('enough');
    const first = download({
      url,
      target: 'm',
      expected,
      shelf,
      signal: controller.signal,
      onProgress: ({ loaded }) => loaded > size / 2 && controller.abort(reason),
    });
    await expect(first).rejects.toBe(reason);
    const kept = (await shelf.size('m'))!;
    expect(kept).toBeGreaterThan(size / 2);
    const told: ModelProgress[] = [];
    await download({ url, target: 'm', expected, shelf, onProgress: (progress) => told.push(progress) });
    expect(asked).toEqual([undefined, `bytes=${kept}-`]);
    expect(told[0]!.from).toBe(kept);
    expect(await contents(shelf)).toBe(true);
  });

  it('uses what a crash left, by hashing it again', async () => {
    const { url, asked } = await serve();
    const shelf = new MemoryShelf();
    const file = await shelf.open('m');
    file.write(model.subarray(0, 5 << 20), 0);
    await download({ url, target: 'm', expected, shelf });
    expect(asked).toEqual([`bytes=${5 << 20}-`]);
    expect(await contents(shelf)).toBe(true);
  });

  it('leaves out what it has where a server knows no ranges', async () => {
    const { url } = await serve({ ranges: false });
    const shelf = new MemoryShelf();
    (await shelf.open('m')).write(model.subarray(0, 1000), 0);
    expect(await download({ url, target: 'm', expected, shelf })).toEqual(expected);
    expect(await contents(shelf)).toBe(true);
  });

  it('begins anew when a file of unknown contents has changed meanwhile', async () => {
    const { url, options } = await serve({ breakAfter: 1 << 20 });
    const shelf = new MemoryShelf();
    const controller = new AbortController();
    await download({ url, target: 'm', shelf, signal: controller.signal, onProgress: () => controller.abort() }).catch(() => {});
    expect(await shelf.size('m')).toBeGreaterThan(0);
    options.bytes = model.slice().fill(7, 100);
    options.tag = '"v2"';
    options.breakAfter = Number.POSITIVE_INFINITY;
    await download({ url, target: 'm', shelf });
    expect(Buffer.compare((await shelf.read('m'))!, options.bytes)).toBe(0);
  });

  it('refuses another file of the same size, and keeps nothing of it', async () => {
    const other = model.slice();
    other[size - 1]! ^= 1;
    const { url } = await serve({ bytes: other });
    const shelf = new MemoryShelf();
    await expect(download({ url, target: 'm', expected, shelf })).rejects.toMatchObject({ code: 'integrity' });
    expect(await shelf.list()).toEqual([]);
  });

  it('refuses a file of another size before it is fetched', async () => {
    const { url } = await serve({ bytes: model.subarray(0, size - 5) });
    await expect(download({ url, target: 'm', expected, shelf: new MemoryShelf() })).rejects.toMatchObject({ code: 'integrity' });
  });

  it.each([
    ['a web page', 200, { 'content-type': 'text/html; charset=utf-8' }, '<!doctype html><title>App</title>', /web page came/],
    ['a web page that says it is bytes', 200, {}, '<!doctype html><title>App</title>', /not a GGUF/],
    ['a few bytes', 200, {}, 'GG', /not a GGUF|broke off/],
    ['an absence', 404, {}, 'no', /no such model file/],
    ['a failure', 503, {}, 'no', /answered 503/],
  ])('says so when %s comes instead, and stores nothing', async (_, status, headers, body, message) => {
    server = createServer((_request, response) => void response.writeHead(status, headers).end(body));
    await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.gguf`;
    const shelf = new MemoryShelf();
    const error = await download({ url, target: 'm', shelf }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'network', where: url, message: expect.stringMatching(message) });
    expect(await shelf.list()).toEqual([]);
  });

  it('gives up when nothing comes, and says that it would go on', async () => {
    const { url, asked } = await serve({ breakAfter: 0 });
    await expect(download({ url, target: 'm', expected, shelf: new MemoryShelf() })).rejects.toMatchObject({
      code: 'network',
      details: { loaded: 0, total: size },
    });
    expect(asked).toHaveLength(3);
  });

  it('says how much room is missing', async () => {
    const { url } = await serve();
    const shelf = new MemoryShelf();
    shelf.room = async () => 1000 as never;
    await expect(download({ url, target: 'm', expected, shelf })).rejects.toMatchObject({
      code: 'storage-full',
      details: { needed: size, room: 1000 },
    });
    expect(await shelf.list()).toEqual([]);
  });
});
