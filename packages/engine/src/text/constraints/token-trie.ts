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
  readonly #plain = new Map<number, Uint32Array>();
  #rest: TokenTrie | undefined;

  /** @param bytesOf what a token stands for; empty for tokens that are no text */
  constructor(
    readonly vocabularySize: number,
    readonly bytesOf: (token: number) => Uint8Array,
  ) {
    const tokens: number[] = [];
    const bytes: Uint8Array[] = [];
    for (let token = 0; token < vocabularySize; token++) {
      const spelled = bytesOf(token);
      bytes.push(spelled);
      if (spelled.length > 0) tokens.push(token);
    }
    tokens.sort((a, b) => compareBytes(bytes[a]!, bytes[b]!) || a - b);
    this.same = new Int32Array(vocabularySize).fill(-1);
    let count = 1;
    let longest = 0;
    let last: Uint8Array = new Uint8Array(0);
    for (const token of tokens) {
      count += bytes[token]!.length - commonLength(last, bytes[token]!);
      last = bytes[token]!;
      longest = Math.max(longest, last.length);
    }
    this.nodes = count;
    this.longest = longest;
    this.byte = new Uint8Array(count);
    this.depth = new Uint16Array(count);
    this.end = new Int32Array(count);
    this.token = new Int32Array(count).fill(-1);
    const path = [0];
    let node = 1;
    last = new Uint8Array(0);
    for (const token of tokens) {
      const spelled = bytes[token]!;
      const common = commonLength(last, spelled);
      while (path.length > common + 1) this.end[path.pop()!] = node;
      for (let i = common; i < spelled.length; i++) {
        this.byte[node] = spelled[i]!;
        this.depth[node] = i + 1;
        path.push(node++);
      }
      const at = path[path.length - 1]!;
      this.same[token] = this.token[at]!;
      this.token[at] = token;
      last = spelled;
    }
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
    }
    return trie;
  }

  /** Tokens of plain bytes alone (see `isPlain`), so many at most (vocabulary,) as bits. */
  plainUpTo(length: number): Uint32Array {
    const most = Math.min(length, this.longest);
    let bits = this.#plain.get(most);
    if (!bits) {
      bits = new Uint32Array((this.vocabularySize + 31) >> 5);
      for (let token = 0; token < this.vocabularySize; token++) {
        const bytes = this.bytesOf(token);
        if (bytes.length > 0 && bytes.length <= most && bytes.every(isPlain)) bits[token >> 5]! |= 1 << (token & 31);
      }
      this.#plain.set(most, bits);
    }
    return bits;
  }

  /** All other tokens. */
  get rest(): TokenTrie {
    this.#rest ??= new TokenTrie(this.vocabularySize, (token) => {
      const bytes = this.bytesOf(token);
      return bytes.every(isPlain) ? nothing : bytes;
    });
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
