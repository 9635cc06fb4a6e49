/** 64 bits of a text, as two unsigned 32-bit numbers: finds texts that are known already; who finds one compares the texts. */
export function textHash(text: string): readonly [high: number, low: number] {
  let a = 0x9e3779b1 | 0;
  let b = 0x85ebca77 | 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x5bd1e995);
    a ^= a >>> 15;
    b = Math.imul(b ^ unit, 0x1b873593);
    b ^= b >>> 13;
  }
  return [mix(a ^ text.length), mix(b ^ Math.imul(text.length, 0x27d4eb2f))];
}

/** The last step of MurmurHash3 (Austin Appleby): every bit of the input moves every bit of the output. */
function mix(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
