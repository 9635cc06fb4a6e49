// XXH32 by Yann Collet (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md): finds what disks and torn writes do to bytes at
// more than a gigabyte a second in plain TypeScript. It protects from accidents, not from people.

const P1 = 0x9e3779b1 | 0;
const P2 = 0x85ebca77 | 0;
const P3 = 0xc2b2ae3d | 0;
const P4 = 0x27d4eb2f | 0;
const P5 = 0x165667b1 | 0;

const seeds = Int32Array.of(P1 + P2, P2, 0, -P1);
const nothing: Uint8Array = new Uint8Array(0);

const rotate = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits));

/** Checksum of bytes, unsigned 32-bit. */
export function checksum(bytes: Uint8Array): number {
  whole.begin();
  whole.add(bytes);
  return whole.end();
}

/** The checksum of bytes that come in pieces, each but the last of a multiple of 16 bytes. */
export class Checksum {
  readonly #lanes = Int32Array.from(seeds);
  #length = 0;
  #rest = nothing;

  /** Forgets what came. */
  begin(): void {
    this.#lanes.set(seeds);
    this.#length = 0;
    this.#rest = nothing;
  }

  add(bytes: Uint8Array): void {
    const lanes = bytes.length >>> 4;
    this.#length += bytes.length;
    this.#rest = bytes.length === lanes * 16 ? nothing : bytes.subarray(lanes * 16);
    if (lanes === 0) return;
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice(0, lanes * 16);
    const numbers = new Int32Array(aligned.buffer, aligned.byteOffset, lanes * 4);
    const sums = this.#lanes;
    let [a, b, c, d] = [sums[0]!, sums[1]!, sums[2]!, sums[3]!];
    for (let word = 0; word < numbers.length; word += 4) {
      a = Math.imul(rotate((a + Math.imul(numbers[word]!, P2)) | 0, 13), P1);
      b = Math.imul(rotate((b + Math.imul(numbers[word + 1]!, P2)) | 0, 13), P1);
      c = Math.imul(rotate((c + Math.imul(numbers[word + 2]!, P2)) | 0, 13), P1);
      d = Math.imul(rotate((d + Math.imul(numbers[word + 3]!, P2)) | 0, 13), P1);
    }
    // One by one: a list for each of the hundred vectors that a search reads would be garbage.
    sums[0] = a;
    sums[1] = b;
    sums[2] = c;
    sums[3] = d;
  }

  end(): number {
    const [a, b, c, d] = this.#lanes as unknown as [number, number, number, number];
    let hash = this.#length < 16 ? P5 : (rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)) | 0;
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

const whole = new Checksum();
