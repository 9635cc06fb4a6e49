import type { ChatHistory, MessagePart, PromptMessage, ToolCall } from '../runtime/index.js';

// What the echo says. The words of the marks are those that the web platform's tests look for; the sentences are ours.

const notice = 'No model runs here; this is what was asked:\n';

const marks = ['<GenerateMultipleToolCalls>', '<GenerateSimpleToolCalls>'];

/** Part of a message that is no text counts as so many characters. */
const partCharacters = 100;

export interface EchoTool {
  readonly name: string;
  readonly description: string;
}

const partsOf = ({ content }: PromptMessage): readonly MessagePart[] =>
  typeof content === 'string' ? [{ type: 'text', value: content }] : content;

const textOf = (messages: readonly PromptMessage[]): string =>
  messages
    .flatMap(partsOf)
    .map((part) => (part.type === 'text' ? part.value : `<${part.type}>${JSON.stringify(part.value)}</${part.type}>`))
    .join('');

/** Characters, which are the echo's tokens. */
export const measure = (messages: readonly PromptMessage[]): number =>
  messages.flatMap(partsOf).reduce((sum, part) => sum + (part.type === 'text' ? part.value.length : partCharacters), 0);

/** What a tool's description asks to be called with: `Args: {…}`. */
function argumentsOf({ description }: EchoTool): Record<string, unknown> {
  const [, json] = /Args: (\{.*?\})/s.exec(description) ?? [];
  try {
    return json ? (JSON.parse(json) as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

export interface Echo {
  readonly text: string;
  readonly calls: readonly ToolCall[];
}

/**
 * The answer: in the first one a notice, then all that was said since the last answer. A prompt that begins with a mark calls every tool.
 * @param number of the answer, so that calls have ids of their own
 */
export function echo(history: ChatHistory, messages: readonly PromptMessage[], tools: readonly EchoTool[], number: string): Echo {
  const answered = history.turns.findLastIndex(({ answer }) => answer !== undefined) + 1;
  const before = textOf(history.turns.slice(answered).flatMap((turn) => turn.messages));
  let prompt = textOf(messages);
  const mark = tools.length > 0 ? marks.find((each) => prompt.startsWith(each)) : undefined;
  if (mark) prompt = prompt.slice(mark.length);
  const calls = mark ? tools.map((tool, i) => ({ callID: `call-${number}-${i + 1}`, name: tool.name, arguments: argumentsOf(tool) })) : [];
  return { text: `${answered === 0 ? notice : ''}${before}${prompt}`, calls };
}
