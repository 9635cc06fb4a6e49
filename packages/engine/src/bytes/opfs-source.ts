import type { ByteSource } from '../spec/index.js';
import { checkByteRange, SaguimError } from '../spec/index.js';

/** What is used of a `FileSystemSyncAccessHandle`, which TypeScript declares for workers alone. https://fs.spec.whatwg.org/ */
export interface SyncAccessHandle {
  read(buffer: Uint8Array, options: { at: number }): number;
  getSize(): number;
  close(): void;
}

/** What is used of a `FileSystemFileHandle` in a worker. */
export interface SyncFileHandle {
  readonly name: string;
  createSyncAccessHandle?(options?: { mode: 'read-only' }): Promise<SyncAccessHandle>;
}

/**
 * Files that are being opened. Chromium answers for a file only as long as somebody else than who waits holds it: were garbage collected in that
 * moment, the promise would never settle.
 */
const opening = new Set<SyncFileHandle>();

/** A file in the origin private file system, read without waiting: for dedicated workers. */
export class OpfsSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  #handle: SyncAccessHandle | undefined;

  /** @param handle closed by `close()` */
  constructor(handle: SyncAccessHandle, name: string) {
    this.#handle = handle;
    this.name = name;
    this.size = handle.getSize();
  }

  /**
   * Opens for reading, so that other readers of the file are not shut out where the browser knows that mode.
   *
   * @throws {SaguimError} `unsupported` outside dedicated workers, `bad-file` when the file is held by a writer.
   */
  static async open(file: SyncFileHandle): Promise<OpfsSource> {
    if (typeof file.createSyncAccessHandle !== 'function') {
      throw new SaguimError('unsupported', 'Files can be read like this in dedicated workers only', { where: file.name });
    }
    opening.add(file);
    try {
      return new OpfsSource(await file.createSyncAccessHandle({ mode: 'read-only' }), file.name);
    } catch (cause) {
      throw new SaguimError('bad-file', 'The stored file cannot be opened', {
        where: file.name,
        hint: 'Another tab may be writing it: close that or wait.',
        cause,
      });
    } finally {
      opening.delete(file);
    }
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    const handle = this.#check(offset, length, signal);
    const bytes = new Uint8Array(length);
    this.#fill(handle, offset, bytes);
    return bytes;
  }

  async readInto(offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    this.#fill(this.#check(offset, target.length, signal), offset, target);
  }

  async close(): Promise<void> {
    this.#handle?.close();
    this.#handle = undefined;
  }

  #check(offset: number, length: number, signal?: AbortSignal): SyncAccessHandle {
    signal?.throwIfAborted();
    if (!this.#handle) throw new SaguimError('closed', 'The source was closed', { where: this.name });
    checkByteRange(this, offset, length);
    return this.#handle;
  }

  #fill(handle: SyncAccessHandle, offset: number, target: Uint8Array): void {
    let done = 0;
    while (done < target.length) {
      const count = handle.read(target.subarray(done), { at: offset + done });
      if (count <= 0) throw new SaguimError('bad-file', 'The stored file became shorter while it was read', { where: this.name });
      done += count;
    }
  }
}
