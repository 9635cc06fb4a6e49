import type { LanguageModelV4CallOptions, LanguageModelV4FunctionTool, LanguageModelV4Prompt, SharedV4Warning } from '@ai-sdk/provider';
import { SaguimError } from '@saguim/engine/spec';
import type {
  LanguageModelCreateOptions,
  LanguageModelMessage,
  LanguageModelMessageContent,
  LanguageModelPromptOptions,
  LanguageModelToolDeclaration,
  SaguimCreateOptions,
  SaguimPromptOptions,
} from '../language-model/index.js';
import { LanguageModelToolCall, LanguageModelToolError, LanguageModelToolSuccess } from '../language-model/index.js';

/** What holds for every call of a model: where it comes from and how it runs, and its sampling. */
export type ChatModelSettings = Omit<SaguimCreateOptions, 'model' | 'runTools'>;

export interface Call {
  readonly create: LanguageModelCreateOptions & { tools: LanguageModelToolDeclaration[] };
  readonly messages: LanguageModelMessage[];
  readonly prompt: LanguageModelPromptOptions;
  readonly warnings: SharedV4Warning[];
}

/** What the SDK asks, as a session and a prompt. @throws {SaguimError} `unsupported` for content that is not text */
export function toCall(options: LanguageModelV4CallOptions, { sampling }: ChatModelSettings): Call {
  const warnings: SharedV4Warning[] = [];
  const { tools, toolChoice } = toTools(options, warnings);
  const { responseFormat, maxOutputTokens, stopSequences, providerOptions } = options;
  const { temperature, topP, topK, presencePenalty, frequencyPenalty, seed } = options;
  const own = (providerOptions?.saguim ?? {}) as Pick<SaguimPromptOptions, 'sampling' | 'priority'>;
  const asked = { temperature, topP, topK, presencePenalty, frequencyPenalty, seed };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const wantsJson = responseFormat?.type === 'json';
  return {
    create: {
      expectedInputs: [{ type: 'text' }, { type: 'tool-call' }, { type: 'tool-response' }],
      ...(tools.length > 0 && { expectedOutputs: [{ type: 'text' }, { type: 'tool-call' }] }),
      tools,
    },
    messages: toMessages(options.prompt),
    prompt: {
      ...(wantsJson && { responseConstraint: responseFormat.schema ?? { type: 'object' } }),
      saguim: {
        maxTokens: maxOutputTokens,
        stop: stopSequences,
        priority: own.priority,
        sampling: { ...sampling, ...given, ...own.sampling },
        ...(tools.length > 0 && { toolChoice }),
      },
    },
    warnings,
  };
}

function toTools({ tools = [], toolChoice }: LanguageModelV4CallOptions, warnings: SharedV4Warning[]) {
  const functions: LanguageModelV4FunctionTool[] = [];
  for (const tool of tools) {
    if (tool.type === 'function') functions.push(tool);
    else warnings.push({ type: 'unsupported', feature: `provider-defined tool ${tool.name}` });
  }
  const chosen = toolChoice?.type === 'tool' ? functions.filter(({ name }) => name === toolChoice.toolName) : functions;
  return {
    tools: chosen.map(({ name, description, inputSchema }) => ({ name, description: description || name, inputSchema })),
    toolChoice: toolChoice?.type === 'tool' ? ('required' as const) : (toolChoice?.type ?? 'auto'),
  };
}

/** @throws {SaguimError} `unsupported` */
export function toMessages(prompt: LanguageModelV4Prompt): LanguageModelMessage[] {
  const messages: LanguageModelMessage[] = [];
  const system: string[] = [];
  for (const message of prompt) {
    // The standard has one system message, before everything else.
    if (message.role === 'system') system.push(message.content);
    else if (message.role === 'user') messages.push({ role: 'user', content: message.content.map(toText) });
    else messages.push(...(message.role === 'tool' ? toResponses(message.content) : toAnswer(message.content)));
  }
  if (system.length > 0) messages.unshift({ role: 'system', content: system.join('\n\n') });
  return messages;
}

type Part = { readonly type: string } & Partial<Record<'text' | 'mediaType', string>>;

function toText(part: Part): LanguageModelMessageContent {
  if (part.type === 'text') return { type: 'text', value: part.text };
  throw new SaguimError('unsupported', `The model reads text alone, not ${part.mediaType ?? part.type}`, {
    hint: 'Put what the file says into the prompt.',
  });
}

type AssistantContent = Extract<LanguageModelV4Prompt[number], { role: 'assistant' }>['content'];
type ToolContent = Extract<LanguageModelV4Prompt[number], { role: 'tool' }>['content'];

/** An answer of before. What the model thought is not told to it again. */
function toAnswer(content: AssistantContent): LanguageModelMessage[] {
  const parts: LanguageModelMessageContent[] = [];
  const responses: LanguageModelMessage[] = [];
  for (const part of content) {
    if (part.type === 'reasoning') continue;
    if (part.type === 'tool-call') {
      const { toolCallId: callID, toolName: name, input } = part;
      parts.push({ type: 'tool-call', value: new LanguageModelToolCall({ callID, name, arguments: input as object }) });
    } else if (part.type === 'tool-result') responses.push(...toResponses([part]));
    else parts.push(toText(part as Part));
  }
  return parts.length > 0 ? [{ role: 'assistant', content: parts }, ...responses] : responses;
}

function toResponses(content: ToolContent): LanguageModelMessage[] {
  const parts = content.flatMap((part): LanguageModelMessageContent[] => {
    if (part.type !== 'tool-result') return [];
    const { toolCallId: callID, toolName: name, output } = part;
    const fail = (errorMessage: string) => [
      { type: 'tool-response' as const, value: new LanguageModelToolError({ callID, name, errorMessage }) },
    ];
    if (output.type === 'execution-denied') return fail(output.reason ?? 'The user did not allow it.');
    if (output.type === 'error-text') return fail(output.value);
    if (output.type === 'error-json') return fail(JSON.stringify(output.value));
    const result =
      output.type === 'content'
        ? output.value.map((item) => ({ type: 'text' as const, value: toText(item as Part).value }))
        : [{ type: output.type === 'json' ? ('object' as const) : ('text' as const), value: output.value }];
    return [{ type: 'tool-response', value: new LanguageModelToolSuccess({ callID, name, result }) }];
  });
  return parts.length > 0 ? [{ role: 'user', content: parts }] : [];
}
