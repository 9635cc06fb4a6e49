import { SaguimError } from '../spec/index.js';

/** A prompt that leaves no room for a token of the answer. */
export function promptOverflow(promptTokens: number, limit: number): SaguimError {
  const requested = promptTokens + 1;
  return new SaguimError(
    'context-overflow',
    `The prompt has ${promptTokens} tokens and needs room for ${requested}, but the context holds ${limit}: ${requested - limit} too many`,
    { hint: 'Shorten the prompt, or load the model with a larger `contextLength`.', details: { requested, limit } },
  );
}

/** A list of tokens to score that is longer than the context. */
export function tokensOverflow(requested: number, limit: number): SaguimError {
  return new SaguimError(
    'context-overflow',
    `The ${requested} tokens do not fit in the context, which holds ${limit}: ${requested - limit} too many`,
    { hint: 'Split them, or load the model with a larger `contextLength`.', details: { requested, limit } },
  );
}
