/// <reference types="dom-chromium-ai" />
// What the community's types for built-in AI and ours have in common: code written against the one takes the other. Compiled, never run.
import { LanguageModel as Ours } from 'saguim';

/** Deprecated on the web; the polyfill has them beside the new names. */
type Older = 'inputUsage' | 'inputQuota' | 'measureInputUsage' | 'onquotaoverflow' | 'topK' | 'temperature';
/** Typed by the class itself, so that two classes never agree. */
type Own = 'addEventListener' | 'removeEventListener' | 'oncontextoverflow' | 'clone';
type Session = Omit<LanguageModel, Older | Own>;

export const availability: typeof LanguageModel.availability = Ours.availability;

export async function app(session: Session, prompt: LanguageModelPrompt, options: LanguageModelPromptOptions): Promise<string> {
  return session.prompt(prompt, options);
}

export async function asOurs(
  createOptions: LanguageModelCreateOptions,
  prompt: LanguageModelPrompt,
  options: LanguageModelPromptOptions,
): Promise<string> {
  const session: Session = await Ours.create(createOptions);
  return app(session, prompt, options);
}
