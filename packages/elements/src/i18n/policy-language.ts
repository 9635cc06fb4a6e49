import { commonMessages, type OwnProblems } from './common.js';
import type { InterfaceLanguage } from './language.js';
import { policyEn } from './policy-en.js';
import type { PolicyMessages, PolicyWords } from './policy-messages.js';
import { policyPtBr } from './policy-pt-br.js';

const catalogues: Readonly<Record<InterfaceLanguage, PolicyWords & { readonly ownProblems: OwnProblems }>> = {
  en: policyEn,
  'pt-BR': policyPtBr,
};

export function policyMessages(language: InterfaceLanguage): PolicyMessages {
  const { ownProblems, ...words } = catalogues[language];
  return { ...commonMessages(language, ownProblems), ...words };
}
