import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4FinishReason,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
  LanguageModelV4Usage,
  SharedV4Warning,
} from '@ai-sdk/provider';
import {
  type AnswerStats,
  LanguageModel,
  type LanguageModelCreateOptions,
  type LanguageModelMessageContent,
  type LanguageModelToolCall,
} from '../language-model/index.js';
import { type ChatModelSettings, toCall } from './chat-call.js';

/** A model as the AI SDK calls it. Each call is a session of its own; what it has in common with earlier ones is not computed again. */
export class SaguimChatModel implements LanguageModelV4 {
  readonly specificationVersion = 'v4';
  readonly provider = 'saguim';
  readonly modelId: string;
  /** No file is fetched: there are none that it could read. */
  readonly supportedUrls = {};
  readonly #settings: ChatModelSettings;
  /** Holds the model between calls, else it would be given back with each answer. */
  #holder: Promise<LanguageModel> | undefined;

  constructor(modelId: string, settings: ChatModelSettings = {}) {
    this.modelId = modelId;
    this.#settings = settings;
  }

  /** Brings the model here and loads it, so that the first answer need not wait. Safe to call again. */
  async load(options: Pick<LanguageModelCreateOptions, 'signal' | 'monitor'> = {}): Promise<void> {
    if (this.#holder) {
      await this.#holder;
      return;
    }
    const holder = LanguageModel.create({ ...options, saguim: this.#createOptions() });
    this.#holder = holder;
    try {
      await holder;
    } catch (error) {
      if (this.#holder === holder) this.#holder = undefined;
      throw error;
    }
  }

  /** Gives the model back. A later call loads it again. */
  async dispose(): Promise<void> {
    const holder = this.#holder;
    this.#holder = undefined;
    (await holder?.catch(() => undefined))?.destroy();
  }

  #createOptions() {
    const { sampling: _sampling, ...configuration } = this.#settings;
    return { ...configuration, model: this.modelId };
  }

  async doStream(options: LanguageModelV4CallOptions): Promise<LanguageModelV4StreamResult> {
    const { abortSignal: signal } = options;
    const { create, messages, prompt, warnings } = toCall(options, this.#settings);
    signal?.throwIfAborted();
    // Another caller's abort must not end the loading for this one.
    await orAborted(this.load(), signal);
    const session = await LanguageModel.create({ ...create, signal, saguim: this.#createOptions() });
    let answer: ReadableStream<string | LanguageModelMessageContent>;
    try {
      answer = session.promptStreaming(messages, { ...prompt, signal });
    } catch (error) {
      session.destroy();
      throw error;
    }
    const parts = toParts(answer, warnings, () => session.saguim.last);
    return { stream: toReadable(parts, () => session.destroy()) };
  }

  async doGenerate(options: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    const { stream } = await this.doStream(options);
    const content: LanguageModelV4GenerateResult['content'] = [];
    let finish: Extract<LanguageModelV4StreamPart, { type: 'finish' }> | undefined;
    let warnings: SharedV4Warning[] = [];
    for (const reader = stream.getReader(); ; ) {
      const { done, value: part } = await reader.read();
      if (done) break;
      const last = content.at(-1);
      if (part.type === 'stream-start') warnings = part.warnings;
      else if (part.type === 'text-start') content.push({ type: 'text', text: '' });
      else if (part.type === 'text-delta' && last?.type === 'text') last.text += part.delta;
      else if (part.type === 'tool-call') content.push(part);
      else if (part.type === 'finish') finish = part;
    }
    return { content, finishReason: finish!.finishReason, usage: finish!.usage, warnings };
  }
}

/** An answer as the parts that the SDK expects. */
async function* toParts(
  answer: ReadableStream<string | LanguageModelMessageContent>,
  warnings: SharedV4Warning[],
  stats: () => AnswerStats | undefined,
): AsyncGenerator<LanguageModelV4StreamPart> {
  yield { type: 'stream-start', warnings };
  let texts = 0;
  let inText = false;
  let calls = 0;
  const reader = answer.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const part = typeof value === 'string' ? { type: 'text', value } : value;
      if (part.type === 'text') {
        if (part.value === '') continue;
        if (!inText) yield { type: 'text-start', id: String(++texts) };
        inText = true;
        yield { type: 'text-delta', id: String(texts), delta: part.value as string };
        continue;
      }
      if (inText) yield { type: 'text-end', id: String(texts) };
      inText = false;
      calls++;
      yield* toCallParts(part.value as LanguageModelToolCall);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
  if (inText) yield { type: 'text-end', id: String(texts) };
  const last = stats();
  yield { type: 'finish', usage: toUsage(last), finishReason: toFinishReason(last, calls) };
}

function* toCallParts({ callID: id, name: toolName, arguments: values }: LanguageModelToolCall): Generator<LanguageModelV4StreamPart> {
  const input = JSON.stringify(values ?? {});
  yield { type: 'tool-input-start', id, toolName };
  yield { type: 'tool-input-delta', id, delta: input };
  yield { type: 'tool-input-end', id };
  yield { type: 'tool-call', toolCallId: id, toolName, input };
}

function toFinishReason(stats: AnswerStats | undefined, calls: number): LanguageModelV4FinishReason {
  if (calls > 0) return { unified: 'tool-calls', raw: stats?.finishReason };
  return { unified: stats?.finishReason ?? 'other', raw: stats?.finishReason };
}

function toUsage(stats: AnswerStats | undefined): LanguageModelV4Usage {
  const total = stats?.usage.promptTokens;
  const cacheRead = stats?.usage.cachedTokens;
  const output = stats?.usage.completionTokens;
  const noCache = total === undefined || cacheRead === undefined ? undefined : total - cacheRead;
  return {
    inputTokens: { total, noCache, cacheRead, cacheWrite: undefined },
    outputTokens: { total: output, text: output, reasoning: undefined },
  };
}

/** Parts as a stream; `end` runs once, however it ends. */
function toReadable(parts: AsyncGenerator<LanguageModelV4StreamPart>, end: () => void): ReadableStream<LanguageModelV4StreamPart> {
  return new ReadableStream<LanguageModelV4StreamPart>({
    async pull(controller) {
      try {
        const { done, value } = await parts.next();
        if (!done) return controller.enqueue(value);
        end();
        controller.close();
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    async cancel() {
      end(); // what is being computed ends with its session
      await parts.return(undefined).catch(() => {});
    },
  });
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
