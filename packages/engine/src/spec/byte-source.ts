import { SaguimError } from './saguim-error.js';

/** Random access to the bytes of one file, wherever it lives. Offsets and lengths are in bytes. */
export interface ByteSource {
  /** A name for messages: a path, a URL or a label. */
  readonly name: string;
  readonly size: number;
  /**
   * Exactly `length` bytes from `offset`; the result is the caller's to keep.
   * @throws {SaguimError} `bad-file` when the range does not lie inside the file, `network` when a transfer fails.
   */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** As `read`, straight into `target` (which may be a view on shared memory), where the source can. */
  readInto?(offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/**
 * What every source checks before it reads.
 *
 * @throws {SaguimError} `bad-file` when `[offset, offset + length)` does not lie inside the file.
 */
export function checkByteRange(source: Pick<ByteSource, 'name' | 'size'>, offset: number, length: number): void {
  if (Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0 && offset + length <= source.size) return;
  throw new SaguimError('bad-file', `There are no ${length} bytes from ${offset} in a file of ${source.size} bytes`, {
    where: source.name,
    details: { offset, length, size: source.size },
  });
}
