import type { SaguimChat, SaguimConversations } from '@saguim/elements';
import { chatAddress, placeAddress, places, writeAddress } from './address.js';
import type { StudioMessages } from './messages.js';
import type { Preferences } from './preferences.js';

/** Something that the palette does. */
export interface Command {
  readonly name: string;
  /** Other words that find it. */
  readonly words?: string;
  readonly keys?: string;
  readonly run: () => void;
}

export interface CommandContext {
  readonly m: StudioMessages;
  readonly preferences: Preferences;
  /** The chat, where it is shown. */
  readonly chat?: SaguimChat;
  /** The stored conversation that is open; empty when there is none. */
  readonly conversation: string;
  readonly conversations?: SaguimConversations;
  /** What the places that are brought later offer. */
  readonly later: readonly Command[];
  readonly go: (address: string) => void;
  readonly newChat: (temporary: boolean) => void;
  readonly prefer: (preferences: Preferences) => void;
}

/** Everything that can be done now, what is likely first. */
export function makeCommands({ m, preferences, chat, conversation, conversations, later, go, newChat, prefer }: CommandContext): Command[] {
  const commands: Command[] = [];
  if (chat?.busy) commands.push({ name: m.stopAnswer, keys: 'Esc', run: () => chat.stop() });
  commands.push({ name: m.newChat, keys: 'Ctrl Shift O', run: () => newChat(false) }, { name: m.temporaryChat, run: () => newChat(true) });
  if (chat && !chat.busy && chat.conversationId) commands.push({ name: m.answerAgain, run: () => void chat.regenerate() });
  if (chat) {
    const temporary = !chat.activeRoom?.store.persistent && conversation === '';
    commands.push({ name: m.showOptions, run: () => go(writeAddress({ place: 'chat', conversation, temporary, panel: 'options' })) });
  }
  if (conversation && conversations) {
    commands.push(
      { name: m.exportMarkdown, run: () => void conversations.export(conversation, 'markdown') },
      { name: m.exportJson, run: () => void conversations.export(conversation, 'json') },
      { name: m.deleteChat, run: () => void conversations.removeConversation(conversation) },
    );
  }
  for (const place of places)
    commands.push({ name: m.goTo(m[place]), run: () => go(place === 'chat' ? chatAddress() : placeAddress(place)) });
  commands.push(...later);
  const themes = [
    ['auto', m.automatic],
    ['light', m.light],
    ['dark', m.dark],
  ] as const;
  for (const [theme, name] of themes)
    if (theme !== preferences.theme) commands.push({ name: m.useTheme(name), run: () => prefer({ ...preferences, theme }) });
  const languages = [
    ['auto', m.languageAutomatic],
    ['en', 'English'],
    ['pt-BR', 'Português'],
  ] as const;
  for (const [language, name] of languages) {
    if (language !== preferences.language)
      commands.push({ name: m.useLanguage(name), words: 'language língua idioma', run: () => prefer({ ...preferences, language }) });
  }
  const modes = [
    ['sentence', m.bySentence],
    ['answer', m.wholeAnswer],
    ['off', m.off],
  ] as const;
  for (const [announcements, name] of modes) {
    if (announcements !== preferences.announcements)
      commands.push({ name: m.announce(name), run: () => prefer({ ...preferences, announcements }) });
  }
  commands.push({ name: m.erase, run: () => go(`${placeAddress('settings')}`) });
  return commands;
}
