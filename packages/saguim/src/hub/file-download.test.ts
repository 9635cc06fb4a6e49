import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chunkSums, FakeHub, type Faults, fakeModel, sha256 } from './fake-hub.case.js';
import { downloadFile, type FileEvent } from './file-download.js';
import type { ResolvedFile } from './hub-contract.js';
import { MemoryShelf } from './memory-shelf.js';
import { type Network, network } from './network.js';

const size = (1 << 20) + 12_345;
const model = fakeModel(size);
const sums = { bytes: size, sha256: sha256(model) };
/** Waits are told, and over at once. */
const waits: number[] = [];
let quick: Network;
const fast: Network = {
  ...network,
  wait: async (milliseconds, signal) => {
    waits.push(milliseconds);
    signal.throwIfAborted();
  },
  random: () => 1,
  runBytes: 256 << 10,
  saveEvery: 128 << 10,
};

let hub: FakeHub;
let shelf: MemoryShelf;
let events: FileEvent[];

beforeEach(async () => {
  hub = await FakeHub.start();
  hub.put('m.gguf', model);
  shelf = new MemoryShelf();
  events = [];
  waits.length = 0;
  quick = fast;
});
afterEach(() => hub.stop());

const file = (known: Partial<ResolvedFile> = sums): ResolvedFile => ({ path: 'm.gguf', url: `${hub.url}/m.gguf`, ...known });
const get = (known: Partial<ResolvedFile> = sums, signal?: AbortSignal, onEvent?: (event: FileEvent) => void) =>
  downloadFile({
    file: file(known),
    target: 'k/m.gguf',
    headers: () => ({}),
    shelf,
    network: quick,
    signal,
    onEvent: (event) => {
      events.push(event);
      onEvent?.(event);
    },
  });
const stored = async () => Buffer.compare((await shelf.read('k/m.gguf'))!, hub.files.get('m.gguf')!.bytes) === 0;

/** Large enough for sums of pieces. */
const large = fakeModel((9 << 20) + 12_345);
const largeSums = { bytes: large.length, sha256: sha256(large), chunkSha256: chunkSums(large) };

describe('a download', () => {
  it('brings the file whole in parallel parts, each byte once, and leaves nothing else', async () => {
    expect(await get()).toEqual(sums);
    expect(await stored()).toBe(true);
    expect(await shelf.list()).toEqual(['k/m.gguf']);
    expect(hub.asked.length).toBeGreaterThan(1);
    expect(hub.sent).toBeGreaterThanOrEqual(size);
    expect(events.at(-1)).toMatchObject({ loaded: size, total: size });
    const loaded = events.map((event) => event.loaded);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
  });

  it.each<[string, Faults, Partial<ResolvedFile>]>([
    ['of which nothing is known', {}, {}],
    ['of which nothing is known, without tags', { noTags: true }, {}],
    ['of which nothing is known, without a length', { noLength: true, ignoreRanges: true }, {}],
    ['of which nothing is known, without anything', { noLength: true, ignoreRanges: true, noTags: true }, {}],
    ['whose line is cut all the time', { cutAfter: 70_001 }, sums],
    ['whose line is cut all the time, unknown', { cutAfter: 70_001 }, {}],
    ['whose line is cut, unknown and without tags', { cutAfter: 300_000, cuts: 2, noTags: true }, {}],
    ['from a server without parts', { ignoreRanges: true }, sums],
    ['from a server without parts whose line is cut', { ignoreRanges: true, cutAfter: 600_000, cuts: 3 }, sums],
    ['from a server that sends other parts', { wrongRanges: true }, sums],
    ['from a server that compresses', { compress: true }, sums],
    ['from a server that compresses, unknown', { compress: true }, {}],
    ['with a new tag each time', { newTags: true }, sums],
    ['after errors that pass', { answers: [{ status: 503 }, { status: 429, headers: { 'retry-after': '7' } }, { status: 502 }] }, sums],
    ['on a line that stalls', { stall: { after: 100_000, times: 3 } }, sums],
    ['with two damaged bytes', { corrupt: [100, 900_000] }, sums],
  ])('brings a file %s', async (_, faults, known) => {
    hub.faults = faults;
    if (faults.stall) quick = { ...quick, stallMilliseconds: 200 };
    expect(await get(known)).toEqual(sums);
    expect(await stored()).toBe(true);
    expect(await shelf.list()).toEqual(['k/m.gguf']);
  });

  it('waits as long as the server asks', async () => {
    hub.faults = { answers: [{ status: 429, headers: { 'retry-after': '7' } }] };
    await get();
    expect(waits).toEqual([7000]);
    expect(events.find(({ state }) => state === 'retrying')).toMatchObject({ reason: expect.stringContaining('429') });
  });

  it('fetches hardly anything twice when the line is cut', async () => {
    hub.faults = { cutAfter: 70_001 };
    await get();
    expect(hub.sent).toBeLessThan(size * 1.02 + 4 * (256 << 10));
  });

  it('fetches only the pieces that came damaged, where sums of pieces are known', async () => {
    hub.put('m.gguf', large);
    hub.faults = { corrupt: [100, 9_000_000] };
    expect(await get(largeSums)).toMatchObject({ sha256: largeSums.sha256 });
    expect(await stored()).toBe(true);
    expect(hub.sent).toBeLessThan(large.length + (5 << 20) + 4 * (256 << 10));
    expect(events.filter(({ state }) => state === 'anew').length).toBe(2);
  });

  it('says when the whole file is fetched anew', async () => {
    hub.faults = { corrupt: [900_000] };
    await get();
    expect(events.filter(({ state }) => state === 'anew')).toMatchObject([{ reason: expect.stringMatching(/damaged/) }]);
  });

  it('goes on where a call was aborted, in any part', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    await expect(get(sums, controller.signal, ({ loaded }) => loaded > size / 2 && controller.abort(reason))).rejects.toBe(reason);
    expect((await shelf.list()).sort()).toEqual(['k/m.gguf.journal', 'k/m.gguf.part']);
    const before = hub.sent;
    expect(await get()).toEqual(sums);
    expect(hub.sent - before).toBeLessThan(size * 0.75);
    expect(await stored()).toBe(true);
  });

  it.each([
    ['known', sums],
    ['unknown', {}],
    ['known by pieces', { ...sums, chunkSha256: chunkSums(model) }],
  ])('does not mix in a file that changed while nobody looked (%s)', async (_, known) => {
    const wrong = fakeModel(size, 99);
    hub.put('m.gguf', wrong);
    const controller = new AbortController();
    await get(known, controller.signal, ({ loaded }) => loaded > size / 2 && controller.abort()).catch(() => {});
    hub.put('m.gguf', model);
    expect(await get(known)).toEqual(sums);
    expect(await stored()).toBe(true);
  });

  it('does not mix in a file that changes in the middle', async () => {
    hub.put('m.gguf', fakeModel(size + 7, 99));
    hub.faults.onSend = (sent) => sent >= 128 << 10 && hub.files.get('m.gguf')!.bytes !== model && hub.put('m.gguf', model);
    hub.faults.cutAfter = 200_000;
    expect(await get({})).toEqual(sums);
    expect(await stored()).toBe(true);
    expect(events.some(({ state }) => state === 'anew')).toBe(true);
  });

  it('gives up a file that changes for ever', async () => {
    hub.faults = { newTags: true };
    await expect(get({})).rejects.toMatchObject({ code: 'network', message: expect.stringMatching(/changes again and again/) });
  });

  it('refuses another file, having tried twice, and keeps nothing of it', async () => {
    hub.put('m.gguf', fakeModel(size, 5));
    await expect(get()).rejects.toMatchObject({ code: 'integrity' });
    expect(await shelf.list()).toEqual([]);
    await expect(get({ ...sums, chunkSha256: chunkSums(model) })).rejects.toMatchObject({ code: 'integrity' });
    expect(await shelf.list()).toEqual([]);
  });

  it('refuses a file of another size before it is fetched', async () => {
    hub.put('m.gguf', model.subarray(0, size - 5));
    await expect(get()).rejects.toMatchObject({ code: 'integrity' });
    expect(hub.sent).toBeLessThan(size / 2);
  });

  it('refuses a file that is said to be longer than it is', async () => {
    hub.faults = { lie: 1000, cuts: 0 };
    await expect(get()).rejects.toMatchObject({ code: 'integrity' });
  });

  it.each([
    ['a web page', 200, { 'content-type': 'text/html; charset=utf-8' }, '<!doctype html><title>App</title>', /web page came/],
    ['a web page that says it is bytes', 200, {}, '<!doctype html><title>App</title>', /web page came/],
    ['something else', 200, {}, 'PK\u0003\u0004 and so on and on', /not a GGUF/],
    ['a few bytes', 200, {}, 'GG', /not a GGUF/],
    ['a note of Git LFS', 200, {}, 'version https://git-lfs.github.com/spec/v1\n', /Git LFS/],
    ['an absence', 404, {}, 'no', /no such model file/],
    ['a refusal', 401, {}, 'no', /refuses the file/],
    ['a failure', 500, {}, 'no', /answered 500/],
    ['a wait of an hour', 429, { 'retry-after': '3600' }, '', /in 60 minutes/],
  ])('says so when %s comes instead, and stores nothing', async (_, status, headers, body, message) => {
    const answers = Array.from({ length: 20 }, () => ({ status, headers: headers as Record<string, string>, body }));
    hub.faults = { answers };
    const error = await get({}).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'network', where: `${hub.url}/m.gguf`, message: expect.stringMatching(message) });
    expect(await shelf.list()).toEqual([]);
  });

  it('gives up when nothing comes, and says that it would go on', async () => {
    hub.faults = { cutAfter: 0 };
    await expect(get()).rejects.toMatchObject({ code: 'network', details: { loaded: 0, total: size } });
    expect(hub.asked).toHaveLength(3);
  });

  it('takes what a crash left: whole pieces by their sums, nothing without a journal', async () => {
    hub.put('m.gguf', large);
    (await shelf.open('k/m.gguf.part')).write(large.subarray(0, 8 << 20), 0);
    expect(await get(largeSums)).toMatchObject({ sha256: largeSums.sha256 });
    expect(hub.sent).toBe(large.length - (8 << 20));
    hub.put('m.gguf', model);
    await shelf.remove('k/m.gguf');
    (await shelf.open('k/m.gguf.part')).write(model.subarray(0, size - 1000), 0);
    expect(await get()).toEqual(sums);
  });
});

describe('a full disk', () => {
  it('at any step is said, keeps what is good, and the next call ends well', async () => {
    let allowed = 0;
    let steps = 0;
    /** Every change of the shelf costs one step. */
    class FullShelf extends MemoryShelf {
      async #step<T>(work: () => Promise<T>): Promise<T> {
        spend();
        return work();
      }
      override async open(path: string) {
        const open = await this.#step(() => super.open(path));
        const paid =
          <A extends unknown[]>(work: (...given: A) => void) =>
          (...given: A) => {
            spend();
            work(...given);
          };
        return { ...open, write: paid(open.write), truncate: paid(open.truncate), flush: paid(open.flush) };
      }
      override rename(from: string, to: string) {
        return this.#step(() => super.rename(from, to));
      }
    }
    const full = Object.assign(new Error('full'), { code: 'storage-full' });
    const { SaguimError } = await import('@saguim/engine/spec');
    const spend = () => {
      steps++;
      if (--allowed < 0) throw new SaguimError('storage-full', full.message);
    };
    const small = fakeModel(600_000);
    hub.put('m.gguf', small);
    const known = { bytes: small.length, sha256: sha256(small) };
    shelf = new FullShelf();
    allowed = Number.POSITIVE_INFINITY;
    await get(known);
    const most = steps;
    expect(most).toBeGreaterThan(10);
    for (let step = 0; step < most; step++) {
      shelf = new FullShelf();
      allowed = step;
      await expect(get(known), `step ${step}`).rejects.toMatchObject({ code: 'storage-full' });
      expect(await shelf.size('k/m.gguf')).toBeUndefined();
      allowed = Number.POSITIVE_INFINITY;
      expect(await get(known)).toEqual(known);
      expect(await stored()).toBe(true);
    }
  });

  it('is noticed before the first byte', async () => {
    shelf.room = async () => 1000;
    await expect(get()).rejects.toMatchObject({ code: 'storage-full', details: { needed: size, room: 1000 } });
    expect(hub.asked).toEqual([]);
    expect(await shelf.list()).toEqual([]);
  });
});
