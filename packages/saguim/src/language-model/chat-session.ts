import type { ModelInfo, SamplingOptions } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import type { ChatOverhead, ChatResult, MessagePart, ModelHandle, PromptMessage } from '../runtime/index.js';
import { exception, toStandardError } from '../web/exceptions.js';
import { quotaExceededError } from '../web/quota-exceeded-error.js';
import { anySignal, orAborted } from '../web/signals.js';
import type { PromptInput } from './prompt-input.js';
import type { AnswerStats, PromptOptions } from './prompt-options.js';
import { withSchema } from './schema-input.js';
import type { Answer, Session } from './session.js';
import { type Exchange, SessionHistory } from './session-history.js';
import { ChatKey, SessionHold } from './session-hold.js';
import type { ToolDeclaration } from './tool-declarations.js';
import type { ToolLimits } from './tool-limits.js';

/** What stays the same for a session and its clones. */
export interface SessionSettings {
  readonly sampling: SamplingOptions;
  readonly tools: readonly ToolDeclaration[];
  /** Calls are answered by running the tools within these bounds, or left to the page. */
  readonly runTools?: ToolLimits;
}

/** Exchanges of a prompt that is not answered yet, and the chat they make after `base`. */
interface Draft {
  readonly exchanges: Exchange[];
  base: SessionHistory;
  key: ChatKey;
}

/** A session's state and work, behind the standard's interface: one exchange after another, each whole or not at all. */
export class ChatSession implements Session {
  readonly #hold: SessionHold;
  readonly #overhead: ChatOverhead;
  readonly #settings: SessionSettings;
  readonly #destruction = new AbortController();
  #past: SessionHistory;
  #tail: Promise<unknown> = Promise.resolve();
  /** Whether anything was asked or added, counted when it is called. */
  begun: boolean;
  last: AnswerStats | undefined;
  /** Called when exchanges have left the context to make room. */
  onOverflow: () => void = () => {};

  private constructor(hold: SessionHold, overhead: ChatOverhead, settings: SessionSettings, past: SessionHistory) {
    this.#hold = hold.own(this);
    this.#overhead = overhead;
    this.#settings = settings;
    this.#past = past;
    this.begun = past.exchanges.length > 0;
  }

  /** @throws {DOMException} `QuotaExceededError` when the messages do not fit; takes the handle over in any case */
  static async open(
    handle: ModelHandle,
    settings: SessionSettings,
    messages: readonly PromptMessage[],
    signal?: AbortSignal,
  ): Promise<ChatSession> {
    const hold = new SessionHold(handle);
    try {
      const tools = settings.tools.map(withoutExecute);
      const overhead = await handle.call('overhead', { tools, sampling: settings.sampling }, { signal });
      checkOverhead(handle.info, overhead);
      let past = new SessionHistory();
      if (messages.length > 0) {
        const tokens = await handle.call('measure', { messages }, { signal });
        checkRoom(tokens, tokens, windowOf(handle.info, overhead));
        past = new SessionHistory([{ turn: { messages }, tokens, kept: true }]);
        await handle.call('prefill', { history: { key: hold.key.text, turns: past.turns, tools } }, { signal });
      }
      return new ChatSession(hold, overhead, settings, past);
    } catch (error) {
      hold.release();
      throw error;
    }
  }

  get info(): ModelInfo {
    return this.#hold.handle.info;
  }

  onMemory(listener: (loaded: boolean) => void): () => void {
    return this.#hold.handle.onMemory(listener);
  }

  get usage(): number {
    return this.#past.usage;
  }

  /** Tokens for messages and answers: what the model holds less what the template and the tools take. */
  get window(): number {
    return windowOf(this.info, this.#overhead);
  }

  /** Whether answers may hold calls that the page is to answer. */
  get givesCalls(): boolean {
    return this.#settings.tools.length > 0 && !this.#settings.runTools;
  }

  get destroyed(): AbortSignal {
    return this.#destruction.signal;
  }

  destroy(reason: unknown): void {
    if (this.destroyed.aborted) return;
    this.#destruction.abort(reason);
    this.#hold.release();
  }

  /** A session with the same past, as far as it is settled: what is still asked stays with this one. Nothing is copied. */
  async clone(signal?: AbortSignal): Promise<ChatSession> {
    this.destroyed.throwIfAborted();
    signal?.throwIfAborted();
    return new ChatSession(this.#hold.share(), this.#overhead, this.#settings, this.#past);
  }

  async measure({ messages, prefix }: PromptInput, signal?: AbortSignal): Promise<number> {
    return this.#during(signal, (both) => this.#measure(withPrefix(messages, prefix), both));
  }

  /** Adds messages without an answer. */
  async append({ messages }: PromptInput, signal?: AbortSignal): Promise<void> {
    return this.#next(signal, async (both) => {
      const added = await this.#weigh(messages, both);
      const tokens = sumTokens(added);
      this.#makeRoom(tokens, tokens, 1, 1);
      both.throwIfAborted();
      const past = this.#past.with(added);
      await this.#hold.handle.call('prefill', { history: this.#history(past, this.#hold.key) }, { signal: both });
      both.throwIfAborted();
      this.#past = past;
    });
  }

  /** The answer, part by part through `onPart`, and whole. Where tools are run, it is that to their results. */
  async prompt(input: PromptInput, options: PromptOptions, onPart: (part: MessagePart) => void): Promise<Answer> {
    const draft: Draft = { exchanges: [], base: this.#past, key: this.#hold.key };
    const { tools, runTools: runs } = this.#settings;
    let text = '';
    let next = withSchema(input, options.schema);
    try {
      for (let round = 1; ; round++) {
        const { toolChoice } = options;
        const own = round === 1 ? options : { ...options, toolChoice: toolChoice === 'required' ? ('auto' as const) : toolChoice };
        const result = await this.#next(options.signal, (both) => this.#answer(draft, next, own, both, onPart));
        text += result.text;
        if (!runs || result.calls.length === 0) return { text, calls: result.calls };
        if (round === runs.maxRounds) {
          throw exception('OperationError', `The model called tools ${round} times in a row and gave no answer.`);
        }
        // Others may ask in the meantime, the tools themselves included: they come before this exchange.
        const response = await this.#during(options.signal, async (both) => {
          const { runTools } = await import('./run-tools.js');
          return runTools(result.calls, tools, this.window, runs, both);
        });
        next = { messages: [response] };
      }
    } finally {
      if (draft.key.holders === 0) this.#hold.handle.tell('forget', { key: draft.key.text });
    }
  }

  /** One answer of the model. It becomes part of the session with all of its draft, unless tools are to be run first. */
  async #answer(
    draft: Draft,
    { messages, prefix }: PromptInput,
    options: PromptOptions,
    both: AbortSignal,
    onPart: (part: MessagePart) => void,
  ): Promise<ChatResult> {
    const { signal: _, native: __, schema: ___, sampling, onPrefill, onPiece, onStats, refusal, ...request } = options;
    if (refusal) throw refusal;
    const added = await this.#weigh(messages, both);
    const requested = sumTokens(added);
    const begun = prefix === undefined ? 0 : await this.#measure(withPrefix([], prefix), both);
    const { maxTokens: most = Infinity } = options;
    const share = (part: number) => Math.max(1, Math.min(most, Math.ceil(this.window / part)));
    this.#makeRoom(sumTokens(draft.exchanges) + requested + begun, requested, share(16), share(8));
    const { tools, runTools: runs } = this.#settings;
    for (;;) {
      both.throwIfAborted();
      if (draft.base !== this.#past) {
        draft.base = this.#past;
        draft.key = draft.exchanges.length === 0 ? this.#hold.key : new ChatKey();
      }
      const key = new ChatKey();
      try {
        const result = await this.#hold.handle.call(
          'chat',
          {
            ...request,
            history: this.#history(draft.base.with(draft.exchanges), draft.key),
            messages,
            prefix,
            nextKey: key.text,
            sampling: { ...this.#settings.sampling, ...sampling },
          },
          {
            signal: both,
            onItem: (item) => {
              if ('prefill' in item) return onPrefill?.(item.prefill.done, item.prefill.total);
              if ('part' in item) return runs && item.part.type !== 'text' ? undefined : onPart(item.part);
              onPiece?.(item.piece);
              if (tools.length === 0 && item.piece.text !== '') onPart({ type: 'text', value: item.piece.text });
            },
          },
        );
        both.throwIfAborted();
        this.#keep(draft, added, result, key);
        const { finishReason, usage, timings } = result;
        this.last = { finishReason, usage, timings };
        onStats?.(this.last);
        return result;
      } catch (error) {
        // Templates may take more than was counted.
        const full = error instanceof SaguimError && error.code === 'context-overflow';
        if (!full || !this.#shorten(this.#past.usage - 1)) throw error;
      }
    }
  }

  #keep(draft: Draft, added: readonly Exchange[], { answer, calls, parts }: ChatResult, key: ChatKey): void {
    const last = added.at(-1)!;
    // An answer that filled the context to the end left no room for what closes it.
    const room = this.window - draft.base.usage - sumTokens(draft.exchanges) - sumTokens(added);
    draft.exchanges.push(...added.slice(0, -1), {
      turn: { messages: last.turn.messages, answer, ...(parts && { parts }) },
      tokens: last.tokens + Math.min(answer.length + this.#overhead.message, Math.max(0, room)),
    });
    if (draft.key.holders === 0) this.#hold.handle.tell('forget', { key: draft.key.text });
    draft.key = key;
    if (this.#settings.runTools && calls.length > 0) return;
    this.#past = draft.base.with(draft.exchanges);
    this.#hold.move(key);
  }

  #history(past: SessionHistory, key: ChatKey) {
    return { key: key.text, turns: past.turns, tools: this.#settings.tools.map(withoutExecute) };
  }

  #measure(messages: readonly PromptMessage[], signal: AbortSignal): Promise<number> {
    return this.#hold.handle.call('measure', { messages }, { signal });
  }

  /** Messages as exchanges, with what they take: what the system says is one of its own, and stays. */
  async #weigh(messages: readonly PromptMessage[], signal: AbortSignal): Promise<Exchange[]> {
    const [first, ...others] = messages;
    const exchange = async (some: readonly PromptMessage[]): Promise<Exchange> => ({
      turn: { messages: some },
      tokens: await this.#measure(some, signal),
    });
    if (first?.role !== 'system') return [await exchange(messages)];
    return [{ ...(await exchange([first])), kept: true }, await exchange(others)];
  }

  /**
   * Lets the oldest exchanges go where what is `needed` and an answer would not fit.
   * @param least tokens of the answer for which nothing leaves
   * @param wanted tokens of the answer that there is room for when something has to leave, so that not every prompt makes the model
   * read all again
   */
  #makeRoom(needed: number, requested: number, least: number, wanted: number): void {
    checkRoom(this.#past.keptUsage + needed, requested, this.window);
    if (this.usage + needed + least > this.window) this.#shorten(this.window - needed - wanted);
  }

  /** @returns whether anything left */
  #shorten(most: number): boolean {
    const past = this.#past.shortened(most);
    if (past === this.#past) return false;
    this.#past = past;
    this.#hold.move(new ChatKey());
    this.onOverflow();
    return true;
  }

  /** Runs work that ends early when the session is destroyed or the call's own signal is aborted. */
  async #during<T>(signal: AbortSignal | undefined, work: (both: AbortSignal) => Promise<T>): Promise<T> {
    const both = anySignal([this.destroyed, signal]);
    try {
      both.signal.throwIfAborted();
      return await orAborted(work(both.signal), both.signal);
    } catch (error) {
      throw both.signal.aborted && error === both.signal.reason ? error : toStandardError(error);
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

const withoutExecute = ({ name, description, inputSchema }: ToolDeclaration) => ({ name, description, inputSchema });

const withPrefix = (messages: readonly PromptMessage[], prefix: string | undefined): readonly PromptMessage[] =>
  prefix === undefined ? messages : [...messages, { role: 'assistant', content: prefix }];

const sumTokens = (exchanges: readonly Exchange[]) => exchanges.reduce((sum, { tokens }) => sum + tokens, 0);

const windowOf = ({ contextLength }: ModelInfo, { chat }: ChatOverhead) => Math.max(0, contextLength - chat);

/** @throws {SaguimError} `context-overflow` when the template and the tools leave no room for a question and an answer */
function checkOverhead({ contextLength }: ModelInfo, { chat, message }: ChatOverhead): void {
  const requested = chat + message + 2;
  if (requested > contextLength)
    throw new SaguimError('context-overflow', `No chat fits into ${contextLength} tokens: template and tools take ${chat}`, {
      where: 'contextLength',
      details: { requested, limit: contextLength },
    });
}

/** @throws {DOMException} `QuotaExceededError` when what cannot leave the context does not fit */
function checkRoom(needed: number, requested: number, window: number): void {
  const over = needed + 1 - window;
  if (over <= 0) return;
  const cause = new SaguimError(
    'context-overflow',
    `The input takes ${requested} tokens, and the context of ${window} has no room for it`,
    {
      hint: 'Shorten the input or the initial prompts.',
      details: { requested, limit: window, over },
    },
  );
  const error = quotaExceededError(cause.message, { requested, quota: window });
  Object.defineProperty(error, 'cause', { value: cause, configurable: true });
  throw error;
}
