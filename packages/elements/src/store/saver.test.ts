import { expect, it } from 'vitest';
import { Saver } from './saver.js';

/** A clock that runs when told. */
class Clock {
  #tasks: (() => void)[] = [];
  start = (_: number, task: () => void) => {
    this.#tasks.push(task);
    return () => {
      this.#tasks = this.#tasks.filter((each) => each !== task);
    };
  };
  tick(): void {
    for (const task of this.#tasks.splice(0)) task();
  }
  get waiting(): number {
    return this.#tasks.length;
  }
}

it('writes at once, then the newest state once an interval', async () => {
  const clock = new Clock();
  let state = 0;
  const written: number[] = [];
  const saver = new Saver(async () => void written.push(state), 100, clock);
  state = 1;
  saver.touch();
  expect(written).toEqual([1]);
  for (state = 2; state < 10; state++) saver.touch();
  await expect.poll(() => clock.waiting).toBe(1);
  expect(written).toEqual([1]);
  state = 9;
  saver.touch();
  clock.tick();
  expect(written).toEqual([1, 9]);
});

it('flushes what is new, and forgets what is cancelled', async () => {
  const clock = new Clock();
  let state = 0;
  const written: number[] = [];
  const saver = new Saver(async () => void written.push(state), 100, clock);
  saver.touch();
  state = 5;
  saver.touch();
  await saver.flush();
  expect(written).toEqual([0, 5]);
  state = 6;
  saver.touch();
  saver.cancel();
  clock.tick();
  await saver.flush();
  expect(written).toEqual([0, 5]);
});
