// XXH32 by Yann Collet (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md): finds what disks and torn writes do to bytes at
// more than a gigabyte a second in plain TypeScript. It protects from accidents, not from people.

const P1 = 0x9e3779b1 | 0;
const P2 = 0x85ebca77 | 0;
const P3 = 0xc2b2ae3d | 0;
const P4 = 0x27d4eb2f | 0;
const P5 = 0x165667b1 | 0;

const rotate = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits));

/** Checksum of bytes, unsigned 32-bit. */
export function checksum(bytes: Uint8Array, seed = 0): number {
  const sum = new Checksum(seed);
  sum.add(bytes);
  return sum.end();
}

/** The checksum of bytes that come in pieces, each but the last of a multiple of 16 bytes. */
export class Checksum {
  readonly #lanes: Int32Array;
  readonly #seed: number;
  #length = 0;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(seed = 0) {
    this.#seed = seed;
    this.#lanes = Int32Array.of(seed + P1 + P2, seed + P2, seed, seed - P1);
  }

  add(bytes: Uint8Array): void {
    const lanes = bytes.length >>> 4;
    this.#length += bytes.length;
    this.#rest = bytes.subarray(lanes * 16);
    if (lanes === 0) return;
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice(0, lanes * 16);
    const numbers = new Int32Array(aligned.buffer, aligned.byteOffset, lanes * 4);
    let [a, b, c, d] = [this.#lanes[0]!, this.#lanes[1]!, this.#lanes[2]!, this.#lanes[3]!];
    for (let word = 0; word < numbers.length; word += 4) {
      a = Math.imul(rotate((a + Math.imul(numbers[word]!, P2)) | 0, 13), P1);
      b = Math.imul(rotate((b + Math.imul(numbers[word + 1]!, P2)) | 0, 13), P1);
      c = Math.imul(rotate((c + Math.imul(numbers[word + 2]!, P2)) | 0, 13), P1);
      d = Math.imul(rotate((d + Math.imul(numbers[word + 3]!, P2)) | 0, 13), P1);
    }
    this.#lanes.set([a, b, c, d]);
  }

  end(): number {
    const [a, b, c, d] = this.#lanes as unknown as [number, number, number, number];
    let hash = this.#length < 16 ? (this.#seed + P5) | 0 : (rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)) | 0;
    hash = (hash + this.#length) | 0;
    const bytes = this.#rest;
    let at = 0;
    for (; at + 4 <= bytes.length; at += 4) {
      const number = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      hash = Math.imul(rotate((hash + Math.imul(number, P3)) | 0, 17), P4);
    }
    for (; at < bytes.length; at++) hash = Math.imul(rotate((hash + Math.imul(bytes[at]!, P5)) | 0, 11), P1);
    hash = Math.imul(hash ^ (hash >>> 15), P2);
    hash = Math.imul(hash ^ (hash >>> 13), P3);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}
