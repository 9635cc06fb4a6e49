import { css, html } from 'lit';
import type { CommonMessages } from '../i18n/common.js';
import { icons } from '../icons.js';

/** Says that something was deleted, and brings it back. */
export const renderUndo = (text: string, m: Pick<CommonMessages, 'undo' | 'dismiss'>, undo: () => void, dismiss: () => void) => html`
  <div class="toast">
    <span>${text}</span>
    <button class="button" id="undo" @click=${undo}>${m.undo}</button>
    <button class="icon-button small" aria-label=${m.dismiss} @click=${dismiss}>${icons.close}</button>
  </div>
`;

export const undoStyles = css`
  #toast {
    position: absolute;
    inset-block-end: 16px;
    inset-inline: 16px;
    z-index: 3;
    display: flex;
    justify-content: center;
    pointer-events: none;
  }
  .toast {
    display: flex;
    align-items: center;
    gap: 8px;
    max-width: 100%;
    padding: 8px 8px 8px 16px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_ground);
    box-shadow: var(--_shadow);
    font-size: 14px;
    pointer-events: auto;
  }
  .toast span {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .toast .button {
    min-height: 32px;
    padding: 0 12px;
  }
`;
