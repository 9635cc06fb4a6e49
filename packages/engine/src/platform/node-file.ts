import type { FileHandle } from 'node:fs/promises';
import { open, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { ByteSource, FolderSource } from '../spec/index.js';
import { checkByteRange, SaguimError } from '../spec/index.js';
import { fetchBytes } from './fetch-bytes.js';

/** A file on disk. */
export class FileSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  #handle: FileHandle | undefined;

  private constructor(name: string, size: number, handle: FileHandle) {
    this.name = name;
    this.size = size;
    this.#handle = handle;
  }

  /** @throws {SaguimError} `not-found` when nothing is there, `bad-file` when it is no file or may not be read. */
  static async open(path: string): Promise<FileSource> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(path, 'r');
      const stat = await handle.stat();
      if (!stat.isFile()) throw new SaguimError('bad-file', 'This is not a file', { where: path });
      return new FileSource(path, stat.size, handle);
    } catch (error) {
      await handle?.close();
      throw fileError(error, path);
    }
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    this.#check(offset, length, signal);
    const bytes = new Uint8Array(length);
    await this.#fill(offset, bytes, signal);
    return bytes;
  }

  async readInto(offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    this.#check(offset, target.length, signal);
    await this.#fill(offset, target, signal);
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  #check(offset: number, length: number, signal?: AbortSignal): void {
    signal?.throwIfAborted();
    this.#open();
    checkByteRange(this, offset, length);
  }

  #open(): FileHandle {
    if (this.#handle) return this.#handle;
    throw new SaguimError('closed', 'The file was closed', { where: this.name });
  }

  async #fill(offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    let done = 0;
    while (done < target.length) {
      signal?.throwIfAborted();
      const handle = this.#open();
      let bytesRead: number;
      try {
        ({ bytesRead } = await handle.read(target, done, target.length - done, offset + done));
      } catch (error) {
        throw fileError(error, this.name);
      }
      if (bytesRead === 0) {
        throw new SaguimError('bad-file', `The file became shorter while it was read: it had ${this.size} bytes`, { where: this.name });
      }
      done += bytesRead;
    }
  }
}

/** @throws {SaguimError} `not-found` or `bad-file`. */
export function openFile(path: string): Promise<ByteSource> {
  return FileSource.open(path);
}

/** The folder at `path`, or undefined where there is none, or a file. */
export async function openFolder(path: string): Promise<FolderSource | undefined> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return undefined;
  return {
    name: basename(resolve(path)),
    async open(below) {
      try {
        return await FileSource.open(join(path, below));
      } catch (error) {
        if (error instanceof SaguimError && error.code === 'not-found') return undefined;
        throw error;
      }
    },
  };
}

/** The whole of a small file, from disk (`file:`) or the network. @throws {SaguimError} `not-found`, `bad-file` or `network`. */
export async function readBytes(url: URL): Promise<Uint8Array> {
  if (url.protocol !== 'file:') return fetchBytes(url);
  try {
    const bytes = await readFile(url);
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    throw fileError(error, url.href);
  }
}

function fileError(error: unknown, where: string): SaguimError {
  if (error instanceof SaguimError) return error;
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new SaguimError('not-found', 'There is no such file', { where, cause: error });
  return new SaguimError('bad-file', `The file cannot be read${code ? `: ${code}` : ''}`, { where, cause: error });
}
