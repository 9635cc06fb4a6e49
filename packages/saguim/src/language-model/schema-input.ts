import type { PromptInput } from './prompt-input.js';

/**
 * Puts a schema to the model, behind the last message that is not its own: a constraint alone keeps to the form, but a model that does not
 * know it fills it in badly.
 */
export function withSchema(input: PromptInput, schema: string | undefined): PromptInput {
  const at = input.messages.findLastIndex(({ role }) => role !== 'assistant');
  if (schema === undefined || at < 0) return input;
  const text = `\n\nAnswer with JSON that fits this JSON Schema: ${schema}`;
  const messages = input.messages.map((message, i) => {
    if (i !== at) return message;
    const { content } = message;
    return { ...message, content: typeof content === 'string' ? content + text : [...content, { type: 'text' as const, value: text }] };
  });
  return { ...input, messages };
}
