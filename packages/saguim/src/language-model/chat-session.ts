import type { ModelInfo, SamplingOptions } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import type { ChatOverhead, ChatTurn, ModelHandle, PromptMessage } from '../runtime/index.js';
import { toWebError } from '../web/exceptions.js';
import { quotaExceededError } from '../web/quota-exceeded-error.js';
import { anySignal, orAborted } from '../web/signals.js';
import type { PromptInput } from './prompt-input.js';
import type { AnswerStats, PromptOptions } from './prompt-options.js';

let keys = 0;

/** Keys are never used twice, also by the same code loaded twice: the host keeps one chat under each. */
const newKey = () => `${++keys}-${Math.random().toString(36).slice(2)}`;

/** Sessions that nobody holds any more give their model back. */
const forgotten =
  typeof FinalizationRegistry === 'undefined' ? undefined : new FinalizationRegistry<ModelHandle>((handle) => handle.release());

/** A session's state and work, behind the standard's interface: one exchange after another, each whole or not at all. */
export class ChatSession {
  readonly #handle: ModelHandle;
  readonly #overhead: ChatOverhead;
  readonly #sampling: SamplingOptions;
  readonly #destruction = new AbortController();
  #key = newKey();
  #turns: readonly ChatTurn[];
  #usage: number;
  #tail: Promise<unknown> = Promise.resolve();
  /** Whether anything was asked or added, counted when it is called. */
  begun: boolean;
  last: AnswerStats | undefined;

  private constructor(handle: ModelHandle, overhead: ChatOverhead, sampling: SamplingOptions, turns: readonly ChatTurn[], usage: number) {
    this.#handle = handle;
    this.#overhead = overhead;
    this.#sampling = sampling;
    this.#turns = turns;
    this.#usage = usage;
    this.begun = turns.length > 0;
    forgotten?.register(this, handle);
  }

  /** @throws {DOMException} `QuotaExceededError` when the messages do not fit; takes the handle over in any case */
  static async open(
    handle: ModelHandle,
    sampling: SamplingOptions,
    messages: readonly PromptMessage[],
    signal?: AbortSignal,
  ): Promise<ChatSession> {
    try {
      const overhead = await handle.call('overhead', {}, { signal });
      const turns = messages.length > 0 ? [{ messages }] : [];
      const session = new ChatSession(handle, overhead, sampling, turns, 0);
      if (messages.length > 0) {
        const requested = await handle.call('measure', { messages }, { signal });
        session.#checkRoom(requested);
        session.#usage = requested;
        await handle.call('prefill', { history: session.#history }, { signal });
      }
      return session;
    } catch (error) {
      handle.release();
      throw toWebError(error);
    }
  }

  get info(): ModelInfo {
    return this.#handle.info;
  }

  get usage(): number {
    return this.#usage;
  }

  /** Tokens for messages and answers: what the model holds less what the template itself takes. */
  get window(): number {
    return Math.max(0, this.info.contextLength - this.#overhead.chat);
  }

  get destroyed(): AbortSignal {
    return this.#destruction.signal;
  }

  get #history() {
    return { key: this.#key, turns: this.#turns };
  }

  destroy(reason: unknown): void {
    if (this.destroyed.aborted) return;
    this.#destruction.abort(reason);
    this.#handle.release();
  }

  /** A session with the same past. */
  async clone(signal?: AbortSignal): Promise<ChatSession> {
    return this.#next(signal, async () => {
      const copy = new ChatSession(this.#handle.share(), this.#overhead, this.#sampling, this.#turns, this.#usage);
      copy.#key = this.#key;
      copy.begun = this.begun;
      return copy;
    });
  }

  async measure({ messages, prefix }: PromptInput, signal?: AbortSignal): Promise<number> {
    const all = prefix === undefined ? messages : [...messages, { role: 'assistant' as const, content: prefix }];
    return this.#during(signal, (both) => this.#handle.call('measure', { messages: all }, { signal: both }));
  }

  /** Adds messages without an answer. */
  async append({ messages }: PromptInput, signal?: AbortSignal): Promise<void> {
    return this.#next(signal, async (both) => {
      const requested = await this.#handle.call('measure', { messages }, { signal: both });
      this.#checkRoom(requested);
      const turns = [...this.#turns, { messages }];
      await this.#handle.call('prefill', { history: { key: this.#key, turns } }, { signal: both });
      both.throwIfAborted();
      this.#turns = turns;
      this.#usage += requested;
    });
  }

  /** The answer, piece by piece through `onText`, and whole. */
  async prompt({ messages, prefix }: PromptInput, options: PromptOptions, onText: (text: string) => void): Promise<string> {
    const { signal, sampling, onPrefill, onPiece, onStats, refusal, ...request } = options;
    return this.#next(signal, async (both) => {
      if (refusal) throw refusal;
      const requested = await this.#handle.call('measure', { messages }, { signal: both });
      this.#checkRoom(requested);
      const nextKey = newKey();
      const result = await this.#handle.call(
        'chat',
        { ...request, history: this.#history, messages, prefix, nextKey, sampling: { ...this.#sampling, ...sampling } },
        {
          signal: both,
          onItem: (item) => {
            if ('prefill' in item) return onPrefill?.(item.prefill.done, item.prefill.total);
            onPiece?.(item.piece);
            if (item.piece.text !== '') onText(item.piece.text);
          },
        },
      );
      both.throwIfAborted();
      this.#turns = [...this.#turns, { messages, answer: result.answer }];
      this.#key = nextKey;
      this.#usage += requested + result.answer.length + this.#overhead.message;
      const { finishReason, usage, timings } = result;
      this.last = { finishReason, usage, timings };
      onStats?.(this.last);
      return result.text;
    });
  }

  #checkRoom(requested: number): void {
    const over = this.#usage + requested + 1 - this.window;
    if (over <= 0) return;
    const what = `The input takes ${requested} tokens, the conversation has ${this.#usage}, and the context holds ${this.window}`;
    const cause = new SaguimError('context-overflow', what, {
      hint: 'Shorten the input or begin a new session.',
      details: { requested, limit: this.window, over },
    });
    const error = quotaExceededError(cause.message, { requested, quota: this.window });
    Object.defineProperty(error, 'cause', { value: cause, configurable: true });
    throw error;
  }

  /** Runs work that ends early when the session is destroyed or the call's own signal is aborted. */
  async #during<T>(signal: AbortSignal | undefined, work: (both: AbortSignal) => Promise<T>): Promise<T> {
    const both = anySignal([this.destroyed, signal]);
    try {
      both.signal.throwIfAborted();
      return await orAborted(work(both.signal), both.signal);
    } catch (error) {
      throw toWebError(error);
    } finally {
      both.release();
    }
  }

  /** As `#during`, after all that was asked before. */
  #next<T>(signal: AbortSignal | undefined, work: (both: AbortSignal) => Promise<T>): Promise<T> {
    const before = this.#tail;
    const settled = this.#during(signal, async (both) => {
      await before;
      both.throwIfAborted();
      return work(both);
    });
    this.#tail = before.then(() => settled).catch(() => {}); // the next one begins whatever became of this one
    return settled;
  }
}
