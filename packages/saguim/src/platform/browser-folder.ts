import { SaguimError } from '@saguim/engine/spec';
import type { Folder, FolderFile, WritableFolderFile } from './folder.js';
import { entryNames, openSyncHandle, type SyncHandle } from './private-files.js';
import { features, folderName, full, indexes, isNamed, noPrivateFiles, privateFolder, toError } from './private-folders.js';

/** What TypeScript does not declare. https://fs.spec.whatwg.org/ */
interface FileHandle extends FileSystemFileHandle {
  move?(name: string): Promise<void>;
}

interface Locks {
  request<T>(
    name: string,
    options: { mode: 'shared' | 'exclusive'; signal?: AbortSignal; ifAvailable?: boolean },
    work: (lock: unknown) => Promise<T>,
  ): Promise<T>;
}

async function attempt<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toError(error, where);
  }
}

const endsEarly = (where: string, end: number) => new SaguimError('bad-file', `The file ends before byte ${end}`, { where });

function syncFile(handle: SyncHandle, where: string): WritableFolderFile {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw toError(error, where);
    }
  };
  return {
    size: () => guarded(() => handle.getSize()),
    readInto: (offset, target) => {
      if (target.length > 0 && guarded(() => handle.read(target, { at: offset })) < target.length)
        throw endsEarly(where, offset + target.length);
    },
    write: (offset, bytes) => {
      // Where there is no room Chromium may say that fewer bytes were written, and of files in memory that 2³² - 8 were.
      if (guarded(() => handle.write(bytes, { at: offset })) !== bytes.length) throw full(where);
    },
    truncate: (size) => guarded(() => handle.truncate(size)),
    flush: () => guarded(() => handle.flush()),
    close: () => handle.close(),
  };
}

/** For browsers whose access handles exclude each other: slower, and as many readers as there are. */
function blobFile(blob: Blob, where: string): FolderFile {
  const reader = new (
    globalThis as unknown as { FileReaderSync: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer } }
  ).FileReaderSync();
  return {
    size: () => blob.size,
    readInto: (offset, target) => {
      if (offset + target.length > blob.size) throw endsEarly(where, offset + target.length);
      target.set(new Uint8Array(reader.readAsArrayBuffer(blob.slice(offset, offset + target.length))));
    },
    close: () => {},
  };
}

/** Files in the origin's private file system; needs a dedicated worker. */
class OpfsFolder implements Folder {
  readonly where: string;
  readonly #folder: FileSystemDirectoryHandle;
  readonly #channel: BroadcastChannel | undefined;
  readonly #lock: string;
  #changed = true;

  constructor(name: string, folder: FileSystemDirectoryHandle, lock: string) {
    this.where = name;
    this.#folder = folder;
    this.#lock = lock;
    this.#channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(this.#lock);
    if (this.#channel) this.#channel.onmessage = () => (this.#changed = true);
  }

  async openRead(name: string): Promise<FolderFile> {
    const where = `${this.where}/${name}`;
    return attempt(where, async () => {
      const handle = await this.#folder.getFileHandle(name);
      let sync: SyncHandle | undefined;
      try {
        sync = await openSyncHandle(handle, { mode: 'read-only' });
      } catch (error) {
        if (!isNamed(error, 'NoModificationAllowedError') && !isNamed(error, 'InvalidStateError')) throw error;
      }
      if (sync?.mode === 'read-only') return syncFile(sync, where);
      sync?.close();
      return blobFile(await handle.getFile(), where);
    });
  }

  async openWrite(name: string): Promise<WritableFolderFile> {
    const where = `${this.where}/${name}`;
    return attempt(where, async () => {
      return syncFile(await openSyncHandle(await this.#folder.getFileHandle(name, { create: true })), where);
    });
  }

  async rename(from: string, to: string): Promise<void> {
    await attempt(`${this.where}/${from}`, async () => {
      const handle = (await this.#folder.getFileHandle(from)) as FileHandle;
      if (handle.move) return handle.move(to);
      // Without `move` the bytes are copied: what is renamed ends in a checksum, so half a copy counts for nothing.
      const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
      const copy = await this.openWrite(to);
      try {
        copy.truncate(0);
        copy.write(0, bytes);
        copy.flush();
      } finally {
        copy.close();
      }
      await this.#folder.removeEntry(from);
    });
  }

  async remove(name: string): Promise<boolean> {
    try {
      await this.#folder.removeEntry(name);
      return true;
    } catch (error) {
      return isNamed(error, 'NotFoundError');
    }
  }

  async list(): Promise<string[]> {
    return attempt(this.where, () => entryNames(this.#folder));
  }

  async withLock<T>(mode: 'shared' | 'exclusive', signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const locks = (navigator as unknown as { locks?: Locks }).locks;
    return locks ? locks.request(this.#lock, signal ? { mode, signal } : { mode }, work) : work();
  }

  async trySharedLock(work: () => Promise<void>): Promise<void> {
    const { locks } = navigator as unknown as { locks?: Locks };
    if (!locks) return work();
    await locks.request(this.#lock, { mode: 'shared', ifAvailable: true }, async (lock) => {
      if (lock) await work();
    });
  }

  mayHaveChanged(): boolean {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  announce(): void {
    this.#channel?.postMessage('changed');
  }

  close(): void {
    this.#channel?.close();
  }
}

/**
 * Opens the folder of an index.
 * @throws {SaguimError} `not-found` when it is not there and is not to be made; `unsupported` where there are no private files
 */
export async function openIndexFolder(name: string, create: boolean): Promise<Folder> {
  needSyncHandles();
  return attempt(name, async () => {
    const folder = await (await privateFolder(indexes, create)).getDirectoryHandle(folderName(name), { create });
    return new OpfsFolder(name, folder, `saguim-index-${folderName(name)}`);
  });
}

/** Opens the folder of features of texts; there is one. @throws {SaguimError} as `openIndexFolder` */
export async function openFeatureFolder(_path: string | undefined): Promise<Folder> {
  needSyncHandles();
  return attempt('features', async () => new OpfsFolder('features', await privateFolder(features, true), 'saguim-features'));
}

function needSyncHandles(): void {
  if (typeof FileSystemFileHandle === 'undefined' || !('createSyncAccessHandle' in FileSystemFileHandle.prototype)) throw noPrivateFiles();
}
