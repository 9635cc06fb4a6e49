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
