import { html, nothing } from 'lit';
import type { CommentsMessages } from '../i18n/comments-messages.js';

/** Says that one must log in, and where. */
export const renderLoginNeeded = (m: CommentsMessages, draftKept: boolean, href: string | undefined, login: (event: Event) => void) =>
  html`<div class="question" id="login">
    <p>${m.loginNeeded}</p>
    ${draftKept ? html`<p>${m.draftKept}</p>` : nothing}
    <div class="row">${href ? html`<a class="button primary" href=${href} @click=${login}>${m.login}</a>` : html`<button class="button primary" @click=${login}>${m.login}</button>`}</div>
  </div>`;
