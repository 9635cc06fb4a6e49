/**
 * Runs `work` while holding a lock that all tabs of the origin share. Hosts without locks have one tab at most: there it just runs.
 * @param mode `shared` holders do not exclude each other
 */
export async function withLock<T>(name: string, mode: LockMode, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  const locks = typeof navigator === 'undefined' ? undefined : (navigator as Partial<Navigator>).locks;
  if (!locks) return work();
  return (await locks.request(name, { mode, signal }, () => work())) as T;
}

/** Held (shared) while stored files are read or written; erasing waits for it. */
export const storageLock = 'saguim-storage';

export const downloadLock = (key: string) => `saguim-download-${key}`;

/** Holders of stored files in other tabs let go of them when they hear `erase`. */
export const storageChannel = 'saguim-storage';
