import { html } from 'lit';
import type { QueueMessages } from '../i18n/queue-messages.js';
import type { Refused } from './queue-decision.js';
import { tellError } from './tell-error.js';

/** So many are told one by one. */
const most = 5;

/** Decisions that were not kept, and why: each about whose comment. */
export function renderRefused(refused: readonly Refused[], m: QueueMessages, dismiss: () => void) {
  const told = refused.slice(-most);
  return html`<div class="problem" id="refused">
    <p><strong>${m.notKept(refused.length)}</strong></p>
    <ul>
      ${told.map(({ item, ruling, error }) => html`<li>${m.attempt(ruling?.action, item?.writer.name ?? m.nobody)}: ${tellError(error, m)}</li>`)}
    </ul>
    <button class="button small" id="dismiss-refused" @click=${dismiss}>${m.dismiss}</button>
  </div>`;
}
