/** Over so many milliseconds speed is told. */
const span = 5_000;

/** How fast bytes come, over the last seconds. */
export class SpeedMeter {
  readonly #now: () => number;
  #marks: { at: number; bytes: number }[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param bytes all that have come so far */
  mark(bytes: number): void {
    const at = this.#now();
    const last = this.#marks.at(-1);
    // Ten marks a second tell enough.
    if (last && at - last.at < 100) return;
    this.#marks.push({ at, bytes });
    while (this.#marks.length > 2 && at - this.#marks[1]!.at >= span) this.#marks.shift();
  }

  /** Bytes a second up to now. */
  speed(bytes: number): number {
    const first = this.#marks[0];
    const time = first ? this.#now() - first.at : 0;
    return first && time > 0 ? ((bytes - first.bytes) / time) * 1000 : 0;
  }
}
