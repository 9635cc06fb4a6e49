import { SaguimError } from '../spec/index.js';
import type { Vocabulary } from './vocabulary.js';

/** Ranks are packed with positions into one float. */
const MAX_MERGES = 1 << 21;
/** Above this many symbols a heap beats looking through all of them. */
const LINEAR = 40;

function hashPair(left: number, right: number): number {
  const hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right + 0x7f4a7c15, 0x85ebca6b);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/**
 * Byte-pair merges: which pair of tokens becomes which, and in what order. https://arxiv.org/abs/1508.07909
 * Pairs lie in an open-addressed table of integers, four for each slot: left + 1, right, merged id, rank.
 */
export class MergeTable {
  readonly #table: Int32Array;
  readonly #mask: number;
  // Scratch space, grown as needed: symbols, rank and merged id of the pair at each symbol, links, heap.
  #ranks = new Int32Array(64);
  #merged = new Int32Array(64);
  #next = new Int32Array(64);
  #previous = new Int32Array(64);

  /**
   * @param skip merges whose result may never come from text
   * @throws {SaguimError} `bad-file` for a merge that is not two tokens of the vocabulary which make a third.
   */
  constructor(merges: readonly string[], vocabulary: Vocabulary, skip: (id: number) => boolean) {
    const where = 'tokenizer.ggml.merges';
    if (merges.length > MAX_MERGES) throw new SaguimError('bad-file', `${merges.length} merges; at most ${MAX_MERGES} are read`, { where });
    const capacity = 1 << (33 - Math.clz32(merges.length | 1));
    this.#table = new Int32Array(capacity * 4);
    this.#mask = capacity - 1;
    for (let rank = 0; rank < merges.length; rank++) this.#read(merges[rank] as string, rank, vocabulary, skip);
  }

  // A method of its own: the engine optimises it after some calls, while a long loop would run unoptimised for most of a load.
  #read(merge: string, rank: number, vocabulary: Vocabulary, skip: (id: number) => boolean): void {
    const gap = merge.indexOf(' ', 1);
    const left = gap < 0 ? -1 : vocabulary.find(merge, 0, gap);
    const right = gap < 0 ? -1 : vocabulary.find(merge, gap + 1, merge.length);
    const merged = left < 0 || right < 0 ? -1 : vocabulary.findWithout(merge, gap);
    if (merged < 0) {
      throw new SaguimError('bad-file', `Merge ${rank} is not two tokens that make a third: ${JSON.stringify(merge.slice(0, 64))}`, {
        where: 'tokenizer.ggml.merges',
      });
    }
    if (!skip(merged) && !skip(left) && !skip(right)) this.#insert(left, right, merged, rank);
  }

  #insert(left: number, right: number, merged: number, rank: number): void {
    const table = this.#table;
    let slot = hashPair(left, right) & this.#mask;
    for (; table[slot * 4] !== 0; slot = (slot + 1) & this.#mask) {
      if (table[slot * 4] === left + 1 && table[slot * 4 + 1] === right) return;
    }
    table[slot * 4] = left + 1;
    table[slot * 4 + 1] = right;
    table[slot * 4 + 2] = merged;
    table[slot * 4 + 3] = rank;
  }

  /** Index of a pair's merged id in the table (its rank follows), or -1. */
  #find(left: number, right: number): number {
    const table = this.#table;
    for (let slot = hashPair(left, right) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const key = table[slot * 4] as number;
      if (key === 0) return -1;
      if (key === left + 1 && table[slot * 4 + 1] === right) return slot * 4 + 2;
    }
  }

  /** Merges `symbols[0, count)` in place; gives how many are left. -1 is a symbol that merges with nothing. */
  apply(symbols: Int32Array, count: number): number {
    if (count < 2) return count;
    if (this.#ranks.length < count) {
      const size = 1 << (32 - Math.clz32(count));
      this.#ranks = new Int32Array(size);
      this.#merged = new Int32Array(size);
      this.#next = new Int32Array(size);
      this.#previous = new Int32Array(size);
    }
    return count <= LINEAR ? this.#applyLinear(symbols, count) : this.#applyHeap(symbols, count);
  }

  #rate(symbols: Int32Array, at: number, next: number): number {
    const left = symbols[at] as number;
    const right = symbols[next] as number;
    const found = left < 0 || right < 0 ? -1 : this.#find(left, right);
    this.#merged[at] = found < 0 ? -1 : (this.#table[found] as number);
    return (this.#ranks[at] = found < 0 ? 0x7fffffff : (this.#table[found + 1] as number));
  }

  #applyLinear(symbols: Int32Array, count: number): number {
    const ranks = this.#ranks;
    const merged = this.#merged;
    for (let i = 0; i + 1 < count; i++) this.#rate(symbols, i, i + 1);
    while (count > 1) {
      let best = 0x7fffffff;
      let at = -1;
      for (let i = 0; i + 1 < count; i++) {
        if ((ranks[i] as number) < best) {
          best = ranks[i] as number;
          at = i;
        }
      }
      if (at < 0) break;
      symbols[at] = merged[at] as number;
      count--;
      for (let i = at + 1; i < count; i++) {
        symbols[i] = symbols[i + 1] as number;
        ranks[i] = ranks[i + 1] as number;
        merged[i] = merged[i + 1] as number;
      }
      if (at > 0) this.#rate(symbols, at - 1, at);
      if (at + 1 < count) this.#rate(symbols, at, at + 1);
    }
    return count;
  }

  #applyHeap(symbols: Int32Array, count: number): number {
    const next = this.#next;
    const previous = this.#previous;
    const ranks = this.#ranks;
    // Every merge removes a symbol and adds at most two pairs.
    const heap = new MinHeap(count * 3);
    for (let i = 0; i < count; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    const rate = (at: number): void => {
      const after = next[at] as number;
      if (after >= count) {
        ranks[at] = 0x7fffffff;
        return;
      }
      const rank = this.#rate(symbols, at, after);
      if (rank !== 0x7fffffff) heap.push(rank * 4294967296 + at);
    };
    for (let i = 0; i + 1 < count; i++) rate(i);
    ranks[count - 1] = 0x7fffffff;
    for (let key = heap.pop(); key >= 0; key = heap.pop()) {
      const rank = Math.floor(key / 4294967296);
      const at = key - rank * 4294967296;
      // The pair at this symbol has changed since, or the symbol is gone.
      if (ranks[at] !== rank) continue;
      const gone = next[at] as number;
      symbols[at] = this.#merged[at] as number;
      const after = next[gone] as number;
      next[at] = after;
      if (after < count) previous[after] = at;
      ranks[gone] = 0x7fffffff;
      rate(at);
      if ((previous[at] as number) >= 0) rate(previous[at] as number);
    }
    let left = 0;
    for (let i = 0; i < count; i = next[i] as number) symbols[left++] = symbols[i] as number;
    return left;
  }
}

/** Smallest number first. */
class MinHeap {
  readonly #keys: Float64Array;
  #size = 0;

  constructor(capacity: number) {
    this.#keys = new Float64Array(capacity);
  }

  push(key: number): void {
    const keys = this.#keys;
    let i = this.#size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if ((keys[parent] as number) <= key) break;
      keys[i] = keys[parent] as number;
      i = parent;
    }
    keys[i] = key;
  }

  /** -1 when empty. */
  pop(): number {
    if (this.#size === 0) return -1;
    const keys = this.#keys;
    const top = keys[0] as number;
    const last = keys[--this.#size] as number;
    const size = this.#size;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      if (child + 1 < size && (keys[child + 1] as number) < (keys[child] as number)) child++;
      if ((keys[child] as number) >= last) break;
      keys[i] = keys[child] as number;
      i = child;
    }
    keys[i] = last;
    return top;
  }
}
