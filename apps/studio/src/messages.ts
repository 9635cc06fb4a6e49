import type { InterfaceLanguage } from '@saguim/elements';
import { en } from './messages-en.js';
import { ptBr } from './messages-pt-br.js';

/** Every word of Studio that is not the chat's own, in one language. */
export interface StudioMessages {
  readonly chat: string;
  readonly models: string;
  readonly settings: string;
  readonly places: string;
  readonly skip: string;
  readonly menu: string;
  readonly closeMenu: string;
  readonly newChat: string;
  readonly temporaryChat: string;
  readonly commands: string;
  readonly searchCommands: string;
  readonly noCommands: string;
  readonly conversation: string;
  readonly goTo: (place: string) => string;
  readonly stopAnswer: string;
  readonly answerAgain: string;
  readonly showOptions: string;
  readonly exportMarkdown: string;
  readonly exportJson: string;
  readonly deleteChat: string;
  readonly useTheme: (theme: string) => string;
  readonly useLanguage: (language: string) => string;
  readonly announce: (mode: string) => string;
  readonly modelsIntro: string;
  readonly speaks: (languages: string) => string;
  readonly licence: string;
  readonly onDevice: (size: string) => string;
  readonly notOnDevice: (size: string) => string;
  readonly inMemory: (where: string) => string;
  readonly load: string;
  readonly unload: string;
  readonly unloadHint: string;
  readonly removeModel: string;
  readonly removedModel: (title: string) => string;
  readonly otherModels: string;
  readonly storedOn: (date: string) => string;
  readonly space: (used: string, total: string) => string;
  readonly language: string;
  readonly theme: string;
  readonly automatic: string;
  readonly languageAutomatic: string;
  readonly light: string;
  readonly dark: string;
  readonly announcements: string;
  readonly announcementsHint: string;
  readonly bySentence: string;
  readonly wholeAnswer: string;
  readonly off: string;
  readonly keyboard: string;
  readonly keys: readonly (readonly [keys: string, what: string])[];
  readonly privacy: string;
  readonly privacyIntro: string;
  readonly kept: readonly (readonly [what: string, where: string])[];
  readonly conversationCount: (count: number) => string;
  readonly erase: string;
  readonly eraseHint: string;
  readonly eraseQuestion: string;
  readonly eraseWarning: string;
  readonly eraseNow: string;
  readonly erasing: string;
  readonly eraseFailed: string;
  readonly erased: string;
  readonly erasedHint: string;
  readonly startAgain: string;
  readonly cancel: string;
  readonly updateReady: string;
  readonly reload: string;
  readonly notStored: string;
}

const catalogues: Readonly<Record<InterfaceLanguage, StudioMessages>> = { en, 'pt-BR': ptBr };

export const studioMessages = (language: InterfaceLanguage): StudioMessages => catalogues[language];

/** Bytes as people read them. */
export function formatBytes(bytes: number, language: InterfaceLanguage): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const digits = power < 2 ? 0 : 1;
  return new Intl.NumberFormat(language, { style: 'unit', unit: units[power], maximumFractionDigits: digits }).format(
    bytes / 1000 ** power,
  );
}
