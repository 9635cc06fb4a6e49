import type { ConversationStore } from '@saguim/elements';
import { html } from 'lit';
import type { StudioMessages } from './messages.js';
import { browserModel, type ChatModel, type Preferences } from './preferences.js';

export interface SettingsView {
  readonly m: StudioMessages;
  readonly preferences: Preferences;
  readonly store: ConversationStore;
  readonly prefer: (event: CustomEvent<Preferences>) => void;
  /** The model that the chat uses from now on; undefined: the one that comes along. */
  readonly use: (model: ChatModel | undefined) => void;
  readonly erase: () => void;
}

/** The place Settings. Until it is here, it is an element that is not known yet, with everything it needs. */
export function renderSettings({ m, preferences, store, prefer, use, erase }: SettingsView) {
  void import('./settings-place.js');
  return html`<studio-settings
    .m=${m}
    .preferences=${preferences}
    .store=${store}
    @prefer=${prefer}
    @own-model=${() => use(undefined)}
    @browser-model=${() => use({ name: browserModel, title: m.browserModel, languages: [] })}
    @erase=${erase}
  ></studio-settings>`;
}
