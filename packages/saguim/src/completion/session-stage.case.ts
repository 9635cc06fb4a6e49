import type { CodeSuggestion, Completer, CompletionCallOptions, CompletionRequest } from './completion-request.js';
import type { SessionClock } from './completion-session.js';

/** Time that passes when a test says so. */
export class TestClock implements SessionClock {
  #now = 0;
  readonly #tasks: { at: number; task: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  start(milliseconds: number, task: () => void): () => void {
    const entry = { at: this.#now + milliseconds, task };
    this.#tasks.push(entry);
    return () => {
      const at = this.#tasks.indexOf(entry);
      if (at >= 0) this.#tasks.splice(at, 1);
    };
  }

  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = this.#tasks.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#tasks.splice(this.#tasks.indexOf(next), 1);
      this.#now = next.at;
      next.task();
    }
    this.#now = end;
  }
}

export function suggestion(texts: string | readonly string[], more: Partial<CodeSuggestion> = {}): CodeSuggestion {
  const alternatives = [texts].flat().map((text) => ({ text, logProbability: -1, confidence: 0.5 }));
  return {
    ...alternatives[0]!,
    alternatives,
    source: 'model',
    usage: { evaluated: 1, generated: 1 },
    timings: { firstLineMs: 1, totalMs: 1 },
    ...more,
  };
}

/** A call that waits for the test to answer it. */
export interface Call {
  readonly request: CompletionRequest;
  readonly options: CompletionCallOptions;
  readonly answer: (suggestion: CodeSuggestion | null) => void;
  readonly fail: (error: unknown) => void;
}

/** A completer that answers when the test says so, and with what. */
export class StagedCompleter implements Completer {
  readonly calls: Call[] = [];
  readonly prepared: CompletionRequest[] = [];

  complete(request: CompletionRequest, options: CompletionCallOptions = {}): Promise<CodeSuggestion | null> {
    return new Promise((resolve, reject) => {
      options.signal?.addEventListener('abort', () => reject(options.signal!.reason));
      this.calls.push({ request, options, answer: resolve, fail: reject });
    });
  }

  async prepare(request: CompletionRequest): Promise<void> {
    this.prepared.push(request);
  }

  get last(): Call {
    return this.calls.at(-1)!;
  }
}

/** Lets everything that is settled be heard. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await undefined;
}
