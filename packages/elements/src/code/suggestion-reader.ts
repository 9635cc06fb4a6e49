import { css, html, LitElement } from 'lit';
import { state } from 'lit/decorators.js';
import { define } from '../define.js';
import type { CodeMessages } from '../i18n/code-messages.js';
import { controls, tokens } from '../tokens.js';

export interface Reading {
  readonly text: string;
  readonly messages: CodeMessages;
  /** What Insert does. */
  readonly accept: () => void;
  /** After it has closed, however it was closed: the editor takes the focus back. */
  readonly closed: () => void;
}

/** A suggestion as plain text, in a window in which it is read line by line: grey text at the caret is out of a screen reader's reach. */
export class SaguimSuggestionReader extends LitElement {
  @state() private reading: Reading | undefined;

  static override styles = [
    tokens,
    controls,
    css`
      dialog {
        width: min(640px, calc(100vw - 32px));
        padding: 16px 20px 20px;
        border: 1px solid var(--_border);
        border-radius: 16px;
        background: var(--_ground);
        color: var(--_text);
        box-shadow: var(--_shadow);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 30%);
      }
      label {
        display: block;
        margin-block-end: 8px;
        font-weight: 650;
      }
      textarea {
        display: block;
        resize: vertical;
        font-family: var(--_mono);
        white-space: pre;
        overflow: auto;
      }
      .row {
        display: flex;
        justify-content: flex-end;
        gap: 8px;
        margin-block-start: 16px;
      }
    `,
  ];

  /** Shows a suggestion; the focus is in its text. */
  async open(reading: Reading): Promise<void> {
    this.reading = reading;
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector('dialog')!;
    if (dialog.open) return;
    dialog.showModal();
    const text = dialog.querySelector('textarea')!;
    text.focus();
    text.setSelectionRange(0, 0);
  }

  protected override render() {
    const { reading } = this;
    if (!reading) return html``;
    const { text, messages: m } = reading;
    const rows = Math.min(16, text.split('\n').length + 1);
    return html`
      <dialog aria-labelledby="title" @close=${this.#onClose}>
        <label id="title" for="text">${m.readTitle}</label>
        <textarea id="text" class="field" readonly spellcheck="false" rows=${rows} .value=${text}></textarea>
        <div class="row">
          <button id="close" class="button" @click=${() => this.#end()}>${m.close}</button>
          <button id="accept" class="button primary" @click=${() => this.#end(true)}>${m.accept}</button>
        </div>
      </dialog>
    `;
  }

  #accepted = false;

  #end(accepted = false): void {
    this.#accepted = accepted;
    this.renderRoot.querySelector('dialog')!.close();
  }

  readonly #onClose = () => {
    const { reading } = this;
    const accepted = this.#accepted;
    this.#accepted = false;
    this.reading = undefined;
    reading?.closed();
    if (accepted) reading?.accept();
  };
}

define('saguim-suggestion-reader', SaguimSuggestionReader);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-suggestion-reader': SaguimSuggestionReader;
  }
}
