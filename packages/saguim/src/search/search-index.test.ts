import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HashingEmbedder } from '../retrieval/hashing-embedder.case.js';
import { engineClient } from '../runtime/index.js';
import { SearchIndex } from './search-index.js';

let folder: string;
const opened: SearchIndex[] = [];

const open = async (embedder: HashingEmbedder | null = new HashingEmbedder(), options = {}) => {
  const index = await SearchIndex.open(folder, { embedder, ...options });
  opened.push(index);
  return index;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saguim-index-'));
});
afterEach(async () => {
  for (const index of opened.splice(0)) await index.close();
  rmSync(folder, { recursive: true, force: true });
});

const documents = Array.from({ length: 200 }, (_, n) => ({
  id: `d${n}`,
  text: `Document number ${n} about topic${n % 7}.`,
  metadata: { n },
}));

describe('an index in a folder', () => {
  it('adds, finds, and is there for the next one', async () => {
    const index = await open();
    const progress: number[] = [];
    expect(await index.add(documents, { onProgress: ({ done }) => progress.push(done) })).toBe(200);
    expect(progress.at(-1)).toBe(200);
    expect(progress.length).toBeGreaterThan(1);
    const { hits } = await index.search('number 42', { limit: 3 });
    expect(hits[0]).toMatchObject({ id: 'd42', metadata: { n: 42 } });
    expect((await index.search('topic3', { filter: { n: { gte: 100 } }, limit: 100, mode: 'words' })).hits).toHaveLength(15);
    await index.close();
    const again = await open();
    expect(await again.count()).toBe(200);
    expect((await again.search('number 42', { limit: 3 })).hits).toEqual(hits);
  });

  it('takes documents that come one by one', async () => {
    const index = await open();
    async function* come() {
      yield* documents;
    }
    expect(await index.add(come())).toBe(200);
    expect(await index.count()).toBe(200);
    const all: string[] = [];
    for await (const { id } of index.documents()) all.push(id);
    expect(all).toEqual(documents.map(({ id }) => id));
  });

  it('refuses a list with anything wrong in it before it adds anything', async () => {
    const index = await open();
    await index.add(documents.slice(199));
    await expect(index.add(documents)).rejects.toThrow(/"d199" is in the index already/);
    await expect(index.add([...documents.slice(0, 198), { id: 'x', text: 1 as never }])).rejects.toThrow(/documents\[198\]/);
    expect(await index.count()).toBe(1);
  });

  it('ends adding at once when it is aborted; what was told is kept', async () => {
    const embedder = new HashingEmbedder();
    const index = await open(embedder);
    const controller = new AbortController();
    let told = 0;
    const adding = index.add(documents, {
      signal: controller.signal,
      onProgress: ({ done }) => {
        told = done;
        controller.abort();
      },
    });
    await expect(adding).rejects.toMatchObject({ name: 'AbortError' });
    expect(told).toBeGreaterThan(0);
    expect(await index.count()).toBe(told);
    await index.update(documents);
    expect(embedder.embedded).toHaveLength(200);
  });

  it('goes on in a new worker when the worker is gone', async () => {
    const index = await open();
    await index.add(documents);
    await engineClient({}).terminate();
    expect(await index.count()).toBe(200);
    expect((await index.search('number 7')).hits[0]!.id).toBe('d7');
    const memory = await open(new HashingEmbedder(), { storage: 'memory' });
    await memory.add(documents.slice(0, 1));
    await engineClient({}).terminate();
    await expect(memory.count()).rejects.toMatchObject({ code: 'worker-died' });
    const closing = index.close();
    await engineClient({}).terminate();
    await closing;
  });

  it.each(['alone', 'with another call'])('says what is kept when the worker goes while vectors are made elsewhere (%s)', async (how) => {
    const embedder = new HashingEmbedder();
    const index = await open(embedder);
    const { embedTexts } = embedder;
    let batches = 0;
    embedder.embedTexts = async (...all) => {
      if (++batches === 2) {
        await engineClient({}).terminate();
        if (how === 'with another call') await index.count();
      }
      return embedTexts.apply(embedder, all);
    };
    let kept = 0;
    const adding = index.add(documents, { onProgress: ({ done }) => (kept = done) });
    await expect(adding).rejects.toMatchObject({ code: 'worker-died', hint: expect.stringContaining('onProgress') });
    expect(kept).toBeGreaterThan(0);
    expect(await index.count()).toBe(kept);
    expect(await index.add(documents.slice(kept))).toBe(documents.length - kept);
  });

  it('keeps nothing in memory storage', async () => {
    const index = await open(new HashingEmbedder(), { storage: 'memory' });
    await index.add(documents);
    expect((await index.search('number 42')).hits[0]!.id).toBe('d42');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is exported as one file and imported elsewhere', async () => {
    const index = await open();
    await index.add(documents);
    await index.remove(['d3', 'd5']);
    await index.update([{ id: 'd7', text: 'Unicorns.' }]);
    const file = await new Response(index.export()).blob();
    const other = await SearchIndex.open(join(folder, 'other'), { embedder: new HashingEmbedder() });
    opened.push(other);
    await other.add([{ id: 'gone', text: 'Will be gone.' }]);
    expect(await other.import(file)).toBe(198);
    expect(await other.count()).toBe(198);
    expect(await other.get('gone')).toBeUndefined();
    expect((await other.search('unicorns')).hits[0]!.id).toBe('d7');
    expect((await other.search('topic2 number')).hits).toEqual((await index.search('topic2 number')).hits);
    await other.add([{ id: 'new', text: 'More.' }]);
    const bytes = new Uint8Array(await file.arrayBuffer());
    bytes[bytes.length >> 1]! ^= 1;
    await expect(other.import(bytes)).rejects.toMatchObject({ code: 'bad-file' });
    await expect(other.import(new Uint8Array(3))).rejects.toMatchObject({ code: 'bad-file' });
    const stranger = await open(new HashingEmbedder({ fingerprint: 'other' }), { storage: 'memory' });
    await expect(stranger.import(file)).rejects.toThrow(/made with the model hashing/);
    expect(await other.count()).toBe(199);
  });

  it('takes no export in which a byte is another one: what is imported is what was exported', async () => {
    const index = await open(new HashingEmbedder(), { storage: 'memory' });
    await index.add([
      { id: 'a', text: 'Um gato dorme.', metadata: { lang: 'pt', year: 2020 } },
      { id: 'b', text: 'A cat sleeps.', metadata: { lang: 'en', year: 2021 } },
    ]);
    const search = () => index.search('cat', { filter: { or: [{ lang: 'pt' }, { year: { gt: 2020 } }] } });
    const before = await search();
    const file = new Uint8Array(await new Response(index.export()).arrayBuffer());
    let refused = 0;
    for (let at = 0; at < file.length; at += 3) {
      const damaged = file.slice();
      damaged[at]! ^= 1;
      await index.import(damaged).catch((error) => {
        expect(error).toMatchObject({ code: 'bad-file' });
        refused++;
      });
      expect(await search()).toEqual(before); // also where the byte is one between the parts, which says nothing
      expect((await index.info()).damage).toEqual([]);
    }
    expect(refused).toBeGreaterThan((file.length / 3) * 0.95);
  });

  it('of nothing is exported and imported too', async () => {
    const index = await open();
    expect(await index.import(index.export())).toBe(0);
    await index.add(documents.slice(0, 1));
    expect(await index.count()).toBe(1);
  });

  it('is made anew with another model when that is asked for, each text embedded once', async () => {
    const index = await open();
    await index.add(documents);
    await index.close();
    const other = new HashingEmbedder({ fingerprint: 'hashing-2', dimensions: 48 });
    await expect(open(other)).rejects.toMatchObject({ code: 'unsupported', details: { made: { fingerprint: 'hashing-1' } } });
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }) => done > 100 && controller.abort();
    await expect(open(other, { reindex: true, signal: controller.signal, onProgress })).rejects.toMatchObject({ name: 'AbortError' });
    const halfway = other.embedded.length;
    expect(halfway).toBeGreaterThan(100);
    expect((await (await open()).search('number 9')).hits[0]!.id).toBe('d9'); // it is still the old one
    for (const old of opened.splice(0)) await old.close();
    const again = await open(other, { reindex: true });
    expect(other.embedded.length).toBe(200);
    expect(await again.count()).toBe(200);
    expect((await again.search('number 42')).hits[0]!.id).toBe('d42');
    await expect(open()).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('is deleted', async () => {
    const index = await open();
    await index.add(documents);
    await SearchIndex.delete(folder);
    expect(() => readdirSync(folder)).toThrow(/ENOENT/);
    await expect(open(new HashingEmbedder(), { mode: 'read' })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('searching', () => {
  it('while typing, ends the search before', async () => {
    const index = await open();
    await index.add(documents);
    const first = index.search('numb', { typing: true });
    const second = index.search('number 4', { typing: true });
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect((await second).hits.length).toBeGreaterThan(0);
    const alone = index.search('number');
    await index.search('n', { typing: true });
    expect((await alone).hits.length).toBeGreaterThan(0);
  });

  it('by words needs no embedder', async () => {
    const index = await open();
    await index.add(documents);
    const words = await open(null, { mode: 'read' });
    expect((await words.search('number 42')).hits[0]).toMatchObject({ id: 'd42' });
    await expect(words.search('x', { mode: 'hybrid' })).rejects.toThrow(/without an embedder/);
    await expect(words.add([{ id: 'a', text: 'b' }])).rejects.toThrow(/without an embedder/);
  });

  it('embeds a query once', async () => {
    class Counting extends HashingEmbedder {
      queries = 0;
      override embedTexts(...args: Parameters<HashingEmbedder['embedTexts']>) {
        if (args[1]?.kind === 'query') this.queries++;
        return super.embedTexts(...args);
      }
    }
    const embedder = new Counting();
    const index = await open(embedder);
    await index.add(documents);
    for (const query of ['a', 'ab', 'a', 'ab']) await index.search(query, { typing: true });
    expect(embedder.queries).toBe(2);
  });

  it('for nothing finds nothing', async () => {
    const index = await open();
    await index.add(documents);
    expect((await index.search(' \n')).hits).toEqual([]);
  });

  it.each([
    [1, {}, /query is of type number/],
    ['x', { limit: 0 }, /limit 0/],
    ['x', { limit: 1.5 }, /limit 1.5/],
    ['x', { mode: 'magic' }, /mode "magic".*hybrid, vectors, words/],
    ['x', { group: 'pages' }, /group "pages"/],
    ['x', { filter: { n: { like: 1 } } }, /"like" for "n"/],
    ['x', { signal: 1 }, /AbortSignal/],
  ])('%j with %j is refused', async (query, options, message) => {
    const index = await open();
    await expect(index.search(query as never, options as never)).rejects.toThrow(message);
  });

  it('after closing is refused', async () => {
    const index = await open();
    await index.close();
    await index.close();
    await expect(index.search('x')).rejects.toMatchObject({ code: 'closed' });
  });
});

it.each([
  ['', {}, /An index has a name/],
  [1, {}, /An index has a name/],
  ['x', { mode: 'append' }, /mode "append"/],
  ['x', { storage: 'cloud' }, /storage "cloud"/],
])('opening %j with %j is refused', async (name, options, message) => {
  await expect(SearchIndex.open(name as never, { embedder: null, ...options } as never)).rejects.toThrow(message);
});
