import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Message } from '../chat/conversation.js';
import type { Problem } from '../chat/problem.js';
import { copyText } from '../clipboard.js';
import { define } from '../define.js';
import type { ChatMessages } from '../i18n/messages.js';
import { icons, logo } from '../icons.js';
import '../markdown/markdown-view.js';
import { controls } from '../tokens.js';
import { messageStyles } from './message-styles.js';
import { isSendKey } from './send-key.js';

/** What a person asks of a message. */
export type MessageAction =
  | { readonly type: 'regenerate' | 'retry'; readonly id: string }
  | { readonly type: 'edit'; readonly id: string; readonly text: string }
  | { readonly type: 'edit-draft'; readonly id: string; readonly text: string | undefined }
  | { readonly type: 'branch'; readonly id: string }
  | { readonly type: 'copied' };

/**
 * One message with what can be done with it.
 *
 * @fires message-action - `CustomEvent<MessageAction>`
 */
export class SaguimMessage extends LitElement {
  @property({ attribute: false }) message!: Message;
  /** Identifiers of its versions, itself included, oldest first. */
  @property({ attribute: false, hasChanged: (a: string[], b: string[]) => String(a) !== String(b) }) versions: string[] = [];
  @property({ attribute: false }) messages!: ChatMessages;
  /** Whether an answer comes, so that nothing else can begin. */
  @property({ type: Boolean }) busy = false;
  /** What it waits for, in words; empty when it does not. */
  @property({ attribute: false }) waiting = '';
  @property({ attribute: false }) problem: Problem | undefined;
  /** Language tag of answers, where it is known. */
  @property({ attribute: false }) answerLanguage = '';
  /** The text of an edit that has begun. */
  @property({ attribute: false }) editDraft: string | undefined;
  @state() private copied = false;

  static override styles = [controls, messageStyles];

  protected override render() {
    return this.message.role === 'user' ? this.#renderUser() : this.#renderAnswer();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('editDraft') || !this.#moveFocus) return;
    const before = changed.get('editDraft');
    if ((before === undefined) === (this.editDraft === undefined)) return;
    this.#moveFocus = false;
    const editor = this.renderRoot.querySelector('textarea');
    (editor ?? this.renderRoot.querySelector<HTMLElement>('#edit'))?.focus();
    editor?.setSelectionRange(editor.value.length, editor.value.length);
  }

  /** The person pressed "edit" or "cancel", and goes on where that leads. An edit that comes back with the page moves no focus. */
  #moveFocus = false;

  #renderUser() {
    const { messages: m, message } = this;
    if (this.editDraft !== undefined) return this.#renderEditor(this.editDraft);
    return html`
      <div class="user" part="message user-message">
        <div class="bubble" part="bubble">${message.text}</div>
        <div class="actions">
          ${this.#renderVersions()} ${this.#copyButton(m.copyMessage)}
          <button class="icon-button small" id="edit" title=${m.edit} aria-label=${m.editMessage} ?disabled=${this.busy} @click=${this.#beginEdit}>
            ${icons.edit}
          </button>
        </div>
      </div>
    `;
  }

  #renderEditor(text: string) {
    const m = this.messages;
    return html`
      <form class="editor" @submit=${this.#sendEdit}>
        <textarea class="field" rows="3" aria-label=${m.editMessage} .value=${text} @input=${this.#onEdit} @keydown=${this.#onEditKey}></textarea>
        <div class="row">
          <span class="hint">${m.editHint}</span>
          <button type="button" class="button" @click=${this.#cancelEdit}>${m.cancel}</button>
          <button class="button primary" ?disabled=${this.busy || text.trim() === ''}>${m.send}</button>
        </div>
      </form>
    `;
  }

  #renderAnswer() {
    const { messages: m, message } = this;
    const streaming = message.status === 'streaming';
    return html`
      <div class="answer" part="message assistant-message">
        <div class="face">${logo}</div>
        <div class="content">
          ${
            message.text === ''
              ? nothing
              : html`<saguim-markdown
                  part="answer"
                  lang=${this.answerLanguage || nothing}
                  .text=${message.text}
                  .complete=${!streaming}
                  .labels=${m}
                  @saguim-copied=${this.#onCopied}
                ></saguim-markdown>`
          }
          ${this.waiting ? html`<p class="waiting"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${this.waiting}</p>` : nothing}
          ${this.problem ? this.#renderProblem(this.problem) : this.#renderNote()} ${streaming ? nothing : this.#renderAnswerActions()}
        </div>
      </div>
    `;
  }

  #renderNote() {
    const { status, statistics } = this.message;
    const m = this.messages;
    const note =
      status === 'failed'
        ? m.problems.unknown[0]
        : status === 'stopped'
          ? m.stopped
          : status === 'interrupted'
            ? m.interrupted
            : statistics?.finishReason === 'length'
              ? m.cut
              : '';
    return note ? html`<p class="note">${note}</p>` : nothing;
  }

  #renderProblem({ kind, detail }: Problem) {
    const m = this.messages;
    const [what, advice] = m.problems[kind];
    return html`
      <div class="problem" role="group" aria-label=${what} part="problem">
        ${icons.warning}
        <div>
          <p><strong>${what}</strong> ${advice}</p>
          <details>
            <summary>${m.details}</summary>
            <p lang="en">${detail}</p>
          </details>
          <button class="button" id="retry" ?disabled=${this.busy} @click=${() => this.#act({ type: 'retry', id: this.message.id })}>
            ${icons.again} ${m.tryAgain}
          </button>
        </div>
      </div>
    `;
  }

  #renderAnswerActions() {
    const { messages: m, message } = this;
    const { statistics } = message;
    return html`
      <div class="actions">
        ${message.text ? this.#copyButton(m.copyAnswer) : nothing}
        <button
          class="icon-button small"
          id="regenerate"
          title=${m.regenerate}
          aria-label=${m.regenerate}
          ?disabled=${this.busy}
          @click=${() => this.#act({ type: 'regenerate', id: message.id })}
        >
          ${icons.again}
        </button>
        ${this.#renderVersions()}
        ${statistics ? html`<span class="speed" title=${m.tokens(statistics.tokens)}>${m.speed(statistics.tokensPerSecond)}</span>` : nothing}
      </div>
    `;
  }

  #renderVersions() {
    const m = this.messages;
    const count = this.versions.length;
    if (count < 2) return nothing;
    const index = this.versions.indexOf(this.message.id);
    const to = (step: number) => () => this.#act({ type: 'branch', id: this.versions[index + step]! });
    return html`
      <span class="versions" role="group">
        <button class="icon-button small" aria-label=${m.previousVersion} ?disabled=${this.busy || index === 0} @click=${to(-1)}>${icons.left}</button>
        <span class="count">${m.version(index + 1, count)}</span>
        <button class="icon-button small" aria-label=${m.nextVersion} ?disabled=${this.busy || index === count - 1} @click=${to(1)}>
          ${icons.right}
        </button>
      </span>
    `;
  }

  #copyButton(label: string) {
    return html`
      <button class="icon-button small" title=${this.messages.copy} aria-label=${label} @click=${this.#copy} @blur=${() => (this.copied = false)}>
        ${this.copied ? icons.check : icons.copy}
      </button>
    `;
  }

  readonly #copy = async () => {
    await copyText(this.message.text);
    this.copied = true;
    this.#act({ type: 'copied' });
  };

  readonly #onCopied = () => this.#act({ type: 'copied' });

  readonly #beginEdit = () => {
    this.#moveFocus = true;
    this.#act({ type: 'edit-draft', id: this.message.id, text: this.message.text });
  };

  readonly #cancelEdit = () => {
    this.#moveFocus = true;
    this.#act({ type: 'edit-draft', id: this.message.id, text: undefined });
  };

  readonly #onEdit = (event: Event) =>
    this.#act({ type: 'edit-draft', id: this.message.id, text: (event.target as HTMLTextAreaElement).value });

  readonly #onEditKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.#cancelEdit();
    } else if (isSendKey(event)) this.#sendEdit(event);
  };

  readonly #sendEdit = (event: Event) => {
    event.preventDefault();
    const text = this.editDraft ?? '';
    if (!this.busy && text.trim() !== '') this.#act({ type: 'edit', id: this.message.id, text });
  };

  #act(detail: MessageAction): void {
    this.dispatchEvent(new CustomEvent<MessageAction>('message-action', { detail, bubbles: true, composed: true }));
  }
}

define('saguim-message', SaguimMessage);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-message': SaguimMessage;
  }
}
