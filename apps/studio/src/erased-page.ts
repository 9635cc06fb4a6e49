import { logo } from '@saguim/elements';
import { html } from 'lit';
import type { StudioMessages } from './messages.js';

export type Erasing = 'no' | 'erasing' | 'failed' | 'done';

/** What is shown once everything was erased, or could not be: a page that keeps nothing. */
export function renderErased(state: Erasing, m: StudioMessages, erase: () => void) {
  if (state === 'erasing') return html`<main class="erased"><h1>${m.erasing}</h1></main>`;
  const failed = state === 'failed';
  return html`
    <main class="erased" role="status">
      ${logo}
      <h1>${failed ? m.eraseFailed : m.erased}</h1>
      ${failed ? html`<button class="button primary" @click=${erase}>${m.eraseNow}</button>` : html`<p>${m.erasedHint}</p>`}
      <button class="button" id="start-again" @click=${() => location.reload()}>${m.startAgain}</button>
    </main>
  `;
}
