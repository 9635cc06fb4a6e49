/** Timers of the host, so that tests bring a clock of their own. */
export interface SaverClock {
  start(milliseconds: number, task: () => void): () => void;
}

export const hostClock: SaverClock = {
  start: (milliseconds, task) => {
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * Writes what changes often: at once when nothing was written lately, then the newest state each `interval`.
 * What is under way when the page dies is therefore older than the newest state by one interval at most.
 */
export class Saver {
  /** Deals with its failures itself. */
  readonly #write: () => Promise<void>;
  readonly #interval: number;
  readonly #clock: SaverClock;
  #dirty = false;
  #stopTimer: (() => void) | undefined;
  #writing: Promise<void> | undefined;

  constructor(write: () => Promise<void>, interval: number, clock: SaverClock = hostClock) {
    this.#write = write;
    this.#interval = interval;
    this.#clock = clock;
  }

  /** Says that there is something new to write. */
  touch(): void {
    this.#dirty = true;
    if (!this.#stopTimer && !this.#writing) void this.#run();
  }

  /** Writes what is new now, and waits until it is written. */
  async flush(): Promise<void> {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    // A write that began earlier may have taken an older state.
    const earlier = this.#writing;
    if (this.#dirty) void this.#run();
    await earlier;
    await this.#writing;
  }

  /** Forgets what was not written. */
  cancel(): void {
    this.#dirty = false;
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #run(): Promise<void> {
    this.#dirty = false;
    const writing = this.#write()
      .catch(() => {})
      .then(() => {
        if (this.#writing !== writing) return;
        this.#writing = undefined;
        if (this.#stopTimer) return;
        this.#stopTimer = this.#clock.start(this.#interval, () => {
          this.#stopTimer = undefined;
          if (this.#dirty) void this.#run();
        });
      });
    this.#writing = writing;
    return writing;
  }
}
