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

  /** What a member must exceed to get in. */
  get threshold(): number {
    return this.#isFull ? (this.#scores[0] ?? Number.POSITIVE_INFINITY) : Number.NEGATIVE_INFINITY;
  }

  #isWorse(a: number, b: number): boolean {
    return this.#scores[a]! < this.#scores[b]! || (this.#scores[a]! === this.#scores[b]! && this.#members[a]! > this.#members[b]!);
  }

  #swap(a: number, b: number): void {
    for (const numbers of [this.#scores, this.#members]) {
      const kept = numbers[a]!;
      numbers[a] = numbers[b]!;
      numbers[b] = kept;
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
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < this.#count && this.#isWorse(child, worst)) worst = child;
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }

  /** Members, best first. */
  sorted(): { member: number; score: number }[] {
    const all = Array.from(this.#members.subarray(0, this.#count), (member, at) => ({ member, score: this.#scores[at]! }));
    return all.sort((a, b) => b.score - a.score || a.member - b.member);
  }
}
