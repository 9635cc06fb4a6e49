/**
 * Runs `work` while holding a lock that all tabs of the origin share. Hosts without locks have one tab at most: there it just runs.
 * @param mode `shared` holders do not exclude each other
 * @param waits called when somebody else holds it
 */
export async function withLock<T>(
  name: string,
  mode: LockMode,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
  waits?: () => void,
): Promise<T> {
  signal?.throwIfAborted();
  const locks = typeof navigator === 'undefined' ? undefined : (navigator as Partial<Navigator>).locks;
  if (!locks) return work();
  let begun = false;
  const begin = () => {
    begun = true;
    return work();
  };
  try {
    if (waits && (await isLocked(name))) waits();
    return (await locks.request(name, { mode, signal }, begin)) as T;
  } catch (error) {
    // In another site's page browsers may refuse locks, and then keep nothing that tabs could share.
    if (!begun && error instanceof DOMException && error.name === 'SecurityError') return begin();
    throw error;
  }
}

/** Whether somebody, in whichever tab, holds a lock. */
export async function isLocked(name: string): Promise<boolean> {
  const locks = typeof navigator === 'undefined' ? undefined : (navigator as Partial<Navigator>).locks;
  const query = await locks?.query().catch(() => undefined); // refused in another site's page
  return query?.held?.some((lock) => lock.name === name) ?? false;
}

/** Held (shared) while stored files are read or written; erasing waits for it. */
export const storageLock = 'saguim-storage';

export const downloadLock = (key: string) => `saguim-download-${key}`;

/** Holders of stored files in other tabs let go of them when they hear `erase`. */
export const storageChannel = 'saguim-storage';
