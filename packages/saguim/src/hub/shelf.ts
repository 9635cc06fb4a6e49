/** A file that is being written. Offsets and lengths are in bytes. */
export interface ShelfFile {
  size(): number;
  read(offset: number, length: number): Uint8Array;
  /** @throws {SaguimError} `storage-full` when the device has no room for it */
  write(bytes: Uint8Array, offset: number): void;
  truncate(size: number): void;
  /** What was written before this is there after a crash. */
  flush(): void;
  close(): void;
}

/** Where downloaded models are kept: the origin's private file system, or memory where there is none. */
export interface Shelf {
  /** Opens a file for writing, empty if it is new. Only one may have it open. */
  open(name: string): Promise<ShelfFile>;
  /** A small file whole, or undefined when it is not there. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  size(name: string): Promise<number | undefined>;
  remove(name: string): Promise<void>;
  list(): Promise<string[]>;
  /** Bytes that may still be stored, if it is known. */
  room(): Promise<number | undefined>;
}

/** Writes a small file whole. */
export async function writeWhole(shelf: Shelf, name: string, bytes: Uint8Array): Promise<void> {
  const file = await shelf.open(name);
  try {
    file.truncate(0);
    file.write(bytes, 0);
    file.flush();
  } finally {
    file.close();
  }
}

export async function readJson(shelf: Shelf, name: string): Promise<unknown> {
  const bytes = await shelf.read(name);
  if (!bytes) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined; // cut off while it was written: as good as absent
  }
}

export const writeJson = (shelf: Shelf, name: string, value: unknown) =>
  writeWhole(shelf, name, new TextEncoder().encode(JSON.stringify(value)));
