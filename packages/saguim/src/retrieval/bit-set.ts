/** A set of whole numbers below `size`. */
export class BitSet {
  readonly size: number;
  readonly #words: Uint32Array;

  constructor(size: number, all = false) {
    this.size = size;
    this.#words = new Uint32Array(Math.ceil(size / 32));
    if (all) for (let at = 0; at < size; at += 32) this.#words[at >>> 5] = size - at >= 32 ? 0xffff_ffff : (1 << (size - at)) - 1;
  }

  has(member: number): boolean {
    return ((this.#words[member >>> 5]! >>> (member & 31)) & 1) === 1;
  }

  add(member: number): void {
    this.#words[member >>> 5]! |= 1 << (member & 31);
  }

  delete(member: number): void {
    this.#words[member >>> 5]! &= ~(1 << (member & 31));
  }

  intersect(other: BitSet): void {
    for (let at = 0; at < this.#words.length; at++) this.#words[at]! &= other.#words[at]!;
  }

  unite(other: BitSet): void {
    for (let at = 0; at < this.#words.length; at++) this.#words[at]! |= other.#words[at]!;
  }

  subtract(other: BitSet): void {
    for (let at = 0; at < this.#words.length; at++) this.#words[at]! &= ~other.#words[at]!;
  }

  clone(): BitSet {
    const copy = new BitSet(this.size);
    copy.#words.set(this.#words);
    return copy;
  }
}
