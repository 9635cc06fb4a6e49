import type { ChatMessage } from '@saguim/engine';
import type { ChatTool, MessagePart, PromptMessage, ToolCall, ToolResponse } from '../engine-messages.js';
import type { ToolFormat } from './tool-format.js';

/** A call as `hermes` writes it. */
export const writeCall = ({ name, arguments: values }: Pick<ToolCall, 'name' | 'arguments'>): string =>
  `<tool_call>\n${JSON.stringify({ name, arguments: values })}\n</tool_call>`;

/** What a tool gave, as the model reads it: texts as they are, the rest as JSON. */
export function writeResult(response: ToolResponse): string {
  if ('errorMessage' in response) return JSON.stringify({ error: response.errorMessage });
  return response.result.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n');
}

const writeResponse = (response: ToolResponse): string =>
  `<tool_response>\n${JSON.stringify({ name: response.name, content: writeResult(response) })}\n</tool_response>`;

/** A part as text, where it has to be counted or its template knows no better. */
export function writePart(part: MessagePart): string {
  if (part.type === 'text') return part.value;
  return part.type === 'tool-call' ? writeCall(part.value) : writeResponse(part.value);
}

export const partsOf = ({ content }: PromptMessage): readonly MessagePart[] =>
  typeof content === 'string' ? [{ type: 'text', value: content }] : content;

export const writeContent = (message: PromptMessage): string => partsOf(message).map(writePart).join('\n');

/** A message as a template takes it; the parts of one message become several where their roles differ there. */
export function toTemplateMessages(message: PromptMessage, format: ToolFormat): ChatMessage[] {
  const { role, content } = message;
  if (typeof content === 'string') return [{ role, content }];
  if (!format.native) return [{ role, content: writeContent(message) }];
  const text = content.flatMap((part) => (part.type === 'text' ? [part.value] : [])).join('\n');
  if (role === 'assistant') return toAnswer(text, callsIn(content), format);
  const responses = content.flatMap((part) => (part.type === 'tool-response' ? [part.value] : []));
  const messages: ChatMessage[] = responses.map((response) => ({
    role: 'tool',
    name: response.name,
    tool_call_id: toID(response.callID, format),
    content: writeResult(response),
  }));
  if (text !== '' || responses.length === 0) messages.push({ role, content: text });
  return messages;
}

const callsIn = (parts: readonly MessagePart[]): ToolCall[] => parts.flatMap((part) => (part.type === 'tool-call' ? [part.value] : []));

/** An answer with calls; Llama's template takes one call a message. */
function toAnswer(content: string, calls: readonly ToolCall[], format: ToolFormat): ChatMessage[] {
  if (calls.length === 0) return [{ role: 'assistant', content }];
  const made = calls.map(({ callID, name, arguments: values }) => ({
    id: toID(callID, format),
    type: 'function',
    function: { name, arguments: values },
  }));
  if (format.style !== 'llama3') return [{ role: 'assistant', content, tool_calls: made }];
  return made.map((call) => ({ role: 'assistant', content, tool_calls: [call] }));
}

/** Mistral's templates refuse other ids than nine letters and digits. */
function toID(callID: string, { style }: ToolFormat): string {
  if (!style.startsWith('mistral') || /^[A-Za-z0-9]{9}$/.test(callID)) return callID;
  let hash = 0;
  for (let i = 0; i < callID.length; i++) hash = (Math.imul(hash, 31) + callID.charCodeAt(i)) >>> 0;
  return hash.toString(36).padStart(9, '0');
}

/** A whole chat for a template, with the tools told to a model whose template has no place for them. */
export function toTemplateChat(messages: readonly PromptMessage[], tools: readonly ChatTool[], format: ToolFormat): ChatMessage[] {
  const chat = messages.flatMap((message) => toTemplateMessages(message, format));
  if (tools.length === 0 || format.native) return chat;
  const [first, ...others] = chat;
  const instructions = describeTools(tools);
  const place = format.system ? 'system' : 'user';
  if (first?.role === place) return [{ ...first, content: joinTexts(first.content, instructions, place) }, ...others];
  return format.system || first === undefined ? [{ role: place, content: instructions }, ...chat] : chat;
}

const joinTexts = (content: unknown, instructions: string, place: string) =>
  (place === 'system' ? [content, instructions] : [instructions, content]).filter((text) => text !== '').join('\n\n');

function describeTools(tools: readonly ChatTool[]): string {
  const lines = tools.map(({ name, description, inputSchema }) => JSON.stringify({ name, description, parameters: inputSchema }));
  return [
    'These tools can be called, one JSON schema a line:',
    ...lines,
    'To call a tool, answer with its name and its arguments as JSON, in this form:',
    '<tool_call>\n{"name": "the name", "arguments": {}}\n</tool_call>',
    'Their results come as <tool_response>. Without need of a tool, answer in words.',
  ].join('\n');
}
