export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface AnswerStats {
  readonly tokens: number;
  readonly tokensPerSecond: number;
}

/** A talk with a model: what the chat needs of it. */
export interface Conversation {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly system: string | undefined;
  /** Of the last whole answer. */
  readonly stats: AnswerStats | undefined;
  /** The answer, piece by piece. A stopped answer is not kept. @throws {DOMException} `AbortError` */
  answer(text: string, signal: AbortSignal): AsyncIterable<string>;
  /** Forgets what was said; `system` replaces the system prompt, null takes it away. */
  restart(system?: string | null): Promise<void>;
  close(): Promise<void>;
}
