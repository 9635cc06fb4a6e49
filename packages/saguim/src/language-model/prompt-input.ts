import type { MessagePart, PromptMessage } from '../runtime/index.js';
import { isIterable, toDictionary, toEnum, toSequence, toText } from '../web/dictionary.js';
import { exception } from '../web/exceptions.js';
import {
  isToolCall,
  isToolError,
  isToolSuccess,
  type LanguageModelToolCall,
  type LanguageModelToolResponse,
  readToolCall,
  readToolResponse,
} from './tool-messages.js';

export type LanguageModelMessageRole = 'system' | 'user' | 'assistant';
export type LanguageModelMessageType = 'text' | 'image' | 'audio' | 'tool-call' | 'tool-response';

export interface LanguageModelMessageContent {
  type: LanguageModelMessageType;
  /** A text, a `LanguageModelToolCall`, or a `LanguageModelToolSuccess` or `LanguageModelToolError`, as the type says. */
  value: unknown;
}

export interface LanguageModelMessage {
  role: LanguageModelMessageRole;
  content: string | LanguageModelMessageContent[];
  /** The message is the beginning of the answer, which goes on from it without repeating it. Last message only, role `assistant`. */
  prefix?: boolean;
}

export type LanguageModelPrompt = string | LanguageModelMessage[];

export interface PromptInput {
  readonly messages: readonly PromptMessage[];
  /** What the answer begins with. */
  readonly prefix?: string;
}

const roles = ['system', 'user', 'assistant'] as const;
export const messageTypes = ['text', 'image', 'audio', 'tool-call', 'tool-response'] as const;

/** Objects that the standard's union takes as they are; every other object becomes its string. */
const objectTag =
  /^\[object (ImageBitmap|ImageData|AudioBuffer|VideoFrame|OffscreenCanvas|Blob|File|(Shared)?ArrayBuffer|DataView|\w+Array|(HTML|SVG)\w*Element|LanguageModelTool(Call|Success|Error))\]$/;

export interface RawPart {
  readonly type: LanguageModelMessageType;
  /** A text, or one of the objects above. */
  readonly value: unknown;
}

export interface RawMessage {
  readonly role: LanguageModelMessageRole;
  readonly content: readonly RawPart[];
  readonly prefix: boolean;
}

// First all is converted, as Web IDL has it, member by member in the order of their names; what it means is checked after that.

function toRawPart(item: unknown): RawPart {
  const part = toDictionary(item as LanguageModelMessageContent, 'A part of content');
  if (part.type === undefined) throw new TypeError('A part of content has no type.');
  const type = toEnum(part.type, messageTypes, 'type');
  const { value } = part;
  if (value === undefined && !('value' in part)) throw new TypeError('A part of content has no value.');
  const isObject = typeof value === 'object' && value !== null && objectTag.test(Object.prototype.toString.call(value));
  return { type, value: isObject ? value : toText(value) };
}

const textPart = (value: string): RawPart => ({ type: 'text', value });

function toRawMessage(item: unknown): RawMessage {
  const message = toDictionary(item as LanguageModelMessage, 'A message');
  const { content: given } = message;
  if (given === undefined) throw new TypeError('A message has no content.');
  const content = isIterable(given) ? toSequence(given, 'content').map(toRawPart) : [textPart(toText(given))];
  const prefix = Boolean(message.prefix);
  const { role } = message;
  if (role === undefined) throw new TypeError('A message has no role.');
  return { role: toEnum(role, roles, 'role'), content, prefix };
}

const userMessage = (text: string): RawMessage => ({ role: 'user', content: [textPart(text)], prefix: false });

export interface InputRules {
  /** Nothing came before: then, and only then, the first message may be of role `system`. */
  readonly first: boolean;
  /** Whether the last message may be the beginning of an answer. */
  readonly prefix: boolean;
  /** What the session's `expectedInputs` name; text always goes. */
  readonly expected?: ReadonlySet<LanguageModelMessageType>;
}

/** A part whose type fits who says it. @throws as `toPromptInput` */
function checkPart({ type, value }: RawPart, role: LanguageModelMessageRole, { expected }: InputRules): MessagePart {
  if (type === 'text') {
    if (typeof value !== 'string') throw exception('SyntaxError', 'The value of a text part must be a text.');
    return { type, value };
  }
  const speaker = type === 'tool-call' ? 'assistant' : 'user';
  if (role !== speaker && (type === 'tool-call' || type === 'tool-response')) {
    throw new TypeError(`A ${type} belongs to a message of role ${speaker}.`);
  }
  if (role === 'assistant' && type !== 'tool-call') {
    throw exception('NotSupportedError', `A message of role assistant cannot hold content of the type "${type}".`);
  }
  if (type === 'image' || type === 'audio' || !expected?.has(type)) {
    throw exception('NotSupportedError', `Content of the type "${type}" is not among the session's expectedInputs.`);
  }
  if (type === 'tool-call') {
    if (!isToolCall(value)) throw new TypeError('The value of a tool-call must be a LanguageModelToolCall.');
    return { type, value: readToolCall(value as LanguageModelToolCall) };
  }
  if (!isToolSuccess(value) && !isToolError(value)) {
    throw new TypeError('The value of a tool-response must be a LanguageModelToolSuccess or a LanguageModelToolError.');
  }
  return { type, value: readToolResponse(value as LanguageModelToolResponse) };
}

/** One text where there is nothing else; texts that follow each other become one. */
function joinTexts(parts: readonly MessagePart[]): PromptMessage['content'] {
  const joined: MessagePart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.type === 'text' && last?.type === 'text') joined[joined.length - 1] = { type: 'text', value: last.value + part.value };
    else joined.push(part);
  }
  const [first] = joined;
  if (first === undefined) return '';
  return joined.length === 1 && first.type === 'text' ? first.value : joined;
}

/**
 * What people pass to `prompt`, `append`, `measureContextUsage` and as `initialPrompts`, as messages for the engine.
 * @throws {TypeError} for what is no message, a system message that is not the very first, or a tool's part from who cannot say it;
 * {DOMException} `SyntaxError` for a prefix that is not the last assistant message, `NotSupportedError` for content that was not
 * announced, `DataError` for what tools take or give and JSON cannot hold
 */
export function toPromptInput(input: unknown, rules: InputRules): PromptInput {
  return checkPrompt(toRawPrompt(input), rules);
}

/** A prompt after conversion; what it means is not checked. */
export type RawPrompt = readonly RawMessage[];

/** @throws {TypeError} */
export function toRawPrompt(input: unknown): RawPrompt {
  return isIterable(input) ? toSequence(input, 'The prompt').map(toRawMessage) : [userMessage(toText(input))];
}

/** @throws as `toPromptInput` */
export function checkPrompt(converted: RawPrompt, rules: InputRules): PromptInput {
  const raw = converted.length === 0 && rules.prefix ? [userMessage('')] : converted;
  const messages: PromptMessage[] = [];
  let prefix: string | undefined;
  for (const [index, message] of raw.entries()) {
    const { role } = message;
    if (message.prefix) {
      if (role !== 'assistant') throw exception('SyntaxError', 'Only a message of role assistant can be a prefix.');
      if (index < raw.length - 1) throw exception('SyntaxError', 'Only the last message can be a prefix.');
      if (!rules.prefix) throw exception('SyntaxError', 'A prefix belongs to a prompt that is answered.');
    }
    if (role === 'system' && !(index === 0 && rules.first)) throw new TypeError('A system message must be the very first message.');
    const content = joinTexts(message.content.map((part) => checkPart(part, role, rules)));
    if (!message.prefix) messages.push({ role, content });
    else if (typeof content === 'string') prefix = content;
    else throw exception('NotSupportedError', 'A prefix can only be text.');
  }
  return prefix === undefined ? { messages } : { messages, prefix };
}
