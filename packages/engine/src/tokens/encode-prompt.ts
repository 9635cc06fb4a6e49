import { encodeChat } from './chat-template.js';
import { SpellingMatcher } from './spelling-matcher.js';
import type { Tokenizer } from './tokenizer.js';

const matchers = new WeakMap<Tokenizer, SpellingMatcher>();

/**
 * Ids of a prompt that a program wrote whole: spellings of control tokens in it are control tokens, whoever wrote them. Where the model's file
 * asks for a start token and the prompt spells none, it comes first.
 */
export function encodePrompt(tokenizer: Tokenizer, prompt: string): number[] {
  let matcher = matchers.get(tokenizer);
  if (!matcher) matchers.set(tokenizer, (matcher = new SpellingMatcher(tokenizer.controlTokens)));
  const parts: (number | string)[] = [];
  matcher.split(
    prompt,
    (start, end) => parts.push(prompt.slice(start, end)),
    (id) => parts.push(id),
  );
  return encodeChat(tokenizer, parts);
}
