/** Milliseconds. */
const shortest = 10;
const longest = 300;
/** A pause longer than this says nothing about how fast somebody types. */
const pause = 1000;
/** Weight of the newest of what is averaged. */
const newest = 0.2;

/** How long to wait after a key before the model is asked: as fast as this person types and this device answers. */
export class Pace {
  #lastKey: number | undefined;
  /** Milliseconds between keys, and from a question to its first line. */
  #interval = 180;
  #latency = 120;

  key(now: number): void {
    const since = this.#lastKey === undefined ? pause : now - this.#lastKey;
    this.#lastKey = now;
    if (since > 0 && since < pause) this.#interval += newest * (since - this.#interval);
  }

  answered(milliseconds: number): void {
    if (milliseconds >= 0) this.#latency += newest * (Math.min(milliseconds, 10_000) - this.#latency);
  }

  /**
   * Milliseconds to wait. A device that answers between two keys is asked at once; for one that does not, every question before a pause
   * would be for nothing, so it waits a little longer than from key to key.
   * @param useful of what was shown lately, the share that was taken, 0 … 1; undefined while nothing is known
   */
  delay(useful: number | undefined): number {
    const wait = this.#latency < 0.6 * this.#interval ? shortest : 1.15 * this.#interval;
    const patience = useful === undefined ? 1 : 1 + 0.5 * Math.max(0, 1 - 4 * useful);
    return Math.min(longest, Math.max(shortest, wait * patience));
  }
}
