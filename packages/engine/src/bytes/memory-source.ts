import type { ByteSource } from '../spec/index.js';
import { checkByteRange, SaguimError } from '../spec/index.js';

/** Bytes that are in memory already. */
export class MemorySource implements ByteSource {
  readonly name: string;
  readonly size: number;
  #bytes: Uint8Array | undefined;

  /** @param bytes kept, not copied: they must not change while the source is in use */
  constructor(bytes: Uint8Array, name = 'bytes in memory') {
    // A view of our own: `slice` of Node's Buffer, which people pass too, would not copy.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.name = name;
    this.size = bytes.length;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    return this.#range(offset, length, signal).slice();
  }

  async readInto(offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    target.set(this.#range(offset, target.length, signal));
  }

  async close(): Promise<void> {
    this.#bytes = undefined;
  }

  #range(offset: number, length: number, signal?: AbortSignal): Uint8Array {
    signal?.throwIfAborted();
    if (!this.#bytes) throw new SaguimError('closed', 'The source was closed', { where: this.name });
    checkByteRange(this, offset, length);
    return this.#bytes.subarray(offset, offset + length);
  }
}
