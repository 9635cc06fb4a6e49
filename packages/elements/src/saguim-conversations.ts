import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatRoom } from './chat/chat-room.js';
import type { Conversation, ConversationRecord } from './chat/conversation.js';
import { fileNameFrom, toJson, toMarkdown } from './chat/export.js';
import { define } from './define.js';
import { chatMessages, chooseLanguage } from './i18n/language.js';
import { icons } from './icons.js';
import { conversationsStyles } from './saguim-conversations-styles.js';
import { saveFile } from './save-file.js';
import { controls, tokens } from './tokens.js';
import { groupByDay } from './view/day-groups.js';
import './view/menu.js';

/** Changes are shown so often at most, in milliseconds. */
const REFRESH_INTERVAL = 400;
/** What was deleted can be brought back for so long, in milliseconds. */
const UNDO_TIME = 12_000;

/**
 * The conversations that are kept: search, open, rename, export, delete with undo.
 *
 * @fires saguim-open - a conversation was chosen; `detail` is its id. Cancel it to go elsewhere than `hrefFor` says
 * @fires saguim-removed - a conversation was deleted; `detail` is its id
 * @csspart item - a conversation
 * @csspart search - the search field
 */
export class SaguimConversations extends LitElement {
  static override styles = [tokens, controls, conversationsStyles];

  /** The conversations, shared with the chat that shows one of them. */
  @property({ attribute: false }) room: ChatRoom | undefined;
  /** The conversation that is shown. */
  @property({ attribute: 'conversation-id' }) conversationId = '';
  /** `auto`, `en` or `pt-BR`. */
  @property() language = 'auto';
  /** `auto`, `light` or `dark`; when left out, that of the page. */
  @property({ reflect: true }) theme: 'auto' | 'light' | 'dark' | undefined;
  /** The address of a conversation. */
  @property({ attribute: false }) hrefFor: (id: string) => string = (id) => `#${id}`;

  @state() private conversations: readonly Conversation[] | undefined;
  @state() private query = '';
  @state() private renaming = '';
  @state() private removed: ConversationRecord | undefined;

  #unsubscribe: (() => void) | undefined;
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;
  #undoTimer: ReturnType<typeof setTimeout> | undefined;
  #stale = false;
  #reading = 0;

  get #messages() {
    return chatMessages(chooseLanguage(this.language));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#subscribe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    clearTimeout(this.#refreshTimer);
    this.#refreshTimer = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('room')) this.#subscribe();
  }

  /** Puts the cursor into the search field. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('#search')?.focus(options);
  }

  #subscribe(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = this.room?.store.subscribe((change) => {
      if (change.type === 'changed' && !change.own) void this.room?.get(change.id)?.refresh();
      if (change.type === 'erased') this.conversations = [];
      else this.#refreshSoon();
    });
    if (this.room) void this.#refresh();
  }

  #refreshSoon(): void {
    if (this.#refreshTimer !== undefined) {
      this.#stale = true;
      return;
    }
    void this.#refresh();
    this.#refreshTimer = setTimeout(() => {
      this.#refreshTimer = undefined;
      if (this.#stale) this.#refreshSoon();
    }, REFRESH_INTERVAL);
  }

  async #refresh(): Promise<void> {
    this.#stale = false;
    const reading = ++this.#reading;
    const { room, query } = this;
    const found = await (query.trim() ? room?.store.search(query) : room?.store.list())?.catch(() => undefined);
    if (found && reading === this.#reading) this.conversations = found;
  }

  protected override render() {
    const m = this.#messages;
    const { conversations } = this;
    return html`
      <div class="search" part="search">
        ${icons.search}
        <input
          id="search"
          class="field"
          type="search"
          autocomplete="off"
          aria-label=${m.searchConversations}
          placeholder=${m.searchConversations}
          .value=${this.query}
          @input=${this.#onSearch}
        />
      </div>
      <p class="unseen" role="status">${conversations && this.query.trim() ? m.found(conversations.length) : ''}</p>
      <div id="list">
        ${
          conversations === undefined
            ? nothing
            : conversations.length === 0
              ? html`<p class="none">${this.query.trim() ? m.nothingFound : m.noConversations}</p>`
              : groupByDay(conversations).map(
                  ({ name, conversations: group }) => html`
                    <h3>${m[name]}</h3>
                    <ul>
                      ${repeat(
                        group,
                        ({ id }) => id,
                        (conversation) => this.#renderItem(conversation),
                      )}
                    </ul>
                  `,
                )
        }
      </div>
      <div id="toast" role="status">${this.removed ? this.#renderUndo(this.removed) : nothing}</div>
    `;
  }

  #renderItem({ id, title }: Conversation) {
    const m = this.#messages;
    if (this.renaming === id) {
      return html`
        <li>
          <input class="field rename" aria-label=${m.renameTo} .value=${title} maxlength="200" @keydown=${this.#onRenameKey} @blur=${this.#endRename} />
        </li>
      `;
    }
    const answering = this.room?.get(id)?.status !== 'idle' && this.room?.get(id) !== undefined;
    return html`
      <li class=${id === this.conversationId ? 'current' : ''} part="item">
        <a href=${this.hrefFor(id)} aria-current=${id === this.conversationId ? 'page' : nothing} @click=${(event: Event) => this.#onOpen(event, id)}>
          <span class="title">${title || m.untitled}</span>
          ${answering ? html`<span class="dot"><span class="unseen">${m.answering}</span></span>` : nothing}
        </a>
        <saguim-menu
          data-id=${id}
          label=${m.more(title || m.untitled)}
          .items=${[
            { id: 'rename', label: m.rename, icon: icons.edit },
            { id: 'markdown', label: m.exportMarkdown, icon: icons.save },
            { id: 'json', label: m.exportJson, icon: icons.save },
            { id: 'remove', label: m.remove, icon: icons.trash, danger: true },
          ]}
          @menu-select=${(event: CustomEvent<string>) => void this.#do(event.detail, id)}
        ></saguim-menu>
      </li>
    `;
  }

  #renderUndo({ conversation }: ConversationRecord) {
    const m = this.#messages;
    return html`
      <div class="toast">
        <span>${m.removed(conversation.title || m.untitled)}</span>
        <button class="button" id="undo" @click=${this.#undo}>${m.undo}</button>
        <button class="icon-button small" aria-label=${m.dismiss} @click=${() => (this.removed = undefined)}>${icons.close}</button>
      </div>
    `;
  }

  readonly #onSearch = (event: Event) => {
    this.query = (event.target as HTMLInputElement).value;
    this.#refreshSoon();
  };

  #onOpen(event: Event, id: string): void {
    const wanted = this.dispatchEvent(new CustomEvent('saguim-open', { detail: id, bubbles: true, composed: true, cancelable: true }));
    if (!wanted) event.preventDefault();
  }

  async #do(action: string, id: string): Promise<void> {
    if (action === 'rename') return this.#beginRename(id);
    if (action === 'remove') return this.removeConversation(id);
    await this.export(id, action === 'json' ? 'json' : 'markdown');
  }

  async #beginRename(id: string): Promise<void> {
    this.renaming = id;
    await this.updateComplete;
    const field = this.renderRoot.querySelector<HTMLInputElement>('.rename');
    field?.focus();
    field?.select();
  }

  readonly #onRenameKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Enter') (event.target as HTMLElement).blur();
    else if (event.key === 'Escape') {
      event.stopPropagation();
      const id = this.renaming;
      this.renaming = '';
      void this.#focusItem(id);
    }
  };

  readonly #endRename = async (event: Event) => {
    const id = this.renaming;
    const title = (event.target as HTMLInputElement).value.trim();
    if (!id) return;
    this.renaming = '';
    const { room } = this;
    const open = room?.get(id);
    if (open) {
      open.rename(title);
      await open.flush();
    } else if (title) {
      const record = await room?.store.load(id);
      if (record) await room!.store.save({ ...record.conversation, title });
    }
    await this.#refresh();
    // Only where the field took the focus with it: who pressed Enter stays at the conversation.
    if (!(event as FocusEvent).relatedTarget) await this.#focusItem(id);
  };

  async #focusItem(id: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`saguim-menu[data-id="${id}"]`)?.parentElement?.querySelector('a')?.focus();
  }

  /** Deletes a conversation; for a while the person can bring it back. */
  async removeConversation(id: string): Promise<void> {
    const { room } = this;
    if (!room) return;
    await room.get(id)?.flush();
    room.discard(id);
    this.removed = await room.store.remove(id);
    clearTimeout(this.#undoTimer);
    this.#undoTimer = setTimeout(() => (this.removed = undefined), UNDO_TIME);
    this.dispatchEvent(new CustomEvent('saguim-removed', { detail: id, bubbles: true, composed: true }));
    await this.#refresh();
  }

  readonly #undo = async () => {
    const record = this.removed;
    if (!record) return;
    this.removed = undefined;
    await this.room?.store.restore(record);
    await this.#refresh();
    await this.#focusItem(record.conversation.id);
  };

  /** Gives a conversation as a file. */
  async export(id: string, format: 'json' | 'markdown'): Promise<void> {
    const m = this.#messages;
    const record = this.room?.get(id)?.record ?? (await this.room?.store.load(id));
    if (!record) return;
    const json = format === 'json';
    const text = json ? toJson(record) : toMarkdown(record, { user: m.you, assistant: m.assistant, system: m.systemPrompt });
    saveFile(fileNameFrom(record.conversation.title, json ? 'json' : 'md'), text, json ? 'application/json' : 'text/markdown');
  }
}

define('saguim-conversations', SaguimConversations);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-conversations': SaguimConversations;
  }
}
