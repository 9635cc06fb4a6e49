/** Possible merges, best score first and the leftmost of equals. */
export class PairQueue {
  readonly #scores: Float64Array;
  readonly #lefts: Int32Array;
  readonly #lengths: Int32Array;
  #size = 0;
  /** Left symbol of the pair taken last, and the length of both in UTF-16 units. */
  left = 0;
  length = 0;

  constructor(capacity: number) {
    this.#scores = new Float64Array(capacity);
    this.#lefts = new Int32Array(capacity);
    this.#lengths = new Int32Array(capacity);
  }

  push(score: number, left: number, length: number): void {
    let i = this.#size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#before(score, left, parent)) break;
      this.#move(parent, i);
      i = parent;
    }
    this.#put(i, score, left, length);
  }

  /** Takes the best pair into `left` and `length`; false when there is none. */
  pop(): boolean {
    if (this.#size === 0) return false;
    this.left = this.#lefts[0] as number;
    this.length = this.#lengths[0] as number;
    const last = --this.#size;
    const score = this.#scores[last] as number;
    const left = this.#lefts[last] as number;
    const length = this.#lengths[last] as number;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= last) break;
      if (child + 1 < last && this.#before(this.#scores[child + 1] as number, this.#lefts[child + 1] as number, child)) child++;
      if (this.#before(score, left, child)) break;
      this.#move(child, i);
      i = child;
    }
    this.#put(i, score, left, length);
    return true;
  }

  #before(score: number, left: number, other: number): boolean {
    const theirs = this.#scores[other] as number;
    return score > theirs || (score === theirs && left < (this.#lefts[other] as number));
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#scores[from] as number, this.#lefts[from] as number, this.#lengths[from] as number);
  }

  #put(at: number, score: number, left: number, length: number): void {
    this.#scores[at] = score;
    this.#lefts[at] = left;
    this.#lengths[at] = length;
  }
}
