import { expect, it } from 'vitest';
import { textBatches } from './text-batches.js';

async function all<T>(source: Iterable<T> | AsyncIterable<T>, size: number): Promise<T[][]> {
  const batches: T[][] = [];
  for await (const batch of textBatches(source, size)) batches.push(batch);
  return batches;
}

it('fills batches from what is there', async () => {
  expect(await all([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(await all([], 2)).toEqual([]);
});

it('gives what there is when a source is slow', async () => {
  let give: (() => void) | undefined;
  async function* slow() {
    yield 1;
    yield 2;
    await new Promise<void>((resolve) => (give = resolve));
    yield 3;
  }
  const batches = textBatches(slow(), 10);
  expect((await batches.next()).value).toEqual([1, 2]);
  give!();
  expect((await batches.next()).value).toEqual([3]);
  expect((await batches.next()).done).toBe(true);
});

it('passes on what the source throws, after what came before', async () => {
  async function* failing() {
    yield 1;
    await new Promise((resolve) => setImmediate(resolve));
    throw new Error('broken');
  }
  const batches = textBatches(failing(), 1);
  expect((await batches.next()).value).toEqual([1]);
  await expect(batches.next()).rejects.toThrow('broken');
});

it('gives what came before a failure that is heard in the middle of a batch', async () => {
  async function* failing() {
    yield 1;
    yield 2;
    throw new Error('no more');
  }
  const batches: number[][] = [];
  await expect(
    (async () => {
      for await (const batch of textBatches(failing(), 64)) batches.push(batch);
    })(),
  ).rejects.toThrow('no more');
  expect(batches).toEqual([[1, 2]]);
});

it('lets go of a source that hangs', async () => {
  let returned = false;
  const source = {
    [Symbol.asyncIterator]: () => ({
      next: async () => (returned ? { done: true as const, value: undefined } : { done: false as const, value: 1 }),
      return: async () => {
        returned = true;
        return { done: true as const, value: undefined };
      },
    }),
  };
  for await (const _ of textBatches(source, 1)) break;
  expect(returned).toBe(true);
});

it.each([0, -1, 1.5])('refuses a size of %d', async (size) => {
  await expect(all([1], size)).rejects.toBeInstanceOf(RangeError);
});
