import type { TextConstraint } from '@saguim/engine';
import type { ChatTool } from '../engine-messages.js';
import type { ToolFormat } from './tool-format.js';
import { parametersConstraint } from './tool-parameters.js';

const anyObject = { type: 'object' };

/** Tools with schemas that can be decoded under whatever is asked for: any object. */
export const withoutSchemas = (tools: readonly ChatTool[]): ChatTool[] => tools.map((tool) => ({ ...tool, inputSchema: anyObject }));

/** Free text in which calls of these tools fit their schemas; where one is `required`, it comes first. */
export function tagConstraint(tools: readonly ChatTool[], { style }: ToolFormat, required: boolean): TextConstraint {
  if (style === 'elements') {
    const elements = tools.map((tool) => ({
      begin: `<tool_call>\n<function=${tool.name}>\n`,
      content: parametersConstraint(tool),
      end: '</function>\n</tool_call>',
    }));
    return { type: 'tagged', tags: elements, required };
  }
  const [before, values, after] = style === 'llama3' ? ['', 'parameters', '}'] : ['<tool_call>\n', 'arguments', '}\n</tool_call>'];
  const tags = tools.map(({ name, inputSchema }) => ({
    begin: `${before}{"name": ${JSON.stringify(name)}, "${values}": `,
    content: { type: 'json-schema', schema: inputSchema } as const,
    end: after,
  }));
  return { type: 'tagged', tags, required };
}

/** A list of calls, as it follows a control token. */
export function listConstraint(tools: readonly ChatTool[]): TextConstraint {
  const calls = tools.map(({ name, inputSchema }) => ({
    type: 'object',
    // References count from the root of a schema, which is another one here.
    properties: { name: { const: name }, arguments: JSON.stringify(inputSchema).includes('"$ref"') ? anyObject : inputSchema },
    required: ['name', 'arguments'],
    additionalProperties: false,
  }));
  return { type: 'json-schema', schema: { type: 'array', items: { anyOf: calls }, minItems: 1, maxItems: 16 } };
}

/** What stands around the name of a call that begins with a control token: before and after it, and behind its values. */
export function callSpelling({ style }: ToolFormat): readonly [string, string, string] {
  if (style === 'mistral-named') return ['', '[ARGS]', ''];
  if (style === 'elements') return ['\n<function=', '>\n', '</function>\n</tool_call>'];
  return ['\n{"name": "', '", "arguments": ', '}\n</tool_call>'];
}

/** What a tool of that format takes. */
export const valuesConstraint = (tool: ChatTool, { style }: ToolFormat): TextConstraint =>
  style === 'elements' ? parametersConstraint(tool) : { type: 'json-schema', schema: tool.inputSchema };

/** The name of one of the tools. */
export const nameConstraint = (tools: readonly ChatTool[]): TextConstraint => ({
  type: 'regex',
  source: tools.map(({ name }) => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|'),
});
