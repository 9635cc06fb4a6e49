import type { ModelInfo } from '@saguim/engine';
import type { MessagePart, ToolCall } from '../runtime/index.js';
import type { PromptInput } from './prompt-input.js';
import type { AnswerStats, PromptOptions } from './prompt-options.js';

export interface Answer {
  /** What is said; beside calls, too. */
  readonly text: string;
  /** Calls that the page is to answer. */
  readonly calls: readonly ToolCall[];
}

/** What a `LanguageModel` stands on: our own model, or the browser's. One exchange after another, each whole or not at all. */
export interface Session {
  readonly info: ModelInfo;
  readonly usage: number;
  readonly window: number;
  /** Whether answers may hold calls that the page is to answer. */
  readonly givesCalls: boolean;
  readonly destroyed: AbortSignal;
  readonly last: AnswerStats | undefined;
  /** Whether anything was asked or added, counted when it is called. */
  begun: boolean;
  /** Called when exchanges have left the context to make room. */
  onOverflow: () => void;
  /** Calls back when the model is in memory again, and when it has given its memory back. @returns what ends that */
  onMemory?(listener: (loaded: boolean) => void): () => void;
  destroy(reason: unknown): void;
  clone(signal?: AbortSignal): Promise<Session>;
  measure(input: PromptInput, signal?: AbortSignal): Promise<number>;
  append(input: PromptInput, signal?: AbortSignal): Promise<void>;
  prompt(input: PromptInput, options: PromptOptions, onPart: (part: MessagePart) => void): Promise<Answer>;
}
