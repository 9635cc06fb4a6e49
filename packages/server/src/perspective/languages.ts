import { invalid } from './errors.js';

/** Languages that the model carries. */
const carried: readonly string[] = ['en', 'pt'];

/** `pt-BR` as `pt`. */
export const baseLanguage = (tag: string) => tag.toLowerCase().split(/[-_]/, 1)[0]!;

/** Of these, those that the model does not carry. A text whose language cannot be told (`und`) is judged: a short insult often is one. */
export const notCarried = (languages: readonly string[]) =>
  languages.filter((tag) => !carried.includes(baseLanguage(tag)) && tag !== 'und');

export const languageRefused = (attribute: string, languages: readonly string[], which: 'requestedLanguages' | 'detectedLanguages') =>
  invalid('LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE', `Attribute ${attribute} does not support request languages: ${languages.join(', ')}`, {
    languageNotSupportedByAttributeError: { [which]: languages, attribute },
  });
