// A writer that says what a test wants: what the server does with completions is told without a model.
import type { CodeSuggestion, CompletionCallOptions, CompletionRequest, FilledText, FillOptions } from 'saguim';
import type { CodeWriter } from './code-writer.js';

export class ScriptedWriter implements CodeWriter {
  /** What is completed, and what can be shown of it before the rest. */
  answer: readonly string[] = ['a + b'];
  partial: string | undefined;
  readonly requests: CompletionRequest[] = [];
  readonly options: CompletionCallOptions[] = [];
  readonly prepared: CompletionRequest[] = [];
  readonly fills: { readonly prefix: string; readonly suffix?: string; readonly options: FillOptions }[] = [];
  /** What a completion waits for, after what can be shown. */
  gate: Promise<void> = Promise.resolve();
  aborted = 0;
  failure: Error | undefined;

  async complete(request: CompletionRequest, options: CompletionCallOptions = {}): Promise<CodeSuggestion | null> {
    this.requests.push(request);
    this.options.push(options);
    if (this.partial !== undefined) options.onPartial?.(suggestionOf([this.partial]));
    await this.#wait(options.signal);
    return this.answer.length === 0 ? null : suggestionOf(this.answer.slice(0, request.alternatives ?? 1));
  }

  async prepare(request: CompletionRequest): Promise<void> {
    this.prepared.push(request);
  }

  async fill({ prefix, suffix }: { prefix: string; suffix?: string }, options: FillOptions = {}): Promise<FilledText> {
    this.fills.push({ prefix, suffix, options });
    const [text = ''] = this.answer;
    const pieces = text.match(/.{1,2}/gsu) ?? [];
    const fits = pieces.slice(0, options.maxTokens ?? pieces.length);
    for (const piece of fits) {
      options.onText?.(piece);
      await this.#wait(options.signal);
    }
    return {
      text: fits.join(''),
      finishReason: fits.length < pieces.length ? 'length' : 'stop',
      usage: { promptTokens: prefix.length + (suffix?.length ?? 0), cachedTokens: 2, completionTokens: fits.length },
      timings: { prefillMs: 4, decodeMs: 8 },
    };
  }

  async #wait(signal: AbortSignal | undefined): Promise<void> {
    if (this.failure) throw this.failure;
    const left = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => {
        this.aborted++;
        reject(signal.reason);
      });
    });
    await Promise.race([this.gate, left]);
  }
}

function suggestionOf(texts: readonly string[]): CodeSuggestion {
  const alternatives = texts.map((text) => ({ text, logProbability: -0.5, confidence: 0.75 }));
  return {
    ...alternatives[0]!,
    alternatives,
    source: 'model',
    usage: { evaluated: 20, generated: 5 },
    timings: { prefillMs: 40, firstLineMs: 60, totalMs: 90 },
  };
}
