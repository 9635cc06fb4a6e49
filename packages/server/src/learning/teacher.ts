import { createHash } from 'node:crypto';
import type { Decision, TextModerator } from 'saguim';
import { Problem } from '../http/problem.js';

/** Decisions that may wait to be learned. */
const mostWaiting = 64;
/** Decisions whose repetition is noticed. */
const mostRemembered = 10_000;

/**
 * Teaches a moderator, one decision after the other, and keeps what it learned: when `teach()` resolves the decision is kept. The same
 * decision sent again (a client that tries twice, or somebody who replays it) counts once.
 */
export class Teacher {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #keeping?: Promise<void>;
  #next?: Promise<void>;
  /** Decisions that were learned, and those of them that are kept. */
  #learned = 0;
  #kept = 0;
  /** By comment, as a digest: what was decided last. */
  readonly #decided = new Map<string, string>();

  constructor(
    private readonly moderator: Pick<TextModerator, 'learn' | 'saveLearning'>,
    private readonly keep?: (learning: Uint8Array) => Promise<void>,
  ) {}

  /** @returns whether it was new @throws {Problem} `overload`; as `learn()` */
  async teach(decision: Decision): Promise<boolean> {
    const comment = createHash('sha256')
      .update(JSON.stringify([decision.section ?? null, decision.text]))
      .digest('base64');
    const what = JSON.stringify([decision.action, Object.entries(decision.labels ?? {}).sort()]);
    if (this.#waiting >= mostWaiting) throw new Problem('overload', 'Too many decisions wait: come back in 5 s.', { retryAfter: 5 });
    this.#waiting++;
    const turn = this.#last.then(() => this.#learn(decision, comment, what));
    this.#last = turn.catch(() => {});
    const isNew = await turn.finally(() => this.#waiting--);
    if (this.#kept < this.#learned) await this.#save();
    return isNew;
  }

  async #learn(decision: Decision, comment: string, what: string): Promise<boolean> {
    if (this.#decided.get(comment) === what) return false;
    await this.moderator.learn(decision);
    this.#learned++;
    this.#decided.delete(comment);
    this.#decided.set(comment, what);
    if (this.#decided.size > mostRemembered) this.#decided.delete(this.#decided.keys().next().value!);
    return true;
  }

  /** Resolves when all that was taught is kept. */
  async close(): Promise<void> {
    await this.#last;
    await this.#keeping?.catch(() => {});
    await this.#next?.catch(() => {});
  }

  /** Writes what is there now. While one is being written the next waits, and all who come meanwhile share it. */
  #save(): Promise<void> {
    if (!this.keep) return Promise.resolve();
    if (!this.#keeping) {
      this.#keeping = this.#write(this.keep).finally(() => {
        this.#keeping = undefined;
      });
      return this.#keeping;
    }
    this.#next ??= this.#keeping
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        return this.#save();
      });
    return this.#next;
  }

  async #write(keep: (learning: Uint8Array) => Promise<void>): Promise<void> {
    const learned = this.#learned;
    await keep(this.moderator.saveLearning());
    this.#kept = learned;
  }
}
