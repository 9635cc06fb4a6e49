import type { InterfaceLanguage } from './choose-language.js';
import { commentsEn } from './comments-en.js';
import type { CommentsMessages, CommentsWords } from './comments-messages.js';
import { commentsPtBr } from './comments-pt-br.js';
import { refusalWords } from './refusal-words.js';

const catalogues: Readonly<Record<InterfaceLanguage, CommentsWords>> = { en: commentsEn, 'pt-BR': commentsPtBr };

export function commentsMessages(language: InterfaceLanguage): CommentsMessages {
  return { ...catalogues[language], ...refusalWords[language] };
}
