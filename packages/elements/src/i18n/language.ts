import { en } from './en.js';
import type { ChatMessages } from './messages.js';
import { ptBr } from './pt-br.js';

/** Languages of the interface. */
export type InterfaceLanguage = 'en' | 'pt-BR';

const catalogues: Readonly<Record<InterfaceLanguage, ChatMessages>> = { en, 'pt-BR': ptBr };

/**
 * The language of the interface.
 * @param wanted a tag, or `auto` (also empty) for the first one that the browser's person prefers and that is there
 */
export function chooseLanguage(wanted = 'auto', preferred: readonly string[] = preferredLanguages()): InterfaceLanguage {
  const tags = wanted === 'auto' || wanted === '' ? preferred : [wanted, ...preferred];
  for (const tag of tags) {
    const language = tag.toLowerCase().split('-', 1)[0];
    if (language === 'pt') return 'pt-BR';
    if (language === 'en') return 'en';
  }
  return 'en';
}

export function chatMessages(language: InterfaceLanguage): ChatMessages {
  return catalogues[language];
}

function preferredLanguages(): readonly string[] {
  return typeof navigator === 'undefined' ? [] : (navigator.languages ?? []);
}

/** Names of languages as the reader calls them, joined as the reader's language joins them. */
export function languageNames(tags: readonly string[], language: InterfaceLanguage): string {
  const names = new Intl.DisplayNames([language], { type: 'language' });
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(tags.map((tag) => names.of(tag) ?? tag));
}
