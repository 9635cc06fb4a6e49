import { commonMessages, type OwnProblems } from './common.js';
import type { InterfaceLanguage } from './language.js';
import { searchEn } from './search-en.js';
import type { SearchMessages, SearchWords } from './search-messages.js';
import { searchPtBr } from './search-pt-br.js';

const catalogues: Readonly<Record<InterfaceLanguage, SearchWords & { readonly ownProblems: OwnProblems }>> = {
  en: searchEn,
  'pt-BR': searchPtBr,
};

export function searchMessages(language: InterfaceLanguage): SearchMessages {
  const { ownProblems, ...words } = catalogues[language];
  return { ...commonMessages(language, ownProblems), ...words };
}
