/** From the first byte up to, not including, the last. */
export type Interval = readonly [from: number, to: number];

/** Which bytes of a file are there: intervals in order, none touching the next. */
export class Intervals {
  #list: [number, number][] = [];

  /** Takes what a journal holds; what is no interval is left out. */
  static from(list: unknown): Intervals {
    const intervals = new Intervals();
    if (!Array.isArray(list)) return intervals;
    for (const item of list as unknown[]) {
      const [from, to] = Array.isArray(item) ? (item as unknown[]) : [];
      if (Number.isSafeInteger(from) && Number.isSafeInteger(to) && (from as number) >= 0 && (from as number) < (to as number))
        intervals.add(from as number, to as number);
    }
    return intervals;
  }

  get list(): readonly Interval[] {
    return this.#list;
  }

  /** Bytes in all. */
  get size(): number {
    return this.#list.reduce((sum, [from, to]) => sum + to - from, 0);
  }

  add(from: number, to: number): void {
    if (from >= to) return;
    const list = this.#list;
    let first = list.findIndex((item) => item[1] >= from);
    if (first < 0) first = list.length;
    let after = first;
    while (after < list.length && list[after]![0] <= to) {
      from = Math.min(from, list[after]![0]);
      to = Math.max(to, list[after]![1]);
      after++;
    }
    list.splice(first, after - first, [from, to]);
  }

  remove(from: number, to: number): void {
    if (from >= to) return;
    this.#list = this.#list.flatMap(([a, b]): [number, number][] => {
      if (b <= from || a >= to) return [[a, b]];
      const left: [number, number] = [a, Math.min(b, from)];
      const right: [number, number] = [Math.max(a, to), b];
      return [left, right].filter(([x, y]) => x < y);
    });
  }

  clear(): void {
    this.#list = [];
  }

  has(from: number, to: number): boolean {
    return from >= to || this.#list.some(([a, b]) => a <= from && to <= b);
  }

  /** The end of what is there without a gap from `at` on; `at` itself when that byte is missing. */
  endFrom(at: number): number {
    return this.#list.find(([from, to]) => from <= at && at < to)?.[1] ?? at;
  }

  /** What is missing of a file of so many bytes. */
  gaps(total: number): Interval[] {
    const gaps: Interval[] = [];
    let at = 0;
    for (const [from, to] of this.#list) {
      if (from >= total) break;
      if (from > at) gaps.push([at, from]);
      at = to;
    }
    if (at < total) gaps.push([at, total]);
    return gaps;
  }
}
