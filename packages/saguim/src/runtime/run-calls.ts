import type { Engine, GenerationResult, TextConstraint } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import type { ChatTool, GenerationItem } from './engine-messages.js';
import type { CallContext } from './rpc.js';
import { type GenerationRequest, run } from './run-generation.js';
import { openReader } from './tools/call-reader.js';
import { callSpelling, listConstraint, nameConstraint, tagConstraint, valuesConstraint, withoutSchemas } from './tools/tool-constraint.js';
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
  calls: Calls,
  context: CallContext<GenerationItem>,
): Promise<GenerationResult> {
  const { tools, format, required } = calls;
  const tagged = format.style === 'hermes' || format.style === 'elements';
  if (format.style.startsWith('mistral') || (tagged && engine.tokenizer.controlTokens.has('<tool_call>'))) {
    return runFromMark(engine, prompt, request, calls, context);
  }
  // One call is enough where one is required: small models would go on and on.
  const stop = required && tagged ? { stop: [...(request.stop ?? []), '</tool_call>'] } : {};
  const attempt = (some: readonly ChatTool[]) =>
    run(engine, prompt, { ...request, ...stop, constraint: tagConstraint(some, format, required) }, context);
  const key = JSON.stringify(tools);
  if (undecodable.has(key)) return attempt(withoutSchemas(tools));
  try {
    return await attempt(tools);
  } catch (error) {
    if (!isUnsupported(error)) throw error;
    undecodable.add(key);
    return attempt(withoutSchemas(tools));
  }
}

const isUnsupported = (error: unknown) => error instanceof SaguimError && error.code === 'unsupported';

/** Calls begin with a control token, which no text spells: the answer is free up to it, and goes on from it under a constraint. */
async function runFromMark(
  engine: Engine,
  prompt: readonly number[],
  request: GenerationRequest,
  { tools, format, required }: Calls,
  context: CallContext<GenerationItem>,
): Promise<GenerationResult> {
  const { tokenizer } = engine;
  const { constraintPrefix: _, ...rest } = request;
  const { controlTokens, stopTokens } = tokenizer;
  const mark = controlTokens.get(format.style.startsWith('mistral') ? '[TOOL_CALLS]' : '<tool_call>');
  const ends = mark === undefined ? [...stopTokens] : [...stopTokens, mark];
  const tokens: number[] = [];
  const results: GenerationResult[] = [];
  const isFull = () => request.maxTokens !== undefined && tokens.length >= request.maxTokens;
  const put = (token: number, text = '') => {
    tokens.push(token);
    context.emit({ piece: { token, text } });
  };
  /** Writes what can only come here, control tokens included, for the model. */
  const write = (text: string) => {
    for (const part of text.split(/(\[ARGS\]|<\/tool_call>)/)) {
      const control = controlTokens.get(part);
      if (control !== undefined) put(control);
      else if (part !== '') for (const [i, token] of tokenizer.encode(part, { continues: true }).entries()) put(token, i === 0 ? part : '');
    }
  };
  /** Goes on under a constraint; where no text can be decoded under it, which is told before a token is made, under one that asks less. */
  const go = async (ends: readonly number[], constraint?: TextConstraint, looser?: TextConstraint): Promise<void> => {
    const maxTokens = request.maxTokens === undefined ? undefined : request.maxTokens - tokens.length;
    try {
      const result = await run(engine, [...prompt, ...tokens], { ...rest, constraint, stopTokens: ends, maxTokens }, context);
      tokens.push(...result.tokens);
      results.push(result);
    } catch (error) {
      if (!looser || !isUnsupported(error)) throw error;
      await go(ends, looser);
    }
  };
  /** What a constraint lets through, without the end that follows it. */
  const goThrough = async (constraint: TextConstraint, looser?: TextConstraint) => {
    const from = tokens.length;
    await go([...stopTokens], constraint, looser);
    if (stopTokens.has(tokens.at(-1)!)) tokens.pop();
    return tokens.slice(from);
  };
  if (required && mark !== undefined && !isFull()) put(mark);
  else await go(ends);
  while (mark !== undefined && tokens.at(-1) === mark && !isFull()) {
    if (format.style === 'mistral') {
      await go([...stopTokens], listConstraint(tools), listConstraint(withoutSchemas(tools)));
      break;
    }
    const [beforeName, afterName, end] = callSpelling(format);
    write(beforeName);
    if (isFull()) break;
    const name = tokenizer.decode(await goThrough(nameConstraint(tools)), { continues: true });
    const tool = tools.find((one) => one.name === name);
    if (!tool || isFull()) break;
    write(afterName);
    if (isFull()) break;
    const values = [tool, ...withoutSchemas([tool])].map((one) => valuesConstraint(one, format)) as [TextConstraint, TextConstraint];
    if (end === '') {
      await go(ends, ...values);
      continue;
    }
    await goThrough(...values);
    if (isFull()) break;
    write(end);
    // One call is enough where one is required, as above.
    if (required || isFull()) break;
    await go(ends);
  }
  if (results.length === 0) await go(ends);
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
