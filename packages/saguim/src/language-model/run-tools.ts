import type { PromptMessage, ToolCall, ToolResponse } from '../runtime/index.js';
import { orAborted } from '../web/signals.js';
import type { ToolDeclaration } from './tool-declarations.js';
import type { ToolLimits } from './tool-limits.js';

/** Longer than this, timers do not wait. */
const longestTimer = 2 ** 31 - 1;

/** Characters of an error that the model is told. */
const mostOfError = 1000;

/**
 * Runs the tools that an answer calls, all at once. What one throws, gives too much of or never gives is told to the model as an error.
 * @param mostCharacters of a result
 * @throws the signal's reason, at once
 */
export async function runTools(
  calls: readonly ToolCall[],
  tools: readonly ToolDeclaration[],
  mostCharacters: number,
  { timeout }: Pick<ToolLimits, 'timeout'>,
  signal: AbortSignal,
): Promise<PromptMessage> {
  const responses = calls.map((call) => {
    const tool = tools.find(({ name }) => name === call.name);
    return runTool(call, tool?.execute as Execute | undefined, mostCharacters, timeout, signal);
  });
  const parts = (await Promise.all(responses)).map((value) => ({ type: 'tool-response' as const, value }));
  return { role: 'user', content: parts };
}

type Execute = (values: object, options: { readonly signal: AbortSignal }) => unknown;

async function runTool(
  { callID, name, arguments: values }: ToolCall,
  execute: Execute | undefined,
  mostCharacters: number,
  timeout: number,
  signal: AbortSignal,
): Promise<ToolResponse> {
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const tooLate = () => controller.abort(new Error(`The tool gave nothing within ${timeout / 1000} seconds.`));
  const timer = timeout <= longestTimer ? setTimeout(tooLate, timeout) : undefined;
  try {
    if (!execute) throw new Error('There is no such tool.');
    const running = Promise.resolve(execute(structuredClone(values), { signal: controller.signal }));
    const result = await orAborted(running, controller.signal);
    const text = typeof result === 'string' ? result : (JSON.stringify(result) ?? '');
    if (text.length > mostCharacters) {
      throw new Error(`The tool gave ${text.length} characters; at most ${mostCharacters} can be read.`);
    }
    return { callID, name, result: [text] };
  } catch (error) {
    signal.throwIfAborted();
    return { callID, name, errorMessage: messageOf(error).slice(0, mostOfError) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

/** Also of what is thrown and is no error, or resists being read. */
function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'The tool failed.';
  }
}
