// biome-ignore-all lint/complexity/noArguments: no argument and undefined differ in Web IDL, and rest parameters would change `prompt.length`

import type { ModelInfo } from '@saguim/engine';
import type { Availability } from '../hub/index.js';
import type { MessagePart } from '../runtime/index.js';
import { toDictionary, toSignal } from '../web/dictionary.js';
import { exception, toStandardError } from '../web/exceptions.js';
import { isForbidden } from '../web/host-rules.js';
import { defineInterface } from '../web/interface.js';
import { availabilityOf } from '../web/model-availability.js';
import { openModel } from '../web/open-model.js';
import { anySignal } from '../web/signals.js';
import { BrowserSession, browserAvailability, isForBrowser } from './browser-session.js';
import { ChatSession } from './chat-session.js';
import {
  type CoreOptions,
  type CreateOptions,
  type LanguageModelCreateCoreOptions,
  type LanguageModelCreateOptions,
  toCoreOptions,
  toCreateOptions,
} from './create-options.js';
import {
  checkPrompt,
  type LanguageModelMessageContent,
  type LanguageModelPrompt,
  type PromptInput,
  type RawPrompt,
  toRawPrompt,
} from './prompt-input.js';
import { type AnswerStats, type LanguageModelPromptOptions, type PromptOptions, toPromptOptions } from './prompt-options.js';
import type { LanguageModelSamplingMode } from './sampling-mode.js';
import { withSchema } from './schema-input.js';
import type { Session } from './session.js';
import type { LanguageModelToolDeclaration } from './tool-declarations.js';
import type { RunToolsOptions } from './tool-limits.js';
import { LanguageModelToolCall } from './tool-messages.js';

/** What a session tells that the standard has no member for. */
export interface SessionDetails {
  /** The model, the backend it runs on and how many threads. */
  readonly model: ModelInfo;
  /** Tokens and times of the latest answer. */
  readonly last: AnswerStats | undefined;
  /**
   * Calls back when the model has given its memory back for lack of questions (`idleTime`), and when it is in memory again. Of the browser's own
   * model nothing is known. @returns what ends that
   */
  readonly onMemory: (listener: (loaded: boolean) => void) => () => void;
}

/** A text; with tools that the page runs, a list of parts where the model calls some. */
export type LanguageModelPromptResult<Piece = LanguageModelMessageContent> = Piece extends string ? string : string | Piece[];

type Tools = { tools: LanguageModelToolDeclaration[] };

type Interface = Pick<CreateOptions, 'samplingMode' | 'expectedInputs' | 'tools'>;

const illegal = Symbol('illegal constructor');

/** By the browser's model where it is to answer, else by ours. Nothing is awaited before the monitor is called, unless that is to be found out. */
async function openSession(core: CreateOptions): Promise<Session> {
  const { backend } = core.configuration;
  if (backend === 'browser' || (backend === 'auto' && (await isForBrowser(core)))) {
    core.signal?.throwIfAborted();
    return BrowserSession.open(core);
  }
  return ChatSession.open(await openModel({ ...core, languages: languagesIn(core) }), core, core.initialPrompts, core.signal);
}

const languagesIn = ({ standard: { expectedInputs = [], expectedOutputs = [] } }: CoreOptions): string[] =>
  [...expectedInputs, ...expectedOutputs].flatMap((expected) => expected.languages ?? []);

/**
 * A conversation with a language model, in the shape of the web platform's Prompt API.
 * https://webmachinelearning.github.io/prompt-api/
 */
export class LanguageModel<Piece extends string | LanguageModelMessageContent = string> extends EventTarget {
  readonly #session: Session;
  readonly #options: Interface;
  #contextOverflow: ((event: Event) => void) | null = null;
  #listensToOverflow = false;

  /** @throws {TypeError} always: sessions come from `LanguageModel.create()` */
  constructor(key?: unknown, session?: Session, options?: Interface) {
    if (key !== illegal) throw new TypeError('Illegal constructor: use LanguageModel.create().');
    super();
    this.#session = session!;
    this.#options = options!;
    session!.onOverflow = () => this.dispatchEvent(new Event('contextoverflow'));
  }

  /**
   * Whether a session with these options can be created, and whether its model must be downloaded first.
   * @throws {TypeError} and {RangeError} for malformed options
   */
  static async availability(options: LanguageModelCreateCoreOptions = {}): Promise<Availability> {
    const core = toCoreOptions(options);
    const { model, configuration, unsupported, rules } = core;
    if (await isForbidden(rules)) return 'unavailable';
    if (await isForBrowser(core)) return browserAvailability(core.standard);
    if (unsupported) return 'unavailable';
    return availabilityOf(model, configuration, 'chat', languagesIn(core)).catch((error) => {
      throw toStandardError(error);
    });
  }

  /**
   * A new session. Downloads and loads the model where that has not happened.
   * @throws {DOMException} `NotSupportedError` when there is no such model or it cannot do what is asked, `NetworkError`,
   * `QuotaExceededError` when the initial prompts do not fit, `UnknownError` for what the platform has no name for (a worker that died, a
   * full disk or memory, a bad file), with a {SaguimError} as its `cause`; the signal's reason
   */
  static create(options: LanguageModelCreateOptions & Tools & { saguim: { runTools: true | RunToolsOptions } }): Promise<LanguageModel>;
  static create(options: LanguageModelCreateOptions & Tools): Promise<LanguageModel<LanguageModelMessageContent>>;
  static create(options?: LanguageModelCreateOptions): Promise<LanguageModel>;
  static async create(options: LanguageModelCreateOptions = {}): Promise<LanguageModel<string | LanguageModelMessageContent>> {
    const core = toCreateOptions(options);
    const { signal } = core;
    const session = await openSession(core).catch((error) => {
      throw signal?.aborted && error === signal.reason ? error : toStandardError(error);
    });
    if (signal?.aborted) {
      session.destroy(signal.reason);
      throw signal.reason;
    }
    if (signal) {
      const held = new WeakRef(session); // a signal that lives on keeps no session that nobody holds
      signal.addEventListener('abort', () => held.deref()?.destroy(signal.reason), { once: true, signal: session.destroyed });
    }
    return new LanguageModel(illegal, session, core);
  }

  /** Tokens that the conversation takes so far. */
  get contextUsage(): number {
    return this.#session.usage;
  }

  /** Tokens that it may take at most. */
  get contextWindow(): number {
    return this.#session.window;
  }

  get samplingMode(): LanguageModelSamplingMode {
    return this.#options.samplingMode;
  }

  /** What the standard has no member for: the model, and what the latest answer took. */
  get saguim(): SessionDetails {
    const session = this.#session;
    return { model: session.info, last: session.last, onMemory: (listener) => session.onMemory?.(listener) ?? (() => {}) };
  }

  get oncontextoverflow(): ((event: Event) => void) | null {
    return this.#contextOverflow;
  }

  set oncontextoverflow(handler: ((event: Event) => void) | null) {
    this.#contextOverflow = typeof handler === 'function' ? handler : null;
    if (this.#listensToOverflow) return;
    this.#listensToOverflow = true;
    this.addEventListener('contextoverflow', (event) => this.#contextOverflow?.call(this, event));
  }

  /**
   * The answer to a prompt, which becomes part of the conversation with it. Prompts are answered one after the other.
   * @throws {DOMException} `QuotaExceededError`, `InvalidStateError` after `destroy()`, `NotSupportedError`, `SyntaxError`; {TypeError};
   * `UnknownError` with a {SaguimError} as its `cause` (`worker-died`); the signal's reason. The conversation is then as it was.
   */
  async prompt(input: LanguageModelPrompt, options: LanguageModelPromptOptions = {}): Promise<LanguageModelPromptResult<Piece>> {
    if (arguments.length === 0) throw new TypeError('prompt() needs an input.');
    const checked = this.#begin(toRawPrompt(input), toPromptOptions(options));
    const { text, calls } = await this.#session.prompt(checked.input, checked.options, () => {});
    if (calls.length === 0) return text as LanguageModelPromptResult<Piece>;
    const parts: MessagePart[] = text === '' ? [] : [{ type: 'text', value: text }];
    parts.push(...calls.map((value) => ({ type: 'tool-call' as const, value })));
    return parts.map(toContent) as LanguageModelPromptResult<Piece>;
  }

  /**
   * As `prompt()`, piece by piece: a stream of texts which joined are the answer; with tools that the page runs, of parts of content.
   * Cancelling it stops the answer.
   * @throws as `prompt()`: what is malformed, aborted or destroyed already at once, the rest through the stream
   */
  promptStreaming(input: LanguageModelPrompt, options: LanguageModelPromptOptions = {}): ReadableStream<Piece> {
    if (arguments.length === 0) throw new TypeError('promptStreaming() needs an input.');
    const raw = toRawPrompt(input);
    const promptOptions = toPromptOptions(options);
    this.#session.destroyed.throwIfAborted();
    promptOptions.signal?.throwIfAborted();
    const cancelled = new AbortController();
    const both = anySignal([promptOptions.signal, cancelled.signal]);
    let stream: ReadableStreamDefaultController<Piece> | undefined;
    const readable = new ReadableStream<Piece>({
      start: (controller) => {
        stream = controller;
      },
      cancel: (reason) => cancelled.abort(reason),
    });
    const answer = async () => {
      const checked = this.#begin(raw, promptOptions);
      const { givesCalls } = this.#session;
      return this.#session.prompt(checked.input, { ...promptOptions, signal: both.signal }, (part) =>
        stream!.enqueue((givesCalls ? toContent(part) : part.value) as Piece),
      );
    };
    answer()
      .then(
        () => stream!.close(),
        (error) => {
          if (!cancelled.signal.aborted) stream!.error(error);
        },
      )
      .finally(both.release);
    return readable;
  }

  /** Adds messages to the conversation without an answer; the model reads them now, so that the next answer comes sooner. */
  async append(input: LanguageModelPrompt, options: { signal?: AbortSignal } = {}): Promise<undefined> {
    if (arguments.length === 0) throw new TypeError('append() needs an input.');
    const checked = this.#begin(toRawPrompt(input), toPromptOptions(options), false);
    await this.#session.append(checked.input, checked.options.signal);
  }

  /** Tokens that an input would take. */
  async measureContextUsage(input: LanguageModelPrompt, options: LanguageModelPromptOptions = {}): Promise<number> {
    if (arguments.length === 0) throw new TypeError('measureContextUsage() needs an input.');
    const raw = toRawPrompt(input);
    const { signal, refusal, schema } = toPromptOptions(options);
    this.#checkAlive();
    signal?.throwIfAborted();
    if (refusal) throw refusal;
    const checked = checkPrompt(raw, { first: true, prefix: true, expected: this.#options.expectedInputs });
    return this.#session.measure(this.#session instanceof ChatSession ? withSchema(checked, schema) : checked, signal);
  }

  /** A second session with the same past; the two are independent from here on. */
  async clone(options: { signal?: AbortSignal } = {}): Promise<LanguageModel<Piece>> {
    const signal = toSignal(toDictionary(options, 'options').signal);
    this.#checkAlive();
    signal?.throwIfAborted();
    const session = await this.#session.clone(signal);
    if (signal?.aborted) {
      session.destroy(signal.reason);
      throw signal.reason;
    }
    return new LanguageModel<Piece>(illegal, session, this.#options);
  }

  /** Ends the session: what is pending rejects, and so does every later call. The model is given back. */
  destroy(): undefined {
    this.#session.destroy(exception('InvalidStateError', 'The session was destroyed.'));
  }

  #checkAlive(): void {
    this.#session.destroyed.throwIfAborted();
  }

  /** Checks a call that changes the conversation; from here on something was asked, and no system message may follow. */
  #begin(raw: RawPrompt, promptOptions: PromptOptions, answered = true): { input: PromptInput; options: PromptOptions } {
    promptOptions.signal?.throwIfAborted();
    this.#checkAlive();
    const { expectedInputs: expected, tools } = this.#options;
    if (promptOptions.toolChoice === 'required' && tools.length === 0) {
      throw new TypeError('saguim.toolChoice is "required", and the session has no tools.');
    }
    const promptInput = checkPrompt(raw, { first: !this.#session.begun, prefix: answered, expected });
    this.#session.begun = true;
    return { input: promptInput, options: promptOptions };
  }
}

defineInterface(LanguageModel, 'LanguageModel');

const toContent = ({ type, value }: MessagePart): LanguageModelMessageContent => ({
  type,
  value: type === 'tool-call' ? new LanguageModelToolCall(value) : value,
});
