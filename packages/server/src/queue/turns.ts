import { Problem } from '../http/problem.js';

export interface TurnOptions {
  /** Requests that are worked on at once. */
  readonly atOnce: number;
  /** Requests that may wait. */
  readonly most: number;
  /** Milliseconds that one may wait and be worked on. */
  readonly timeout: number;
}

export interface Turn {
  /** Ends with the request's own signal, or when it takes too long. */
  readonly signal: AbortSignal;
  /** Lets the next one in. */
  end(): void;
}

/** Requests that take turns, so many at once and in the order of coming. What finds no room is told when to come back. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #working = 0;
  #closed = false;
  #idle: (() => void)[] = [];

  constructor(private readonly options: TurnOptions) {}

  /** Requests that wait, those that are worked on left out. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** @throws {Problem} `overload`, `timeout`, `unavailable` while closing; the signal's reason. So does the work, by the turn's signal. */
  async take(signal: AbortSignal): Promise<Turn> {
    signal.throwIfAborted();
    if (this.#closed) throw new Problem('unavailable', 'The server is shutting down.', { retryAfter: 5 });
    const { atOnce, most, timeout } = this.options;
    if (this.#working >= atOnce && this.#waiting.length >= most)
      throw new Problem('overload', 'Too many completions wait: come back in 1 s.', { retryAfter: 1 });
    const ends = new AbortController();
    const leave = () => ends.abort(signal.reason);
    const timer = setTimeout(() => ends.abort(new Problem('timeout', 'The completion took too long.', { retryAfter: 1 })), timeout);
    signal.addEventListener('abort', leave, { once: true });
    const forget = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
    };
    try {
      // Whoever ends hands over to who waited longest: nobody slips in between.
      if (this.#working >= atOnce) await this.#wait(ends.signal);
      else this.#working++;
    } catch (error) {
      forget();
      throw error;
    }
    let ended = false;
    return {
      signal: ends.signal,
      end: () => {
        if (ended) return;
        ended = true;
        forget();
        const next = this.#waiting.shift();
        if (next) return next();
        this.#working--;
        if (this.#working === 0) for (const resolve of this.#idle.splice(0)) resolve();
      },
    };
  }

  /** Lets in nobody more. Resolves when all that were let in are done. */
  close(): Promise<void> {
    this.#closed = true;
    if (this.#working === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const place = () => {
        signal.removeEventListener('abort', gone);
        resolve();
      };
      const gone = () => {
        this.#waiting.splice(this.#waiting.indexOf(place), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', gone, { once: true });
      this.#waiting.push(place);
    });
  }
}
