import { expect, it } from 'vitest';
import { ModelLoader } from '../chat/model-loader.js';
import type { SaverClock } from '../store/saver.js';
import { MemoryTables } from '../store/table-store.js';
import { UNDO_TIME } from '../undo-time.js';
import { type LibraryTables, libraryTables, placeOf } from './library.js';
import type { FoundPassage, LibraryController } from './library-controller.js';
import { ScriptedSearchProvider } from './scripted-search-provider.case.js';
import { SearchRoom } from './search-room.js';

/** Time goes on when the test says so. */
class Clock implements SaverClock {
  time = 1000;
  readonly #timers = new Set<{ at: number; task: () => void }>();
  start(milliseconds: number, task: () => void): () => void {
    const timer = { at: this.time + milliseconds, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
  pass(milliseconds: number): void {
    this.time += milliseconds;
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.time)) {
      this.#timers.delete(timer);
      timer.task();
    }
  }
}

const setup = (store = new MemoryTables<LibraryTables>(libraryTables), provider = new ScriptedSearchProvider(), clock = new Clock()) => {
  const room = new SearchRoom(new ModelLoader(provider), store, { clock, now: () => clock.time });
  return { room, store, provider, clock };
};
const found = (path: string, content: string) => ({ path, file: new File([content], path.replace(/^.*\//, '')) });
const idle = (controller: LibraryController) => expect.poll(() => controller.queue.phase).toBe('idle');

it('adds what can be read, marks what cannot, names what is left out, and stops for none', async () => {
  const { room, store } = setup();
  const controller = await room.create('Notes');
  await controller.addFiles([
    found('a.txt', 'the cat sleeps'),
    found('b/empty.md', ''),
    found('c.png', 'x'),
    found('d.csv', 'name,age\nAna,3'),
  ]);
  expect(room.loader.state.phase).not.toBe('ready');
  await idle(controller);
  expect(room.loader.state.phase).toBe('ready');
  expect(controller.leftOut).toEqual(['c.png']);
  expect(controller.documents.map(({ path, status, fault }) => [path, status, fault])).toEqual([
    ['a.txt', 'ready', undefined],
    ['b/empty.md', 'failed', 'empty'],
    ['d.csv', 'ready', undefined],
  ]);
  expect(await store.all('files')).toEqual([]);
  controller.search({ query: 'cat', filter: {} });
  await expect.poll(() => controller.hits?.length).toBe(1);
  expect(controller.hits![0]).toMatchObject({ text: 'the cat sleeps', highlights: [{ start: 4, end: 7 }], source: { title: 'a' } });
  controller.search({ query: 'cat', filter: { type: 'csv' } });
  await expect.poll(() => controller.hits?.length).toBe(0);
  expect(controller.failed.map(({ path }) => path)).toEqual(['b/empty.md']);
  controller.forgetFailed();
  expect([controller.failed.length, controller.documents.length]).toEqual([0, 3]);
  await controller.addFiles([found('b/empty.md', ' ')]);
  await expect.poll(() => controller.failed.map(({ fault }) => fault)).toEqual(['no-text']);
});

it('knows the rows of a table that is still read', async () => {
  const { room, store, provider } = setup();
  provider.gate = new Promise(() => {});
  const controller = await room.create('Notes');
  controller.search({ query: 'tea', filter: {} });
  void controller.addFiles([found('table.csv', 'name,price\nbread,2\ntea,3')]);
  await expect.poll(() => controller.queue.progress?.document).toBeDefined();
  controller.search({ query: 'tea 3', filter: {} });
  expect(controller.hits).toBeUndefined();
  controller.pause();
  await expect.poll(() => controller.queue.progress).toBeUndefined();
  provider.partly = true;
  controller.resume();
  await expect.poll(() => controller.searchable).toBe(true);
  controller.search({ query: 'tea', filter: {} });
  await expect.poll(() => controller.hits?.length).toBe(1);
  const [{ marks, passage, source }] = controller.hits as [FoundPassage];
  expect([source.status, source.type, placeOf(marks, passage.start)]).toEqual(['waiting', 'csv', { row: 3 }]);
  await controller.stop();
  expect(controller.documents).toEqual([]);
  expect(await store.all('outlines')).toEqual([]);
});

it('shows a few passages where none has the words, and says so', async () => {
  const { room, provider } = setup();
  provider.nearest = true;
  const controller = await room.create('Notes');
  await controller.addFiles([found('table.csv', `name,price\n${Array.from({ length: 40 }, (_, row) => `tea ${row},${row}`).join('\n')}`)]);
  await idle(controller);
  const ask = async (query: string, count: number) => {
    controller.search({ query, filter: {} });
    await expect.poll(() => controller.searching || controller.hits?.length).toBe(count);
    return controller.onlyNear;
  };
  expect(await ask('tea', 30)).toBe(false);
  expect(await ask('asdf qwer', 10)).toBe(true);
  expect(await ask('39 zzz', 30)).toBe(false);
  const [{ marks, passage, document }] = controller.hits!.filter(({ highlights }) => highlights.length > 0) as [FoundPassage];
  expect(placeOf(marks, passage.start)).toEqual({ row: 41 });
  controller.search({ query: '', filter: {}, like: { document, passage } });
  await expect.poll(() => controller.searching || controller.hits?.length).toBe(29);
  expect(controller.onlyNear).toBe(false);
});

it('pauses at once, and goes on in the next page where it was, paused or not', async () => {
  const { room, store, provider } = setup();
  provider.gate = new Promise(() => {});
  const controller = await room.create('Notes');
  void controller.addFiles([found('a.txt', 'one'), found('b.txt', 'two')]);
  await expect.poll(() => controller.queue.waiting.length).toBe(2);
  await expect.poll(() => controller.queue.progress?.document).toBeDefined();
  controller.pause();
  expect(controller.queue.phase).toBe('paused');
  await expect.poll(() => controller.queue.progress).toBeUndefined();
  provider.gate = undefined;
  await room.discardAll();

  const second = setup(store, provider);
  const again = (await second.room.open(controller.record.id))!;
  expect([again.queue.phase, again.queue.waiting.length, provider.indexes.get(again.record.id)?.added ?? []]).toEqual(['paused', 2, []]);
  again.resume();
  await idle(again);
  expect(provider.indexes.get(again.record.id)!.added).toEqual(['a', 'b']);

  provider.gate = new Promise(() => {});
  void again.addFiles([found('c.txt', 'three')]);
  await expect.poll(() => again.queue.progress?.document).toBeDefined();
  await second.room.discardAll();
  provider.gate = undefined;
  const third = (await setup(store, provider).room.open(controller.record.id))!;
  await idle(third);
  expect(third.ready).toHaveLength(3);
});

it('stops for good: what waits is forgotten, what was there stays', async () => {
  const { room, store, provider } = setup();
  const controller = await room.create('Notes');
  await controller.addFiles([found('a.txt', 'first')]);
  await idle(controller);
  provider.gate = new Promise(() => {});
  void controller.addFiles([found('a.txt', 'changed'), found('b.txt', 'new')]);
  await expect.poll(() => controller.queue.waiting.length).toBe(2);
  await controller.stop();
  provider.gate = undefined;
  expect(controller.documents.map(({ path, status }) => [path, status])).toEqual([['a.txt', 'ready']]);
  expect(await store.all('files')).toEqual([]);
  expect((await controller.read(controller.documents[0]!.id))!.text).toBe('first');
});

it('puts a file in the place of the one with its path', async () => {
  const { room, provider } = setup();
  const controller = await room.create('Notes');
  await controller.addFiles([found('a.txt', 'old words')]);
  await idle(controller);
  await controller.addFiles([found('a.txt', 'new words')]);
  await idle(controller);
  expect(controller.documents).toHaveLength(1);
  expect([...provider.indexes.values()][0]!.documents.size).toBe(1);
  expect((await controller.read(controller.documents[0]!.id))!.text).toBe('new words');
});

it('keeps the queue when the engine fails, and goes on when asked', async () => {
  const { room, provider } = setup();
  provider.failures.push(Object.assign(new Error('gone'), { code: 'worker-died' }));
  const controller = await room.create('Notes');
  await controller.addFiles([found('a.txt', 'one'), found('b.txt', 'two')]);
  await expect.poll(() => controller.queue.phase).toBe('failed');
  expect([controller.queue.problem!.kind, controller.queue.waiting.length]).toEqual(['worker', 2]);
  controller.resume();
  await idle(controller);
  expect(controller.ready).toHaveLength(2);
});

it('removes documents and libraries, brings them back, and deletes them when the time is over', async () => {
  const { room, store, provider, clock } = setup();
  const controller = await room.create('Notes');
  await controller.addFiles([found('a.txt', 'one'), found('b.txt', 'one more')]);
  await idle(controller);
  const [first] = controller.documents;
  const index = provider.indexes.get(controller.record.id)!;
  controller.search({ query: 'one', filter: {} });
  await expect.poll(() => controller.hits?.length).toBe(2);
  await controller.remove(first!.id);
  expect([controller.hits!.length, index.documents.size]).toEqual([1, 2]);
  await controller.restore(first!.id);
  await expect.poll(() => controller.hits?.length).toBe(2);
  await controller.remove(first!.id);
  clock.pass(UNDO_TIME);
  await expect.poll(() => index.documents.size).toBe(1);
  await expect.poll(() => store.all('documents').then((all) => all.length)).toBe(1);

  await room.remove(controller.record.id);
  expect(room.records).toEqual([]);
  await room.restore(controller.record.id);
  expect(room.records).toHaveLength(1);
  await room.remove(controller.record.id);
  clock.pass(UNDO_TIME);
  await expect.poll(() => provider.indexes.size).toBe(0);
  for (const table of ['libraries', 'documents', 'outlines', 'files'] as const) await expect.poll(() => store.all(table)).toEqual([]);
});
