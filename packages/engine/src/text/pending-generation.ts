import type { GeneratedPiece, Generation } from './generation.js';

/** A generation that begins when something has been fetched; may be aborted before. */
export function pendingGeneration(begin: () => Promise<Generation>): Generation {
  let running: Generation | undefined;
  let stopped: { readonly reason: unknown } | undefined;
  const begun = begin().then((generation) => {
    running = generation;
    if (stopped) generation.abort(stopped.reason);
    return generation;
  });
  const result = begun.then((generation) => generation.result);
  result.catch(() => {}); // whoever reads the pieces alone hears of it there
  const abort = (reason?: unknown) => {
    stopped ??= { reason };
    running?.abort(reason);
  };
  return {
    result,
    abort,
    [Symbol.asyncIterator](): AsyncIterator<GeneratedPiece> {
      const pieces = begun.then((generation) => generation[Symbol.asyncIterator]());
      return {
        next: async () => (await pieces).next(),
        return: async () => {
          abort();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
