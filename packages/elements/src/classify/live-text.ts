import { isAbort, type Problem, toProblem } from '../chat/problem.js';
import type { Classification, Explanation, Head } from './classify-provider.js';

/** A text that is classified while it is typed: first the answer, then the words that moved it. A newer text ends the work on an older one. */
export class LiveText {
  readonly #head: () => Promise<Head>;
  readonly #changed: () => void;
  readonly #typed: () => void;
  #text = '';
  #judged: { readonly text: string; readonly answer: Classification; readonly explanation?: Explanation } | undefined;
  #problem: Problem | undefined;
  #abort: AbortController | undefined;

  /**
   * @param changed something that is shown changed
   * @param typed the text is another one, and is to be stored
   */
  constructor(head: () => Promise<Head>, changed: () => void, typed: () => void) {
    this.#head = head;
    this.#changed = changed;
    this.#typed = typed;
  }

  get text(): string {
    return this.#text;
  }
  /** What was said about the text, or, while a newer answer is awaited, about the one before. */
  get answer(): Classification | undefined {
    return this.#judged?.answer;
  }
  /** Only for the text that is there now: its offsets hold for no other. */
  get explanation(): Explanation | undefined {
    return this.#judged?.text === this.#text ? this.#judged.explanation : undefined;
  }
  get problem(): Problem | undefined {
    return this.#problem;
  }
  get busy(): boolean {
    return this.#abort !== undefined;
  }

  /** Takes a text that was stored. */
  restore(text: string): void {
    this.#text = text;
    void this.again();
  }

  type(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#typed();
    void this.again();
  }

  /** Judges the text anew: the classifier is another one. */
  async again(): Promise<void> {
    this.#abort?.abort();
    this.#abort = undefined;
    const text = this.#text;
    if (text.trim() === '') {
      this.#judged = undefined;
      this.#problem = undefined;
      this.#changed();
      return;
    }
    const abort = new AbortController();
    this.#abort = abort;
    this.#changed();
    try {
      const head = await this.#head();
      abort.signal.throwIfAborted();
      const answer = await head.classify(text, abort.signal);
      abort.signal.throwIfAborted();
      this.#judged = { text, answer };
      this.#problem = undefined;
      this.#changed();
      const explanation = await head.explain(text, abort.signal);
      abort.signal.throwIfAborted();
      this.#judged = { text, answer, explanation };
    } catch (error) {
      if (abort.signal.aborted || isAbort(error)) return;
      // Not trained is no problem: the place says so itself.
      this.#problem = (error as { name?: unknown }).name === 'InvalidStateError' ? undefined : toProblem(error);
      this.#judged = undefined;
    } finally {
      if (this.#abort === abort) {
        this.#abort = undefined;
        this.#changed();
      }
    }
  }
}
