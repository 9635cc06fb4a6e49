import type { Verdict } from 'saguim';
import { isAbort, type Problem, toProblem } from '../chat/problem.js';
import { type DisguiseWay, disguise } from './disguises.js';

/** A comment that is judged while it is typed. A newer text ends the work on an older one. */
export class LiveComment {
  readonly #judge: (text: string, signal: AbortSignal) => Promise<Verdict>;
  readonly #changed: () => void;
  readonly #typed: () => void;
  #text = '';
  #plain: string | undefined;
  #judged: { readonly text: string; readonly verdict: Verdict } | undefined;
  #problem: Problem | undefined;
  #abort: AbortController | undefined;

  /**
   * @param changed something that is shown changed
   * @param typed the text is another one, and is to be stored
   */
  constructor(judge: (text: string, signal: AbortSignal) => Promise<Verdict>, changed: () => void, typed: () => void) {
    this.#judge = judge;
    this.#changed = changed;
    this.#typed = typed;
  }

  get text(): string {
    return this.#text;
  }
  /** The text before it was disguised; nothing where it is not. */
  get plain(): string | undefined {
    return this.#plain;
  }
  /** What was said, and of which text: while a newer verdict is awaited, of the one before. */
  get judged(): { readonly text: string; readonly verdict: Verdict } | undefined {
    return this.#judged;
  }
  get problem(): Problem | undefined {
    return this.#problem;
  }
  get busy(): boolean {
    return this.#abort !== undefined;
  }

  /** Takes a text that was stored. */
  restore(text: string, plain?: string): void {
    this.#text = text;
    this.#plain = plain;
    void this.again();
  }

  type(text: string): void {
    if (text !== this.#text) this.#take(text, undefined);
  }

  /** Disguises what was typed, in one way instead of another; without a way, it is plain again. */
  disguise(way: DisguiseWay | undefined): void {
    const plain = this.#plain ?? this.#text;
    const text = way ? disguise(plain, way) : plain;
    this.#take(text, way && text !== plain ? plain : undefined);
  }

  #take(text: string, plain: string | undefined): void {
    this.#text = text;
    this.#plain = plain;
    this.#typed();
    void this.again();
  }

  /** Judges the text anew: the policy is another one. */
  async again(): Promise<void> {
    this.stop();
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
      const verdict = await this.#judge(text, abort.signal);
      if (abort.signal.aborted) return;
      this.#judged = { text, verdict };
      this.#problem = undefined;
    } catch (error) {
      if (abort.signal.aborted || isAbort(error)) return;
      this.#problem = toProblem(error);
      this.#judged = undefined;
    } finally {
      if (this.#abort === abort) {
        this.#abort = undefined;
        this.#changed();
      }
    }
  }

  stop(): void {
    this.#abort?.abort();
    this.#abort = undefined;
  }
}
