import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { SaguimError } from '@saguim/engine/spec';
import type { Folder, FolderFile, WritableFolderFile } from './folder.js';
import { LockFile, lockFileName } from './node-lock-file.js';
import { makeFolder } from './node-make-folder.js';

const notFolder = (where: string, cause?: unknown) =>
  new SaguimError('bad-file', 'This is a file, not the folder of an index', { where, hint: 'Name a folder.', cause });
const codeOf = (error: unknown) => (error as NodeJS.ErrnoException | undefined)?.code;

function toError(error: unknown, where: string): unknown {
  if (error instanceof SaguimError) return error;
  switch (codeOf(error)) {
    case undefined:
      return error;
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new SaguimError('storage-full', 'The disk has no room left for the index', {
        where,
        hint: 'Make room and try again: what was added before is kept.',
        cause: error,
      });
    case 'EEXIST':
      return notFolder(where, error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new SaguimError('bad-file', 'The index may not be read or written here', {
        where,
        hint: 'Check the permissions, or choose another folder.',
        cause: error,
      });
    case 'ENOENT':
    case 'ENOTDIR':
      return new SaguimError('not-found', 'There is no such file', { where, cause: error });
    default:
      return new SaguimError('bad-file', `The file cannot be read or written: ${codeOf(error)}`, { where, cause: error });
  }
}

function attempt<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toError(error, where);
  }
}

function makeOwn(where: string): void {
  try {
    makeFolder(where);
  } catch (error) {
    const known = toError(error, where);
    if (known instanceof SaguimError && known.hint) throw known;
    throw new SaguimError('not-found', `The folder cannot be made: ${codeOf(error)}`, {
      where,
      hint: 'Choose one in a folder that is there and may be written to.',
      cause: error,
    });
  }
}

function file(descriptor: number, where: string): WritableFolderFile {
  let open = true;
  return {
    size: () => attempt(where, () => fstatSync(descriptor).size),
    readInto: (offset, target) =>
      attempt(where, () => {
        for (let done = 0; done < target.length; ) {
          const read = readSync(descriptor, target, done, target.length - done, offset + done);
          if (read === 0)
            throw new SaguimError('bad-file', `The file ends before byte ${offset + target.length}`, { where, details: { offset } });
          done += read;
        }
      }),
    write: (offset, bytes) =>
      attempt(where, () => {
        for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done, offset + done);
      }),
    truncate: (size) => attempt(where, () => ftruncateSync(descriptor, size)),
    flush: () => attempt(where, () => fsyncSync(descriptor)),
    close: () => {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}

/** Files of a folder on disk. */
export class NodeFolder implements Folder {
  readonly where: string;
  readonly #lock: LockFile;
  #seen = '';

  private constructor(where: string) {
    this.where = where;
    this.#lock = new LockFile(join(where, lockFileName));
  }

  /** @throws {SaguimError} `not-found` when it is not there and is not to be made; `bad-file` when it is no folder or may not be written */
  static async open(path: string, create: boolean): Promise<NodeFolder> {
    const where = resolve(path);
    attempt(where, () => {
      if (create) makeOwn(where);
      if (!statSync(where).isDirectory()) throw notFolder(where);
    });
    return new NodeFolder(where);
  }

  async openRead(name: string): Promise<FolderFile> {
    const where = join(this.where, name);
    return file(
      attempt(where, () => openSync(where, 'r')),
      where,
    );
  }

  async openWrite(name: string): Promise<WritableFolderFile> {
    const where = join(this.where, name);
    // 'r+' would not make it and 'w+' would empty it.
    return file(
      attempt(where, () => {
        try {
          return openSync(where, 'r+');
        } catch (error) {
          if (codeOf(error) === 'ENOENT') return openSync(where, 'wx+');
          throw error;
        }
      }),
      where,
    );
  }

  async rename(from: string, to: string): Promise<void> {
    attempt(join(this.where, from), () => renameSync(join(this.where, from), join(this.where, to)));
    this.#flushNames();
  }

  async remove(name: string): Promise<boolean> {
    try {
      rmSync(join(this.where, name), { force: true });
      return true;
    } catch {
      return false; // open somewhere, on systems that mind
    }
  }

  async list(): Promise<string[]> {
    return attempt(this.where, () => readdirSync(this.where)).filter((name) => !name.startsWith(lockFileName));
  }

  /** Files can be read while they are written here: readers need no lock, and check what they read. */
  async withLock<T>(mode: 'shared' | 'exclusive', signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    if (mode === 'shared') return work();
    await attempt(this.where, () => this.#lock.acquire(signal));
    try {
      return await work();
    } finally {
      this.#lock.release();
    }
  }

  trySharedLock(work: () => Promise<void>): Promise<void> {
    return work();
  }

  mayHaveChanged(): boolean {
    try {
      const now = readdirSync(this.where)
        .filter((name) => name.startsWith('manifest') || name.startsWith('journal'))
        .map((name) => (name.startsWith('journal') ? `${name} ${statSync(join(this.where, name)).size}` : name))
        .join();
      const changed = now !== this.#seen;
      this.#seen = now;
      return changed;
    } catch {
      return true;
    }
  }

  announce(): void {}

  close(): void {}

  /** A new name is safe from a crash of the machine only when its folder is flushed. */
  #flushNames(): void {
    try {
      const descriptor = openSync(this.where, 'r');
      try {
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    } catch {
      // Some systems cannot flush folders and do not need it.
    }
  }
}

/** Opens the folder of an index. @throws as `NodeFolder.open` */
export const openIndexFolder = (name: string, create: boolean): Promise<Folder> => NodeFolder.open(name, create);

/** Opens the folder of features of texts, if one is named. */
export const openFeatureFolder = async (path: string | undefined): Promise<Folder | undefined> =>
  path === undefined ? undefined : NodeFolder.open(path, true);

/** Removes the files of an index, and the folder if nothing else is in it. */
export async function removeIndexFolder(name: string, isOurs: (file: string) => boolean): Promise<void> {
  const where = resolve(name);
  let names: string[];
  try {
    names = readdirSync(where);
  } catch {
    return;
  }
  attempt(where, () => {
    for (const file of names) if (isOurs(file) || file.startsWith(lockFileName)) rmSync(join(where, file), { force: true });
    if (readdirSync(where).length === 0) rmSync(where, { recursive: true });
  });
}

/** Folders are the app's own here: nobody knows all of them. */
export const listIndexFolders = async (): Promise<string[]> => [];
