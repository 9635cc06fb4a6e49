import { type IDBPDatabase, openDB } from 'idb';
import { MemoryTables, type TableChange, type TableEvent, type TableGroups, type TableStore, type Tables } from './table-store.js';

/** Keeps tables in this browser's IndexedDB; several tabs may use them at once. */
export class IndexedDbTables<T extends Tables> implements TableStore<T> {
  readonly persistent = true;
  readonly #name: string;
  readonly #groups: TableGroups<T>;
  #database: Promise<IDBPDatabase> | undefined;
  readonly #listeners = new Set<(event: TableEvent) => void>();
  readonly #channel: BroadcastChannel | undefined;
  #closed = false;

  /** @param name of the database */
  constructor(name: string, groups: TableGroups<T>) {
    this.#name = name;
    this.#groups = groups;
    if (typeof BroadcastChannel === 'undefined') return;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<TableEvent>) => {
      if (data.type === 'erased') this.#closed = true;
      this.#hear({ ...data, own: false });
    };
  }

  #open(): Promise<IDBPDatabase> {
    if (this.#closed) return Promise.reject(new DOMException('Everything was erased; load the page again', 'InvalidStateError'));
    const database = (this.#database ??= openDB(this.#name, 1, {
      upgrade: (db) => {
        for (const [table, group] of Object.entries(this.#groups)) {
          const store = db.createObjectStore(table, { keyPath: 'id' });
          if (group) store.createIndex('group', group);
        }
      },
      // Another tab deletes or upgrades the database: it must not wait for this one.
      blocking: () => void this.#forget(database),
      terminated: () => void this.#forget(database),
    }));
    database.catch(() => this.#forget(database));
    return database;
  }

  async #forget(database: Promise<IDBPDatabase> | undefined): Promise<void> {
    if (this.#database === database) this.#database = undefined;
    await database?.then(
      (db) => db.close(),
      () => {},
    );
  }

  /** Whether the browser lets this page store anything. */
  async usable(): Promise<boolean> {
    return this.#open().then(
      () => true,
      () => false,
    );
  }

  async all<K extends keyof T & string>(table: K): Promise<T[K][]> {
    return (await (await this.#open()).getAll(table)) as T[K][];
  }

  async group<K extends keyof T & string>(table: K, group: string): Promise<T[K][]> {
    return (await (await this.#open()).getAllFromIndex(table, 'group', group)) as T[K][];
  }

  async get<K extends keyof T & string>(table: K, id: string): Promise<T[K] | undefined> {
    return (await (await this.#open()).get(table, id)) as T[K] | undefined;
  }

  async write({ put = {}, remove = {} }: TableChange<T>): Promise<void> {
    const tables = [...new Set([...Object.keys(put), ...Object.keys(remove)])];
    const transaction = (await this.#open()).transaction(tables, 'readwrite');
    // The transaction's own promise tells of failures; those of its parts would be told twice.
    const quietly = (request: Promise<unknown>) => request.catch(() => {});
    for (const [table, records] of Object.entries(put)) for (const record of records!) quietly(transaction.objectStore(table).put(record));
    for (const [table, ids] of Object.entries(remove)) for (const id of ids!) quietly(transaction.objectStore(table).delete(id));
    // Committed at once: a page that goes away waits for nobody.
    transaction.commit();
    await transaction.done;
    this.#tell({ type: 'changed', own: true });
  }

  subscribe(listener: (event: TableEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Deletes the database. This store, and those of other tabs, take nothing more: what is still under way must not come back. */
  async erase(): Promise<void> {
    this.#closed = true;
    this.#tell({ type: 'erased', own: true });
    await this.#forget(this.#database);
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(this.#name);
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error);
    });
  }

  #tell(event: TableEvent): void {
    this.#channel?.postMessage(event);
    this.#hear(event);
  }

  #hear(event: TableEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

/** Tables in IndexedDB, or in memory where the browser lets the page keep nothing. */
export async function openTables<T extends Tables>(name: string, groups: TableGroups<T>): Promise<TableStore<T>> {
  if (typeof indexedDB === 'undefined') return new MemoryTables(groups);
  const store = new IndexedDbTables(name, groups);
  return (await store.usable()) ? store : new MemoryTables(groups);
}
