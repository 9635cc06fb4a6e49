import {
  type CodeSuggestion,
  type Completer,
  type CompletionCallOptions,
  type CompletionRequest,
  type CompletionSession,
  createCompletionSession,
  type SessionCounter,
  type SessionDocument,
} from 'saguim';
import type { ModelLoader } from '../chat/model-loader.js';
import type { SessionSource } from '../code/session-source.js';
import type { CodeProvider } from './code-provider.js';
import type { CompletionSettings } from './completion-settings.js';

/** How long a suggestion took that a model was asked for, in milliseconds. */
export interface Timing {
  readonly firstLineMs: number;
  readonly totalMs: number;
  /** Tokens computed: of the prompt, and of the answer. */
  readonly evaluated: number;
  readonly generated: number;
  /** Whether anything good enough to be shown came of it. */
  readonly shown: boolean;
}

/** So many timings are kept. */
const KEPT = 50;

/** Sessions for the editor, on whichever model is chosen, as the settings are. Fires `change` after each answer, and when something is counted. */
export class SuggestionSource extends EventTarget implements SessionSource, Completer {
  readonly #loader: ModelLoader<CodeProvider>;
  readonly #settings: () => CompletionSettings;
  #timings: readonly Timing[] = [];

  constructor(loader: ModelLoader<CodeProvider>, settings: () => CompletionSettings) {
    super();
    this.#loader = loader;
    this.#settings = settings;
  }

  /** Of the last suggestions, the newest first. */
  get timings(): readonly Timing[] {
    return this.#timings;
  }

  session(document: SessionDocument = {}): CompletionSession {
    const { automatic, delay } = this.#settings();
    const { counter } = this.#loader.provider;
    const counted: SessionCounter = {
      count: (what, by) => {
        counter.count(what, by);
        this.dispatchEvent(new Event('change'));
      },
      get useful() {
        return counter.useful;
      },
    };
    return createCompletionSession(this, { ...document, counter: counted, automatic, ...(delay !== undefined && { delay }) });
  }

  /** The first one makes the model ready. */
  async complete(request: CompletionRequest, options: CompletionCallOptions = {}): Promise<CodeSuggestion | null> {
    await this.#loader.ensure();
    options.signal?.throwIfAborted();
    const { mode, threshold } = this.#settings();
    const begun = performance.now();
    // What can be shown already counts: when it is taken at once, the rest of the answer never comes.
    let partial: Timing | undefined;
    const onPartial = (suggestion: CodeSuggestion) => {
      if (suggestion.source === 'model') partial = this.#add(suggestion, performance.now() - begun, partial);
      options.onPartial?.(suggestion);
    };
    const suggestion = await this.#loader.provider.completer.complete(
      { mode, ...(threshold !== undefined && { threshold }), ...request },
      { ...options, onPartial },
    );
    if (options.priority !== 'background' && (suggestion === null || suggestion.source === 'model'))
      this.#add(suggestion, performance.now() - begun, partial);
    return suggestion;
  }

  /** Computes ahead, where the model is ready already. */
  async prepare(request: CompletionRequest, options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (this.#loader.state.phase === 'ready') await this.#loader.provider.completer.prepare?.(request, options);
  }

  /** @param partial what this takes the place of */
  #add(suggestion: CodeSuggestion | null, milliseconds: number, partial: Timing | undefined): Timing {
    const timing: Timing = {
      firstLineMs: partial?.firstLineMs ?? suggestion?.timings.firstLineMs ?? milliseconds,
      totalMs: suggestion?.timings.totalMs ?? milliseconds,
      evaluated: suggestion?.usage.evaluated ?? 0,
      generated: suggestion?.usage.generated ?? 0,
      shown: suggestion !== null,
    };
    this.#timings = [timing, ...this.#timings.filter((other) => other !== partial)].slice(0, KEPT);
    this.dispatchEvent(new Event('change'));
    return timing;
  }
}

/** The middle of the times to the first line; undefined where there are none. */
export function medianTime(timings: readonly Timing[]): number | undefined {
  const sorted = timings.map(({ firstLineMs }) => firstLineMs).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
