/** How far a suggestion goes. */
export type CompletionMode = 'auto' | 'line' | 'block';

/** Another file of the project, from which definitions and similar code are taken. */
export interface SourceFile {
  /** Path in the project, with `/`; says which file it is, and stands before its code in the prompt. */
  readonly path: string;
  readonly text: string;
  readonly language?: string;
  /** When somebody last looked at it, in milliseconds of any clock; later is nearer. */
  readonly opened?: number;
}

export interface CompletionRequest {
  /** The text before the caret, as much as there is: what is not needed is left out. */
  readonly prefix: string;
  /** The text after the caret. Default: none. */
  readonly suffix?: string;
  /** As editors name it (`typescript`, `python`, …). Default: what the path's ending says. */
  readonly language?: string;
  readonly path?: string;
  readonly files?: readonly SourceFile[];
  /** `line`: to the end of the line at most; `block`: as far as a block goes; `auto` (default): what fits the place. */
  readonly mode?: CompletionMode;
  /** Lines at most; 1 … 64. Default 16. */
  readonly maxLines?: number;
  /** Tokens of a suggestion at most; 1 … 256. Default: 64 for a line, 256 for a block. */
  readonly maxTokens?: number;
  /** Suggestions to choose from; 1 … 5. Default 1. */
  readonly alternatives?: number;
  /** What confidence a suggestion must have to be given; 0 … 1. Default: the completer's. */
  readonly threshold?: number;
}

export interface CompletionCallOptions {
  /** Its abort rejects the call in the same tick, and ends the computation at the engine's next barrier. */
  readonly signal?: AbortSignal;
  /** `background` lets everything else go before; for what nobody waits for yet. Default `interactive`. */
  readonly priority?: 'interactive' | 'background';
  /** What can be shown already: the first line, before a block or the choice among several is ready. */
  readonly onPartial?: (suggestion: CodeSuggestion) => void;
  /** Whether what `onPartial` was told stays the beginning of the answer, for who cannot take it back: then no other is chosen after it. Default false. */
  readonly steady?: boolean;
  /** Milliseconds to wait for better or more once `onPartial` could be told something, which is the answer then. Default: no limit. */
  readonly patience?: number;
}

export interface SuggestedText {
  /** To insert at the caret. Its newlines are those of the file. */
  readonly text: string;
  /** Natural logarithm of the probability that the model gives it, summed over its tokens. */
  readonly logProbability: number;
  /** 0 … 1: how likely it is wanted, as far as the model's own probabilities tell. */
  readonly confidence: number;
}

export interface CodeSuggestion extends SuggestedText {
  /** The best first; the first one is the suggestion itself. */
  readonly alternatives: readonly SuggestedText[];
  /** There was no patience for the whole of it, or for the choice among several. */
  readonly isPartial?: boolean;
  /** Where it comes from. `typed-through`: what was suggested before, less what was typed of it since. */
  readonly source: 'model' | 'cache' | 'typed-through';
  /** Tokens computed for it: of the prompt, those found in the cache left out, and of answers. 0 where no model was asked. */
  readonly usage: { readonly evaluated: number; readonly generated: number };
  /** Milliseconds from the call: until the prompt was computed, to the first line, and to the end. */
  readonly timings: { readonly prefillMs?: number; readonly firstLineMs: number; readonly totalMs: number };
}

/** What the model has had to do for completions, those included that were given up. */
export interface CompletionWork {
  /** Times that the model was asked to write. */
  readonly runs: number;
  /** Tokens of prompts computed, and of answers. */
  readonly evaluated: number;
  readonly generated: number;
}

/** Whatever completes code: a `CodeCompleter`, or what stands for one in a test of an editor. */
export interface Completer {
  /**
   * What fits between prefix and suffix; null where nothing good comes.
   * @throws the signal's reason; what the implementation says
   */
  complete(request: CompletionRequest, options?: CompletionCallOptions): Promise<CodeSuggestion | null>;
  /** Computes ahead what a completion there will need, without making one. */
  prepare?(request: CompletionRequest, options?: Pick<CompletionCallOptions, 'signal'>): Promise<void>;
}
