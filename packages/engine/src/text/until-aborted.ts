/** What work in a scheduler's hands comes to. */
export async function untilAborted<T>(
  result: Promise<T>,
  signal: AbortSignal | undefined,
  work: { begin(): void; abort(reason: unknown): void },
): Promise<T> {
  signal?.throwIfAborted();
  const onAbort = () => work.abort(signal!.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  work.begin();
  try {
    return await result;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
