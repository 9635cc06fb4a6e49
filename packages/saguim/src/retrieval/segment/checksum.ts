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
  const { length } = bytes;
  const lanes = length >>> 4;
  let hash: number;
  let at = 0;
  if (lanes > 0) {
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice(0, lanes * 16);
    const numbers = new Int32Array(aligned.buffer, aligned.byteOffset, lanes * 4);
    let a = (seed + P1 + P2) | 0;
    let b = (seed + P2) | 0;
    let c = seed | 0;
    let d = (seed - P1) | 0;
    for (let word = 0; word < numbers.length; word += 4) {
      a = Math.imul(rotate((a + Math.imul(numbers[word]!, P2)) | 0, 13), P1);
      b = Math.imul(rotate((b + Math.imul(numbers[word + 1]!, P2)) | 0, 13), P1);
      c = Math.imul(rotate((c + Math.imul(numbers[word + 2]!, P2)) | 0, 13), P1);
      d = Math.imul(rotate((d + Math.imul(numbers[word + 3]!, P2)) | 0, 13), P1);
    }
    hash = (rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)) | 0;
    at = lanes * 16;
  } else hash = (seed + P5) | 0;
  hash = (hash + length) | 0;
  for (; at + 4 <= length; at += 4) {
    const number = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    hash = Math.imul(rotate((hash + Math.imul(number, P3)) | 0, 17), P4);
  }
  for (; at < length; at++) hash = Math.imul(rotate((hash + Math.imul(bytes[at]!, P5)) | 0, 11), P1);
  hash = Math.imul(hash ^ (hash >>> 15), P2);
  hash = Math.imul(hash ^ (hash >>> 13), P3);
  return (hash ^ (hash >>> 16)) >>> 0;
}
