import type { InterfaceLanguage } from './choose-language.js';
import { en } from './en.js';
import type { ChatMessages } from './messages.js';
import { ptBr } from './pt-br.js';

export { chooseLanguage, type InterfaceLanguage } from './choose-language.js';

const catalogues: Readonly<Record<InterfaceLanguage, ChatMessages>> = { en, 'pt-BR': ptBr };

export function chatMessages(language: InterfaceLanguage): ChatMessages {
  return catalogues[language];
}

/** Names of languages as the reader calls them, joined as the reader's language joins them. */
export function languageNames(tags: readonly string[], language: InterfaceLanguage): string {
  const names = new Intl.DisplayNames([language], { type: 'language' });
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(tags.map((tag) => names.of(tag) ?? tag));
}
