import type { Shelf, ShelfFile } from './shelf.js';

interface Entry {
  bytes: Uint8Array<ArrayBuffer>;
  length: number;
}

/** Keeps files in memory, for hosts without a private file system: a model is then fetched once for each visit. */
export class MemoryShelf implements Shelf {
  readonly #entries = new Map<string, Entry>();
  /** Who holds a lock, or waits for it last. */
  readonly #locks = new Map<string, Promise<void>>();

  async open(name: string): Promise<ShelfFile> {
    let entry = this.#entries.get(name);
    if (!entry) this.#entries.set(name, (entry = { bytes: new Uint8Array(0), length: 0 }));
    const open = entry;
    return {
      size: () => open.length,
      read: (offset, length) => open.bytes.slice(Math.min(offset, open.length), Math.min(offset + length, open.length)),
      write: (bytes, offset) => {
        const end = offset + bytes.length;
        if (end > open.bytes.length) {
          const grown = new Uint8Array(Math.max(end, Math.ceil(open.bytes.length * 1.5)));
          grown.set(open.bytes.subarray(0, open.length));
          open.bytes = grown;
        }
        open.bytes.set(bytes, offset);
        open.length = Math.max(open.length, end);
      },
      truncate: (size) => {
        open.bytes = open.bytes.slice(0, size);
        open.length = Math.min(open.length, size);
      },
      flush: () => {},
      close: () => {},
    };
  }

  async openRead(name: string): Promise<ShelfFile | undefined> {
    return this.#entries.has(name) ? this.open(name) : undefined;
  }

  async read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const entry = this.#entries.get(name);
    return entry?.bytes.subarray(0, entry.length);
  }

  async size(name: string): Promise<number | undefined> {
    return this.#entries.get(name)?.length;
  }

  async remove(name: string): Promise<void> {
    this.#entries.delete(name);
  }

  async rename(from: string, to: string): Promise<void> {
    const entry = this.#entries.get(from);
    if (!entry) throw new DOMException(`There is no file ${from}.`, 'NotFoundError');
    this.#entries.delete(from);
    this.#entries.set(to, entry);
  }

  async list(): Promise<string[]> {
    return [...this.#entries.keys()];
  }

  async room(): Promise<number | undefined> {
    return undefined;
  }

  async withLock<T>(name: string, signal: AbortSignal | undefined, work: () => Promise<T>, waits?: () => void): Promise<T> {
    const before = this.#locks.get(name);
    if (before) waits?.();
    const turn = (before ?? Promise.resolve()).then(() => {
      signal?.throwIfAborted();
      return work();
    });
    const end = turn.then(
      () => {},
      () => {},
    );
    this.#locks.set(name, end);
    return turn.finally(() => {
      if (this.#locks.get(name) === end) this.#locks.delete(name);
    });
  }
}
