import type { GgufCursor } from './gguf-cursor.js';

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** UTF-8 to text; what is not UTF-8 becomes U+FFFD. */
export const decodeText = (bytes: Uint8Array) => lenient.decode(bytes);

/** One string: its length in 8 bytes, then its bytes. */
export async function readString(cursor: GgufCursor, what: string): Promise<string> {
  await cursor.fill(8, what);
  const length = cursor.u64();
  cursor.check(length, what);
  await cursor.fill(length, what);
  return decodeText(cursor.take(length));
}

/** At most this many strings are decoded together. */
const BATCH = 4096;

/**
 * `count` strings. Decoding them one by one costs most of the time that a vocabulary takes to load: here their bytes are brought
 * together and decoded at once, and the text is cut by counting UTF-16 units on the way.
 */
export async function readStrings(cursor: GgufCursor, count: number, what: string): Promise<string[]> {
  const strings: string[] = [];
  const batch = new StringBatch(Math.min(count, BATCH));
  while (strings.length < count) {
    while (strings.length + batch.size < count && batch.size < batch.capacity && cursor.available >= 8) {
      const length = cursor.u64();
      if (length > cursor.available) {
        cursor.at -= 8;
        break;
      }
      batch.add(cursor.bytes, cursor.at, length);
      cursor.at += length;
    }
    if (batch.size > 0) batch.flush(strings);
    else strings.push(await readString(cursor, what));
  }
  return strings;
}

class StringBatch {
  readonly capacity: number;
  size = 0;
  #bytes: Uint8Array;
  #used = 0;
  /** Where each string ends: in bytes, and in UTF-16 units. */
  readonly #byteEnds: Uint32Array;
  readonly #unitEnds: Uint32Array;
  #units = 0;
  /** Every string begins with the first byte of a character. */
  #regular = true;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#bytes = new Uint8Array(16 * capacity);
    this.#byteEnds = new Uint32Array(capacity);
    this.#unitEnds = new Uint32Array(capacity);
  }

  add(from: Uint8Array, start: number, length: number): void {
    if (this.#used + length > this.#bytes.length) {
      const bytes = new Uint8Array(2 * (this.#used + length));
      bytes.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = bytes;
    }
    const to = this.#bytes;
    let units = this.#units;
    let used = this.#used;
    if (length > 0 && (from[start]! & 0xc0) === 0x80) this.#regular = false;
    for (let i = start; i < start + length; i++) {
      const byte = from[i]!;
      to[used++] = byte;
      if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
    }
    this.#used = used;
    this.#units = units;
    this.#byteEnds[this.size] = used;
    this.#unitEnds[this.size] = units;
    this.size++;
  }

  flush(strings: string[]): void {
    const text = this.#regular ? this.#decodeWhole() : undefined;
    for (let i = 0, unit = 0, byte = 0; i < this.size; i++) {
      strings.push(text === undefined ? decodeText(this.#bytes.subarray(byte, this.#byteEnds[i])) : text.slice(unit, this.#unitEnds[i]));
      unit = this.#unitEnds[i]!;
      byte = this.#byteEnds[i]!;
    }
    this.size = this.#used = this.#units = 0;
    this.#regular = true;
  }

  #decodeWhole(): string | undefined {
    try {
      return strict.decode(this.#bytes.subarray(0, this.#used));
    } catch {
      return undefined;
    }
  }
}
