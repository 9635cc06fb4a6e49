import { BARRIER_COUNT, BARRIER_GENERATION, CANCEL, POISON, THREADS, COUNTERS } from './layout';

/** Turns of the spin before a thread sleeps: some tens of microseconds. */
const SPINS: i32 = 4000;
/** A barrier that nobody leaves for so long has lost a thread: 100 sleeps of 100 ms. */
const SLEEP: i64 = 100_000_000;
const SLEEPS: i32 = 100;

/**
 * Waits for all threads of the step. Gives false when the step is to be left: cancelled, or a thread is gone.
 * The last to arrive reads the cancel word for all, so that all leave at the same barrier.
 */
export function barrier(): bool {
  if (!ASC_FEATURE_THREADS) return load<i32>(CANCEL) == 0;
  const threads = load<i32>(THREADS);
  if (threads == 1) return atomic.load<i32>(CANCEL) == 0;
  const generation = atomic.load<i32>(BARRIER_GENERATION);
  if (atomic.add<i32>(BARRIER_COUNT, 1) == threads - 1) {
    atomic.store<i32>(BARRIER_COUNT, 0);
    // The lowest bit carries the verdict, the rest counts.
    const next = ((generation | 1) + 1) | (atomic.load<i32>(CANCEL) != 0 ? 1 : 0);
    atomic.store<i32>(BARRIER_GENERATION, next);
    atomic.notify(BARRIER_GENERATION, -1);
    return (next & 1) == 0;
  }
  for (let i = 0; i < SPINS; i++) {
    const now = atomic.load<i32>(BARRIER_GENERATION);
    if (now != generation) return (now & 1) == 0;
  }
  for (let i = 0; i < SLEEPS; i++) {
    atomic.wait<i32>(BARRIER_GENERATION, generation, SLEEP);
    const now = atomic.load<i32>(BARRIER_GENERATION);
    if (now != generation) return (now & 1) == 0;
    if (atomic.load<i32>(POISON)) return false;
  }
  atomic.store<i32>(POISON, 1);
  return false;
}

/** Takes the next `chunk` items of operation `index`; gives the first. */
// @ts-ignore: decorator
@inline
export function take(index: i32, chunk: i32): i32 {
  const counter = <usize>load<i32>(COUNTERS) + <usize>index * 64;
  if (ASC_FEATURE_THREADS) return atomic.add<i32>(counter, chunk);
  const first = load<i32>(counter);
  store<i32>(counter, first + chunk);
  return first;
}
