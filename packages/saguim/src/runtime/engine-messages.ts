import type { GeneratedPiece, GenerationResult, LoadOptions, ModelInfo, SamplingOptions, TextConstraint } from '@saguim/engine';
import type { ModelLocation } from '../hub/location.js';

// What goes between the calling thread and the one that hosts the engine.

export type LoadSettings = Pick<LoadOptions, 'backend' | 'threads' | 'contextLength' | 'cacheLength'> & {
  wasmUrl?: string;
  helperUrl?: string;
};

export interface OpenedModel {
  readonly model: number;
  readonly info: ModelInfo;
  readonly hasChatTemplate: boolean;
  readonly cancelWord?: Int32Array;
}

export interface OpenArguments {
  /** The caller's number for the model, so that it can close one whose opening it gave up. */
  readonly model: number;
  readonly location: ModelLocation;
  readonly settings: LoadSettings;
}

export interface GenerateArguments {
  /** Token ids (tokens,), or plain text: then the model's start token, if it wants one, goes before it. */
  readonly prompt: readonly number[] | string;
  readonly maxTokens?: number;
  readonly sampling?: SamplingOptions;
  readonly stop?: readonly string[];
  readonly stopTokens?: readonly number[];
  /** What the answer begins with, in whichever tokens. */
  readonly begin?: string;
  readonly priority?: 'interactive' | 'background';
  readonly logprobs?: number;
  readonly speculate?: boolean;
  readonly constraint?: TextConstraint;
}

export type GenerationItem =
  | { readonly piece: GeneratedPiece }
  | { readonly prefill: { readonly done: number; readonly total: number; readonly cached: number } };

/** A call that a model made of a tool; `arguments` is JSON. */
export interface ToolCall {
  readonly callID: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** What became of a call: JSON values, or what went wrong. */
export type ToolResponse = { readonly callID: string; readonly name: string } & (
  | { readonly result: readonly unknown[] }
  | { readonly errorMessage: string }
);

export type MessagePart =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'tool-call'; readonly value: ToolCall }
  | { readonly type: 'tool-response'; readonly value: ToolResponse };

/** A tool that a model may call; `inputSchema` is JSON. */
export interface ChatTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** A message of a chat: one text, or parts where there is more than text. Calls come from the assistant, responses from the user. */
export type PromptMessage = {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string | readonly MessagePart[];
};

/** One exchange of a chat. */
export interface ChatTurn {
  readonly messages: readonly PromptMessage[];
  /** The answer as token ids, exactly as generated; absent where messages were only added. */
  readonly answer?: readonly number[];
  /** What the answer says, where it calls tools. */
  readonly parts?: readonly MessagePart[];
}

/**
 * A chat so far. The caller keeps it, so that a new worker can go on where one died; the host remembers under `key` what it made of it.
 */
export interface ChatHistory {
  readonly key: string;
  readonly turns: readonly ChatTurn[];
  readonly tools?: readonly ChatTool[];
}

export interface ChatArguments extends Omit<GenerateArguments, 'prompt'> {
  readonly history: ChatHistory;
  readonly messages: readonly PromptMessage[];
  /** What the answer begins with; the result goes on from it. */
  readonly prefix?: string;
  /** Whether the answer may call a tool (default), must, or may not. */
  readonly toolChoice?: 'auto' | 'required' | 'none';
  /** Under which key to remember the chat with this exchange in it. */
  readonly nextKey: string;
}

/** What comes of a chat: where there are tools, text and calls as parts, beside the tokens. */
export type ChatItem = GenerationItem | { readonly part: MessagePart };

export interface ChatResult extends GenerationResult {
  /** The answer for the history, with the prefix. */
  readonly answer: readonly number[];
  /** Calls of tools; `text` is then what was said beside them. */
  readonly calls: readonly ToolCall[];
  /** For the history: what the answer says, prefix included, where it calls tools. */
  readonly parts?: readonly MessagePart[];
}

/** How many tokens a chat takes beside its texts. */
export interface ChatOverhead {
  /** For each message. */
  readonly message: number;
  /** Once: what the template writes before the first message and before the answer. */
  readonly chat: number;
}
