import { allowListeners } from '#platform';

/** A signal that is aborted when one of several is, with that one's reason; `release` lets go of them. */
export function anySignal(signals: readonly (AbortSignal | undefined)[]): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const present = signals.filter((signal) => signal !== undefined);
  const listeners = present.map((signal) => () => controller.abort(signal.reason));
  const release = () => {
    for (const [index, signal] of present.entries()) signal.removeEventListener('abort', listeners[index]!);
  };
  for (const [index, signal] of present.entries()) {
    if (signal.aborted) {
      controller.abort(signal.reason);
      break;
    }
    allowListeners(signal);
    signal.addEventListener('abort', listeners[index]!, { once: true });
  }
  return { signal: controller.signal, release };
}

/** Settles as `promise` does, or rejects with the signal's reason as soon as it is aborted. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
