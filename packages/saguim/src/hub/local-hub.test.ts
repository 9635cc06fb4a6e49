import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CatalogueEntry } from './catalogue-entry.js';
import { FakeHub, fakeModel, sha256 } from './fake-hub.case.js';
import type { HubOptions, PullProgress } from './hub-contract.js';
import { LocalHub } from './local-hub.js';
import { locateModel } from './location.js';
import { MemoryShelf } from './memory-shelf.js';
import { network } from './network.js';

const bytes = fakeModel(300_000) as Buffer<ArrayBuffer>;
const sum = sha256(bytes);
let clock = 0;
/** Waits are over at once, and every report is heard. */
const quick = {
  ...network,
  now: () => (clock += 200),
  runBytes: 64 << 10,
  wait: async (_: number, signal: AbortSignal) => signal.throwIfAborted(),
};

let hub: FakeHub;
let folder: string;
const before = { ...process.env };

beforeAll(async () => {
  hub = await FakeHub.start();
});
afterAll(() => hub.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saguim-hub-'));
  for (const name of ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN', 'HF_HUB_CACHE', 'HF_ENDPOINT', 'HF_HUB_OFFLINE']) delete process.env[name];
  process.env.HF_HOME = join(folder, 'hf');
  process.env.SAGUIM_CACHE = join(folder, 'cache');
  hub.files.clear();
  hub.asked.length = 0;
  hub.faults = {};
  hub.gated = false;
  hub.put('owner/tiny-gguf/tiny-q4_0.gguf', bytes);
});
afterEach(() => {
  process.env = { ...before };
  rmSync(folder, { recursive: true, force: true });
});

const open = (options: HubOptions = {}) => LocalHub.open({ endpoint: hub.url, ...options }, { network: quick });

const entry = (members: Partial<CatalogueEntry> = {}): CatalogueEntry => ({
  name: 'my-tiny',
  aliases: ['Xenova/my-tiny'],
  task: 'chat',
  family: 'llama',
  parameters: 1000,
  languages: ['en'],
  licence: { id: 'MIT', url: 'https://example.org/licence', free: true },
  context: 512,
  memory: 1_000_000,
  files: [{ path: 'tiny.gguf', source: 'hf:owner/tiny-gguf/tiny-q4_0.gguf', bytes: bytes.length, sha256: sum }],
  good: { en: 'tests', 'pt-BR': 'testes' },
  not: { en: 'the rest', 'pt-BR': 'o resto' },
  verified: { what: 'nothing' },
  ...members,
});

describe('pull', () => {
  it('brings a file of the Hugging Face hub, pinned to its commit, and knows it by source and short name', async () => {
    const told: PullProgress[] = [];
    const models = await open();
    const pulled = await models.pull('hf:owner/tiny-gguf/tiny-q4_0.gguf', { onProgress: (progress) => told.push(progress) });
    expect(pulled).toMatchObject({
      name: 'tiny-q4_0',
      source: 'hf:owner/tiny-gguf/tiny-q4_0.gguf',
      bytes: bytes.length,
      files: [{ sha256: sum }],
    });
    expect(readFileSync(pulled.path!)).toEqual(bytes);
    expect(hub.asked.map(({ path }) => path)).toContain(`owner/tiny-gguf/resolve/${hub.commit}/tiny-q4_0.gguf`);
    expect(told[0]).toMatchObject({ state: 'resolving' });
    expect(told.at(-1)).toMatchObject({ state: 'done', loaded: bytes.length, total: bytes.length, from: 0 });
    const asked = hub.asked.length;
    expect(await models.pull('tiny-q4_0')).toEqual(pulled);
    expect(await models.stored()).toEqual([pulled]);
    expect(hub.asked.length).toBe(asked);
    expect(locateModel('tiny-q4_0')).toMatchObject({ kind: 'path', path: pulled.path });
    expect(locateModel('hf:owner/tiny-gguf/tiny-q4_0.gguf')).toMatchObject({ kind: 'path', path: pulled.path });
  });

  it('chooses the file of a repository, and says what there is when that is not clear', async () => {
    hub.put('owner/tiny-gguf/tiny-f32.gguf', fakeModel(5000));
    hub.put('owner/tiny-gguf/tiny-q8_0.gguf', fakeModel(4000));
    const models = await open();
    expect((await models.resolve('hf:owner/tiny-gguf')).files[0]!.path).toBe('tiny-q4_0.gguf');
    expect((await models.resolve('hf:owner/tiny-gguf:Q8_0')).files[0]!.path).toBe('tiny-q8_0.gguf');
    expect((await models.resolve('owner/tiny-gguf')).files[0]!.path).toBe('tiny-q4_0.gguf');
    await expect(models.resolve('hf:owner/tiny-gguf:Q2_K')).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('tiny-f32.gguf'),
    });
    await expect(models.resolve('hf:owner/tiny-gguf/nope.gguf')).rejects.toMatchObject({ code: 'not-found' });
    await expect(models.resolve('hf:owner/tiny-gguf/model.onnx')).rejects.toMatchObject({ code: 'unsupported' });
    await expect(models.resolve('hf:owner/nothing')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('brings a folder of safetensors whole', async () => {
    const header = Buffer.from('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}');
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const weights = Buffer.concat([length, header, Buffer.alloc(4)]);
    for (const [path, content] of [
      ['config.json', Buffer.from('{"model_type":"llama"}')],
      ['tokenizer.json', Buffer.from('{}')],
      ['1_Pooling/config.json', Buffer.from('{}')],
      ['model.safetensors', weights],
      ['onnx/model.onnx', Buffer.from('no')],
      ['README.md', Buffer.from('no')],
    ] as const)
      hub.put(`owner/folder/${path}`, content);
    const pulled = await (await open()).pull('hf:owner/folder');
    expect(pulled.files.map(({ path }) => path)).toEqual(['config.json', 'tokenizer.json', '1_Pooling/config.json', 'model.safetensors']);
    expect(readFileSync(join(pulled.path!, 'model.safetensors'))).toEqual(weights);
    expect(locateModel('folder')).toMatchObject({ kind: 'path', path: pulled.path });
  });

  it('finds models of a catalogue by name and alias, and verifies what it says of them', async () => {
    const models = await open({ catalogue: [entry()] });
    const pulled = await models.pull('Xenova/my-tiny');
    expect(pulled).toMatchObject({ name: 'my-tiny', bytes: bytes.length });
    expect(await models.pull('my-tiny')).toEqual(pulled);
    expect(locateModel('Xenova/my-tiny')).toMatchObject({ kind: 'path', path: pulled.path });
    expect(hub.asked.every(({ path }) => !path.startsWith('api/'))).toBe(true); // all is known: nothing is asked but the file
    await models.remove('my-tiny');
    const wrong = await open({ catalogue: [entry({ files: [{ ...entry().files[0]!, sha256: 'f'.repeat(64) }] })] });
    await expect(wrong.pull('my-tiny')).rejects.toMatchObject({ code: 'integrity' });
    expect(await wrong.stored()).toEqual([]);
  });

  it('brings any address, and goes without the API where a mirror has none', async () => {
    hub.faults = { mirror: true };
    const models = await open();
    expect(await models.pull('hf:owner/tiny-gguf/tiny-q4_0.gguf')).toMatchObject({ files: [{ sha256: sum }] });
    expect(await models.pull(`${hub.url}/owner/tiny-gguf/tiny-q4_0.gguf?x=1`)).toMatchObject({ files: [{ sha256: sum }] });
    expect(new Set((await models.stored()).map(({ name }) => name)).size).toBe(2);
  });

  it('follows a redirect to another host without the token', async () => {
    const other = await FakeHub.start();
    other.put('owner/tiny-gguf/tiny-q4_0.gguf', bytes);
    hub.faults = { redirect: other.url };
    process.env.HF_TOKEN = 'hf_secret';
    await (await open()).pull('hf:owner/tiny-gguf/tiny-q4_0.gguf');
    expect(hub.asked.every(({ headers }) => headers.authorization === 'Bearer hf_secret')).toBe(true);
    expect(other.asked.length).toBeGreaterThan(0);
    expect(other.asked.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    await other.stop();
  });

  it('says of a gated model where to accept its licence, and takes a token', async () => {
    hub.faults = { token: 'hf_right' };
    hub.gated = true;
    const source = 'hf:owner/tiny-gguf/tiny-q4_0.gguf';
    expect(await (await open()).resolve(source)).toMatchObject({ gated: true, page: `${hub.url}/owner/tiny-gguf` });
    await expect((await open()).pull(source)).rejects.toMatchObject({
      code: 'network',
      hint: expect.stringMatching(/accept it at .*owner\/tiny-gguf.*HF_TOKEN/),
      details: { status: 401 },
    });
    expect(await (await open()).stored()).toEqual([]);
    mkdirSync(join(folder, 'hf'), { recursive: true });
    writeFileSync(join(folder, 'hf', 'token'), 'hf_right\n');
    expect(await (await open()).pull(source)).toMatchObject({ bytes: bytes.length });
  });

  it('pauses, lists what is unfinished, goes on, and cancels', async () => {
    const models = await open();
    const source = 'hf:owner/tiny-gguf/tiny-q4_0.gguf';
    const halfway = (work: () => void) => ({
      onProgress: ({ loaded, state }: PullProgress) => state === 'downloading' && loaded > 100_000 && work(),
    });
    await expect(
      models.pull(
        source,
        halfway(() => void models.pause(source)),
      ),
    ).rejects.toMatchObject({ name: 'AbortError' });
    const [partial] = await models.stored();
    expect(partial).toMatchObject({ name: 'tiny-q4_0', partial: { total: bytes.length } });
    expect(partial!.partial!.loaded).toBeGreaterThan(100_000);
    expect(() => locateModel('tiny-q4_0', folder)).toThrow();
    const told: PullProgress[] = [];
    hub.asked.length = 0;
    await models.pull(source, { onProgress: (progress) => told.push(progress) });
    expect(told.find(({ state }) => state === 'downloading')!.from).toBe(partial!.partial!.loaded);
    const ranges = hub.asked.flatMap(
      ({ range }) =>
        /^bytes=(\d+)-(\d+)$/
          .exec(range ?? '')
          ?.slice(1)
          .map(Number) ?? [],
    );
    const askedFor = ranges.reduce((sum, at, index) => (index % 2 ? sum + at + 1 : sum - at), 0);
    expect(askedFor).toBe(bytes.length - partial!.partial!.loaded);
    await models.remove(source);
    await expect(
      models.pull(
        source,
        halfway(() => void models.pause(source)),
      ),
    ).rejects.toMatchObject({ name: 'AbortError' });
    await models.cancel(source);
    expect(await models.stored()).toEqual([]);
  });

  it('is made once for all who ask at the same time', async () => {
    const hubs = await Promise.all([open(), open(), open()]);
    const all = await Promise.all(hubs.map((models) => models.pull('hf:owner/tiny-gguf/tiny-q4_0.gguf')));
    expect(all[1]).toEqual(all[0]);
    expect(hub.sent).toBe(bytes.length);
  });

  it.each(['', 'two words', '../x', 'hf:a', 'hf:a/b/../x', 'nope-nowhere', 'https://'])('refuses %j', async (name) => {
    await expect((await open()).pull(name)).rejects.toMatchObject({ code: expect.stringMatching(/invalid-argument|not-found/) });
  });
});

describe('an existing Hugging Face cache', () => {
  const fill = () => {
    const repository = join(folder, 'hf', 'hub', 'models--owner--tiny-gguf');
    const snapshot = join(repository, 'snapshots', hub.commit);
    mkdirSync(join(repository, 'blobs'), { recursive: true });
    mkdirSync(join(repository, 'refs'), { recursive: true });
    mkdirSync(snapshot, { recursive: true });
    writeFileSync(join(repository, 'blobs', sum), bytes);
    writeFileSync(join(repository, 'refs', 'main'), hub.commit);
    symlinkSync(join('..', '..', 'blobs', sum), join(snapshot, 'tiny-q4_0.gguf'));
    return join(snapshot, 'tiny-q4_0.gguf');
  };

  it.each(['hf:owner/tiny-gguf/tiny-q4_0.gguf', 'hf:owner/tiny-gguf', 'my-tiny'])('is used in place (%s)', async (name) => {
    const path = fill();
    process.env.HF_HUB_OFFLINE = '1';
    const models = await open({ catalogue: [entry()] });
    const pulled = await models.pull(name);
    expect(pulled).toMatchObject({ inPlace: true, path, bytes: 0, files: [{ bytes: bytes.length, sha256: sum }] });
    expect(hub.asked).toEqual([]);
    expect(locateModel(pulled.name)).toMatchObject({ kind: 'path', path });
    expect(await models.verify(pulled.name)).toMatchObject({ ok: true, files: [{ state: 'right' }] });
    expect(await models.suggestions()).toEqual([]);
    expect(await models.remove(pulled.name)).toBe(true);
    expect(readFileSync(path)).toEqual(bytes);
  });

  it('is not asked around when the network is forbidden', async () => {
    process.env.HF_HUB_OFFLINE = '1';
    await expect((await open()).pull('hf:owner/tiny-gguf/tiny-q4_0.gguf')).rejects.toMatchObject({
      code: 'not-found',
      message: /HF_HUB_OFFLINE/,
    });
    expect(hub.asked).toEqual([]);
  });
});

describe('the store', () => {
  it('verifies, and finds damage and absence', async () => {
    const models = await open();
    const { path, name } = await models.pull('hf:owner/tiny-gguf/tiny-q4_0.gguf');
    expect(await models.verify(name)).toMatchObject({ ok: true, files: [{ state: 'right', found: sum }] });
    const damaged = Buffer.from(bytes);
    damaged[200_000]! ^= 1;
    writeFileSync(path!, damaged);
    expect(await models.verify(name)).toMatchObject({ ok: false, files: [{ state: 'damaged', expected: sum }] });
    await expect(models.verify('nope')).rejects.toMatchObject({ code: 'not-found' });
    writeFileSync(path!, bytes.subarray(0, 1000));
    expect(await models.stored()).toEqual([]);
    expect(await models.pull('hf:owner/tiny-gguf/tiny-q4_0.gguf')).toMatchObject({ bytes: bytes.length });
    expect(await models.verify(name)).toMatchObject({ ok: true });
  });

  it('suggests what nobody finished, then what nobody used, then what is large', async () => {
    const { suggest } = await import('./suggestions.js');
    const day = 24 * 3600_000;
    const now = 100 * day;
    const model = (name: string, size: number, lastUsed: number, partial = false) => ({
      name,
      source: name,
      files: [],
      bytes: size,
      storedAt: 0,
      lastUsed,
      ...(partial ? { partial: { loaded: size, total: 2 * size } } : {}),
    });
    const all = [
      model('new-large', 900, now),
      model('new-small', 100, now),
      model('old', 50, 10 * day),
      model('older', 5, day),
      model('half', 1, now, true),
    ];
    expect(suggest(all, 0, now).map(({ model, why }) => [model.name, why])).toEqual([
      ['half', 'unfinished'],
      ['older', 'unused'],
      ['old', 'unused'],
      ['new-large', 'large'],
      ['new-small', 'large'],
    ]);
    expect(suggest(all, 10, now).map(({ model }) => model.name)).toEqual(['half', 'older', 'old']);
  });

  it('takes a file that was dropped', async () => {
    const shelf = new MemoryShelf();
    const models = await LocalHub.open({}, { shelf, network: quick });
    const stored = await models.importFile(new File([bytes], 'My Model (1).gguf'));
    expect(stored).toMatchObject({ name: 'my-model-1-', bytes: bytes.length, files: [{ sha256: sum }] });
    expect(await models.verify(stored.name)).toMatchObject({ ok: true });
    await expect(models.importFile(new File([bytes], 'my-model-1-.gguf'))).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(models.importFile(new File(['<html>'], 'page.gguf'))).rejects.toMatchObject({ code: 'bad-file' });
    shelf.room = async () => 10;
    await expect(models.importFile(new File([bytes], 'other.gguf'))).rejects.toMatchObject({ code: 'storage-full' });
    expect((await models.stored()).map(({ name }) => name)).toEqual([stored.name]);
  });
});
