import type { ModelHandle } from '../runtime/index.js';
import { toWebError } from '../web/exceptions.js';
import { anySignal, orAborted } from '../web/signals.js';
import { type CheckedGeneration, checkGeneration, type TextGenerationOptions } from './generation-options.js';
import { type BaseStreamer, TextStreamer } from './streamers.js';
import type { Message, PipelineTokenizer } from './tokenizer.js';

export interface GeneratedText {
  generated_text: string;
}

export interface GeneratedChat {
  /** The chat with the answer as its last message. */
  generated_text: { role: string; content: string; [field: string]: unknown }[];
}

/** Goes on from a text, or answers a chat; a list of either gives a list of lists. */
export interface TextGeneration {
  (text: string, options?: TextGenerationOptions): Promise<GeneratedText[]>;
  (texts: readonly string[], options?: TextGenerationOptions): Promise<GeneratedText[][]>;
  (chat: readonly Message[], options?: TextGenerationOptions): Promise<GeneratedChat[]>;
  (chats: readonly (readonly Message[])[], options?: TextGenerationOptions): Promise<GeneratedChat[][]>;
}

const isChat = (value: unknown): value is readonly Message[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((message) => typeof message === 'object' && message !== null && 'role' in message);

interface Run {
  readonly handle: ModelHandle;
  readonly tokenizer: PipelineTokenizer;
  readonly options: TextGenerationOptions;
  readonly checked: CheckedGeneration;
}

export function textGeneration(handle: ModelHandle, tokenizer: PipelineTokenizer): TextGeneration {
  async function call(input: unknown, options: TextGenerationOptions = {}): Promise<unknown> {
    const run = { handle, tokenizer, options, checked: checkGeneration(options) };
    const list = Array.isArray(input) && !isChat(input);
    const inputs: unknown[] = list ? input : [input];
    if (!inputs.every((one) => typeof one === 'string' || isChat(one))) {
      throw new TypeError('The input must be a text, a chat, or a list of texts or chats.');
    }
    const results = await Promise.all((inputs as (string | readonly Message[])[]).map((one) => answers(run, one)));
    return list ? results : results[0];
  }
  return call as TextGeneration;
}

async function answers(run: Run, input: string | readonly Message[]): Promise<(GeneratedText | GeneratedChat)[]> {
  const { handle, tokenizer, options, checked } = run;
  try {
    const prompt =
      typeof input === 'string'
        ? await handle.call('promptTokens', { text: input }, { signal: options.signal })
        : await handle.call('promptOfChat', { messages: input, tools: options.tools ?? undefined }, { signal: options.signal });
    const texts = await Promise.all(Array.from({ length: checked.answers }, () => answer(run, prompt)));
    const whole = options.return_full_text ?? true;
    return texts.map((text) =>
      typeof input === 'string'
        ? { generated_text: whole ? withoutSpellings(input, tokenizer) + text : text }
        : { generated_text: [...(input as GeneratedChat['generated_text']), { role: 'assistant', content: text }] },
    );
  } catch (error) {
    throw toWebError(error);
  }
}

async function answer({ handle, options, checked }: Run, prompt: readonly number[]): Promise<string> {
  const { signal, streamer, stopping_criteria: criteria } = options;
  const interruption = new AbortController();
  const forget = criteria?.onInterrupt(() => interruption.abort(new DOMException('It was interrupted', 'AbortError')));
  const both = anySignal([signal, interruption.signal]);
  let text = '';
  try {
    if (streamer) await begin(handle, streamer, prompt);
    const { sampling, stop, stopTokens } = checked;
    const running = handle.generate(
      { prompt, sampling, stop, stopTokens, maxTokens: checked.maxTokens(prompt.length) },
      {
        signal: both.signal,
        onItem: (item) => {
          if (!('piece' in item)) return;
          text += item.piece.text;
          if (streamer instanceof TextStreamer) streamer.next(item.piece);
          else streamer?.put([[BigInt(item.piece.token)]]);
        },
      },
    );
    ({ text } = await orAborted(running, both.signal));
  } catch (error) {
    // What was said until then is the answer.
    if (error !== interruption.signal.reason) throw error;
  } finally {
    forget?.();
    both.release();
  }
  streamer?.end();
  return text;
}

async function begin(handle: ModelHandle, streamer: BaseStreamer, prompt: readonly number[]): Promise<void> {
  if (!(streamer instanceof TextStreamer)) return streamer.put([prompt.map(BigInt)]);
  if (streamer.skip_prompt) return;
  streamer.begin(prompt, await handle.call('decode', { tokens: prompt, control: !streamer.skip_special_tokens }));
}

/** A prompt as it reads when its tokens are decoded: without control tokens. */
function withoutSpellings(text: string, tokenizer: PipelineTokenizer): string {
  for (const spelling of tokenizer.all_special_tokens) if (text.includes(spelling)) text = text.replaceAll(spelling, '');
  return text;
}
