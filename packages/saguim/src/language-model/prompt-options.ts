import type { GeneratedPiece, GenerationResult, SamplingOptions } from '@saguim/engine';
import { refuseOthers, toCallback, toDictionary, toEnum, toSignal } from '../web/dictionary.js';
import { type ResponseConstraint, toResponseConstraint } from '../web/response-constraint.js';

const toolChoices = ['auto', 'required', 'none'] as const;

/** What an answer took. */
export interface AnswerStats {
  readonly finishReason: GenerationResult['finishReason'];
  /** Tokens: of the whole prompt, of these found in the cache, and of the answer. */
  readonly usage: GenerationResult['usage'];
  /** Milliseconds. */
  readonly timings: GenerationResult['timings'];
}

/** What the standard has no member for. */
export interface SaguimPromptOptions {
  /** Tokens of the answer at most; default: until the context is full. */
  maxTokens?: number;
  /** Goes before the session's own, member by member. */
  sampling?: SamplingOptions;
  /** Texts that end the answer and are not part of it. */
  stop?: string[];
  /**
   * Whether the answer may call a tool (`auto`, the default), must (`required`; where tools are run, in the first answer), or may not.
   * `required` needs tools. An answer under a constraint calls nothing.
   */
  toolChoice?: 'auto' | 'required' | 'none';
  /** `interactive` (default) goes before `background`. */
  priority?: 'interactive' | 'background';
  /** The most likely n tokens beside each piece; 0 … 20. */
  logprobs?: number;
  /** Whether an answer that repeats what stands before it is computed several tokens at a time; its text is the same. Default: true. */
  speculate?: boolean;
  /** EBNF with the start rule `root`, which the answer follows (see docs/constraints.md). */
  grammar?: string;
  /** Positions of the prompt computed so far. */
  onPrefill?(done: number, total: number): void;
  /** Every token of the answer with the text that became whole with it. */
  onPiece?(piece: GeneratedPiece): void;
  /**
   * Called when an answer is whole, before it settles; the same as `session.saguim.last` then. Where tools are run, each answer of the
   * model is told.
   */
  onStats?(stats: AnswerStats): void;
}

export interface LanguageModelPromptOptions {
  signal?: AbortSignal;
  /** A JSON Schema or a regular expression that the answer fits (see docs/constraints.md). A schema is also put to the model. */
  responseConstraint?: object;
  /** Keeps the schema out of the model's input; it binds all the same. */
  omitResponseConstraintInput?: boolean;
  saguim?: SaguimPromptOptions;
}

export interface PromptOptions extends Omit<SaguimPromptOptions, 'grammar'> {
  readonly signal?: AbortSignal;
  readonly constraint?: ResponseConstraint['constraint'];
  /** The schema that goes into the input. */
  readonly schema?: string;
  /** Why it cannot be answered, if so. */
  readonly refusal?: DOMException;
  /** For the browser's own model, which knows itself what it can do. */
  readonly native: Pick<LanguageModelPromptOptions, 'responseConstraint' | 'omitResponseConstraintInput'>;
}

/** @throws {TypeError} */
export function toPromptOptions(value: LanguageModelPromptOptions | null | undefined): PromptOptions {
  const { signal, responseConstraint, omitResponseConstraintInput, saguim } = toDictionary(value, 'options');
  if (omitResponseConstraintInput && responseConstraint === undefined) {
    throw new TypeError('omitResponseConstraintInput needs a responseConstraint.');
  }
  const given = toDictionary(saguim, 'saguim');
  const { maxTokens, sampling, stop, priority, toolChoice, logprobs, grammar, speculate, onPrefill, onPiece, onStats, ...others } = given;
  refuseOthers(others, 'saguim');
  let asked: ResponseConstraint | undefined;
  let refusal: DOMException | undefined;
  try {
    asked = toResponseConstraint(responseConstraint, grammar, maxTokens !== undefined);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    refusal = error;
  }
  return {
    signal: toSignal(signal),
    native: { responseConstraint, omitResponseConstraintInput },
    constraint: asked?.constraint,
    schema: omitResponseConstraintInput ? undefined : asked?.schema,
    refusal,
    maxTokens,
    sampling: sampling === undefined ? undefined : { ...toDictionary(sampling, 'saguim.sampling') },
    stop,
    priority,
    toolChoice: toolChoice === undefined ? undefined : toEnum(toolChoice, toolChoices, 'saguim.toolChoice'),
    logprobs,
    speculate,
    onPrefill: toCallback(onPrefill, 'saguim.onPrefill'),
    onPiece: toCallback(onPiece, 'saguim.onPiece'),
    onStats: toCallback(onStats, 'saguim.onStats'),
  };
}
