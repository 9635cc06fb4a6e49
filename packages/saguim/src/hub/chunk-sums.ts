import type { ShelfFile } from '#platform';
import { hashPart } from './hash-front.js';
import { type Interval, Intervals } from './intervals.js';

/** A catalogue may know the SHA-256 of every so many bytes of a file. */
export const chunkBytes = 4 << 20;

/** Compares pieces of a file with their sums, as they become whole. */
export class ChunkSums {
  readonly #sums: readonly string[];
  readonly #total: number;
  /** What was found right. */
  checked = new Intervals();
  readonly #failures = new Map<number, number>();

  constructor(sums: readonly string[], total: number) {
    this.#sums = sums;
    this.#total = total;
  }

  /** Whether there are as many sums as the file has pieces. */
  static fit(sums: readonly string[] | undefined, total: number | undefined): boolean {
    return sums !== undefined && total !== undefined && total > 0 && sums.length === Math.ceil(total / chunkBytes);
  }

  range(index: number): Interval {
    return [index * chunkBytes, Math.min(this.#total, (index + 1) * chunkBytes)];
  }

  /** A piece that is there and was not looked at yet. */
  next(done: Intervals): number | undefined {
    const index = this.#sums.findIndex((_, piece) => {
      const [from, to] = this.range(piece);
      return !this.checked.has(from, to) && done.has(from, to);
    });
    return index < 0 ? undefined : index;
  }

  /** @returns how often this piece was wrong, zero when it is right */
  async check(file: ShelfFile, index: number, signal?: AbortSignal): Promise<number> {
    const [from, to] = this.range(index);
    if ((await hashPart(file, from, to, signal)) === this.#sums[index]) {
      this.checked.add(from, to);
      return 0;
    }
    const failures = (this.#failures.get(index) ?? 0) + 1;
    this.#failures.set(index, failures);
    return failures;
  }
}
