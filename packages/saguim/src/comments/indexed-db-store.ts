import { SaguimError } from '@saguim/engine/spec';
import type { CommentStore, StoreChange, StoreReader, StoreTransaction } from './comment-store.js';
import { makeTables, tables, tablesVersion } from './indexed-db-rows.js';
import { IndexedDbTransaction } from './indexed-db-transaction.js';

/** What the browser says, in our words. */
function problem(error: unknown, where: string): unknown {
  if (!(error instanceof DOMException)) return error;
  if (error.name === 'QuotaExceededError')
    return new SaguimError('storage-full', 'The browser has no room left for comments', {
      where,
      hint: 'Make room, and try again.',
      cause: error,
    });
  if (error.name === 'VersionError')
    return new SaguimError('unsupported', 'The comments were kept by a newer version', {
      where,
      hint: 'Load the page anew.',
      cause: error,
    });
  return error;
}

/** Comments in a page without a server: in the browser's IndexedDB, shared by all tabs of an origin. */
export class IndexedDbCommentStore implements CommentStore {
  readonly #name: string;
  readonly #now: () => number;
  readonly #listeners = new Set<(change: StoreChange) => void>();
  #channel: BroadcastChannel | undefined;
  #database: Promise<IDBDatabase> | undefined;

  /** @param name of the database @param options.now milliseconds since 1970 */
  constructor(name = 'saguim-comments', { now = Date.now }: { readonly now?: () => number } = {}) {
    this.#name = name;
    this.#now = now;
  }

  async open(): Promise<void> {
    await this.#open();
  }

  transaction<T>(work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    return this.#run('readwrite', work);
  }

  read<T>(work: (reader: StoreReader) => Promise<T>): Promise<T> {
    return this.#run('readonly', work);
  }

  async watch(onChange: (change: StoreChange) => void): Promise<() => void> {
    const listener = (change: StoreChange) => onChange(change);
    this.#listeners.add(listener);
    if (!this.#channel) {
      this.#channel = new BroadcastChannel(`saguim ${this.#name}`);
      this.#channel.onmessage = ({ data }: MessageEvent<StoreChange[]>) => this.#tell(data);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#channel?.close();
      this.#channel = undefined;
    };
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#channel?.close();
    this.#channel = undefined;
    const database = this.#database;
    this.#database = undefined;
    (await database?.catch(() => undefined))?.close();
  }

  #open(): Promise<IDBDatabase> {
    this.#database ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(this.#name, tablesVersion);
      request.onupgradeneeded = () => makeTables(request.result);
      request.onerror = () => reject(problem(request.error, this.#name));
      request.onsuccess = () => {
        const database = request.result;
        // Another tab has a newer version, or somebody deletes it: the next call opens it anew.
        const gone = () => {
          database.close();
          this.#database = undefined;
        };
        database.onversionchange = gone;
        database.onclose = gone;
        resolve(database);
      };
    }).catch((error) => {
      this.#database = undefined;
      throw error;
    });
    return this.#database;
  }

  async #run<T>(mode: IDBTransactionMode, work: (transaction: IndexedDbTransaction) => Promise<T>): Promise<T> {
    const database = await this.#open();
    const transaction = database.transaction(tables, mode, { durability: 'strict' });
    const ended = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () =>
        reject(problem(transaction.error ?? new DOMException('The transaction was ended.', 'AbortError'), this.#name));
    });
    ended.catch(() => {});
    const rows = new IndexedDbTransaction(transaction, this.#now());
    let result: T;
    try {
      result = await work(rows);
    } catch (error) {
      try {
        transaction.abort();
      } catch {
        // It had ended by itself.
      }
      await ended.catch(() => {});
      throw problem(error, this.#name);
    }
    await ended;
    if (rows.changes.length > 0) {
      this.#tell(rows.changes);
      const channel = this.#channel ?? new BroadcastChannel(`saguim ${this.#name}`);
      channel.postMessage(rows.changes);
      if (channel !== this.#channel) channel.close();
    }
    return result;
  }

  #tell(changes: readonly StoreChange[]): void {
    for (const change of changes) for (const listener of this.#listeners) listener(change);
  }
}
