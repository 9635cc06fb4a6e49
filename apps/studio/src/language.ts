import type { InterfaceLanguage } from '@saguim/elements';
import type { StudioMessages } from './messages.js';
import { en } from './messages-en.js';
import { ptBr } from './messages-pt-br.js';

const catalogues: Readonly<Record<InterfaceLanguage, StudioMessages>> = { en, 'pt-BR': ptBr };

export const studioMessages = (language: InterfaceLanguage): StudioMessages => catalogues[language];

/** Which language the page is in. Said once: said again, the browser would style the whole page anew. */
export function sayLanguage(language: InterfaceLanguage): void {
  const { documentElement: root } = document;
  if (root.lang !== language) root.lang = language;
}
