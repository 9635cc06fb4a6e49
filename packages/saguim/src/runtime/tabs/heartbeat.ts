import { startTimer } from '#platform';

/** Milliseconds between two questions. */
const interval = 2_500;

/**
 * Asks the other side again and again whether it is there, while something is awaited from it. Unanswered questions are counted, not
 * milliseconds: a page whose own timers stood still must not take the others for dead.
 */
export class Heartbeat {
  readonly #ask: () => void;
  readonly #limits: readonly number[];
  readonly #silent: () => void;
  readonly #unanswered: number[];
  #stopTimer: (() => void) | undefined;

  /**
   * @param limits for each of those who are asked, questions without an answer after which `silent` is called
   */
  constructor(ask: () => void, limits: readonly number[], silent: () => void) {
    this.#ask = ask;
    this.#limits = limits;
    this.#silent = silent;
    this.#unanswered = limits.map(() => 0);
  }

  start(): void {
    if (!this.#stopTimer) this.#wait();
  }

  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#unanswered.fill(0);
  }

  heard(who: number): void {
    this.#unanswered[who] = 0;
  }

  #wait(): void {
    this.#stopTimer = startTimer(interval, () => {
      this.#wait();
      if (this.#unanswered.some((count, who) => count >= this.#limits[who]!)) {
        this.stop();
        this.#silent();
        return;
      }
      for (const who of this.#unanswered.keys()) this.#unanswered[who]!++;
      this.#ask();
    });
  }
}
