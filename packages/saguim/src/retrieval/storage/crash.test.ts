import { expect, it } from 'vitest';
import type { DocumentInput } from '../check-documents.js';
import { addTo, openCore, randomNumbers, randomText, request } from '../core-cases.case.js';
import { HashingEmbedder } from '../hashing-embedder.case.js';
import type { IndexCore } from '../index-core.js';
import { CrashFolder, Killed } from './crash-folder.case.js';
import { journalLimits } from './index-store.js';

const embedder = new HashingEmbedder({ dimensions: 8 });

/** What is in the index, as everybody was told. */
type Contents = Map<string, string>;

type Step = { readonly run: (core: IndexCore) => Promise<unknown>; readonly apply: (contents: Contents) => void };

/** A life of an index: additions, changes, removals, sealing of journals and merging. */
function steps(): Step[] {
  const random = randomNumbers(5);
  const list: Step[] = [];
  let next = 0;
  const add = (documents: DocumentInput[], mode: 'add' | 'update') =>
    list.push({
      run: (core) => addTo(core, embedder, documents, mode),
      apply: (contents) => {
        for (const { id, text } of documents) contents.set(id, text);
      },
    });
  const fresh = () => ({ id: `d${next++}`, text: randomText(random, 3 + Math.floor(random() * 10)), metadata: { n: next } });
  for (let round = 0; round < 26; round++) {
    add([fresh(), fresh()], 'add');
    if (round % 3 === 1) add([{ id: `d${Math.floor(random() * next)}`, text: randomText(random, 6) }, fresh()], 'update');
    if (round % 4 === 2) {
      const ids = [`d${Math.floor(random() * next)}`, `d${Math.floor(random() * next)}`];
      list.push({
        run: (core) => core.remove(ids),
        apply: (contents) => {
          for (const id of ids) contents.delete(id);
        },
      });
    }
    if (round === 17) list.push({ run: (core) => core.clear(), apply: (contents) => contents.clear() });
  }
  return list;
}

/** Runs the life until it ends or is killed. @returns what was acknowledged, and what was being done */
async function live(folder: CrashFolder): Promise<{ contents: Contents; pending?: Contents }> {
  const contents: Contents = new Map();
  let core: IndexCore | undefined;
  try {
    core = await openCore(folder, embedder);
    for (const step of steps()) {
      const after = new Map(contents);
      step.apply(after);
      try {
        await step.run(core);
        await core.settled();
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        return { contents, pending: after };
      }
      step.apply(contents);
    }
    return { contents };
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return { contents, pending: contents };
  }
}

async function read(folder: CrashFolder): Promise<{ contents: Contents; damage: number; core: IndexCore }> {
  const core = await openCore(folder, embedder);
  const contents: Contents = new Map();
  const page = await core.page(0, 1_000);
  for (const { id, text } of page?.documents ?? []) contents.set(id, text);
  return { contents, damage: (await core.info()).damage.length, core };
}

const sorted = (contents: Contents) => [...contents].sort(([a], [b]) => (a < b ? -1 : 1));

it('loses nothing that was acknowledged, wherever it is killed', { timeout: 120_000 }, async () => {
  const before = { ...journalLimits };
  Object.assign(journalLimits, { bytes: 1 << 20, records: 2 });
  try {
    const whole = new CrashFolder();
    const { contents: end } = await live(whole);
    expect(sorted((await read(whole.afterCrash(true))).contents)).toEqual(sorted(end));
    // Before and after every step, and inside every write.
    const points = new Set<number>();
    for (const [index, border] of whole.borders.entries()) {
      points.add(border);
      const from = whole.borders[index - 1] ?? 0;
      if (border - from > 1)
        for (const share of [0.1, 0.3, 0.5, 0.8]) points.add(Math.floor(from + (border - from) * share)).add(border - 1);
    }
    const chosen = [...points].sort((a, b) => a - b);
    expect(chosen.length).toBeGreaterThanOrEqual(500);
    let killed = 0;
    for (const point of chosen) {
      const folder = new CrashFolder();
      folder.killAt = point;
      const { contents, pending } = await live(folder);
      if (pending) killed++;
      const after = folder.afterCrash(point % 2 === 0);
      const found = await read(after);
      const now = JSON.stringify(sorted(found.contents));
      const allowed = [contents, pending ?? contents].map((state) => JSON.stringify(sorted(state)));
      if (!allowed.includes(now)) throw new Error(`killed at ${point}: ${now} is neither ${allowed.join(' nor ')}`);
      expect(found.damage).toBe(0);
      // And it goes on.
      await addTo(found.core, embedder, [{ id: 'later', text: 'unicorn lighthouse' }]);
      expect((await found.core.search(request('unicorn', undefined))).hits[0]!.id).toBe('later');
      await found.core.close();
      expect((await read(after.afterCrash(true))).contents.size).toBe(found.contents.size + 1);
    }
    expect(killed).toBeGreaterThanOrEqual(500);
  } finally {
    Object.assign(journalLimits, before);
  }
});

it('stays as it was where the disk is full, and goes on when there is room', async () => {
  const whole = new CrashFolder();
  await live(whole);
  const random = randomNumbers(3);
  for (let round = 0; round < 60; round++) {
    const folder = new CrashFolder();
    const core = await openCore(folder, embedder);
    await addTo(core, embedder, [{ id: 'first', text: 'lighthouse' }]);
    folder.fullAt = folder.steps + Math.floor(random() * 600);
    const many = Array.from({ length: 5 }, (_, at) => ({ id: `m${at}`, text: randomText(random, 8) }));
    await expect(addTo(core, embedder, many)).rejects.toMatchObject({ code: 'storage-full' });
    expect(await core.info()).toMatchObject({ documents: 1 });
    folder.fullAt = Number.POSITIVE_INFINITY;
    expect((await read(folder.afterCrash(false))).contents.size).toBe(1);
    await addTo(core, embedder, many);
    await core.close();
    const again = await read(folder.afterCrash(true));
    expect(again.contents.size).toBe(6);
    expect(again.damage).toBe(0);
  }
});
