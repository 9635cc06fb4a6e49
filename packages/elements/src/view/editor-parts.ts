import { html, nothing } from 'lit';
import type { InterfaceLanguage } from '../i18n/choose-language.js';
import type { EditorMessages } from '../i18n/editor-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';
import { languageOf, languageTitles, type WorkFile } from '../workbench/work-file.js';
import type { Workbench } from '../workbench/workbench.js';
import { formatTime } from './completion-panel.js';

export interface NothingShown {
  readonly messages: EditorMessages;
  /** Whether a file is wanted that is not there. */
  readonly missing: boolean;
  readonly openFolder: () => void;
  readonly addSamples: () => void;
  readonly newFile: () => void;
}

/** Where no file is open: the ways to one. */
export const renderNothing = ({ messages: m, missing, openFolder, addSamples, newFile }: NothingShown) => html`
  <div id="empty">
    <h2>${missing ? m.noFile : m.empty}</h2>
    <p>${missing ? m.noFileHint : m.emptyHint}</p>
    <div class="row">
      <button class="button primary" id="open-folder" @click=${openFolder}>${placeIcons.folder} ${m.openFolder}</button>
      <button class="button" id="add-samples" @click=${addSamples}>${placeIcons.library} ${m.addSamples}</button>
      <button class="button" id="new-file" @click=${newFile}>${icons.plus} ${m.newFile}</button>
    </div>
  </div>
`;

/** Says that the model that comes along is made for conversations. @param choose leads to others; undefined where they are shown already */
export const renderChatModelNote = (m: EditorMessages, title: string, choose: (() => void) | undefined, dismiss: () => void) => html`
  <div class="note" id="note">
    <p>${m.chatModelNote(title)}</p>
    ${choose ? html`<button class="button" id="choose-model" @click=${choose}>${m.chooseModel}</button>` : nothing}
    <button class="icon-button small" aria-label=${m.dismiss} title=${m.dismiss} @click=${dismiss}>${icons.close}</button>
  </div>
`;

export interface EditorStatus {
  readonly messages: EditorMessages;
  readonly language: InterfaceLanguage;
  readonly room: Workbench;
  readonly file: WorkFile;
  readonly position: { readonly line: number; readonly column: number } | undefined;
}

/** How suggestions went, and where the caret is. */
export function renderStatus({ messages: m, language, room, file, position }: EditorStatus) {
  const { counts } = room.loader.provider;
  const [last] = room.suggestions.timings;
  return html`
    <div id="status" role="group" aria-label=${m.statusBar}>
      ${room.settings.automatic ? nothing : html`<span>${m.suggestionsOff}</span>`}
      <span id="last">${last ? m.lastTook(formatTime(last.firstLineMs, language)) : m.noSuggestionYet}</span>
      <span id="accepted">${m.acceptedOf(counts.accepted + counts.acceptedPart + counts.typedThrough, counts.shown)}</span>
      <span class="gap"></span>
      <span class="wide">${m.position(position?.line ?? 1, position?.column ?? 1)}</span>
      <span class="wide">${languageTitles[languageOf(file.path)] ?? m.plainText}</span>
    </div>
  `;
}
