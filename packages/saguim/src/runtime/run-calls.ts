import type { Engine, GenerationResult, TextConstraint } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import type { ChatTool, GenerationItem } from './engine-messages.js';
import type { CallContext } from './rpc.js';
import { type GenerationRequest, run } from './run-generation.js';
import { openReader } from './tools/call-reader.js';
import { listConstraint, nameConstraint, tagConstraint, withoutSchemas } from './tools/tool-constraint.js';
import type { ToolFormat } from './tools/tool-format.js';

export { openReader };

interface Calls {
  readonly tools: readonly ChatTool[];
  readonly format: ToolFormat;
  /** Whether there has to be a call. */
  readonly required: boolean;
}

/** Lists of tools with a schema that no text can be decoded under; calls of these take any object. */
const undecodable = new Set<string>();

/** An answer in which calls fit the schemas of their tools. */
export async function runCalls(
  engine: Engine,
  prompt: readonly number[],
  request: GenerationRequest,
  { tools, format, required }: Calls,
  context: CallContext<GenerationItem>,
): Promise<GenerationResult> {
  const attempt = (some: readonly ChatTool[]) => {
    const { controlTokens } = engine.tokenizer;
    if (format.style.startsWith('mistral')) {
      return runFromMark(engine, prompt, request, { tools: some, format, required }, context);
    }
    // Where the tags are control tokens, no text spells them: the model is trusted to write what it was trained to.
    const tagged = format.style === 'hermes' || format.style === 'elements';
    if (tagged && controlTokens.has('<tool_call>')) return run(engine, prompt, request, context);
    // One call is enough where one is required: small models would go on and on.
    const stop = required && tagged ? { stop: [...(request.stop ?? []), '</tool_call>'] } : {};
    return run(engine, prompt, { ...request, ...stop, constraint: tagConstraint(some, format, required) }, context);
  };
  const key = JSON.stringify(tools);
  if (undecodable.has(key)) return attempt(withoutSchemas(tools));
  try {
    return await attempt(tools);
  } catch (error) {
    if (!(error instanceof SaguimError) || error.code !== 'unsupported') throw error;
    undecodable.add(key);
    return attempt(withoutSchemas(tools));
  }
}

/** Calls begin with a control token: the answer is free up to it, and goes on from it under a constraint. */
async function runFromMark(
  engine: Engine,
  prompt: readonly number[],
  request: GenerationRequest,
  { tools, format, required }: Calls,
  context: CallContext<GenerationItem>,
): Promise<GenerationResult> {
  const { tokenizer } = engine;
  const { constraintPrefix: _, ...rest } = request;
  const mark = tokenizer.controlTokens.get('[TOOL_CALLS]');
  const ends = mark === undefined ? [...tokenizer.stopTokens] : [...tokenizer.stopTokens, mark];
  const tokens: number[] = [];
  const results: GenerationResult[] = [];
  const isFull = () => request.maxTokens !== undefined && tokens.length >= request.maxTokens;
  const put = (token: number) => {
    tokens.push(token);
    context.emit({ piece: { token, text: '' } });
  };
  const go = async (constraint: TextConstraint | undefined, stopTokens: readonly number[]) => {
    const maxTokens = request.maxTokens === undefined ? undefined : request.maxTokens - tokens.length;
    const result = await run(engine, [...prompt, ...tokens], { ...rest, constraint, stopTokens, maxTokens }, context);
    tokens.push(...result.tokens);
    results.push(result);
  };
  if (required && mark !== undefined && !isFull()) put(mark);
  else await go(undefined, ends);
  while (mark !== undefined && tokens.at(-1) === mark && !isFull()) {
    if (format.style === 'mistral') {
      await go(listConstraint(tools), [...tokenizer.stopTokens]);
      break;
    }
    const from = tokens.length;
    await go(nameConstraint(tools), [...tokenizer.stopTokens]);
    if (tokenizer.stopTokens.has(tokens.at(-1)!)) tokens.pop();
    const name = tokenizer.decode(tokens.slice(from), { continues: true });
    const tool = tools.find((one) => one.name === name);
    const values = tokenizer.controlTokens.get('[ARGS]');
    if (!tool || values === undefined || isFull()) break;
    put(values);
    if (isFull()) break;
    await go({ type: 'json-schema', schema: tool.inputSchema }, ends);
  }
  if (results.length === 0) await go(undefined, ends);
  return { ...results.reduce(joined), tokens };
}

/** Of two parts of one answer. */
function joined(first: GenerationResult, second: GenerationResult): GenerationResult {
  const completionTokens = first.usage.completionTokens + second.usage.completionTokens;
  const { queueMs, prefillMs, decodeMs } = second.timings;
  return {
    ...second,
    usage: { ...first.usage, completionTokens },
    timings: { ...first.timings, decodeMs: first.timings.decodeMs + queueMs + prefillMs + decodeMs },
  };
}
