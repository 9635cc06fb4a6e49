import { commonMessages, type OwnProblems } from './common.js';
import type { InterfaceLanguage } from './language.js';
import { modelsEn } from './models-en.js';
import type { ModelsMessages, ModelsWords } from './models-messages.js';
import { modelsPtBr } from './models-pt-br.js';

const catalogues: Readonly<Record<InterfaceLanguage, ModelsWords & { readonly ownProblems: OwnProblems }>> = {
  en: modelsEn,
  'pt-BR': modelsPtBr,
};

export function modelsMessages(language: InterfaceLanguage): ModelsMessages {
  const { ownProblems, ...words } = catalogues[language];
  return { ...commonMessages(language, ownProblems), ...words };
}
