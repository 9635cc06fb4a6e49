import { SaguimError } from '@saguim/engine/spec';
import { entryNames, openSyncHandle, type SyncHandle } from '../platform/private-files.js';
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

  /** The handle of a file that is there, for reading. */
  async handle(name: string): Promise<FileSystemFileHandle> {
    return this.#folder.getFileHandle(name);
  }

  async open(name: string): Promise<ShelfFile> {
    let handle: SyncHandle;
    try {
      handle = await openSyncHandle(await this.#folder.getFileHandle(name, { create: true }));
    } catch (error) {
      if (isNamed(error, 'QuotaExceededError')) throw full(error);
      throw error;
    }
    return {
      size: () => handle.getSize(),
      read: (offset, length) => {
        const bytes = new Uint8Array(Math.min(length, Math.max(0, handle.getSize() - offset)));
        return bytes.subarray(0, handle.read(bytes, { at: offset }));
      },
      write: (bytes, offset) => {
        let written: number;
        try {
          written = handle.write(bytes, { at: offset });
        } catch (error) {
          if (isNamed(error, 'QuotaExceededError')) throw full(error);
          throw error;
        }
        if (written < bytes.length) throw full(undefined);
      },
      truncate: (size) => handle.truncate(size),
      flush: () => handle.flush(),
      close: () => handle.close(),
    };
  }

  async #file(name: string): Promise<File | undefined> {
    try {
      return await (await this.#folder.getFileHandle(name)).getFile();
    } catch (error) {
      if (isNamed(error, 'NotFoundError')) return undefined;
      throw error;
    }
  }

  async read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const file = await this.#file(name);
    return file && new Uint8Array(await file.arrayBuffer());
  }

  async size(name: string): Promise<number | undefined> {
    return (await this.#file(name))?.size;
  }

  async remove(name: string): Promise<void> {
    try {
      await this.#folder.removeEntry(name);
    } catch (error) {
      if (!isNamed(error, 'NotFoundError')) throw error;
    }
  }

  list(): Promise<string[]> {
    return entryNames(this.#folder);
  }

  async room(): Promise<number | undefined> {
    const { quota, usage } = await navigator.storage.estimate();
    return quota === undefined || usage === undefined ? undefined : Math.max(0, quota - usage);
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
