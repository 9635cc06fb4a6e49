import type { ByteSource } from '../spec/index.js';
import { checkByteRange, SaguimError } from '../spec/index.js';

/** A Blob, or a File that a person chose. */
export class BlobSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  #blob: Blob | undefined;

  constructor(blob: Blob, name = 'name' in blob ? String(blob.name) : 'a Blob') {
    this.#blob = blob;
    this.name = name;
    this.size = blob.size;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    signal?.throwIfAborted();
    if (!this.#blob) throw new SaguimError('closed', 'The source was closed', { where: this.name });
    checkByteRange(this, offset, length);
    let bytes: Uint8Array;
    try {
      bytes = new Uint8Array(await this.#blob.slice(offset, offset + length).arrayBuffer());
    } catch (cause) {
      throw new SaguimError('bad-file', 'The file can no longer be read', {
        where: this.name,
        hint: 'It may have been changed or moved: choose it again.',
        cause,
      });
    }
    signal?.throwIfAborted();
    if (bytes.length !== length) throw new SaguimError('bad-file', 'The file became shorter while it was read', { where: this.name });
    return bytes;
  }

  async close(): Promise<void> {
    this.#blob = undefined;
  }
}
