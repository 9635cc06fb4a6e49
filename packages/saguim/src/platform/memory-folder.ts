import { SaguimError } from '@saguim/engine/spec';
import type { Folder, FolderFile, WritableFolderFile } from './folder.js';

interface Content {
  bytes: Uint8Array;
  length: number;
}

/** Files in memory: for indexes that need not be kept. */
export class MemoryFolder implements Folder {
  readonly where = 'memory';
  readonly #files = new Map<string, Content>();
  #queue: Promise<unknown> = Promise.resolve();
  #changed = true;

  async openRead(name: string): Promise<FolderFile> {
    const content = this.#files.get(name);
    if (!content) throw new SaguimError('not-found', 'There is no such file', { where: name });
    return file(name, content);
  }

  async openWrite(name: string): Promise<WritableFolderFile> {
    let content = this.#files.get(name);
    if (!content) this.#files.set(name, (content = { bytes: new Uint8Array(0), length: 0 }));
    return file(name, content);
  }

  async rename(from: string, to: string): Promise<void> {
    const content = this.#files.get(from);
    if (!content) throw new SaguimError('not-found', 'There is no such file', { where: from });
    this.#files.delete(from);
    this.#files.set(to, content);
  }

  async remove(name: string): Promise<boolean> {
    this.#files.delete(name);
    return true;
  }

  async list(): Promise<string[]> {
    return [...this.#files.keys()];
  }

  withLock<T>(_mode: 'shared' | 'exclusive', signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(() => {
      signal?.throwIfAborted();
      return work();
    });
    this.#queue = turn.catch(() => {});
    return turn;
  }

  trySharedLock(work: () => Promise<void>): Promise<void> {
    return work();
  }

  mayHaveChanged(): boolean {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  announce(): void {
    this.#changed = true;
  }

  close(): void {}
}

function file(name: string, content: Content): WritableFolderFile {
  const grow = (length: number) => {
    if (length <= content.bytes.length) return;
    const larger = new Uint8Array(Math.max(length, content.bytes.length * 2));
    larger.set(content.bytes.subarray(0, content.length));
    content.bytes = larger;
  };
  return {
    size: () => content.length,
    readInto: (offset, target) => {
      if (offset + target.length > content.length)
        throw new SaguimError('bad-file', `The file has ${content.length} bytes, and ${target.length} from ${offset} were asked for`, {
          where: name,
        });
      target.set(content.bytes.subarray(offset, offset + target.length));
    },
    write: (offset, bytes) => {
      grow(offset + bytes.length);
      content.bytes.set(bytes, offset);
      content.length = Math.max(content.length, offset + bytes.length);
    },
    truncate: (size) => {
      grow(size);
      content.bytes.fill(0, size);
      content.length = size;
    },
    flush: () => {},
    close: () => {},
  };
}
