/**
 * Collects what a source has ready into batches of at most `size`, in order. A source that is slow gives small batches soon; a fast one gives full
 * ones. The source is asked for no more than one item ahead, and is told when nobody wants more.
 * @throws {RangeError} for a size that is none; {TypeError} for a source that is none; what the source throws
 */
export async function* textBatches<T>(source: Iterable<T> | AsyncIterable<T>, size: number): AsyncGenerator<T[], void, undefined> {
  if (!(Number.isSafeInteger(size) && size >= 1)) throw new RangeError('batch must be a whole number of at least 1.');
  const iterator = iterate(source);
  const pull = async () => iterator.next();
  let ended = false;
  try {
    let next = pull();
    while (!ended) {
      const batch: T[] = [];
      let result = await next;
      for (;;) {
        if (result.done) {
          ended = true;
          break;
        }
        batch.push(result.value);
        if (batch.length === size) {
          next = pull();
          break;
        }
        next = pull();
        // Where the source fails, what came before it goes out first; the next turn hears of the failure.
        const soon = await Promise.race([next.catch(() => undefined), nextTask()]);
        if (soon === undefined) break;
        result = soon;
      }
      // Heard at the next turn; until then nobody else hears that the source failed.
      next.catch(() => {});
      if (batch.length > 0) yield batch;
    }
  } finally {
    // Not waited for: a source that has nothing to give now would not hear it before it has.
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

function iterate<T>(source: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> {
  if (typeof source === 'object' && source !== null) {
    if (Symbol.asyncIterator in source) return source[Symbol.asyncIterator]();
    if (Symbol.iterator in source) return source[Symbol.iterator]();
  }
  throw new TypeError('The texts of a stream must be a list or an async iterable.');
}

/** The next task of the event loop: what a source had ready has arrived by then. */
function nextTask(): Promise<undefined> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(undefined);
    };
    port2.postMessage(undefined);
  });
}
