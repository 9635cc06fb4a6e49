import type { ByteSource } from './byte-source.js';

/** A folder of files, wherever it lives. */
export interface FolderSource {
  /** A name for messages: a path or a label. */
  readonly name: string;
  /**
   * The file at `path` below the folder (`1_Pooling/config.json`), or undefined where there is none; the caller closes it.
   * @throws {SaguimError} `bad-file` when it is there and cannot be read.
   */
  open(path: string): Promise<ByteSource | undefined>;
}
