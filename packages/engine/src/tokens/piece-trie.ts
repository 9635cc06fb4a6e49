// A seed of its own in every process: spellings in a file cannot be chosen so that their edges all collide.
const SEED = (Math.random() * 0x7fffffff) | 0;

/**
 * Spellings by their UTF-16 units, one step at a time: all tokens that begin at a place of a text are found in one walk.
 * Edges lie in one hash table, so there is no object for a node, and several vocabularies can share it, each with a root.
 */
export class PieceTrie {
  readonly #roots: number;
  #size: number;
  /** Open addressing: the node that an edge leads to, or 0 where free (no edge leads to a root, and node 0 is one). */
  #slots = new Int32Array(1 << 12);
  #parents = new Int32Array(1 << 11);
  #units = new Uint16Array(1 << 11);
  #tokens = new Int32Array(1 << 11).fill(-1);

  /** @param roots how many; they are the nodes `0 … roots - 1` */
  constructor(roots = 1) {
    this.#roots = roots;
    this.#size = roots;
  }

  /** The node that `unit` leads to, or -1. */
  step(node: number, unit: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hash(node, unit) & mask; ; slot = (slot + 1) & mask) {
      const child = slots[slot] as number;
      if (child === 0) return -1;
      if (this.#parents[child] === node && this.#units[child] === unit) return child;
    }
  }

  /** Token spelled by the way to a node, or -1. */
  token(node: number): number {
    return this.#tokens[node] as number;
  }

  /** Adds `piece[from, …)`; of two tokens with one spelling the later one counts. */
  add(root: number, piece: string, from: number, token: number): void {
    let node = root;
    for (let i = from; i < piece.length; i++) {
      const unit = piece.charCodeAt(i);
      const child = this.step(node, unit);
      node = child < 0 ? this.#grow(node, unit) : child;
    }
    this.#tokens[node] = token;
  }

  #grow(parent: number, unit: number): number {
    const node = this.#size++;
    if (node === this.#parents.length) {
      const size = 2 * node;
      const [parents, units, tokens] = [new Int32Array(size), new Uint16Array(size), new Int32Array(size).fill(-1)];
      parents.set(this.#parents);
      units.set(this.#units);
      tokens.set(this.#tokens);
      [this.#parents, this.#units, this.#tokens] = [parents, units, tokens];
      // Never more than half full.
      this.#slots = new Int32Array(2 * size);
      for (let other = this.#roots; other < node; other++) this.#place(other);
    }
    this.#parents[node] = parent;
    this.#units[node] = unit;
    this.#place(node);
    return node;
  }

  #place(node: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash(this.#parents[node] as number, this.#units[node] as number) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = node;
  }
}

function hash(node: number, unit: number): number {
  const mixed = Math.imul(Math.imul(node ^ SEED, 0x01000193) ^ unit, 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
