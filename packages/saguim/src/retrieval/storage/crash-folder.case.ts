import { SaguimError } from '@saguim/engine/spec';
import type { Folder, FolderFile, WritableFolderFile } from '../../platform/folder.js';
import { MemoryFolder } from '../../platform/memory-folder.js';

/** Thrown where the process is killed. */
export class Killed extends Error {}

type State = Map<string, { bytes: Uint8Array; flushed: Uint8Array }>;

/**
 * Files in memory whose process can be killed at any byte of any write, and before or after any other step. Counts what may be killed: a
 * byte written is a step, and so is a truncation, a flush, a rename and a removal.
 */
export class CrashFolder implements Folder {
  readonly where = 'crash';
  readonly files: State;
  /** Steps so far. */
  steps = 0;
  /** The step at which the process is killed. */
  killAt = Number.POSITIVE_INFINITY;
  /** From this step on there is no room for a byte more. */
  fullAt = Number.POSITIVE_INFINITY;
  /** After how many steps each step ended, for choosing where to kill. */
  readonly borders: number[] = [];
  #dead = false;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(files: State = new Map()) {
    this.files = files;
  }

  /** What a new process finds. @param power whether the machine went down too: then what was not flushed is gone */
  afterCrash(power: boolean): CrashFolder {
    const copy: State = new Map();
    for (const [name, { bytes, flushed }] of this.files) {
      const kept = (power ? flushed : bytes).slice();
      copy.set(name, { bytes: kept, flushed: kept });
    }
    return new CrashFolder(copy);
  }

  #alive(): void {
    if (this.#dead) throw new Killed();
  }

  #die(): never {
    this.#dead = true;
    throw new Killed();
  }

  /** Before a step that is done or not. */
  #step(): void {
    this.#alive();
    if (this.steps >= this.killAt) this.#die();
    this.steps++;
    this.borders.push(this.steps);
  }

  async openRead(name: string): Promise<FolderFile> {
    this.#alive();
    if (!this.files.has(name)) throw new SaguimError('not-found', 'There is no such file', { where: name });
    return this.#file(name);
  }

  async openWrite(name: string): Promise<WritableFolderFile> {
    this.#alive();
    if (!this.files.has(name)) {
      this.#step();
      this.files.set(name, { bytes: new Uint8Array(0), flushed: new Uint8Array(0) });
    }
    return this.#file(name);
  }

  #file(name: string): WritableFolderFile {
    const file = this.files.get(name)!;
    return {
      size: () => file.bytes.length,
      readInto: (offset, target) => {
        this.#alive();
        if (offset + target.length > file.bytes.length) throw new SaguimError('bad-file', 'The file ends early', { where: name });
        target.set(file.bytes.subarray(offset, offset + target.length));
      },
      write: (offset, bytes) => {
        this.#alive();
        const room = Math.min(bytes.length, Math.max(0, this.killAt - this.steps), Math.max(0, this.fullAt - this.steps));
        const grown = new Uint8Array(Math.max(file.bytes.length, offset + room));
        grown.set(file.bytes);
        grown.set(bytes.subarray(0, room), offset);
        file.bytes = grown;
        this.steps += room;
        this.borders.push(this.steps);
        if (room === bytes.length) return;
        if (this.steps >= this.killAt) this.#die();
        throw new SaguimError('storage-full', 'The disk has no room left for the index', { where: name });
      },
      truncate: (size) => {
        this.#step();
        const cut = new Uint8Array(size);
        cut.set(file.bytes.subarray(0, size));
        file.bytes = cut;
      },
      flush: () => {
        this.#step();
        file.flushed = file.bytes.slice();
      },
      close: () => {},
    };
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step();
    this.files.set(to, this.files.get(from)!);
    this.files.delete(from);
  }

  async remove(name: string): Promise<boolean> {
    if (this.files.has(name)) this.#step();
    this.files.delete(name);
    return true;
  }

  async list(): Promise<string[]> {
    this.#alive();
    return [...this.files.keys()];
  }

  withLock<T>(_mode: 'shared' | 'exclusive', _signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => {});
    return turn;
  }

  trySharedLock(work: () => Promise<void>): Promise<void> {
    return work();
  }

  mayHaveChanged(): boolean {
    return true;
  }

  announce(): void {}

  close(): void {}
}

/** A copy of a folder's files, for damaging. */
export async function copyFiles(folder: MemoryFolder): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const name of await folder.list()) {
    const file = await folder.openRead(name);
    const bytes = new Uint8Array(file.size());
    file.readInto(0, bytes);
    files.set(name, bytes);
  }
  return files;
}

export async function folderOf(files: ReadonlyMap<string, Uint8Array>): Promise<MemoryFolder> {
  const folder = new MemoryFolder();
  for (const [name, bytes] of files) (await folder.openWrite(name)).write(0, bytes);
  return folder;
}
