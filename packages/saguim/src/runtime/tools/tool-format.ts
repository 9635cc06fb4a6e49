import type { ChatMessage, ChatTemplate } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import type { ChatTool } from '../engine-messages.js';

/** How a model writes that it calls a tool. */
export interface ToolFormat {
  /**
   * `hermes`: JSON between `<tool_call>` tags (ChatML's families: Hermes, Qwen, SmolLM3). `elements`: a tag for each parameter between them
   * (Qwen3-Coder, Qwen 3.5). `llama3`: the answer is JSON, after
   * `<|python_tag|>` or not. `mistral`: a JSON list after `[TOOL_CALLS]`. `mistral-named`: the name, `[ARGS]` and JSON after `[TOOL_CALLS]`.
   */
  readonly style: 'hermes' | 'elements' | 'llama3' | 'mistral' | 'mistral-named';
  /** Whether the template writes tools, calls and responses. Otherwise they are written into messages of text, as `hermes` has them. */
  readonly native: boolean;
  /** Whether the template takes a message of the system. */
  readonly system: boolean;
}

/** What templates take for a tool. */
export const toTemplateTool = ({ name, description, inputSchema }: ChatTool) => ({
  type: 'function',
  function: { name, description, parameters: inputSchema },
});

const probe = { name: 'probe_tool', description: 'probe description', inputSchema: { type: 'object', properties: {} } };
const question: ChatMessage = { role: 'user', content: 'probe question' };
const called: ChatMessage = {
  role: 'assistant',
  content: '',
  tool_calls: [{ id: 'probecall', type: 'function', function: { name: probe.name, arguments: { probe_key: 'probe value' } } }],
};
const responded: ChatMessage = { role: 'tool', name: probe.name, tool_call_id: 'probecall', content: 'probe response' };

const styles: readonly [ToolFormat['style'], RegExp][] = [
  ['hermes', /<tool_call>\s*\{"name":\s*"probe_tool",\s*"arguments":\s*\{"probe_key"[^<]*<\/tool_call>/],
  ['elements', /<tool_call>\s*<function=probe_tool>\s*<parameter=probe_key>/],
  ['mistral', /\[TOOL_CALLS\]\s*\[\{.*"name":\s*"probe_tool".*\}\]/s],
  ['mistral-named', /\[TOOL_CALLS\]probe_tool(\[CALL_ID\]\w+)?\[ARGS\]\{/],
  ['llama3', /\{"name":\s*"probe_tool",\s*"parameters":\s*\{"probe_key"/],
];

/** Finds a template's format by what it makes of a small chat. */
export function findToolFormat(template: ChatTemplate): ToolFormat {
  const written = render(template, [question, called, responded], [toTemplateTool(probe)]);
  const announced = render(template, [question], [toTemplateTool(probe)]);
  const system = render(template, [{ role: 'system', content: 'probe system' }, question])?.includes('probe system') ?? false;
  const style = written?.includes('probe response') && styles.find(([, pattern]) => pattern.test(written))?.[0];
  if (style && announced?.includes(probe.description)) return { style, native: true, system };
  return { style: 'hermes', native: false, system };
}

/** A chat as text with its control tokens spelled, or undefined where the template refuses it. */
function render(template: ChatTemplate, messages: ChatMessage[], tools?: unknown[]): string | undefined {
  try {
    const { parts } = template.render({ messages, tools });
    return parts.map((part) => (typeof part === 'number' ? template.tokenizer.piece(part) : part)).join('');
  } catch (error) {
    if (error instanceof SaguimError && error.code === 'bad-template') return undefined;
    throw error;
  }
}
