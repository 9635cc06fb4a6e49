import { outOfRange, SaguimError } from '../spec/index.js';
import type { TextConstraint } from './constraints/text-constraint.js';
import type { SamplingOptions } from './sampling-options.js';

export interface GenerateRequest {
  /** Prompt (tokens,). At least one. */
  tokens: ArrayLike<number>;
  /** Default: until the context is full. With 0 the prompt is computed, and kept for who asks next. */
  maxTokens?: number;
  sampling?: SamplingOptions;
  /** Texts that end the answer; they are not part of it, also when they lie across tokens. */
  stop?: readonly string[];
  /**
   * What the answer begins with, in whichever tokens the model finds likely: for a prompt that was cut inside a word. It counts as part of
   * the answer. An empty text says that the answer goes on from text, also after a control token.
   */
  begin?: string;
  /** Token ids that end the answer; default: the tokenizer's `stopTokens`. */
  stopTokens?: Iterable<number>;
  /** `interactive` (default) goes before `background`. */
  priority?: 'interactive' | 'background';
  /** The most likely n tokens beside each; 0 … 20. */
  logprobs?: number;
  /** Whether an answer that repeats what stands before it is computed several tokens at a time. The text is the same. Default: true. */
  speculate?: boolean;
  /** What the answer must look like. Log-probabilities stay the model's own, before the constraint. */
  constraint?: TextConstraint;
  /** Text at the end of the prompt that the constraint counts as the answer's beginning. */
  constraintPrefix?: string;
  signal?: AbortSignal;
  /** Prompt positions computed so far, of which `cached` were found and cost nothing. */
  onPrefill?(done: number, total: number, cached: number): void;
}

/** Code units of what an answer may be made to begin with. */
const LONGEST_BEGINNING = 4096;

/** @throws {SaguimError} `invalid-argument` naming the option and its range; sampling and stop strings check themselves */
export function checkRequest(request: GenerateRequest, vocabularySize: number): void {
  checkTokens(request.tokens, vocabularySize);
  const { maxTokens, priority, logprobs, stopTokens, speculate, onPrefill, begin } = request;
  if (maxTokens !== undefined && !(Number.isSafeInteger(maxTokens) && maxTokens >= 0))
    throw outOfRange('maxTokens', 'a whole number, 0 or more');
  if (priority !== undefined && priority !== 'interactive' && priority !== 'background') {
    throw outOfRange('priority', '"interactive" or "background"');
  }
  if (logprobs !== undefined && !(Number.isInteger(logprobs) && logprobs >= 0 && logprobs <= 20)) {
    throw outOfRange('logprobs', 'a whole number from 0 to 20');
  }
  if (speculate !== undefined && typeof speculate !== 'boolean') throw outOfRange('speculate', 'true or false');
  if (stopTokens !== undefined && typeof stopTokens?.[Symbol.iterator] !== 'function')
    throw outOfRange('stopTokens', 'a list of token ids');
  if (begin !== undefined && !(typeof begin === 'string' && begin.length <= LONGEST_BEGINNING)) {
    throw outOfRange('begin', `a text of at most ${LONGEST_BEGINNING} characters`);
  }
  if (begin !== undefined && request.constraint !== undefined) throw outOfRange('begin', 'left out beside `constraint`');
  if (request.constraintPrefix !== undefined && typeof request.constraintPrefix !== 'string')
    throw outOfRange('constraintPrefix', 'a text');
  if (onPrefill !== undefined && typeof onPrefill !== 'function') throw outOfRange('onPrefill', 'a function');
}

/** @throws {SaguimError} `invalid-argument` when there is no token, or one that the vocabulary lacks */
export function checkTokens(tokens: ArrayLike<number>, vocabularySize: number): void {
  if (!(tokens?.length >= 1)) throw outOfRange('tokens', 'a list of at least one token id');
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (Number.isInteger(token) && token >= 0 && token < vocabularySize) continue;
    throw new SaguimError('invalid-argument', `\`tokens[${i}]\` is ${String(token).slice(0, 40)}`, {
      where: 'tokens',
      hint: `It must be a token id below ${vocabularySize}.`,
    });
  }
}
