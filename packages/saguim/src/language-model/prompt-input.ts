import type { TextMessage } from '../runtime/index.js';
import { toEnum, toSequence } from '../web/dictionary.js';
import { exception } from '../web/exceptions.js';

export type LanguageModelMessageRole = 'system' | 'user' | 'assistant';
export type LanguageModelMessageType = 'text' | 'image' | 'audio' | 'tool-call' | 'tool-response';

export interface LanguageModelMessageContent {
  type: LanguageModelMessageType;
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
  readonly messages: readonly TextMessage[];
  /** What the answer begins with. */
  readonly prefix?: string;
}

const roles = ['system', 'user', 'assistant'] as const;
export const messageTypes = ['text', 'image', 'audio', 'tool-call', 'tool-response'] as const;

/** Objects that the standard's union takes as they are; every other object becomes its string. */
const mediaTag =
  /^\[object (ImageBitmap|ImageData|AudioBuffer|VideoFrame|OffscreenCanvas|Blob|File|(Shared)?ArrayBuffer|DataView|\w+Array|(HTML|SVG)\w*Element|LanguageModelTool(Call|Success|Error))\]$/;

const isIterable = (value: unknown) =>
  typeof value === 'object' && value !== null && (value as Partial<Iterable<unknown>>)[Symbol.iterator] !== undefined;

function toText(value: unknown): string {
  if (typeof value === 'object' && value !== null && mediaTag.test(Object.prototype.toString.call(value))) {
    throw exception('SyntaxError', 'The value of a text part must be a text.');
  }
  return String(value);
}

function toContent(value: unknown): string {
  if (!isIterable(value)) return String(value);
  let text = '';
  for (const part of toSequence(value, 'content')) {
    if (typeof part !== 'object' || part === null) throw new TypeError('A part of content must be an object with type and value.');
    const { type: rawType, value: content } = part as { type?: unknown; value?: unknown };
    if (rawType === undefined) throw new TypeError('A part of content has no type.');
    const type = toEnum(rawType, messageTypes, 'type');
    if (!('value' in part)) throw new TypeError('A part of content has no value.');
    if (type !== 'text') throw exception('NotSupportedError', `This model takes text only, not "${type}".`);
    text += toText(content);
  }
  return text;
}

interface RawMessage {
  role: LanguageModelMessageRole;
  content: string;
  prefix: boolean;
}

function toRawMessage(value: unknown): RawMessage {
  if (typeof value !== 'object' || value === null) throw new TypeError('A message must be an object with role and content.');
  const { role, content, prefix } = value as { role?: unknown; content?: unknown; prefix?: unknown };
  if (content === undefined) throw new TypeError('A message has no content.');
  if (role === undefined) throw new TypeError('A message has no role.');
  return { role: toEnum(role, roles, 'role'), content: toContent(content), prefix: Boolean(prefix) };
}

export interface InputRules {
  /** Nothing came before: then, and only then, the first message may be of role `system`. */
  readonly first: boolean;
  /** Whether the last message may be the beginning of an answer. */
  readonly prefix: boolean;
}

/**
 * What people pass to `prompt`, `append`, `measureContextUsage` and as `initialPrompts`, as messages of one text each.
 * @throws {TypeError} for what is no message, or a system message that is not the very first; {DOMException} `SyntaxError` for a prefix
 * that is not the last assistant message, `NotSupportedError` for content that is not text
 */
export function toPromptInput(input: unknown, rules: InputRules): PromptInput {
  const raw = isIterable(input) ? toSequence(input, 'The prompt').map(toRawMessage) : [userMessage(String(input))];
  if (raw.length === 0 && rules.prefix) raw.push(userMessage(''));
  const messages: TextMessage[] = [];
  let prefix: string | undefined;
  for (const [index, message] of raw.entries()) {
    const { role, content } = message;
    if (message.prefix) {
      if (role !== 'assistant') throw exception('SyntaxError', 'Only a message of role assistant can be a prefix.');
      if (index < raw.length - 1) throw exception('SyntaxError', 'Only the last message can be a prefix.');
      if (!rules.prefix) throw exception('SyntaxError', 'A prefix belongs to a prompt that is answered.');
      prefix = content;
      continue;
    }
    if (role === 'system' && !(index === 0 && rules.first)) throw new TypeError('A system message must be the very first message.');
    messages.push({ role, content });
  }
  return prefix === undefined ? { messages } : { messages, prefix };
}

const userMessage = (content: string): RawMessage => ({ role: 'user', content, prefix: false });
