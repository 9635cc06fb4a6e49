import type { ByteSource } from '../spec/index.js';
import { checkByteRange, SaguimError } from '../spec/index.js';

/** Bytes of the buffer that a stream fills again and again. */
const BUFFER_BYTES = 1 << 20;
/** What may lie between two reads that go on from each other. */
const GAP_BYTES = 1 << 12;
/**
 * Streams that are being read, so that something reaches them: Chromium 156 collects one whose reader waits and is held by its own answer
 * alone, and that answer never comes.
 */
const waiting = new Set<ReadableStreamBYOBReader>();

/**
 * A Blob, or a File that a person chose. Who reads from front to back is given a stream that fills one buffer again and again, where the host
 * has such streams: a request for each piece takes ten times as long, and leaves as many buffers to the garbage collector.
 */
export class BlobSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  #blob: Blob | undefined;
  #stream: { readonly reader: ReadableStreamBYOBReader; at: number } | undefined;
  #buffer = new ArrayBuffer(0);
  /** Where the last read ended. */
  #next = 0;
  #reading: Promise<void> = Promise.resolve();

  constructor(blob: Blob, name = 'name' in blob ? String(blob.name) : 'a Blob') {
    this.#blob = blob;
    this.name = name;
    this.size = blob.size;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    checkByteRange(this, offset, length);
    const bytes = new Uint8Array(length);
    await this.readInto(offset, bytes, signal);
    return bytes;
  }

  async readInto(offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    checkByteRange(this, offset, target.length);
    const reading = this.#reading.then(() => this.#fill(offset, target)); // a stream has one reader at a time
    this.#reading = reading.catch(() => {});
    await reading;
    signal?.throwIfAborted();
  }

  async close(): Promise<void> {
    this.#blob = undefined;
    this.#buffer = new ArrayBuffer(0);
    this.#endStream();
  }

  async #fill(offset: number, target: Uint8Array): Promise<void> {
    const blob = this.#blob;
    if (!blob) throw new SaguimError('closed', 'The source was closed', { where: this.name });
    const goesOn = offset >= this.#next && offset - this.#next <= GAP_BYTES;
    this.#next = offset + target.length;
    try {
      if (!goesOn) this.#endStream();
      else if (this.#startStream(blob, offset)) return await this.#fillFromStream(offset, target);
      const bytes = new Uint8Array(await blob.slice(offset, offset + target.length).arrayBuffer());
      if (bytes.length < target.length) throw this.#shorter();
      target.set(bytes);
    } catch (cause) {
      this.#endStream();
      if (cause instanceof SaguimError) throw cause;
      throw new SaguimError('bad-file', 'The file can no longer be read', {
        where: this.name,
        hint: 'It may have been changed or moved: choose it again.',
        cause,
      });
    }
  }

  /** Whether there is a stream now. */
  #startStream(blob: Blob, offset: number): boolean {
    if (this.#stream) return true;
    try {
      this.#stream = { reader: blob.slice(offset).stream().getReader({ mode: 'byob' }), at: offset };
      return true;
    } catch {
      return false;
    }
  }

  async #fillFromStream(offset: number, target: Uint8Array): Promise<void> {
    const stream = this.#stream!;
    const end = offset + target.length;
    while (stream.at < end) {
      if (this.#buffer.byteLength === 0) this.#buffer = new ArrayBuffer(BUFFER_BYTES);
      const wanted = Math.min(BUFFER_BYTES, (stream.at < offset ? offset : end) - stream.at);
      waiting.add(stream.reader);
      const { value } = await stream.reader.read(new Uint8Array(this.#buffer, 0, wanted)).finally(() => waiting.delete(stream.reader));
      if (!value?.length) throw this.#shorter();
      this.#buffer = value.buffer;
      if (stream.at >= offset) target.set(value, stream.at - offset);
      stream.at += value.length;
    }
  }

  #endStream(): void {
    this.#stream?.reader.cancel().catch(() => {});
    this.#stream = undefined;
  }

  #shorter(): SaguimError {
    return new SaguimError('bad-file', 'The file became shorter while it was read', { where: this.name });
  }
}
