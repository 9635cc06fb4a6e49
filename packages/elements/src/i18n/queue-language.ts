import type { InterfaceLanguage } from './choose-language.js';
import { labelNames } from './label-names.js';
import { queueEn } from './queue-en.js';
import type { QueueMessages, QueueWords } from './queue-messages.js';
import { queuePtBr } from './queue-pt-br.js';
import { refusalWords } from './refusal-words.js';

const catalogues: Readonly<Record<InterfaceLanguage, QueueWords>> = { en: queueEn, 'pt-BR': queuePtBr };

export function queueMessages(language: InterfaceLanguage): QueueMessages {
  return { ...catalogues[language], ...refusalWords[language], labels: labelNames[language] };
}
