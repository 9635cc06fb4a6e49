import type { CodeSuggestion, Completer, CompletionRequest } from './completion-request.js';

/** What a completer was asked. */
export interface Question {
  /** Never settles once the question was given up: whatever was made for it, it is for another text. */
  readonly answer: Promise<CodeSuggestion | null>;
  /** Names who is told what can be shown already, and tells it what there is. */
  hear(listener: (suggestion: CodeSuggestion) => void): void;
}

interface Running extends Question {
  readonly prefix: string;
  readonly suffix: string;
  readonly controller: AbortController;
  heard: boolean;
}

/** The one question that a session has to its completer at a time: a new one gives up the older in the same tick. */
export class Questions {
  readonly #completer: Completer;
  #running: Running | undefined;

  constructor(completer: Completer) {
    this.#completer = completer;
  }

  /** The question that runs, if it is for just this text and nobody has wanted to know yet. */
  ahead(prefix: string, suffix: string): Question | undefined {
    const running = this.#running;
    return running && !running.heard && running.prefix === prefix && running.suffix === suffix ? running : undefined;
  }

  put(request: CompletionRequest, priority: 'interactive' | 'background'): Question {
    this.cancel();
    const controller = new AbortController();
    const { signal } = controller;
    let listener: ((suggestion: CodeSuggestion) => void) | undefined;
    let partial: CodeSuggestion | undefined;
    const onPartial = (suggestion: CodeSuggestion) => {
      if (signal.aborted || this.#running !== running) return; // given up, or answered
      partial = suggestion;
      listener?.(suggestion);
    };
    // A completer that throws at once has answered, too.
    const work = async () => this.#completer.complete(request, { signal, priority, onPartial });
    const answer = new Promise<CodeSuggestion | null>((resolve, reject) => {
      const settle = (end: () => void) => {
        if (signal.aborted) return;
        if (this.#running === running) this.#running = undefined;
        end();
      };
      work().then(
        (suggestion) => settle(() => resolve(suggestion)),
        (error) => settle(() => reject(error)),
      );
    });
    const running: Running = {
      prefix: request.prefix,
      suffix: request.suffix ?? '',
      controller,
      heard: false,
      answer,
      hear(heard) {
        running.heard = true;
        listener = heard;
        if (partial) heard(partial);
      },
    };
    this.#running = running;
    return running;
  }

  /** Has computed ahead what a completion there will need, where the completer can and nothing else runs. */
  prepare(request: CompletionRequest): void {
    if (!this.#completer.prepare || this.#running) return;
    const controller = new AbortController();
    const { signal } = controller;
    const work = async () => this.#completer.prepare!(request, { signal });
    const answer = Promise.resolve(null);
    const running: Running = { prefix: request.prefix, suffix: request.suffix ?? '', controller, heard: true, answer, hear() {} };
    this.#running = running;
    const end = () => {
      if (this.#running === running) this.#running = undefined;
    };
    work().then(end, end); // whoever asks next hears of an error
  }

  cancel(): void {
    const running = this.#running;
    this.#running = undefined;
    running?.controller.abort();
  }
}
