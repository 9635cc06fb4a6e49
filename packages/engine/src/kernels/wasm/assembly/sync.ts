import { BARRIER_COUNT, BARRIER_GENERATION, batch, CANCEL, COUNTERS, POISON, SLEEPERS, THREADS } from './layout';

/**
 * Turns of the spin before a thread sleeps: a few hundred microseconds, more than threads of one step are apart unless the system took
 * one away. Waking a sleeper costs as much as a whole layer.
 */
const SPINS: i32 = 200_000;
/** A barrier that nobody leaves for so long has lost a thread: 100 sleeps of 100 ms. */
const SLEEP: i64 = 100_000_000;
const SLEEPS: i32 = 100;

/**
 * Waits until `threads` have come. Gives false when the step is to be left: cancelled, or a thread is gone.
 * The last to arrive reads the cancel word for all, so that all leave at the same barrier.
 */
export function barrier(threads: i32): bool {
  if (!ASC_FEATURE_THREADS || threads == 1) return !isCancelled();
  const generation = atomic.load<i32>(BARRIER_GENERATION);
  if (atomic.add<i32>(BARRIER_COUNT, 1) == threads - 1) {
    atomic.store<i32>(BARRIER_COUNT, 0);
    // The lowest bit carries the verdict, the rest counts.
    const next = ((generation | 1) + 1) | (atomic.load<i32>(CANCEL) != 0 ? 1 : 0);
    atomic.store<i32>(BARRIER_GENERATION, next);
    if (atomic.load<i32>(SLEEPERS)) atomic.notify(BARRIER_GENERATION, -1);
    return (next & 1) == 0;
  }
  for (let i = 0; i < SPINS; i++) {
    const now = atomic.load<i32>(BARRIER_GENERATION);
    if (now != generation) return (now & 1) == 0;
  }
  for (let i = 0; i < SLEEPS; i++) {
    // Counted before the look that the wait itself takes: whoever passes the barrier after it sees a sleeper to wake.
    atomic.add<i32>(SLEEPERS, 1);
    atomic.wait<i32>(BARRIER_GENERATION, generation, SLEEP);
    atomic.sub<i32>(SLEEPERS, 1);
    const now = atomic.load<i32>(BARRIER_GENERATION);
    if (now != generation) return (now & 1) == 0;
    if (atomic.load<i32>(POISON)) return false;
  }
  atomic.store<i32>(POISON, 1);
  return false;
}

// @ts-ignore: decorator
@inline
export function isCancelled(): bool {
  return (ASC_FEATURE_THREADS ? atomic.load<i32>(CANCEL) : load<i32>(CANCEL)) != 0;
}

/** Takes the next `chunk` items of operation `index`; gives the first. */
// @ts-ignore: decorator
@inline
export function take(index: i32, chunk: i32): i32 {
  return takeOf(index, 0, chunk);
}

/** As `take`, of what thread `owner` has left over of operation `index`. There are 16 threads at most, and as many words a line. */
// @ts-ignore: decorator
@inline
export function takeOf(index: i32, owner: i32, chunk: i32): i32 {
  const counter = <usize>load<i32>(batch, COUNTERS) + <usize>index * 64 + <usize>owner * 4;
  if (ASC_FEATURE_THREADS) return atomic.add<i32>(counter, chunk);
  const first = load<i32>(counter);
  store<i32>(counter, first + chunk);
  return first;
}

/** So few items are dealt out in turn: fetching a counter from another core takes as long as a small item. */
const FEW: i32 = 48;

/** The first item of operation `index` for this thread, when it has `items` of them; then `nextItem` gives the others, `items` or more at the end. */
// @ts-ignore: decorator
@inline
export function firstItem(index: i32, items: i32, thread: i32): i32 {
  return items <= FEW ? thread : take(index, 1);
}

// @ts-ignore: decorator
@inline
export function nextItem(index: i32, items: i32, item: i32): i32 {
  return items <= FEW ? item + load<i32>(batch, THREADS) : take(index, 1);
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
