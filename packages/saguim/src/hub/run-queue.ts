import { chunkBytes } from './chunk-sums.js';
import type { Intervals } from './intervals.js';

/** A piece of work: from `at`, which moves on, up to `end`, which others may bring nearer. */
export interface Run {
  at: number;
  end: number;
  /** Where and when it began. */
  readonly from: number;
  readonly since: number;
}

/** A piece of work for one line is not so large that others wait at the end. */
const largestRun = 64 << 20;
/** Of a line that is slow, others take half as long as so much is left… */
const smallestShare = 256 << 10;
/** …and would take so many milliseconds: what is under way already is sent for nothing. */
const slowMilliseconds = 3_000;

/** Shares what is missing of a file among lines. */
export class RunQueue {
  readonly #active = new Set<Run>();
  /** Lines at most. */
  lanes: number;

  /** @param smallestRun bytes of a piece of work at least */
  constructor(
    lanes: number,
    readonly smallestRun: number,
    readonly now: () => number,
  ) {
    this.lanes = lanes;
  }

  /** How many work. */
  get active(): number {
    return this.#active.size;
  }

  /** The next piece of work, the worker's until `release`. @param total undefined while no answer has told: then one works, on the beginning */
  claim(done: Intervals, total: number | undefined): Run | undefined {
    if (total === undefined) {
      const at = done.endFrom(0);
      return this.#active.size > 0 ? undefined : this.#take({ at, end: at + this.smallestRun });
    }
    const taken = [...this.#active];
    for (const [from, to] of done.gaps(total)) {
      for (let at = from; at < to; ) {
        const covering = taken.find((run) => run.at <= at && at < run.end);
        if (covering) {
          at = covering.end;
          continue;
        }
        const next = Math.min(to, ...taken.filter((run) => run.at > at).map((run) => run.at));
        const share = Math.ceil((total - done.size) / (this.lanes * 2));
        const length = Math.min(largestRun, Math.max(this.smallestRun, share));
        // Pieces that have sums of their own are whole soon when one line brings them.
        const step = Math.min(chunkBytes, this.smallestRun);
        return this.#take({ at, end: Math.min(next, Math.ceil((at + length) / step) * step) });
      }
    }
    const slow = taken.sort((a, b) => b.end - b.at - (a.end - a.at))[0];
    if (!slow || slow.end - slow.at < 2 * smallestShare || this.#remaining(slow) < slowMilliseconds) return undefined;
    const end = slow.end;
    slow.end = Math.floor((slow.at + slow.end) / 2);
    return this.#take({ at: slow.end, end });
  }

  /** The whole file as one piece of work. */
  claimAll(): Run | undefined {
    return this.#active.size > 0 ? undefined : this.#take({ at: 0, end: Number.POSITIVE_INFINITY });
  }

  /** Milliseconds that a line will take at its speed; none while it has not shown it. */
  #remaining({ from, since, at, end }: Run): number {
    const elapsed = this.now() - since;
    return elapsed < slowMilliseconds ? 0 : ((end - at) * elapsed) / Math.max(1, at - from);
  }

  #take(piece: { at: number; end: number }): Run {
    const run = { ...piece, from: piece.at, since: this.now() };
    this.#active.add(run);
    return run;
  }

  release(run: Run): void {
    this.#active.delete(run);
  }

  /** A line that gets nothing leaves its work to the others. @returns false when there are none */
  leaveToOthers(): boolean {
    if (this.#active.size <= 1) return false;
    this.lanes = Math.max(1, this.lanes - 1);
    return true;
  }
}
