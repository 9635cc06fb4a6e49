import { classifyEn } from './classify-en.js';
import type { ClassifyMessages, ClassifyWords } from './classify-messages.js';
import { classifyPtBr } from './classify-pt-br.js';
import { commonMessages, type OwnProblems } from './common.js';
import type { InterfaceLanguage } from './language.js';

const catalogues: Readonly<Record<InterfaceLanguage, ClassifyWords & { readonly ownProblems: OwnProblems }>> = {
  en: classifyEn,
  'pt-BR': classifyPtBr,
};

export function classifyMessages(language: InterfaceLanguage): ClassifyMessages {
  const { ownProblems, ...words } = catalogues[language];
  return { ...commonMessages(language, ownProblems), ...words };
}
