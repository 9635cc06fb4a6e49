import { SaguimError } from '@saguim/engine/spec';
import { entryNames, openSyncHandle, type SyncHandle } from '../platform/private-files.js';
import { downloadLock, withLock } from './lock.js';
import type { Shelf, ShelfFile } from './shelf.js';

/** The folder of ours in the origin's private file system; nothing else is written there. */
export const storageFolder = 'saguim';

const isNamed = (error: unknown, name: string) => (error as { name?: unknown } | undefined)?.name === name;

/** Whether this host has the origin's private file system. */
export const hasPrivateFiles = () => typeof navigator !== 'undefined' && typeof navigator.storage?.getDirectory === 'function';

/** Whether this is a place where files can be written by handle: a dedicated worker. */
export const canWriteFiles = () =>
  hasPrivateFiles() && typeof FileSystemFileHandle !== 'undefined' && 'createSyncAccessHandle' in FileSystemFileHandle.prototype;

const full = (cause: unknown) =>
  new SaguimError('storage-full', 'The browser has no room left for the model', {
    hint: 'Free some space on the device, or remove stored models, and try again: it goes on where it stopped.',
    cause,
  });

/** Files in the origin's private file system. Writing needs a dedicated worker; the rest works on a page too. */
export class OpfsShelf implements Shelf {
  readonly #folder: FileSystemDirectoryHandle;

  private constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder;
  }

  /**
   * @returns undefined where the folder is not there and `create` is false, or the browser refuses (private windows of some browsers)
   */
  static async open(create: boolean): Promise<OpfsShelf | undefined> {
    if (!hasPrivateFiles()) return undefined;
    try {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle(storageFolder, { create });
      return new OpfsShelf(await folder.getDirectoryHandle('models', { create }));
    } catch (error) {
      if (isNamed(error, 'QuotaExceededError')) throw full(error);
      return undefined;
    }
  }

  /** The folder that a path leads to, and the name in it. */
  async #enter(path: string, create = false): Promise<[folder: FileSystemDirectoryHandle, name: string]> {
    const parts = path.split('/');
    const name = parts.pop()!;
    let folder = this.#folder;
    for (const part of parts) folder = await folder.getDirectoryHandle(part, { create });
    return [folder, name];
  }

  /** The handle of a file that is there, for reading. */
  async handle(path: string): Promise<FileSystemFileHandle> {
    const [folder, name] = await this.#enter(path);
    return folder.getFileHandle(name);
  }

  async open(path: string): Promise<ShelfFile> {
    try {
      const [folder, name] = await this.#enter(path, true);
      return this.#file(await openSyncHandle(await folder.getFileHandle(name, { create: true })));
    } catch (error) {
      if (isNamed(error, 'QuotaExceededError')) throw full(error);
      throw error;
    }
  }

  async openRead(path: string): Promise<ShelfFile | undefined> {
    try {
      return this.#file(await openSyncHandle(await this.handle(path), { mode: 'read-only' }));
    } catch (error) {
      if (isNamed(error, 'NotFoundError')) return undefined;
      throw error;
    }
  }

  #file(handle: SyncHandle): ShelfFile {
    const guarded = <T>(work: () => T): T => {
      try {
        return work();
      } catch (error) {
        if (isNamed(error, 'QuotaExceededError')) throw full(error);
        throw error;
      }
    };
    return {
      size: () => handle.getSize(),
      read: (offset, length) => {
        const bytes = new Uint8Array(Math.max(0, Math.min(length, handle.getSize() - offset)));
        return bytes.subarray(0, handle.read(bytes, { at: offset }));
      },
      write: (bytes, offset) => {
        // Where there is no room Chromium may say that fewer bytes were written, and of files in memory that 2³² - 8 were.
        if (guarded(() => handle.write(bytes, { at: offset })) !== bytes.length) throw full(undefined);
      },
      truncate: (size) => guarded(() => handle.truncate(size)),
      flush: () => guarded(() => handle.flush()),
      close: () => handle.close(),
    };
  }

  async file(path: string): Promise<File | undefined> {
    try {
      return await (await this.handle(path)).getFile();
    } catch (error) {
      if (isNamed(error, 'NotFoundError') || isNamed(error, 'TypeMismatchError')) return undefined;
      throw error;
    }
  }

  async read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const file = await this.file(path);
    return file && new Uint8Array(await file.arrayBuffer());
  }

  async size(path: string): Promise<number | undefined> {
    return (await this.file(path))?.size;
  }

  async rename(from: string, to: string): Promise<void> {
    const [folder, name] = await this.#enter(from);
    const target = to.slice(to.lastIndexOf('/') + 1);
    const handle = (await folder.getFileHandle(name)) as FileSystemFileHandle & { move?(name: string): Promise<void> };
    try {
      await folder.removeEntry(target);
    } catch (error) {
      if (!isNamed(error, 'NotFoundError')) throw error;
    }
    if (handle.move) return handle.move(target);
    // Browsers whose files cannot be renamed: a copy, piece by piece.
    const [source, copy] = [await this.open(from), await this.open(to)];
    try {
      const size = source.size();
      for (let at = 0; at < size; at += 1 << 20) copy.write(source.read(at, 1 << 20), at);
      copy.flush();
    } finally {
      source.close();
      copy.close();
    }
    await folder.removeEntry(name);
  }

  async remove(path: string): Promise<void> {
    try {
      const [folder, name] = await this.#enter(path);
      await folder.removeEntry(name);
      for (let parent = path.slice(0, path.lastIndexOf('/')); parent; parent = parent.slice(0, Math.max(0, parent.lastIndexOf('/')))) {
        const [above, below] = await this.#enter(parent);
        await above.removeEntry(below);
      }
    } catch (error) {
      // Not there; or a folder with other files in it.
      if (!isNamed(error, 'NotFoundError') && !isNamed(error, 'InvalidModificationError')) throw error;
    }
  }

  async list(): Promise<string[]> {
    const found: string[] = [];
    const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for (const name of await entryNames(folder)) {
        let below: FileSystemDirectoryHandle | undefined;
        try {
          below = await folder.getDirectoryHandle(name);
        } catch (error) {
          if (!isNamed(error, 'TypeMismatchError') && !isNamed(error, 'NotFoundError')) throw error;
        }
        if (below) await walk(below, `${path}${name}/`);
        else found.push(path + name);
      }
    };
    await walk(this.#folder, '');
    return found;
  }

  async room(): Promise<number | undefined> {
    const { quota, usage } = await navigator.storage.estimate();
    return quota === undefined || usage === undefined ? undefined : Math.max(0, quota - usage);
  }

  withLock<T>(name: string, signal: AbortSignal | undefined, work: () => Promise<T>, waits?: () => void): Promise<T> {
    return withLock(downloadLock(name), 'exclusive', signal, work, waits);
  }
}

/** Removes the whole folder of ours. */
export async function removeStorageFolder(): Promise<void> {
  if (!hasPrivateFiles()) return;
  const root = await navigator.storage.getDirectory();
  try {
    await root.removeEntry(storageFolder, { recursive: true });
  } catch (error) {
    if (!isNamed(error, 'NotFoundError')) throw error;
  }
}
