import { chooseLanguage } from './choose-language.js';
import { codeEn } from './code-en.js';
import type { CodeMessages } from './code-messages.js';
import { codePtBr } from './code-pt-br.js';

/** @param wanted a tag, or `auto` for what the browser's person prefers */
export function codeMessages(wanted = 'auto'): CodeMessages {
  return chooseLanguage(wanted) === 'pt-BR' ? codePtBr : codeEn;
}
