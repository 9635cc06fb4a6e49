import type { BitSet } from '../bit-set.js';

/** The best of many, with few comparisons: a heap whose worst member is on top. Equal scores: the one that came first is better. */
export class TopList {
  readonly #scores: Float64Array;
  readonly #members: Float64Array;
  #count = 0;

  constructor(most: number) {
    this.#scores = new Float64Array(most);
    this.#members = new Float64Array(most);
  }

  get #isFull(): boolean {
    return this.#count === this.#scores.length;
  }

  #isWorse(a: number, b: number): boolean {
    return this.#scores[a]! < this.#scores[b]! || (this.#scores[a]! === this.#scores[b]! && this.#members[a]! > this.#members[b]!);
  }

  #swap(a: number, b: number): void {
    swap(this.#scores, a, b);
    swap(this.#members, a, b);
  }

  /** Adds the members of a set whose scores are above a bound; members are places in `scores`, counted from `start`, and come in increasing order. */
  addAll(scores: Float32Array, start: number, allowed: BitSet, above: number): void {
    // Looked up only when it changes: a number of its own for every passage would be megabytes of garbage.
    let bound = above;
    for (let at = 0; at < scores.length; at++) {
      if (scores[at]! > bound && allowed.has(at)) {
        this.add(start + at, scores[at]!);
        if (this.#isFull) bound = Math.max(above, this.#scores[0]!);
      }
    }
  }

  /** Members come in increasing order. */
  add(member: number, score: number): void {
    if (!this.#isFull) {
      this.#scores[this.#count] = score;
      this.#members[this.#count] = member;
      for (let at = this.#count++; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!this.#isWorse(at, parent)) break;
        this.#swap(at, parent);
        at = parent;
      }
      return;
    }
    if (this.#count === 0 || score <= this.#scores[0]!) return;
    this.#scores[0] = score;
    this.#members[0] = member;
    for (let at = 0; ; ) {
      let worst = at;
      for (let child = 2 * at + 1; child <= 2 * at + 2; child++) if (child < this.#count && this.#isWorse(child, worst)) worst = child;
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }

  /** Members, best first. */
  sorted(): number[] {
    const [scores, members] = [this.#scores, this.#members];
    const order: number[] = [];
    for (let at = 0; at < this.#count; at++) order.push(at);
    return order.sort((a, b) => scores[b]! - scores[a]! || members[a]! - members[b]!).map((at) => members[at]!);
  }
}

function swap(numbers: Float64Array, a: number, b: number): void {
  const kept = numbers[a]!;
  numbers[a] = numbers[b]!;
  numbers[b] = kept;
}
