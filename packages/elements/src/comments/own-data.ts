import { html } from 'lit';
import type { PersonalData } from 'saguim/comments';
import type { CommentsMessages } from '../i18n/comments-messages.js';
import { saveJson } from '../save-file.js';

/** Gives the person all that is kept about them, as a file. @returns nothing to be said */
export function saveData(data: PersonalData): string {
  saveJson('comments.json', data);
  return '';
}

export const renderEraseQuestion = (
  m: CommentsMessages,
  erase: () => void,
  keep: () => void,
) => html`<div class="question" role="group" aria-label=${m.eraseQuestion}>
  <p>${m.eraseQuestion}</p>
  <div class="row">
    <button type="button" class="button" @click=${keep}>${m.keep}</button>
    <button type="button" class="button danger" id="erase" @click=${erase}>${m.eraseNow}</button>
  </div>
</div>`;
