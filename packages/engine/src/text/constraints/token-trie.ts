import type { Tokenizer } from '../../tokens/tokenizer.js';
import { isPlain } from './byte-automaton.js';

const nothing = new Uint8Array(0);

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
  #rest: TokenTrie | undefined;

  /** @param bytesOf what a token stands for; empty for tokens that are no text */
  constructor(
    readonly vocabularySize: number,
    readonly bytesOf: (token: number) => Uint8Array,
  ) {
    const bytes: Uint8Array[] = [];
    for (let token = 0; token < vocabularySize; token++) bytes.push(bytesOf(token));
    this.#plainLengths = Uint16Array.from(bytes, plainLength);
    const tokens = sortedByBytes(bytes);
    this.same = new Int32Array(vocabularySize).fill(-1);
    // Bytes that a token shares with the one before it.
    const common = new Uint16Array(tokens.length);
    let count = 1;
    let longest = 0;
    tokens.forEach((token, i) => {
      const spelled = bytes[token]!;
      common[i] = i === 0 ? 0 : commonLength(bytes[tokens[i - 1]!]!, spelled);
      count += spelled.length - common[i]!;
      longest = Math.max(longest, spelled.length);
    });
    this.nodes = count;
    this.longest = longest;
    this.byte = new Uint8Array(count);
    this.depth = new Uint16Array(count);
    this.end = new Int32Array(count);
    this.token = new Int32Array(count).fill(-1);
    const path = [0];
    let node = 1;
    tokens.forEach((token, index) => {
      const spelled = bytes[token]!;
      while (path.length > common[index]! + 1) this.end[path.pop()!] = node;
      for (let i = common[index]!; i < spelled.length; i++) {
        this.byte[node] = spelled[i]!;
        this.depth[node] = i + 1;
        path.push(node++);
      }
      const at = path[path.length - 1]!;
      this.same[token] = this.token[at]!;
      this.token[at] = token;
    });
    while (path.length > 0) this.end[path.pop()!] = node;
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
      // Made now, so that no single mask has to wait for it.
      void trie.rest;
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

  /** All other tokens. */
  get rest(): TokenTrie {
    const lengths = this.#plainLengths;
    this.#rest ??= new TokenTrie(this.vocabularySize, (token) => (lengths[token]! > 0 ? nothing : this.bytesOf(token)));
    return this.#rest;
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

/** The length of bytes that are all plain, else 0. */
function plainLength(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) if (!isPlain(bytes[i]!)) return 0;
  return bytes.length;
}

/** Tokens that have bytes, in the order of these; equal ones by their numbers. */
function sortedByBytes(bytes: readonly Uint8Array[]): number[] {
  // The first four bytes and the token in one number: numbers sort ten times as fast as a comparison of arrays.
  const tokenBits = 2 ** 21;
  const keys = new Float64Array(bytes.length);
  let count = 0;
  for (let token = 0; token < bytes.length; token++) {
    const spelled = bytes[token]!;
    if (spelled.length === 0) continue;
    let head = 0;
    for (let i = 0; i < 4; i++) head = head * 256 + (i < spelled.length ? spelled[i]! : 0);
    keys[count++] = head * tokenBits + token;
  }
  const sorted = keys.subarray(0, count).sort();
  const tokens = Array.from(sorted, (key) => key % tokenBits);
  for (let from = 0, to = 0; from < count; from = to) {
    const head = Math.floor(sorted[from]! / tokenBits);
    while (to < count && Math.floor(sorted[to]! / tokenBits) === head) to++;
    if (to - from < 2) continue;
    const alike = tokens.slice(from, to).sort((a, b) => compareBytes(bytes[a]!, bytes[b]!) || a - b);
    for (let i = from; i < to; i++) tokens[i] = alike[i - from]!;
  }
  return tokens;
}

function commonLength(a: Uint8Array, b: Uint8Array): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = commonLength(a, b);
  if (at === a.length || at === b.length) return a.length - b.length;
  return a[at]! - b[at]!;
}
