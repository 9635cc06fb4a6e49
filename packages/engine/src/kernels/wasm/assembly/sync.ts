import { BARRIER_COUNT, BARRIER_GENERATION, CANCEL, POISON, THREADS, COUNTERS } from './layout';

/**
 * Turns of the spin before a thread sleeps: a few hundred microseconds, more than threads of one step are apart unless the system took
 * one away. Waking a sleeper costs as much as a whole layer.
 */
const SPINS: i32 = 200_000;
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

/**
 * Takes the next items of operation `index`: a quarter of what is left for each thread, `least` at least, so that a thread streams long runs of
 * weights and all end together. Gives count << 32 | first, or -1 when none is left.
 */
export function takeGuided(index: i32, items: i32, least: i32): i64 {
  const counter = <usize>load<i32>(COUNTERS) + <usize>index * 64;
  const parts = load<i32>(THREADS) * 2;
  for (;;) {
    const first = ASC_FEATURE_THREADS ? atomic.load<i32>(counter) : load<i32>(counter);
    if (first >= items) return -1;
    const count = min(max((items - first) / parts, least), items - first);
    if (ASC_FEATURE_THREADS) {
      if (atomic.cmpxchg<i32>(counter, first, first + count) != first) continue;
    } else {
      store<i32>(counter, first + count);
    }
    return (<i64>count << 32) | <i64>first;
  }
}

/** Counts an arrival at `counter`; true for the last of `count`, which sets it back. */
export function arrived(counter: usize, count: i32): bool {
  if (ASC_FEATURE_THREADS) {
    if (atomic.add<i32>(counter, 1) != count - 1) return false;
    atomic.store<i32>(counter, 0);
    return true;
  }
  const before = load<i32>(counter);
  store<i32>(counter, before == count - 1 ? 0 : before + 1);
  return before == count - 1;
}
