import { SaguimError } from '@saguim/engine/spec';
import { expect, it } from 'vitest';
import { MemoryFolder } from '../../platform/memory-folder.js';
import { addTo, openCore, randomNumbers, randomText, request } from '../core-cases.case.js';
import { HashingEmbedder } from '../hashing-embedder.case.js';
import type { IndexCore } from '../index-core.js';
import { copyFiles, folderOf } from './crash-folder.case.js';
import { journalLimits } from './index-store.js';

const embedder = new HashingEmbedder({ dimensions: 8 });

/** An index of several segments and a journal, with documents changed and removed. */
async function makeIndex(): Promise<Map<string, Uint8Array>> {
  const before = { ...journalLimits };
  Object.assign(journalLimits, { records: 3 });
  try {
    const folder = new MemoryFolder();
    const core = await openCore(folder, embedder);
    const random = randomNumbers(11);
    for (let at = 0; at < 30; at += 3) {
      const documents = Array.from({ length: 3 }, (_, index) => ({
        id: `d${at + index}`,
        text: randomText(random, 8),
        metadata: { n: at + index, kind: index === 0 ? 'a' : 'b' },
      }));
      await addTo(core, embedder, documents, 'update');
      if (at % 9 === 6) await core.remove([`d${at}`, 'd1']);
    }
    await core.close();
    return await copyFiles(folder);
  } finally {
    Object.assign(journalLimits, before);
  }
}

const isChanged = (known: string | undefined, document: object) => known !== undefined && JSON.stringify(document) !== known;

/** Everything that can be asked of an index; only errors that say something may come. */
async function useAll(core: IndexCore): Promise<void> {
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof SaguimError) || error.code === 'internal') throw error;
    }
  };
  await attempt(() => core.info());
  await attempt(() => core.search(request('river forest', embedder, { filter: { kind: 'a', n: { gte: 3 } } })));
  await attempt(() => core.search(request('riv', embedder, { partial: true })));
  await attempt(() => core.similar('d5', request('', undefined)));
  await attempt(() => core.page(0, 100));
  await attempt(() =>
    addTo(
      core,
      embedder,
      [
        { id: 'd5', text: 'unicorn' },
        { id: 'fresh', text: 'zebra' },
      ],
      'update',
    ),
  );
  await attempt(() => core.remove(['d8']));
}

const rounds = process.env.SAGUIM_LONG === '1' ? 5_000 : 2_000;

it(`opens what is left of damaged files, or says what is wrong: ${rounds} of them`, { timeout: 120_000 }, async () => {
  const files = await makeIndex();
  const whole = await openCore(await folderOf(files), embedder);
  const { documents } = await whole.info();
  const before = new Map((await whole.page(0, 100))!.documents.map((document) => [document.id, JSON.stringify(document)]));
  const random = randomNumbers(23);
  const names = [...files.keys()];
  let opened = 0;
  let named = 0;
  for (let round = 0; round < rounds; round++) {
    const damagedFiles = new Map([...files].map(([name, bytes]) => [name, bytes.slice()]));
    const changes = 1 + Math.floor(random() * 3);
    for (let change = 0; change < changes; change++) {
      const name = names[Math.floor(random() * names.length)]!;
      const bytes = damagedFiles.get(name);
      if (!bytes || bytes.length === 0) continue;
      const at = Math.floor(random() * bytes.length);
      const kind = Math.floor(random() * 6);
      if (kind === 0) damagedFiles.set(name, bytes.slice(0, at));
      else if (kind === 1) bytes.fill(Math.floor(random() * 256), at, at + 1 + Math.floor(random() * 64));
      else if (kind === 2) damagedFiles.delete(name);
      else if (kind === 3)
        damagedFiles.set(name, Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1 + Math.floor(random() * 16))]));
      else bytes[at]! ^= 1 << Math.floor(random() * 8);
    }
    const folder = await folderOf(damagedFiles);
    let core: IndexCore;
    try {
      core = await openCore(folder, embedder);
    } catch (error) {
      if (!(error instanceof SaguimError) || error.code === 'internal') throw error;
      continue;
    }
    opened++;
    const info = await core.info();
    if (info.damage.length > 0) named++;
    // What is read is what was written: never a document in a form that it never had.
    // (Some 100,000 documents: each in an `expect` of its own would take longer than all else.)
    const read = (await core.page(0, 100))?.documents ?? [];
    expect(read.filter(({ text }) => !/^[\p{L} ]+$/u.test(text))).toEqual([]);
    if (info.damage.length === 0) expect(read.filter((document) => isChanged(before.get(document.id), document))).toEqual([]);
    if (info.damage.length === 0 && info.documents < documents) {
      // Only the end of a journal may go without a word: that is what a killed writer leaves, and missing files of the journal.
      expect(names.some((name) => name.startsWith('journal') && damagedFiles.get(name)?.length !== files.get(name)!.length)).toBe(true);
    }
    await useAll(core);
    await core.close();
  }
  expect(opened).toBeGreaterThan(rounds * 0.8);
  expect(named).toBeGreaterThan(rounds * 0.5);
});

it('makes what follows from documents and vectors anew where it is damaged, and nothing is lost', async () => {
  const files = await makeIndex();
  const name = [...files.keys()].find((file) => file.startsWith('segment-'))!;
  const whole = await openCore(await folderOf(files), embedder);
  const { documents } = await whole.info();
  const expected = await whole.search(request('river forest house', embedder, { limit: 50 }));
  const text = new TextDecoder('latin1').decode(files.get(name));
  const footer = JSON.parse(text.slice(text.lastIndexOf('{"format"'), text.lastIndexOf('}') + 1)) as {
    sections: Record<string, [number, number, number]>;
  };
  for (const section of ['rows', 'scales', 'terms', 'postings', 'postingCounts', 'passageLengths', 'idHashes', 'idOrdinals']) {
    const broken = new Map([...files].map(([file, bytes]) => [file, bytes.slice()]));
    broken.get(name)![footer.sections[section]![0]]! ^= 0x40;
    const folder = await folderOf(broken);
    const core = await openCore(folder, embedder);
    expect((await core.info()).damage).toMatchObject([{ file: name, message: expect.stringContaining(`"${section}"`) }]);
    expect((await core.info()).documents).toBe(documents);
    expect(await core.search(request('river forest house', embedder, { limit: 50 }))).toEqual(expected);
    // It was written anew in the background: the next one finds nothing damaged.
    await core.settled();
    await core.close();
    expect((await (await openCore(folder, embedder)).info()).damage).toEqual([]);
  }
});

it('leaves out one damaged document, names it, and keeps the others', async () => {
  const files = await makeIndex();
  const name = [...files.keys()].find((file) => file.startsWith('segment-'))!;
  files.get(name)![20]! ^= 1;
  const core = await openCore(await folderOf(files), embedder);
  const page = await core.page(0, 100);
  const { documents, damage } = await core.info();
  expect(page!.documents).toHaveLength(documents - 1);
  expect(damage).toMatchObject([{ file: name, message: expect.stringContaining('document 0'), offset: 8 }]);
});

it('refuses files of a newer version, and keeps them', async () => {
  const files = await makeIndex();
  const name = [...files.keys()].find((file) => file.startsWith('manifest-'))!;
  const { checksum } = await import('../segment/checksum.js');
  const json = new TextEncoder().encode(new TextDecoder().decode(files.get(name)).split('\n')[0]!.replace('"format":1', '"format":2'));
  files.set(name, new TextEncoder().encode(`${new TextDecoder().decode(json)}\n${checksum(json).toString(16).padStart(8, '0')}\n`));
  const folder = await folderOf(files);
  await expect(openCore(folder, embedder)).rejects.toThrow(/newer version \(format 2.*Update saguim/);
  expect((await folder.list()).sort()).toEqual([...files.keys()].sort());
});
