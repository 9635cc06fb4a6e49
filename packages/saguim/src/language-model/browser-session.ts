import type { ModelInfo } from '@saguim/engine';
import type { Availability } from '../hub/index.js';
import type { MessagePart, PromptMessage, ToolCall, ToolResponse } from '../runtime/index.js';
import { exception } from '../web/exceptions.js';
import { nativeInterface } from '../web/native-interfaces.js';
import { anySignal, orAborted } from '../web/signals.js';
import type { CoreOptions, CreateOptions, StandardOptions } from './create-options.js';
import type { PromptInput } from './prompt-input.js';
import type { AnswerStats, PromptOptions } from './prompt-options.js';
import type { Answer, Session } from './session.js';

type NativeContent = string | { type: string; value: unknown }[];
type NativeMessage = { role: string; content: NativeContent; prefix?: boolean };
type NativePiece = string | { type: string; value: unknown };

/** The browser's own sessions, by their newest names or older ones. */
interface NativeSession extends EventTarget {
  readonly contextUsage?: number;
  readonly contextWindow?: number;
  readonly inputUsage?: number;
  readonly inputQuota?: number;
  promptStreaming(input: NativeMessage[], options: object): ReadableStream<NativePiece>;
  append(input: NativeMessage[], options: object): Promise<void>;
  measureContextUsage?(input: NativeMessage[], options: object): Promise<number>;
  measureInputUsage?(input: NativeMessage[], options: object): Promise<number>;
  clone(options: object): Promise<NativeSession>;
  destroy(): void;
}

interface NativeLanguageModel {
  availability(options: object): Promise<Availability>;
  create(options: object): Promise<NativeSession>;
}

const native = () => nativeInterface<NativeLanguageModel>('LanguageModel');

/** A class of the browser's, where it has one that a part is to be of. */
function make(name: string, init: object): unknown {
  const Class = nativeInterface<new (init: object) => unknown>(name);
  if (!Class) throw exception('NotSupportedError', `The browser has no ${name}.`);
  return new Class(init);
}

function toNativePart({ type, value }: MessagePart): { type: string; value: unknown } {
  if (type === 'text') return { type, value };
  const { callID, name } = value as ToolCall | ToolResponse;
  if (type === 'tool-call') return { type, value: make('LanguageModelToolCall', { ...value, callId: callID }) };
  if ('errorMessage' in value) return { type, value: make('LanguageModelToolError', { ...value, callId: callID }) };
  const result = value.result.map((item) => ({ type: typeof item === 'string' ? 'text' : 'object', value: item }));
  return { type, value: make('LanguageModelToolSuccess', { callID, callId: callID, name, result }) };
}

const toNativeMessage = ({ role, content }: PromptMessage): NativeMessage => ({
  role,
  content: typeof content === 'string' ? content : content.map(toNativePart),
});

const toNativeInput = ({ messages, prefix }: PromptInput): NativeMessage[] => [
  ...messages.map(toNativeMessage),
  ...(prefix === undefined ? [] : [{ role: 'assistant', content: prefix, prefix: true }]),
];

function toPart(piece: NativePiece): MessagePart {
  if (typeof piece === 'string') return { type: 'text', value: piece };
  if (piece.type !== 'tool-call') return { type: 'text', value: String(piece.value) };
  const { callID, callId, name, arguments: values } = piece.value as ToolCall & { callId?: string };
  return { type: 'tool-call', value: { callID: callID ?? callId, name, arguments: values ?? {} } };
}

/** Only what is given: browsers differ in what they know, and refuse what they do not. */
const given = (options: object) => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

/** Whether the browser's own model would answer, and from where. */
export async function browserAvailability(standard: StandardOptions): Promise<Availability> {
  return (await native()?.availability(given(standard))) ?? 'unavailable';
}

/** Whether a call is for the browser's model: where it is asked for, and with `auto` where it is there at once. */
export async function isForBrowser({ configuration, standard }: CoreOptions): Promise<boolean> {
  if (configuration.backend === 'browser') return true;
  if (configuration.backend !== 'auto' || !native()) return false;
  return (await browserAvailability(standard).catch(() => 'unavailable')) === 'available';
}

/** A session of the browser's own model, behind the same contract as ours. */
export class BrowserSession implements Session {
  readonly #session: NativeSession;
  readonly #destruction = new AbortController();
  readonly givesCalls: boolean;
  readonly last: AnswerStats | undefined = undefined;
  begun: boolean;
  onOverflow: () => void = () => {};

  private constructor(session: NativeSession, givesCalls: boolean, begun: boolean) {
    this.#session = session;
    this.givesCalls = givesCalls;
    this.begun = begun;
    const type = 'oncontextoverflow' in session ? 'contextoverflow' : 'quotaoverflow';
    session.addEventListener(type, () => this.onOverflow());
  }

  /** @throws {DOMException} `NotSupportedError` where the browser has none; as the browser's `create()` */
  static async open({ standard, signal, monitor, initialPrompts, tools, runTools }: CreateOptions): Promise<BrowserSession> {
    const model = native();
    if (!model) throw exception('NotSupportedError', 'The browser has no language model of its own.');
    if (runTools && tools.length > 0) throw exception('NotSupportedError', "Tools are run with saguim's own models only.");
    const session = await model.create(
      given({
        ...standard,
        signal,
        monitor,
        initialPrompts: initialPrompts.length > 0 ? initialPrompts.map(toNativeMessage) : undefined,
        tools: tools.length > 0 ? tools : undefined,
      }),
    );
    return new BrowserSession(session, tools.length > 0, initialPrompts.length > 0);
  }

  get info(): ModelInfo {
    return {
      name: 'browser',
      architecture: 'unknown',
      contextLength: this.window,
      vocabularySize: 0,
      embeddingLength: 0,
      layers: 0,
      parameters: 0,
      fileBytes: 0,
      backend: 'browser',
      threads: 0,
    };
  }

  get usage(): number {
    return this.#session.contextUsage ?? this.#session.inputUsage ?? 0;
  }

  get window(): number {
    return this.#session.contextWindow ?? this.#session.inputQuota ?? 0;
  }

  get destroyed(): AbortSignal {
    return this.#destruction.signal;
  }

  destroy(reason: unknown): void {
    if (this.destroyed.aborted) return;
    this.#destruction.abort(reason);
    this.#session.destroy();
  }

  async clone(signal?: AbortSignal): Promise<BrowserSession> {
    const copy = await this.#during(signal, (both) => this.#session.clone({ signal: both }));
    return new BrowserSession(copy, this.givesCalls, this.begun);
  }

  measure(input: PromptInput, signal?: AbortSignal): Promise<number> {
    return this.#during(signal, async (both) => {
      const messages = toNativeInput(input);
      const session = this.#session;
      return session.measureContextUsage
        ? session.measureContextUsage(messages, { signal: both })
        : session.measureInputUsage!(messages, { signal: both });
    });
  }

  append(input: PromptInput, signal?: AbortSignal): Promise<void> {
    return this.#during(signal, (both) => this.#session.append(toNativeInput(input), { signal: both }));
  }

  prompt(input: PromptInput, { signal, native: asked }: PromptOptions, onPart: (part: MessagePart) => void): Promise<Answer> {
    return this.#during(signal, async (both) => {
      let text = '';
      const calls: ToolCall[] = [];
      const reader = this.#session.promptStreaming(toNativeInput(input), { ...given(asked), signal: both }).getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        const part = toPart(next.value);
        if (part.type === 'tool-call') calls.push(part.value);
        else text += part.value as string;
        onPart(part);
      }
      return { text, calls };
    });
  }

  /** The destruction's reason and the signal's come first, whatever the browser says of it. */
  async #during<T>(signal: AbortSignal | undefined, work: (both: AbortSignal) => Promise<T>): Promise<T> {
    const both = anySignal([this.destroyed, signal]);
    try {
      both.signal.throwIfAborted();
      return await orAborted(work(both.signal), both.signal);
    } finally {
      both.release();
    }
  }
}
