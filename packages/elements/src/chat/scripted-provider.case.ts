import type { AnswerOptions, ChatModelInfo, ChatProvider, ChatSession, ChatSessionOptions } from './chat-provider.js';

/** A provider that answers by a script, piece by piece when told: what tests of the interface drive. */
export class ScriptedProvider implements ChatProvider {
  readonly model: ChatModelInfo = { name: 'script', title: 'Script', languages: ['en'] };
  /** Sessions in the order they were made. */
  readonly sessions: ScriptedSession[] = [];
  prepared = 0;
  /** Thrown by the next `prepare()`. */
  failure: unknown;
  /** Turns of history that fit. */
  mostTurns = Number.POSITIVE_INFINITY;

  async prepare(): Promise<ChatModelInfo> {
    this.prepared++;
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
    return { ...this.model, backend: 'wasm', threads: 2 };
  }

  async createSession(options: ChatSessionOptions): Promise<ChatSession> {
    if (options.history.length > this.mostTurns) throw new DOMException('too long', 'QuotaExceededError');
    const session = new ScriptedSession(options);
    this.sessions.push(session);
    return session;
  }
}

/** Holds each answer open until the test writes and ends it. */
export class ScriptedSession implements ChatSession {
  readonly options: ChatSessionOptions;
  readonly inputs: string[] = [];
  destroyed = false;
  #controller: ReadableStreamDefaultController<string> | undefined;
  #answer: AnswerOptions | undefined;

  constructor(options: ChatSessionOptions) {
    this.options = options;
  }

  async answer(input: string, options: AnswerOptions = {}): Promise<ReadableStream<string>> {
    this.inputs.push(input);
    this.#answer = options;
    return new ReadableStream<string>({
      start: (controller) => {
        this.#controller = controller;
        options.signal?.addEventListener('abort', () => controller.error(options.signal!.reason), { once: true });
      },
    });
  }

  write(...pieces: string[]): void {
    for (const piece of pieces) this.#controller!.enqueue(piece);
  }

  end(tokens = 1): void {
    this.#answer?.onStatistics?.({ tokens, tokensPerSecond: 100, finishReason: 'stop' });
    this.#controller!.close();
  }

  fail(error: unknown): void {
    this.#controller!.error(error);
  }

  destroy(): void {
    this.destroyed = true;
  }
}
