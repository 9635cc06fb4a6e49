import { describe, expect, it } from 'vitest';
import { ThreadChoice } from './thread-choice.js';

/** Runs steps whose time is given by `time(threads, step)`; gives how often each number of threads was chosen in the last `counted` steps. */
function run(choice: ThreadChoice, steps: number, counted: number, time: (threads: number, step: number) => number, rows = 1) {
  const chosen = new Map<number, number>();
  for (let step = 0; step < steps; step++) {
    const threads = choice.choose(rows, 4);
    if (step >= steps - counted) chosen.set(threads, (chosen.get(threads) ?? 0) + 1);
    choice.record(rows, threads, time(threads, step));
  }
  return chosen;
}

describe('ThreadChoice', () => {
  it('stays with one thread where there is one', () => {
    expect(new ThreadChoice().choose(1, 1)).toBe(1);
  });

  it('takes all threads while they are faster, and tries one rarely', () => {
    const chosen = run(new ThreadChoice(), 1000, 500, (threads) => (threads === 1 ? 8 : 5));
    expect(chosen.get(4)).toBeGreaterThanOrEqual(497);
  });

  it('is not misled by a cold start', () => {
    const chosen = run(new ThreadChoice(), 100, 80, (threads, step) => (step < 5 ? 50 : threads === 1 ? 8 : 5));
    expect(chosen.get(4)).toBeGreaterThanOrEqual(70);
  });

  it('takes one thread while the others are held up, and all again when they are free', () => {
    const choice = new ThreadChoice();
    expect(run(choice, 600, 300, (threads) => (threads === 1 ? 8 : 30)).get(1)).toBeGreaterThanOrEqual(297);
    expect(run(choice, 134, 5, (threads) => (threads === 1 ? 8 : 5)).get(4)).toBe(5);
    expect(run(choice, 1500, 300, (threads) => (threads === 1 ? 8 : 5)).get(4)).toBeGreaterThanOrEqual(290);
  });

  it('tries all threads at once when nothing was asked for a while', () => {
    const choice = new ThreadChoice();
    const step = (now: number, all: number) => {
      const threads = choice.choose(1, 4, now);
      choice.record(1, threads, threads === 1 ? 8 : all);
      return threads;
    };
    for (let now = 0; now < 5_000; now += 10) step(now, 30);
    const rest = Array.from({ length: 129 }, (_, i) => step(5_000 + 10 * i, 30));
    expect(rest.filter((threads) => threads === 4)).toHaveLength(1);
    expect(Array.from({ length: 5 }, (_, i) => step(20_000 + 10 * i, 5))).toEqual([4, 4, 4, 4, 4]);
  });

  it('measures prompts and single rows apart', () => {
    const choice = new ThreadChoice();
    run(choice, 100, 0, (threads) => (threads === 1 ? 8 : 30));
    expect(run(choice, 100, 50, (threads) => (threads === 1 ? 400 : 210), 128).get(4)).toBeGreaterThanOrEqual(45);
    expect(run(choice, 20, 20, (threads) => (threads === 1 ? 8 : 30)).get(1)).toBeGreaterThanOrEqual(18);
  });

  it('slows no prompt down to try one thread, while all are faster for single rows', () => {
    const choice = new ThreadChoice();
    run(choice, 100, 0, (threads) => (threads === 1 ? 8 : 5));
    expect(run(choice, 300, 300, (threads) => (threads === 1 ? 400 : 210), 128).get(4)).toBe(300);
  });

  it('tries no prompt on one thread because a word was held up once, or threads lose by little', () => {
    const choice = new ThreadChoice();
    run(choice, 40, 0, (threads, step) => (step === 36 ? 200 : threads === 1 ? 8 : 5));
    expect(run(choice, 100, 100, (threads) => (threads === 1 ? 400 : 210), 36).get(4)).toBe(100);
    run(choice, 600, 0, (threads) => (threads === 1 ? 8 : 9));
    expect(run(choice, 100, 100, (threads) => (threads === 1 ? 400 : 210), 36).get(4)).toBe(100);
  });
});
