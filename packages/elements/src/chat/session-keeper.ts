import type { AnswerOptions, ChatSession } from './chat-provider.js';
import { type Message, turnsOf } from './conversation.js';
import type { ModelLoader } from './model-loader.js';
import { toProblem } from './problem.js';

export interface KeptAnswerOptions extends AnswerOptions {
  readonly signal: AbortSignal;
  /** The oldest turns were left out, because the conversation no longer fits. */
  readonly onOverflow: () => void;
}

/** The model's memory of one conversation: kept from turn to turn, made anew when the conversation is another one than it remembers. */
export class SessionKeeper {
  readonly #loader: ModelLoader;
  #held: { readonly session: ChatSession; readonly key: string } | undefined;

  constructor(loader: ModelLoader) {
    this.#loader = loader;
  }

  /**
   * The answer to the last message of `path`, in pieces. History that no longer fits is left out from its beginning.
   * @throws what the provider throws; the signal's reason
   */
  async *answer(systemPrompt: string, path: readonly Message[], options: KeptAnswerOptions): AsyncGenerator<string, void> {
    const { signal, onOverflow } = options;
    await untilAborted(this.#loader.ensure(), signal);
    const before = path.slice(0, -1);
    const input = path.at(-1)!.text;
    const key = keyOf(systemPrompt, before);
    let history = turnsOf(before);
    if (this.#held?.key !== key) this.drop();
    for (let begun = false; ; ) {
      try {
        if (!this.#held) {
          const session = await this.#loader.provider.createSession({ systemPrompt: systemPrompt.trim() || undefined, history, signal });
          this.#held = { session, key };
        }
        const reader = (await this.#held.session.answer(input, options)).getReader();
        for (let step = await reader.read(); !step.done; step = await reader.read()) {
          begun = true;
          yield step.value;
        }
        return;
      } catch (error) {
        // The session took the question back, and the page keeps it: the next question begins a new session.
        this.drop();
        if (begun || history.length === 0 || toProblem(error).kind !== 'too-long') throw error;
        // Half of it goes at once: dropping a little each turn would mean reading the rest anew each turn.
        history = history.slice(2 * Math.ceil(history.length / 4));
        onOverflow();
      }
    }
  }

  /** Says what the session remembers now. */
  remember(systemPrompt: string, path: readonly Message[]): void {
    if (this.#held) this.#held = { session: this.#held.session, key: keyOf(systemPrompt, path) };
  }

  drop(): void {
    this.#held?.session.destroy();
    this.#held = undefined;
  }
}

/** What a session remembers, as a text that can be compared. */
function keyOf(systemPrompt: string, path: readonly Message[]): string {
  return JSON.stringify([systemPrompt, ...path.map(({ id, text }) => [id, text.length])]);
}

/** The promise's value, or the signal's reason as soon as it aborts; what runs behind the promise goes on for others. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
