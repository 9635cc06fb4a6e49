import { expect, it } from 'vitest';
import { MemoryCommentStore } from './memory-store.js';
import { moderatingCases } from './moderating.case.js';
import type { MakeStore } from './stage.case.js';
import { writingCases } from './writing.case.js';

const makeStore: MakeStore = async () => {
  let time = Date.UTC(2026, 0, 1);
  const store = new MemoryCommentStore({ now: () => time });
  return { store, advance: (milliseconds) => void (time += milliseconds), end: () => store.close() };
};

it.each([...writingCases, ...moderatingCases])('$name', ({ run }) => run(makeStore));

it('leaves nothing of what failed', async () => {
  const { store } = await makeStore();
  const attempt = store.transaction(async (transaction) => {
    await transaction.initialSetting('a', 'b');
    await transaction.addVisible('page', 1);
    throw new Error('no');
  });
  await expect(attempt).rejects.toThrow('no');
  await store.read(async (reader) => expect([await reader.setting('a'), await reader.page('page')]).toEqual([undefined, undefined]));
});
