/** The best of many, with few comparisons: a heap whose worst member is on top. Equal scores: the one that came first is better. */
export class TopList {
  readonly #most: number;
  readonly #scores: number[] = [];
  readonly #members: number[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** What a member must exceed to get in. */
  get threshold(): number {
    return this.#scores.length < this.#most ? Number.NEGATIVE_INFINITY : (this.#scores[0] ?? Number.POSITIVE_INFINITY);
  }

  #isWorse(a: number, b: number): boolean {
    return this.#scores[a]! < this.#scores[b]! || (this.#scores[a]! === this.#scores[b]! && this.#members[a]! > this.#members[b]!);
  }

  #swap(a: number, b: number): void {
    [this.#scores[a], this.#scores[b]] = [this.#scores[b]!, this.#scores[a]!];
    [this.#members[a], this.#members[b]] = [this.#members[b]!, this.#members[a]!];
  }

  /** Members come in increasing order. */
  add(member: number, score: number): void {
    if (this.#scores.length < this.#most) {
      this.#scores.push(score);
      this.#members.push(member);
      for (let at = this.#scores.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!this.#isWorse(at, parent)) break;
        this.#swap(at, parent);
        at = parent;
      }
      return;
    }
    if (this.#most === 0 || score <= this.#scores[0]!) return;
    this.#scores[0] = score;
    this.#members[0] = member;
    for (let at = 0; ; ) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < this.#scores.length && this.#isWorse(child, worst)) worst = child;
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }

  /** Members, best first. */
  sorted(): { member: number; score: number }[] {
    return this.#members
      .map((member, at) => ({ member, score: this.#scores[at]! }))
      .sort((a, b) => b.score - a.score || a.member - b.member);
  }
}
