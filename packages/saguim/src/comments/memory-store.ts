import type { CommentStore, StoreChange, StoreReader, StoreTransaction } from './comment-store.js';
import { MemoryRows, MemoryTransaction } from './memory-transaction.js';

/** Comments that are gone with the process: for tests, and for trying out. */
export class MemoryCommentStore implements CommentStore {
  readonly #rows = new MemoryRows();
  readonly #watchers = new Set<(change: StoreChange) => void>();
  readonly #now: () => number;
  #turn: Promise<unknown> = Promise.resolve();

  /** @param now milliseconds since 1970 */
  constructor({ now = Date.now }: { readonly now?: () => number } = {}) {
    this.#now = now;
  }

  async open(): Promise<void> {}

  transaction<T>(work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    return this.#next(async () => {
      const transaction = new MemoryTransaction(this.#rows, this.#now());
      try {
        const result = await work(transaction);
        for (const change of transaction.changes) for (const watcher of this.#watchers) watcher(change);
        return result;
      } catch (error) {
        transaction.undo();
        throw error;
      }
    });
  }

  read<T>(work: (reader: StoreReader) => Promise<T>): Promise<T> {
    return this.#next(() => work(new MemoryTransaction(this.#rows, this.#now())));
  }

  async watch(onChange: (change: StoreChange) => void): Promise<() => void> {
    const watcher = (change: StoreChange) => onChange(change);
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  async close(): Promise<void> {
    this.#watchers.clear();
    await this.#turn;
  }

  /** One after the other. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }
}
