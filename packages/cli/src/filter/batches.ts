/**
 * Collects what is there into batches of at most `size`, in order: full ones from a file, small ones soon from a source that is slow (`tail -f`).
 * One item is asked for ahead, so that reading goes on while a batch is worked on.
 */
export async function* batches<T>(source: AsyncIterable<T>, size: number): AsyncGenerator<T[], void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  let next = iterator.next();
  for (let ended = false; !ended; ) {
    const batch: T[] = [];
    let result: IteratorResult<T> | undefined = await next;
    while (result) {
      if (result.done) {
        ended = true;
        break;
      }
      batch.push(result.value);
      next = iterator.next();
      if (batch.length === size) break;
      // Where the source fails, what came before it goes out first; the next turn hears of the failure.
      result = await Promise.race([
        next.catch(() => undefined),
        new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined))),
      ]);
    }
    // Heard at the next turn; until then nobody else hears that the source failed.
    next.catch(() => {});
    if (batch.length > 0) yield batch;
  }
}
