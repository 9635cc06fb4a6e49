import type { Tokenizer } from '../../tokens/tokenizer.js';
import { isPlain } from './byte-automaton.js';

/** The bytes of a vocabulary's text tokens, as a tree laid down in depth-first order: a node's subtree is `[node, end[node])`. */
export class TokenTrie {
  readonly nodes: number;
  /** The byte that leads to a node, its depth, and where its subtree ends (nodes,). Node 0 is the root. */
  readonly byte: Uint8Array;
  readonly depth: Uint16Array;
  readonly end: Int32Array;
  /** First token of a node, or -1; tokens of the same bytes follow each other in `same` (vocabulary,). */
  readonly token: Int32Array;
  readonly same: Int32Array;
  readonly longest: number;
  /** Bytes of each token that is plain, 0 of all others (vocabulary,). */
  readonly #plainLengths: Uint16Array;
  readonly #plainBits = new Map<number, Uint32Array>();
  /** All tokens that are not plain. Made at once, so that no single mask has to wait for it. */
  readonly rest: TokenTrie;

  /**
   * @param bytesOf what a token stands for; empty for tokens that are no text
   * @param part of these tokens alone, which are in the order of their bytes
   */
  constructor(
    readonly vocabularySize: number,
    readonly bytesOf: (token: number) => Uint8Array,
    part?: { readonly spelled: Spelled; readonly tokens: Int32Array },
  ) {
    const spelled = part?.spelled ?? spell(vocabularySize, bytesOf);
    const tokens = part?.tokens ?? sortedByBytes(spelled);
    const { bytes, starts } = spelled;
    this.#plainLengths = new Uint16Array(vocabularySize);
    if (!part) for (const token of tokens) this.#plainLengths[token] = plainLength(spelled, token);
    this.same = new Int32Array(vocabularySize).fill(-1);
    // Bytes that a token shares with the one before it.
    const common = new Uint16Array(tokens.length);
    let count = 1;
    let longest = 0;
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]!;
      const length = starts[token + 1]! - starts[token]!;
      if (i > 0) common[i] = commonLength(spelled, tokens[i - 1]!, token);
      count += length - common[i]!;
      longest = Math.max(longest, length);
    }
    this.nodes = count;
    this.longest = longest;
    this.byte = new Uint8Array(count);
    this.depth = new Uint16Array(count);
    this.end = new Int32Array(count);
    this.token = new Int32Array(count).fill(-1);
    // The nodes from the root to the latest one.
    const path = new Int32Array(longest + 1);
    let deep = 0;
    let node = 1;
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]!;
      const start = starts[token]!;
      const length = starts[token + 1]! - start;
      for (; deep > common[i]!; deep--) this.end[path[deep]!] = node;
      while (deep < length) {
        this.byte[node] = bytes[start + deep]!;
        this.depth[node] = ++deep;
        path[deep] = node++;
      }
      const at = path[deep]!;
      this.same[token] = this.token[at]!;
      this.token[at] = token;
    }
    for (; deep >= 0; deep--) this.end[path[deep]!] = node;
    this.rest = part
      ? this
      : new TokenTrie(vocabularySize, bytesOf, { spelled, tokens: tokens.filter((token) => this.#plainLengths[token] === 0) });
  }

  /** Of a tokenizer's text tokens, and of these control tokens as they are spelled. Kept while the tokenizer is. */
  static of(tokenizer: Tokenizer, controls: readonly number[] = []): TokenTrie {
    let known = tries.get(tokenizer);
    if (!known) tries.set(tokenizer, (known = new Map()));
    const key = controls.join();
    let trie = known.get(key);
    if (!trie) {
      const spelled = new Map(controls.map((token) => [token, new TextEncoder().encode(tokenizer.piece(token))]));
      trie = new TokenTrie(tokenizer.vocabularySize, (token) => spelled.get(token) ?? tokenizer.bytes(token));
      // Tags of several models' formats in turn are rare.
      if (known.size >= 8) known.clear();
      known.set(key, trie);
    }
    return trie;
  }

  /** Tokens of plain bytes alone (see `isPlain`), so many at most (vocabulary,) as bits. */
  plainUpTo(length: number): Uint32Array {
    const most = Math.min(length, this.longest);
    let bits = this.#plainBits.get(most);
    if (!bits) {
      bits = new Uint32Array((this.vocabularySize + 31) >> 5);
      const lengths = this.#plainLengths;
      for (let token = 0; token < lengths.length; token++) {
        const length = lengths[token]!;
        if (length > 0 && length <= most) bits[token >> 5]! |= 1 << (token & 31);
      }
      this.#plainBits.set(most, bits);
    }
    return bits;
  }

  hasToken(node: number): boolean {
    return this.token[node]! >= 0;
  }

  /** The node behind a byte, or -1. */
  child(node: number, byte: number): number {
    for (let child = node + 1; child < this.end[node]!; child = this.end[child]!) {
      if (this.byte[child] === byte) return child;
      if (this.byte[child]! > byte) return -1;
    }
    return -1;
  }

  /** The fewest tokens that spell these bytes. */
  count(bytes: Uint8Array): number {
    const costs = new Float64Array(bytes.length + 1).fill(Infinity);
    costs[bytes.length] = 0;
    for (let start = bytes.length - 1; start >= 0; start--) {
      let node = 0;
      for (let at = start; at < bytes.length; at++) {
        node = this.child(node, bytes[at]!);
        if (node < 0) break;
        if (this.token[node]! >= 0) costs[start] = Math.min(costs[start]!, 1 + costs[at + 1]!);
      }
    }
    return costs[0]!;
  }
}

const tries = new WeakMap<Tokenizer, Map<string, TokenTrie>>();

/** What tokens stand for, one behind the other: a list of arrays would be 50,000 objects. `token` is `bytes[starts[token]…starts[token + 1]]`. */
interface Spelled {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
}

function spell(count: number, bytesOf: (token: number) => Uint8Array): Spelled {
  let bytes = new Uint8Array(8 * count + 64);
  const starts = new Int32Array(count + 1);
  let end = 0;
  for (let token = 0; token < count; token++) {
    const some = bytesOf(token);
    if (end + some.length > bytes.length) {
      const larger = new Uint8Array(2 * (end + some.length));
      larger.set(bytes);
      bytes = larger;
    }
    for (let i = 0; i < some.length; i++) bytes[end++] = some[i]!;
    starts[token + 1] = end;
  }
  return { bytes, starts };
}

/** The length of bytes that are all plain, else 0. */
function plainLength({ bytes, starts }: Spelled, token: number): number {
  const end = starts[token + 1]!;
  for (let i = starts[token]!; i < end; i++) if (!isPlain(bytes[i]!)) return 0;
  return end - starts[token]!;
}

/** Tokens that have bytes, in the order of these; equal ones by their numbers. */
function sortedByBytes(spelled: Spelled): Int32Array {
  const { bytes, starts } = spelled;
  // The first four bytes and the token in one number: numbers sort ten times as fast as a comparison of arrays.
  const tokenBits = 2 ** 21;
  const all = new Float64Array(starts.length - 1);
  let count = 0;
  for (let token = 0; token < all.length; token++) {
    const start = starts[token]!;
    const end = starts[token + 1]!;
    if (start === end) continue;
    let head = 0;
    for (let i = start; i < start + 4; i++) head = head * 256 + (i < end ? bytes[i]! : 0);
    all[count++] = head * tokenBits + token;
  }
  const keys = all.subarray(0, count).sort();
  const tokens = new Int32Array(count);
  for (let i = 0; i < count; i++) tokens[i] = keys[i]! % tokenBits;
  for (let from = 0, to = 0; from < count; from = to) {
    const head = Math.floor(keys[from]! / tokenBits);
    while (to < count && Math.floor(keys[to]! / tokenBits) === head) to++;
    if (to - from > 1) tokens.subarray(from, to).sort((a, b) => compareBytes(spelled, a, b) || a - b);
  }
  return tokens;
}

function commonLength({ bytes, starts }: Spelled, a: number, b: number): number {
  const first = starts[a]!;
  const second = starts[b]!;
  const most = Math.min(starts[a + 1]! - first, starts[b + 1]! - second);
  let at = 0;
  while (at < most && bytes[first + at] === bytes[second + at]) at++;
  return at;
}

function compareBytes(spelled: Spelled, a: number, b: number): number {
  const { bytes, starts } = spelled;
  const [first, second] = [starts[a]!, starts[b]!];
  const [long, other] = [starts[a + 1]! - first, starts[b + 1]! - second];
  const at = commonLength(spelled, a, b);
  if (at === long || at === other) return long - other;
  return bytes[first + at]! - bytes[second + at]!;
}
