import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { define } from '../define.js';
import type { ChatMessages } from '../i18n/messages.js';
import { icons } from '../icons.js';
import { controls } from '../tokens.js';
import { isSendKey } from './send-key.js';

/**
 * Where people write. Enter sends and Shift+Enter begins a line; on screens that are touched Enter begins a line.
 *
 * @fires composer-input - `CustomEvent<string>` with the whole text
 * @fires composer-send - the person sends what is written
 * @fires composer-stop - the person stops the answer
 */
export class SaguimComposer extends LitElement {
  @property({ attribute: false }) text = '';
  @property({ attribute: false }) messages!: ChatMessages;
  /** Whether an answer comes. */
  @property({ type: Boolean }) busy = false;
  /** A line below it. */
  @property({ attribute: false }) note = '';

  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      form {
        display: flex;
        align-items: flex-end;
        gap: 8px;
        padding: 8px 8px 8px 20px;
        border: 1px solid var(--_field);
        border-radius: 26px;
        background: var(--_ground);
        box-shadow: var(--_shadow);
      }
      form:focus-within {
        border-color: var(--_accent);
        box-shadow:
          var(--_shadow),
          0 0 0 1px var(--_accent);
      }
      textarea {
        flex: 1;
        min-width: 0;
        border: 0;
        padding: 7px 0;
        margin: 0;
        background: none;
        resize: none;
        outline: none;
        line-height: 24px;
        max-height: min(40vh, 288px);
        field-sizing: content;
      }
      textarea:focus-visible {
        outline: none;
      }
      textarea::placeholder {
        color: var(--_muted);
        opacity: 1;
      }
      .round {
        flex: none;
        display: grid;
        place-items: center;
        width: 40px;
        height: 40px;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: var(--_accent);
        color: var(--_on-accent);
      }
      .round:disabled {
        background: var(--_raised);
        color: var(--_muted);
      }
      .round:hover:not(:disabled) {
        background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
      }
      .note {
        margin: 8px 16px 0;
        font-size: 12.5px;
        line-height: 1.4;
        text-align: center;
        color: var(--_muted);
      }
    `,
  ];

  protected override render() {
    const m = this.messages;
    return html`
      <form @submit=${this.#send} part="composer">
        <textarea
          rows="1"
          part="input"
          aria-label=${m.yourMessage}
          aria-describedby="how"
          placeholder=${m.placeholder}
          enterkeyhint="enter"
          .value=${live(this.text)}
          @input=${this.#onInput}
          @keydown=${this.#onKey}
        ></textarea>
        <span id="how" class="unseen">${m.composerHint}</span>
        ${
          this.busy
            ? html`<button type="button" id="stop" class="round" title=${m.stop} aria-label=${m.stopAnswering} @click=${this.#stop}>${icons.stop}</button>`
            : html`<button id="send" class="round" title=${m.send} aria-label=${m.send} ?disabled=${this.text.trim() === ''}>${icons.send}</button>`
        }
      </form>
      ${this.note ? html`<p class="note">${this.note}</p>` : nothing}
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('text')) this.#fit();
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector('textarea')?.focus(options);
  }

  /** Grows with the text where the browser does not do so itself. */
  #fit(): void {
    if (CSS.supports('field-sizing', 'content')) return;
    const area = this.renderRoot.querySelector('textarea')!;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }

  readonly #onInput = (event: Event) => {
    this.text = (event.target as HTMLTextAreaElement).value;
    this.dispatchEvent(new CustomEvent('composer-input', { detail: this.text }));
  };

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Escape' && this.busy) {
      event.preventDefault();
      this.#stop();
    }
    if (isSendKey(event)) this.#send(event);
  };

  readonly #send = (event: Event) => {
    event.preventDefault();
    if (!this.busy && this.text.trim() !== '') this.dispatchEvent(new Event('composer-send'));
  };

  readonly #stop = () => {
    this.dispatchEvent(new Event('composer-stop'));
    this.focus();
  };
}

define('saguim-composer', SaguimComposer);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-composer': SaguimComposer;
  }
}
