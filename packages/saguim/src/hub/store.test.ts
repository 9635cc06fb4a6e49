import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryShelf } from './memory-shelf.js';
import { fetchModel } from './store.js';
import { findStored, listStored, removeStored } from './stored-model.js';

const bytes = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(100_000, 3)]);
const file = { path: 'tiny.gguf', bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };

let server: Server;
let base: string;
let asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url!);
    if (request.url === '/models/tiny/model.json') response.end(JSON.stringify({ name: 'tiny', files: [file] }));
    else if (request.url === '/models/tiny/tiny.gguf') response.end(bytes);
    else if (request.url === '/page/tiny/model.json') response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>');
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(() => void server.close());

describe('fetchModel', () => {
  const card = () => ({ kind: 'card', name: 'tiny', base: `${base}models/tiny/` }) as const;
  const address = () => ({ kind: 'address', name: 'tiny', url: `${base}models/tiny/tiny.gguf`, file }) as const;

  it('stores a model once, finds it without the network, and removes it whole', async () => {
    asked = [];
    const shelf = new MemoryShelf();
    const stored = await fetchModel(shelf, card());
    expect(stored).toMatchObject({ name: 'tiny', bytes: bytes.length, sha256: file.sha256 });
    expect(asked).toEqual(['/models/tiny/model.json', '/models/tiny/tiny.gguf']);
    expect(await fetchModel(shelf, card())).toEqual(stored);
    expect(await fetchModel(shelf, address())).toEqual(stored);
    expect(asked).toHaveLength(2);
    expect(await listStored(shelf)).toEqual([stored]);
    expect(await removeStored(shelf, 'tiny')).toBe(true);
    expect(await removeStored(shelf, 'tiny')).toBe(false);
    expect(await shelf.list()).toEqual([]);
  });

  it('does not take a file for a model while its marker is missing, damaged or of another size', async () => {
    const shelf = new MemoryShelf();
    const stored = await fetchModel(shelf, address());
    const marker = `${file.sha256}.json`;
    const truncated = await shelf.open(stored.file);
    truncated.truncate(10);
    expect(await findStored(shelf, address())).toBeUndefined();
    await fetchModel(shelf, address());
    expect(await findStored(shelf, address())).toBeDefined();
    (await shelf.open(marker)).truncate(5);
    expect(await findStored(shelf, address())).toBeUndefined();
    asked = [];
    await fetchModel(shelf, address()); // the bytes are there and right: nothing is asked of the network
    expect(asked).toEqual([]);
  });

  it.each([
    ['models/nope/', 'not-found'],
    ['page/tiny/', 'network'],
  ])('refuses a base without the model (%s) as %s', async (path, code) => {
    const shelf = new MemoryShelf();
    await expect(fetchModel(shelf, { kind: 'card', name: 'tiny', base: base + path })).rejects.toMatchObject({ code });
    expect(await shelf.list()).toEqual([]);
  });
});
