import type { CountStore } from './count-store.js';

const database = 'saguim-completion';
const table = 'counts';
const key = 'all';

/** Counts in the origin's IndexedDB; nowhere where there is none. https://w3c.github.io/IndexedDB/ */
export function openCountStore(_where?: string | URL): CountStore | undefined {
  if (typeof indexedDB === 'undefined') return undefined;
  return {
    load: () => withTable('readonly', (store) => store.get(key)),
    save: async (value) => {
      await withTable('readwrite', (store) => store.put(value, key));
    },
  };
}

/** Removes all counts. */
export async function removeCounts(): Promise<void> {
  if (typeof indexedDB === 'undefined') return;
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase(database);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
    request.onblocked = () => resolve(); // another tab holds it; it goes when that is closed
  });
}

/** Opened for each use, so that nobody who wants to remove it waits for us. */
async function withTable<T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opened = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(table);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = opened.transaction(table, mode);
      const request = use(transaction.objectStore(table));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    opened.close();
  }
}
