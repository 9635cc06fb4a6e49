/** What listens to one signal at most: hosts warn of a leak above ten. */
const most = 4;

/**
 * Signals for pieces of work that run together, all of which end with one.
 * @returns `at(i)` for the i-th of them; `release` when all are done
 */
export function fanOut(signal: AbortSignal, count: number): { at(i: number): AbortSignal; release(): void } {
  const controllers = Array.from({ length: Math.max(1, Math.ceil(count / most)) }, () => new AbortController());
  const abort = () => {
    for (const controller of controllers) controller.abort(signal.reason);
  };
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return {
    at: (i) => controllers[i % controllers.length]!.signal,
    release: () => signal.removeEventListener('abort', abort),
  };
}
