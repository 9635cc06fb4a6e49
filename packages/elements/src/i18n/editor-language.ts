import { commonMessages, type OwnProblems } from './common.js';
import { editorEn } from './editor-en.js';
import type { EditorMessages, EditorWords } from './editor-messages.js';
import { editorPtBr } from './editor-pt-br.js';
import type { InterfaceLanguage } from './language.js';

const catalogues: Readonly<Record<InterfaceLanguage, EditorWords & { readonly ownProblems: OwnProblems }>> = {
  en: editorEn,
  'pt-BR': editorPtBr,
};

export function editorMessages(language: InterfaceLanguage): EditorMessages {
  const { ownProblems, ...words } = catalogues[language];
  return { ...commonMessages(language, ownProblems), ...words };
}
