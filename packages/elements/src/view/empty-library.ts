import { css, html, nothing } from 'lit';
import type { SearchMessages } from '../i18n/search-messages.js';
import { logo } from '../icons.js';
import { placeIcons } from '../place-icons.js';

/** Something to search for that finds something in the books that come along. */
export interface StarterQuestion {
  readonly text: string;
  /** Tag of its language. */
  readonly language: string;
}

export interface EmptyLibraryView {
  readonly messages: SearchMessages;
  readonly questions: readonly StarterQuestion[];
  readonly state: 'none' | 'fetching' | 'failed';
  readonly ask: (question: StarterQuestion) => void;
  readonly addFiles: () => void;
  readonly addFolder: () => void;
}

/** What stands where documents will: how to add some, and an example that runs at once. */
export function renderEmptyLibrary({ messages: m, questions, state, ask, addFiles, addFolder }: EmptyLibraryView) {
  return html`
    <div class="empty" part="empty">
      ${logo}
      <h2>${m.emptyTitle}</h2>
      <p class="lead">${m.emptyHint}</p>
      <div class="drop">
        <div class="buttons">
          <button class="button primary" id="empty-files" @click=${addFiles}>${placeIcons.file} ${m.addFiles}</button>
          <button class="button" id="empty-folder" @click=${addFolder}>${placeIcons.folder} ${m.addFolder}</button>
        </div>
        <p>${m.formats}</p>
      </div>
      ${
        questions.length > 0
          ? html`
              <h3>${m.starterTitle}</h3>
              <p class="lead">${m.starterHint}</p>
              ${renderQuestions(questions, m, ask, state === 'fetching')}
              <p class="lead" role="status">${state === 'fetching' ? m.fetching : state === 'failed' ? m.starterFailed : nothing}</p>
            `
          : nothing
      }
    </div>
  `;
}

export const renderQuestions = (
  questions: readonly StarterQuestion[],
  m: SearchMessages,
  ask: (question: StarterQuestion) => void,
  disabled = false,
) => html`
  <ul class="questions tries" aria-label=${m.questions}>
    ${questions.map(
      (question) => html`
        <li><button class="question" part="example" lang=${question.language} ?disabled=${disabled} @click=${() => ask(question)}>${question.text}</button></li>
      `,
    )}
  </ul>
`;

export const emptyLibraryStyles = css`
  .empty h3 {
    margin: 32px 0 4px;
    font-size: 16px;
    font-weight: 600;
  }
  .lead {
    margin: 0 auto 16px;
    max-width: 520px;
    font-size: 15px;
    color: var(--_muted);
    text-wrap: balance;
  }
  .drop {
    padding: 24px 16px 16px;
    border: 1.5px dashed var(--_field);
    border-radius: 16px;
  }
  .drop .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
  }
  .drop p {
    margin: 12px 0 0;
    font-size: 14px;
    color: var(--_muted);
  }
`;
