/** What is used of the handles that TypeScript declares for workers alone. https://fs.spec.whatwg.org/ */
export interface SyncHandle {
  readonly mode?: string;
  read(buffer: Uint8Array, options: { at: number }): number;
  write(buffer: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

interface SyncFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(options?: { mode: 'read-only' | 'readwrite' }): Promise<SyncHandle>;
}

/** Files that are being opened, and folders' entries that are being read. */
const inUse = new Set<object>();

/**
 * Chromium answers for such an object only as long as somebody else holds it. What waits for the answer does not count: were garbage collected
 * in that moment, the promise would never settle.
 */
async function held<T>(object: object, work: () => Promise<T>): Promise<T> {
  inUse.add(object);
  try {
    return await work();
  } finally {
    inUse.delete(object);
  }
}

/** Opens a file for reading and writing by handle: in dedicated workers. */
export function openSyncHandle(file: FileSystemFileHandle, options?: { mode: 'read-only' | 'readwrite' }): Promise<SyncHandle> {
  return held(file, () => (file as SyncFileHandle).createSyncAccessHandle(options));
}

/** Names of what is in a folder. */
export async function entryNames(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  const entries = (folder as unknown as { keys(): AsyncIterable<string> }).keys();
  await held(entries, async () => {
    for await (const name of entries) names.push(name);
  });
  return names;
}
