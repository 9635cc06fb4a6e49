import { checksum } from './checksum.js';

/** Where bytes are appended. */
export interface Sink {
  append(bytes: Uint8Array): void;
}

/** Bytes in memory, growing. */
export class MemorySink implements Sink {
  #bytes = new Uint8Array(1 << 14);
  #length = 0;

  append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + bytes.length));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What was appended; a view, valid until the next append. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** Gathers small pieces, so that a disk sees few writes. */
export class BufferedSink implements Sink {
  readonly #target: Sink;
  readonly #buffer = new Uint8Array(1 << 18);
  #length = 0;

  constructor(target: Sink) {
    this.#target = target;
  }

  append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#buffer.length) this.end();
    if (bytes.length >= this.#buffer.length) this.#target.append(bytes);
    else {
      this.#buffer.set(bytes, this.#length);
      this.#length += bytes.length;
    }
  }

  end(): void {
    if (this.#length > 0) this.#target.append(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
  }
}

/** Where a section lies in its file and what it must add up to. */
export type SectionPlace = readonly [offset: number, bytes: number, checksum: number];

const padding = new Uint8Array(8);

/** Writes one section after the other, each at a multiple of 8 bytes. */
export class SectionWriter {
  readonly places: Record<string, SectionPlace> = {};
  readonly #sink: Sink;
  #position = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Bytes written so far. */
  get position(): number {
    return this.#position;
  }

  append(bytes: Uint8Array): void {
    this.#sink.append(bytes);
    this.#position += bytes.length;
  }

  align(): void {
    const beyond = this.#position % 8;
    if (beyond > 0) this.append(padding.subarray(beyond));
  }

  /** A section in one piece. */
  section(name: string, content: Uint8Array | Float32Array | Float64Array | Uint32Array | Int8Array): void {
    this.align();
    const bytes = new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
    this.places[name] = [this.#position, bytes.length, checksum(bytes)];
    this.append(bytes);
  }
}
