/** A file of a folder. Offsets and lengths are in bytes. */
export interface FolderFile {
  size(): number;
  /** Fills `target` with the bytes from `offset`. @throws {SaguimError} `bad-file` when they are not all there */
  readInto(offset: number, target: Uint8Array): void;
  close(): void;
}

export interface WritableFolderFile extends FolderFile {
  /** @throws {SaguimError} `storage-full` when there is no room for all of them */
  write(offset: number, bytes: Uint8Array): void;
  truncate(size: number): void;
  /** What was written before this is there after a crash of the machine. */
  flush(): void;
}

/** Where an index is kept: a folder on disk, of the origin's private files, or in memory. Names are of letters, digits, `-` and `.`. */
export interface Folder {
  /** For messages. */
  readonly where: string;
  /** @throws {SaguimError} `not-found` */
  openRead(name: string): Promise<FolderFile>;
  /** Opens a file for writing, empty if it is new. Only who holds the lock alone does so, and closes it before letting go. */
  openWrite(name: string): Promise<WritableFolderFile>;
  /** Gives a closed file another name that none has. It has either name after a crash, and all of its bytes. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file if it is there. @returns false when it is open somewhere and could not be removed */
  remove(name: string): Promise<boolean>;
  list(): Promise<string[]>;
  /**
   * Runs `work` while no other tab or process holds the lock alone (`exclusive`) or at all (`shared`: readers do not exclude each other).
   * @throws the signal's reason, if it is aborted before the lock is there
   */
  withLock<T>(mode: 'shared' | 'exclusive', signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T>;
  /** Runs `work` with the lock shared, unless somebody holds it alone: then nothing. */
  trySharedLock(work: () => Promise<void>): Promise<void>;
  /** Whether somebody else may have written since the last call. True when in doubt. */
  mayHaveChanged(): boolean;
  /** Tells others that something was written. */
  announce(): void;
  /** Lets go of what the folder itself holds. */
  close(): void;
}
