import type { ByteSource } from '../spec/index.js';
import { SaguimError } from '../spec/index.js';

const FIRST_CHUNK = 1 << 16;
const LARGEST_CHUNK = 1 << 22;
/** The largest vocabularies in use have headers of about 20 MB. */
const LARGEST_HEADER = 1 << 26;

/**
 * Reads a header from its beginning, in chunks that grow: every byte is asked for once. `fill(n)` makes sure that n bytes are
 * there; what follows it reads them without waiting.
 */
export class GgufCursor {
  readonly #source: ByteSource;
  readonly #signal: AbortSignal | undefined;
  /** Bytes of the file from `#start`; the next to read is at `at`. */
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);
  #start = 0;
  #chunk = FIRST_CHUNK;
  at = 0;

  constructor(source: ByteSource, signal?: AbortSignal) {
    this.#source = source;
    this.#signal = signal;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Offset in the file. */
  get position(): number {
    return this.#start + this.at;
  }

  /** Bytes of the file from here on. */
  get left(): number {
    return this.#source.size - this.position;
  }

  /** Bytes that can be read at once. */
  get available(): number {
    return this.#bytes.length - this.at;
  }

  /** @throws {SaguimError} `bad-file` when the file ends before, saying how many bytes are missing. */
  async fill(length: number, what: string): Promise<void> {
    if (length <= this.available) return;
    this.check(length, what);
    if (this.position + length > LARGEST_HEADER) {
      throw new SaguimError('unsupported', `The header is over ${LARGEST_HEADER} bytes`, { where: `${this.#source.name}, ${what}` });
    }
    const kept = this.available;
    const wanted = Math.min(Math.max(length - kept, this.#chunk), this.left - kept);
    const more = await this.#source.read(this.position + kept, wanted, this.#signal);
    this.#chunk = Math.min(this.#chunk * 2, LARGEST_CHUNK);
    if (kept === 0) this.#use(more, this.position);
    else {
      const bytes = new Uint8Array(kept + more.length);
      bytes.set(this.#bytes.subarray(this.at));
      bytes.set(more, kept);
      this.#use(bytes, this.position);
    }
  }

  /** @throws {SaguimError} `bad-file` when less than `length` bytes are left in the file. */
  check(length: number, what: string): void {
    if (length <= this.left) return;
    throw new SaguimError('bad-file', `The file ends inside its header: ${length} bytes should follow, ${this.left} are there`, {
      where: `${this.#source.name}, ${what}, at byte ${this.position}`,
      hint: 'It is damaged or not whole: get it again.',
      details: { missing: length - this.left, size: this.#source.size },
    });
  }

  u32(): number {
    const value = this.#view.getUint32(this.at, true);
    this.at += 4;
    return value;
  }

  /** A count or offset: beyond 2⁵³ it is only near, and larger than anything it is compared with. */
  u64(): number {
    const low = this.u32();
    return this.u32() * 2 ** 32 + low;
  }

  /** The next bytes, as a view that is good until the next `fill`. */
  take(length: number): Uint8Array {
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  #use(bytes: Uint8Array, start: number): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#start = start;
    this.at = 0;
  }
}
