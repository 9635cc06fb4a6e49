import { toWebError } from './exceptions.js';
import { anySignal, orAborted } from './signals.js';

/**
 * Work that ends as soon as one of several signals is aborted, with that one's reason. Errors of ours become those of the web platform.
 * @throws what the work throws, after `toWebError`; the reason of a signal
 */
export async function untilAborted<T>(
  work: (signal: AbortSignal) => Promise<T>,
  signals: readonly (AbortSignal | undefined)[],
): Promise<T> {
  const both = anySignal(signals);
  try {
    both.signal.throwIfAborted();
    return await orAborted(work(both.signal), both.signal);
  } catch (error) {
    throw toWebError(error);
  } finally {
    both.release();
  }
}
