import { SaguimError } from '../spec/index.js';

const WHERE = 'tokenizer.ggml.precompiled_charsmap';
/** Bytes that a replacement may have at most: Unicode's own longest has 33. */
const LONGEST_REPLACEMENT = 256;
/** UTF-16 units that a rule may look at; this bounds the work for each character of a text, whatever the file says. */
const LONGEST_RULE = 64;
/** Characters whose first step is not known yet, and those that no rule begins with. */
const UNKNOWN = 0;
const NONE = 1;

/**
 * SentencePiece's `precompiled_charsmap`: rules that replace a sequence of characters by another, the longest first. The first four bytes
 * give the size of a trie over UTF-8 in the double-array form of Darts-clone; after it lie the replacements, each ended by a zero byte.
 * https://github.com/google/sentencepiece/blob/master/src/normalizer.cc, https://github.com/s-yata/darts-clone
 */
export class CharacterMap {
  readonly #units: Uint32Array;
  readonly #texts: Uint8Array;
  readonly #replacements = new Map<number, string>();
  /** For every UTF-16 unit that is a character: `UNKNOWN`, `NONE`, or the unit of the trie after it, plus 2. */
  readonly #first = new Int32Array(0x10000);
  /** No rule has a space in it, except one for the space itself: what lies between two spaces is replaced apart from all else. */
  readonly keepsSpacesApart: boolean;
  /** UTF-16 units that the rule found last replaces. */
  length = 0;

  /** @throws {SaguimError} `bad-file` when the parts do not fit each other. */
  constructor(blob: Uint8Array) {
    const view = new DataView(blob.buffer, blob.byteOffset, blob.length);
    const size = blob.length < 4 ? -1 : view.getUint32(0, true);
    if (size <= 0 || size % 4 !== 0 || size > blob.length - 4) {
      throw new SaguimError(
        'bad-file',
        `The map of characters has ${blob.length} bytes, which do not hold a trie of ${Math.max(0, size)}`,
        {
          where: WHERE,
        },
      );
    }
    this.#units = Uint32Array.from({ length: size / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
    this.#texts = blob.slice(4 + size);
    this.#check();
    this.keepsSpacesApart = !this.#crossesSpace();
  }

  /** The replacement for what begins at `start`, with its `length`, or undefined where no rule applies. */
  find(text: string, start: number, end: number): string | undefined {
    let value = -1;
    const stop = Math.min(end, start + LONGEST_RULE);
    for (let i = start, node = 0; i < stop; ) {
      const point = text.codePointAt(i) as number;
      node = i === start ? this.#firstStep(point) : this.#character(node, point);
      if (node < 0) break;
      i += point > 0xffff ? 2 : 1;
      if (this.#isLeaf(node)) {
        value = this.#value(node);
        this.length = i - start;
      }
    }
    return value < 0 ? undefined : this.#replacement(value);
  }

  #firstStep(point: number): number {
    if (point > 0xffff) return this.#character(0, point);
    let known = this.#first[point] as number;
    if (known === UNKNOWN) {
      const node = this.#character(0, point);
      known = node < 0 ? NONE : node + 2;
      this.#first[point] = known;
    }
    return known - 2;
  }

  /** The node after a character of UTF-8, or -1. Lone surrogates stand for U+FFFD. */
  #character(node: number, point: number): number {
    if (point < 0x80) return this.#child(node, point);
    if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd;
    if (point < 0x800) return this.#child(this.#child(node, 0xc0 | (point >> 6)), 0x80 | (point & 0x3f));
    const last = 0x80 | (point & 0x3f);
    const middle = 0x80 | ((point >> 6) & 0x3f);
    if (point < 0x10000) return this.#child(this.#child(this.#child(node, 0xe0 | (point >> 12)), middle), last);
    const second = 0x80 | ((point >> 12) & 0x3f);
    return this.#child(this.#child(this.#child(this.#child(node, 0xf0 | (point >> 18)), second), middle), last);
  }

  #base(node: number): number {
    const unit = this.#units[node] as number;
    return (node ^ ((unit >>> 10) << ((unit & 0x200) >>> 6))) >>> 0;
  }

  #child(node: number, byte: number): number {
    if (node < 0) return -1;
    const child = this.#base(node) ^ byte;
    // A unit that holds a value has the highest bit set and is nobody's child.
    return child < this.#units.length && ((this.#units[child] as number) & 0x800000ff) === byte ? child : -1;
  }

  #isLeaf(node: number): boolean {
    return ((this.#units[node] as number) & 0x100) !== 0;
  }

  #value(node: number): number {
    return (this.#units[this.#base(node)] as number) & 0x7fffffff;
  }

  #crossesSpace(): boolean {
    const space = this.#child(0, 0x20);
    for (let byte = 1; byte < 256; byte++) if (this.#child(space, byte) >= 0) return true;
    // Nodes have a label; what has none is free, or a value.
    return this.#units.some((unit, node) => (unit & 0xff) !== 0 && unit >>> 31 === 0 && this.#child(node, 0x20) >= 0);
  }

  #replacement(value: number): string {
    let known = this.#replacements.get(value);
    if (known === undefined) {
      known = new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.#texts.subarray(value, this.#texts.indexOf(0, value)));
      this.#replacements.set(value, known);
    }
    return known;
  }

  /** Every value leads to a replacement that ends. */
  #check(): void {
    // How far the next zero byte is from each place.
    const lengths = new Uint32Array(this.#texts.length);
    for (let i = lengths.length - 1, end = Infinity; i >= 0; i--) {
      if (this.#texts[i] === 0) end = i;
      lengths[i] = Math.min(end - i, LONGEST_REPLACEMENT + 1);
    }
    for (let node = 0; node < this.#units.length; node++) {
      if ((this.#units[node] as number) >>> 31 !== 0 || !this.#isLeaf(node)) continue;
      const value = this.#base(node) < this.#units.length ? this.#value(node) : Infinity;
      if (value < lengths.length && (lengths[value] as number) <= LONGEST_REPLACEMENT) continue;
      throw new SaguimError('bad-file', `A rule of the map of characters leads to no replacement`, {
        where: WHERE,
        details: { unit: node },
      });
    }
  }
}
