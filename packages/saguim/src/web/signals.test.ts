import { expect, it } from 'vitest';
import { anySignal, orAborted } from './signals.js';

it('follows the first signal that is aborted, with its reason, until let go', () => {
  const [one, two] = [new AbortController(), new AbortController()];
  const both = anySignal([one.signal, undefined, two.signal]);
  two.abort('two');
  one.abort('one');
  expect(both.signal.reason).toBe('two');
  expect(anySignal([one.signal]).signal.reason).toBe('one');
  const late = new AbortController();
  const released = anySignal([late.signal]);
  released.release();
  late.abort();
  expect(released.signal.aborted).toBe(false);
});

it('may follow one signal as often as it likes: Node warns of nothing', async () => {
  const warned: Error[] = [];
  const hear = (warning: Error) => warned.push(warning);
  process.on('warning', hear);
  const { signal } = new AbortController();
  const all = Array.from({ length: 64 }, () => anySignal([signal]));
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', hear);
  for (const { release } of all) release();
  expect(warned).toEqual([]);
});

it('rejects with the reason, or settles as the promise does', async () => {
  const controller = new AbortController();
  expect(await orAborted(Promise.resolve(1), controller.signal)).toBe(1);
  const never = orAborted(new Promise(() => {}), controller.signal);
  controller.abort('why');
  await expect(never).rejects.toBe('why');
  await expect(orAborted(Promise.resolve(1), controller.signal)).rejects.toBe('why');
});
