/** A file that is being written. Offsets and lengths are in bytes. */
export interface ShelfFile {
  size(): number;
  /** Fewer bytes than asked for where the file ends. */
  read(offset: number, length: number): Uint8Array;
  /** @throws {SaguimError} `storage-full` when the device has no room for it */
  write(bytes: Uint8Array, offset: number): void;
  truncate(size: number): void;
  /** What was written before this is there after a crash. */
  flush(): void;
  close(): void;
}

/**
 * Where models are kept: the origin's private file system, a folder (Node), or memory where there is neither. Files have paths
 * of a model's folder and plain names, `/` between them.
 */
export interface Shelf {
  /** Opens a file for writing, empty if it is new. Only one may have it open. */
  open(path: string): Promise<ShelfFile>;
  /** Opens a file for reading alone, beside other readers; undefined when it is not there. */
  openRead(path: string): Promise<ShelfFile | undefined>;
  /** A small file whole, or undefined when it is not there. */
  read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  size(path: string): Promise<number | undefined>;
  /** In one step, in place of a file that has the name already. */
  rename(from: string, to: string): Promise<void>;
  /** Also its folder, when nothing else is in there. */
  remove(path: string): Promise<void>;
  /** Paths of all files. */
  list(): Promise<string[]>;
  /** Bytes that may still be stored, if it is known. */
  room(): Promise<number | undefined>;
  /**
   * Runs `work` while nobody else, in another tab or process, holds the lock of that name.
   * @param waits called once when somebody else holds it
   */
  withLock<T>(name: string, signal: AbortSignal | undefined, work: () => Promise<T>, waits?: () => void): Promise<T>;
  /** Absolute path of a file (Node). */
  pathOf?(path: string): string;
  /** Opens a file that is not on the shelf, for reading alone: at a path, or of that name in the folder there (Node). */
  openElsewhere?(at: string, name: string): ShelfFile | undefined;
}
