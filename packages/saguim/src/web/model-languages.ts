import type { ModelReference } from '../hub/index.js';
import { covers } from './dictionary.js';

/** Languages that the catalogue says a model was made for; undefined for models that it does not know. */
export async function catalogueLanguages(model: ModelReference): Promise<readonly string[] | undefined> {
  return typeof model === 'string' ? (await import('../hub/later.js')).languagesOf(model) : undefined;
}

/** The first of some languages that is not covered by what a model was made for; none where nothing is known of it. */
export function missingLanguage(wanted: readonly string[], made: readonly string[] | undefined): string | undefined {
  const supported = made && canonical(made);
  return supported && wanted.find((language) => !covers(supported, language));
}

/** Files say what their makers wrote: tags of two or three letters, or a word such as `multilingual_model`, after which nothing is known. */
function canonical(languages: readonly string[]): string[] | undefined {
  try {
    return languages.length > 0 ? Intl.getCanonicalLocales([...languages]) : undefined;
  } catch {
    return undefined;
  }
}

export const languageProblem = (language: string): string => `the model was not made for the language "${language}"`;
