// What the chat needs from whoever answers: so little that a test, a server or the browser's own model can stand behind it.

export interface ChatTurn {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** How the next word is chosen, by the usual names. What is left out is the provider's choice. */
export interface ChatSampling {
  /** 0 takes the most likely token; 0 … 2. */
  readonly temperature?: number;
  /** 0 < p ≤ 1. */
  readonly topP?: number;
  /** Whole number; 0 keeps all. */
  readonly topK?: number;
  /** 0 ≤ p ≤ 1. */
  readonly minP?: number;
  /** 1 changes nothing; 0 < r ≤ 10. */
  readonly repetitionPenalty?: number;
  /** Whole number; the same seed gives the same answer. */
  readonly seed?: number;
  /** Tokens of an answer at most. */
  readonly maxTokens?: number;
}

export interface ChatModelInfo {
  readonly name: string;
  /** What people read. */
  readonly title: string;
  /** Language tags that the model speaks. */
  readonly languages: readonly string[];
  /** Bytes to fetch, where they are known. */
  readonly bytes?: number;
  /** Where it runs, such as `wasm`. */
  readonly backend?: string;
  readonly threads?: number;
  /** Tokens a conversation may have. */
  readonly contextWindow?: number;
}

export interface AnswerStatistics {
  readonly tokens: number;
  /** Tokens a second, from the first to the last. */
  readonly tokensPerSecond: number;
  readonly firstTokenMilliseconds?: number;
  /** `length`: the answer was cut because it reached the limit. */
  readonly finishReason?: 'stop' | 'length';
}

export interface LoadProgress {
  /** `download` brings the model to this device, `load` from there into memory. */
  readonly phase: 'download' | 'load';
  /** 0 … 1. */
  readonly fraction: number;
}

export interface AnswerOptions {
  readonly signal?: AbortSignal;
  readonly sampling?: ChatSampling;
  /** Called once, when the answer is whole. */
  readonly onStatistics?: (statistics: AnswerStatistics) => void;
}

/** One conversation as the model remembers it. */
export interface ChatSession {
  /**
   * The answer as pieces of text; joined they are the whole. Ends with an error when the signal aborts. A `QuotaExceededError` before
   * the first piece means that the conversation no longer fits: it is tried again with less history.
   */
  answer(input: string, options?: AnswerOptions): Promise<ReadableStream<string>>;
  /** Gives back what the session holds. */
  destroy(): void;
}

export interface ChatSessionOptions {
  readonly systemPrompt?: string;
  readonly history: readonly ChatTurn[];
  readonly signal?: AbortSignal;
}

export interface ChatProvider {
  /** What is known before anything is loaded. */
  readonly model: ChatModelInfo;
  /** How words are chosen where the person chose nothing. */
  readonly defaultSampling?: ChatSampling;
  /** Makes the model ready; a second call while it is ready resolves at once. */
  prepare(options?: { signal?: AbortSignal; onProgress?: (progress: LoadProgress) => void }): Promise<ChatModelInfo>;
  createSession(options: ChatSessionOptions): Promise<ChatSession>;
  /** Gives the model back. It may be prepared again. */
  release?(): void;
  /** Whether it is on this device already, so that nothing would be fetched. */
  isHere?(): Promise<boolean>;
  /** A model for the same that needs less memory. */
  smaller?(): Promise<ChatModelInfo | undefined>;
  /** Calls back when the model gave its memory back because nobody asked anything, and when it is in memory again. */
  onMemory?(listener: (loaded: boolean) => void): void;
}
