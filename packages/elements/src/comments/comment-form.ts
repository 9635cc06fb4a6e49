import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { type CommentWatch, type Verdict, type WatchOptions, watchComment } from 'saguim';
import { define } from '../define.js';
import type { CommentsMessages } from '../i18n/comments-messages.js';
import { icons } from '../icons.js';
import { controls } from '../tokens.js';

/** A moderator, or what brings one when the first field gets the focus. */
export type Adviser = WatchOptions['moderator'];

/**
 * A field for some words, with what a moderator on this device says of them while they are typed: advice, which never stops anybody.
 *
 * @slot - what stands before the field
 * @fires form-input - `CustomEvent<string>` with the whole text
 * @fires form-send - `CustomEvent<string>` with the text
 * @fires form-cancel
 */
export class SaguimCommentForm extends LitElement {
  @property({ attribute: false }) text = '';
  @property({ attribute: false }) messages!: CommentsMessages;
  @property() label = '';
  @property() placeholder = '';
  /** A line below the field. */
  @property() hint = '';
  @property({ attribute: 'send-label' }) sendLabel = '';
  @property({ type: Boolean }) cancellable = false;
  @property({ type: Boolean }) busy = false;
  /** Whether there is something to send without words. */
  @property({ type: Boolean }) optional = false;
  /** Why the latest try failed. */
  @property({ attribute: false }) error = '';
  @property({ attribute: false }) adviser: Adviser | undefined;
  /** The section of the site, for the policy. */
  @property({ attribute: false }) section: string | undefined;
  @property({ attribute: false }) locale: string | undefined;

  @state() private verdict: Verdict | undefined;
  @state() private adviceFailed = false;
  #watch: CommentWatch | undefined;

  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      form {
        display: grid;
        gap: 8px;
      }
      label {
        font-size: 14px;
        font-weight: 550;
      }
      textarea {
        display: block;
        min-height: 72px;
        max-height: min(50vh, 400px);
        resize: vertical;
        field-sizing: content;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: flex-end;
        gap: 8px;
      }
      .hint {
        flex: 1 1 160px;
        margin: 0;
        font-size: 13px;
        color: var(--_muted);
      }
      .box {
        display: flex;
        gap: 10px;
        padding: 10px 14px;
        border-radius: var(--_radius);
        background: var(--_raised);
        font-size: 14px;
      }
      .box p {
        margin: 0;
      }
      .box .hint {
        margin-block-start: 2px;
      }
      .box .icon {
        margin-block-start: 2px;
        color: var(--_accent);
      }
      .box.error {
        background: var(--_danger-soft);
      }
      .box.error .icon {
        color: var(--_danger);
      }
      [hidden] {
        display: none;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate('adviser');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch?.stop();
    this.#watch = undefined;
  }

  override focus(options?: FocusOptions): void {
    this.#field?.focus(options);
  }

  get #field(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('adviser') || !this.isConnected) return;
    this.#watch?.stop();
    this.#watch = undefined;
    if (!this.adviser) return;
    this.#watch = watchComment(this.#field!, {
      moderator: this.adviser,
      onVerdict: (verdict) => {
        this.verdict = verdict;
        this.adviceFailed = verdict?.reasons.some(({ kind }) => kind === 'error') ?? false;
      },
      onError: () => {
        this.adviceFailed = true;
      },
      options: () => ({ section: this.section, locale: this.locale }),
    });
  }

  #tell(name: string, detail?: string): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  readonly #onInput = (event: Event) => {
    this.text = (event.target as HTMLTextAreaElement).value;
    this.#tell('form-input', this.text);
  };

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      this.#send();
    } else if (event.key === 'Escape' && this.cancellable && !event.isComposing) {
      event.stopPropagation();
      this.#tell('form-cancel');
    }
  };

  readonly #onSubmit = (event: Event) => {
    event.preventDefault();
    this.#send();
  };

  #send(): void {
    if (this.busy) return;
    if (this.text.trim() === '' && !this.optional) this.#field?.focus();
    else this.#tell('form-send', this.text);
  }

  protected override render() {
    const m = this.messages;
    const { busy, error } = this;
    return html`
      <form @submit=${this.#onSubmit} aria-busy=${busy ? 'true' : 'false'}>
        <slot></slot>
        <label for="text">${this.label}</label>
        <textarea
          id="text"
          class="field"
          part="input"
          dir="auto"
          rows="3"
          placeholder=${this.placeholder || nothing}
          aria-describedby="hint error"
          ?readonly=${busy}
          .value=${live(this.text)}
          @input=${this.#onInput}
          @keydown=${this.#onKey}
        ></textarea>
        <div role="status">${this.#renderAdvice()}</div>
        <div id="error" role="alert">${error ? html`<div class="box error">${icons.warning}<p>${error}</p></div>` : nothing}</div>
        <div class="row">
          <p class="hint" id="hint">${this.hint}</p>
          ${this.cancellable ? html`<button type="button" class="button" id="cancel" @click=${() => this.#tell('form-cancel')}>${m.cancel}</button>` : nothing}
          <button class="button primary" id="send" ?disabled=${busy} part="send">${busy ? m.sending : this.sendLabel}</button>
        </div>
      </form>
    `;
  }

  #renderAdvice() {
    const m = this.messages;
    const { verdict } = this;
    if (this.text.trim() === '') return nothing;
    if (this.adviceFailed) return html`<p class="hint">${m.adviceFailed}</p>`;
    if (!verdict || verdict.action === 'allow') return nothing;
    const told = new Set(verdict.reasons.map(({ message }) => message));
    return html`<div class="box" id="advice" part="advice">
      ${icons.edit}
      <div>
        <p><strong>${m.advice}.</strong> ${[...told].join(' ')}</p>
        <p class="hint">${m.adviceHint}</p>
      </div>
    </div>`;
  }
}

define('saguim-comment-form', SaguimCommentForm);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-comment-form': SaguimCommentForm;
  }
}
