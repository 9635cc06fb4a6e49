import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SaguimError } from '@saguim/engine/spec';
import { LockFile } from './node-lock-file.js';
import { makeFolder } from './node-make-folder.js';
import type { Shelf, ShelfFile } from './shelf.js';

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException | undefined)?.code;
const lockEnding = '.lock';

function toError(error: unknown, where: string): unknown {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new SaguimError('storage-full', 'The disk has no room left for the model', {
        where,
        hint: 'Make room, or remove stored models (saguim models, saguim rm), and try again: it goes on where it stopped.',
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return new SaguimError('bad-file', `The store of models cannot be written here: ${codeOf(error)}`, {
        where,
        hint: 'Check the permissions, or name another folder (SAGUIM_CACHE).',
        cause: error,
      });
    default:
      return error;
  }
}

function attempt<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toError(error, where);
  }
}

function openFile(path: string, flags = constants.O_RDWR | constants.O_CREAT): ShelfFile {
  const descriptor = attempt(path, () => openSync(path, flags, 0o644));
  let open = true;
  return {
    size: () => fstatSync(descriptor).size,
    read: (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, fstatSync(descriptor).size - offset)));
      let done = 0;
      for (let read = -1; done < bytes.length && read !== 0; done += read)
        read = readSync(descriptor, bytes, done, bytes.length - done, offset + done);
      return bytes.subarray(0, done);
    },
    write: (bytes, offset) =>
      attempt(path, () => {
        for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done, offset + done);
      }),
    truncate: (size) => attempt(path, () => ftruncateSync(descriptor, size)),
    flush: () => attempt(path, () => fsyncSync(descriptor)),
    close: () => {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}

/** Files in a folder of this machine. */
export class NodeShelf implements Shelf {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  pathOf(path: string): string {
    return join(this.#folder, path);
  }

  openElsewhere(at: string, name: string): ShelfFile | undefined {
    const path = statSync(at, { throwIfNoEntry: false })?.isDirectory() ? join(at, name) : at;
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? openFile(path, constants.O_RDONLY) : undefined;
  }

  async open(path: string): Promise<ShelfFile> {
    const file = this.pathOf(path);
    attempt(file, () => makeFolder(dirname(file)));
    return openFile(file);
  }

  async openRead(path: string): Promise<ShelfFile | undefined> {
    return this.openElsewhere(this.pathOf(path), '');
  }

  async read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      return new Uint8Array(readFileSync(this.pathOf(path)));
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error) ?? '')) return undefined;
      throw error;
    }
  }

  async size(path: string): Promise<number | undefined> {
    const found = statSync(this.pathOf(path), { throwIfNoEntry: false });
    return found?.isFile() ? found.size : undefined;
  }

  async rename(from: string, to: string): Promise<void> {
    attempt(this.pathOf(to), () => renameSync(this.pathOf(from), this.pathOf(to)));
  }

  async remove(path: string): Promise<void> {
    const file = this.pathOf(path);
    attempt(file, () => rmSync(file, { force: true }));
    for (let folder = dirname(file); folder !== this.#folder && folder.startsWith(this.#folder); folder = dirname(folder)) {
      try {
        rmdirSync(folder);
      } catch {
        break; // something else is in it
      }
    }
  }

  async list(): Promise<string[]> {
    const found: string[] = [];
    const walk = (folder: string) => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) walk(path);
        else if (!entry.name.includes(lockEnding)) found.push(relative(this.#folder, path).split(sep).join('/'));
      }
    };
    try {
      walk(this.#folder);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error;
    }
    return found;
  }

  async room(): Promise<number | undefined> {
    for (let folder = this.#folder; ; folder = dirname(folder)) {
      try {
        const { bavail, bsize } = statfsSync(folder);
        return bavail * bsize;
      } catch {
        if (dirname(folder) === folder) return undefined;
      }
    }
  }

  async withLock<T>(name: string, signal: AbortSignal | undefined, work: () => Promise<T>, waits?: () => void): Promise<T> {
    attempt(this.#folder, () => makeFolder(this.#folder));
    const lock = new LockFile(join(this.#folder, `${name}${lockEnding}`));
    await lock.acquire(signal, waits);
    try {
      return await work();
    } finally {
      lock.release();
    }
  }
}

/** Where models are kept when no folder is named: https://specifications.freedesktop.org/basedir-spec/, and what other systems have. */
export function storeFolder(folder?: string | URL): string {
  if (folder !== undefined) return folder instanceof URL || /^file:/i.test(folder) ? fileURLToPath(folder) : resolve(folder);
  const { SAGUIM_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (SAGUIM_CACHE) return join(resolve(SAGUIM_CACHE), 'models');
  const home = homedir();
  if (process.platform === 'win32') return join(LOCALAPPDATA || join(home, 'AppData', 'Local'), 'saguim', 'models');
  if (process.platform === 'darwin' && !XDG_CACHE_HOME) return join(home, 'Library', 'Caches', 'saguim', 'models');
  return join(XDG_CACHE_HOME || join(home, '.cache'), 'saguim', 'models');
}

/** The store of models on this machine. It is made when something is first written. */
export const openLocalShelf = (folder?: string | URL): Shelf | undefined => new NodeShelf(storeFolder(folder));
