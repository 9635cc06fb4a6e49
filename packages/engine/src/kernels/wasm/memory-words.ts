// The control words of a model's memory, of `assembly/layout.ts`, as indices of 32-bit words.
export const BARRIER_COUNT = 1024 / 4;
export const BARRIER_GENERATION = BARRIER_COUNT + 16;
export const CANCEL = BARRIER_COUNT + 32;
export const POISON = BARRIER_COUNT + 48;
export const SLEEPERS = BARRIER_COUNT + 64;
export const BYTE_SIGN = BARRIER_COUNT + 80;
export const STEP_THREADS = BYTE_SIGN + 1;
export const SHARE_PROGRAM = BYTE_SIGN + 2;
export const BATCH = 2048 / 4;
export const SHARE_WORDS = 128 / 4;

/** A thread of the step is gone: whoever waits for it at a barrier leaves, and the others when they come to the next one. */
export function poison(words: Int32Array): void {
  Atomics.store(words, POISON, 1);
  Atomics.notify(words, BARRIER_GENERATION);
}
