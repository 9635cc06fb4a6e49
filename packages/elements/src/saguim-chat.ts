import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { AnnounceMode, SaguimAnnouncer } from './announce/announcer.js';
import { AnswerAnnouncer } from './announce/answer-announcer.js';
import type { ChatController } from './chat/chat-controller.js';
import type { ChatModelInfo, ChatProvider, ChatSampling } from './chat/chat-provider.js';
import { ChatRoom } from './chat/chat-room.js';
import type { Message } from './chat/conversation.js';
import { ModelLoader, type ModelState } from './chat/model-loader.js';
import { define } from './define.js';
import { FlushOnLeave } from './flush-on-leave.js';
import { chatMessages, chooseLanguage } from './i18n/language.js';
import { icons } from './icons.js';
import { chatStyles } from './saguim-chat-styles.js';
import type { ConversationStore } from './store/conversation-store.js';
import { MemoryStore } from './store/memory-store.js';
import { controls, tokens } from './tokens.js';
import './announce/announcer.js';
import './view/composer.js';
import { type ChatExample, defaultExamples, emptyChatStyles, renderEmptyChat } from './view/empty-chat.js';
import { emptyPlaceStyles } from './view/empty-place.js';
import type { MessageAction } from './view/message-view.js';
import './view/message-view.js';
import { missingStyles } from './view/missing-styles.js';
import { modelBarStyles, renderModelBar } from './view/model-bar.js';
import './view/options-panel.js';
import { ScrollKeeper } from './view/scroll-keeper.js';

/**
 * A chat: one conversation, where people write, and what the model needs.
 *
 * Give it a `provider` (and a `store`, if conversations are to be kept), or a `room` that several elements share:
 *
 *     const chat = document.querySelector('saguim-chat');
 *     chat.provider = createSaguimProvider();
 *
 * @fires saguim-conversation - the conversation came to be or changed; `detail` is `{ id, title }`
 * @fires saguim-use-model - the person wants a smaller model, since loading this one ended a tab; `detail` is a `ChatModelInfo`
 * @fires saguim-answer - an answer is whole, was stopped or failed; `detail` is the `Message`
 * @fires saguim-options - instructions and sampling were opened or closed; `detail` says which
 * @csspart message - a message; also `user-message` and `assistant-message`
 * @csspart bubble - the ground of what the person wrote
 * @csspart answer - the Markdown of an answer
 * @csspart composer - where people write; `input` is its field
 * @csspart empty - what stands where messages will
 * @csspart example - an example in it
 * @cssprop --saguim-accent - colour of what can be pressed; `--saguim-on-accent` lies on it, `--saguim-accent-soft` is its pale ground
 * @cssprop --saguim-background - ground; `--saguim-surface` is raised from it, `--saguim-code-background` lies under code
 * @cssprop --saguim-text - text; `--saguim-muted` is text of less weight
 * @cssprop --saguim-border - lines; `--saguim-field-border` surrounds fields
 * @cssprop --saguim-font - font; `--saguim-font-mono` is that of code
 * @cssprop --saguim-radius - corners
 */
export class SaguimChat extends LitElement {
  static override styles = [tokens, controls, modelBarStyles, emptyPlaceStyles, emptyChatStyles, missingStyles, chatStyles];

  /** Who answers. */
  @property({ attribute: false }) provider: ChatProvider | undefined;
  /** Where conversations are kept; nowhere beyond the page when left out. */
  @property({ attribute: false }) store: ConversationStore | undefined;
  /** Conversations shared with other elements; takes the place of `provider` and `store`. */
  @property({ attribute: false }) room: ChatRoom | undefined;
  /** Which conversation; empty for one that begins. Changes by itself when a new one got its first message. */
  @property({ attribute: 'conversation-id' }) conversationId = '';
  /** `auto`, `en` or `pt-BR`. */
  @property() language = 'auto';
  /** `auto`, `light` or `dark`; when left out, that of the page (`color-scheme`). */
  @property({ reflect: true }) theme: 'auto' | 'light' | 'dark' | undefined;
  /** What is read out to screen readers. */
  @property() announcements: AnnounceMode = 'sentence';
  /** Whether the model is loaded as soon as the element is there, and not with the first message. */
  @property({ type: Boolean, attribute: 'load-at-once' }) loadAtOnce = false;
  /** Whether instructions and sampling are shown. */
  @property({ type: Boolean, attribute: 'options-open' }) optionsOpen = false;
  /** Questions that teach; default: four that a small model answers well. */
  @property({ attribute: false }) examples: readonly ChatExample[] | undefined;

  @state() private controller: ChatController | undefined;
  @state() private missing = false;
  @state() private modelState: ModelState | undefined;

  #ownRoom: ChatRoom | undefined;
  #subscribed: ModelLoader | undefined;
  #opening = 0;
  readonly #answers = new AnswerAnnouncer(() => this.renderRoot.querySelector<SaguimAnnouncer>('saguim-announcer') ?? undefined);
  readonly #scroll = new ScrollKeeper(this, () => this.renderRoot.querySelector<HTMLElement>('#scroller') ?? undefined);

  constructor() {
    super();
    new FlushOnLeave(this, this.#flush);
  }

  get #messages() {
    return chatMessages(chooseLanguage(this.language));
  }

  /** The conversations that this element shows one of. */
  get activeRoom(): ChatRoom | undefined {
    return this.room ?? this.#ownRoom;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#subscribe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#subscribed?.removeEventListener('change', this.#onModel);
    this.#subscribed = undefined;
  }

  /** Begins a new conversation; the one that is open stays where it is kept. */
  newChat(): void {
    this.conversationId = '';
    void this.#open();
  }

  /** Puts the cursor where people write. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector('saguim-composer')?.focus(options);
  }

  /** Sends a text as if it were written. */
  async send(text: string): Promise<void> {
    this.#scroll.follow();
    await this.controller?.send(text);
  }

  stop(): void {
    this.controller?.stop();
  }

  /** Answers the last question again. */
  async regenerate(): Promise<void> {
    const last = this.controller?.path.at(-1);
    if (last?.role === 'assistant') await this.controller!.regenerate(last.id);
  }

  toggleOptions(open = !this.optionsOpen): void {
    this.optionsOpen = open;
    this.dispatchEvent(new CustomEvent('saguim-options', { detail: open, bubbles: true, composed: true }));
  }

  /** Whether an answer comes. */
  get busy(): boolean {
    return this.controller !== undefined && this.controller.status !== 'idle';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('room') || changed.has('provider') || changed.has('store')) {
      this.#ownRoom =
        this.room || !this.provider ? undefined : new ChatRoom(new ModelLoader(this.provider), this.store ?? new MemoryStore());
      this.controller = undefined;
      this.#subscribe();
      void this.#open();
    } else if (changed.has('conversationId') && this.conversationId !== (this.controller?.begun ? this.controller.conversation.id : '')) {
      void this.#open();
    }
  }

  protected override updated(): void {
    this.#answers.update(this.controller, this.#messages, this.announcements, this.#answerLanguage);
    this.#scroll.update();
  }

  #subscribe(): void {
    const loader = this.activeRoom?.loader;
    if (loader === this.#subscribed) return;
    this.#subscribed?.removeEventListener('change', this.#onModel);
    this.#subscribed = loader;
    loader?.addEventListener('change', this.#onModel);
    this.modelState = loader?.state;
    if (loader && this.loadAtOnce) void loader.begin();
  }

  readonly #onModel = () => {
    const before = this.modelState?.phase;
    this.modelState = this.#subscribed?.state;
    const now = this.modelState?.phase;
    if (before !== now && (now === 'ready' || now === 'failed'))
      this.#answers.say(now === 'ready' ? this.#messages.modelReady : this.#messages.modelFailed);
  };

  async #open(): Promise<void> {
    const room = this.activeRoom;
    const number = ++this.#opening;
    const id = this.conversationId;
    this.controller?.removeEventListener('change', this.#onChange);
    const controller = room && (id ? await room.open(id).catch(() => undefined) : room.begin());
    if (number !== this.#opening) return;
    this.missing = Boolean(room && id && !controller);
    this.controller = controller;
    this.#answers.begin(controller);
    this.#scroll.follow();
    controller?.addEventListener('change', this.#onChange);
    if (controller && !id) {
      controller.addEventListener('created', () => this.#onCreated(controller), { once: true });
      void controller.restoreDraft();
    }
    controller?.addEventListener('answered', () => {
      const message = controller.path.at(-1);
      this.dispatchEvent(new CustomEvent('saguim-answer', { detail: message, bubbles: true, composed: true }));
    });
    this.#tellConversation();
  }

  readonly #onChange = () => this.requestUpdate();

  #onCreated(controller: ChatController): void {
    if (controller !== this.controller) return;
    this.conversationId = controller.conversation.id;
    this.#tellConversation();
  }

  #tellConversation(): void {
    const { begun, conversation } = this.controller ?? {};
    const detail = { id: begun ? conversation!.id : '', title: begun ? conversation!.title : '' };
    this.dispatchEvent(new CustomEvent('saguim-conversation', { detail, bubbles: true, composed: true }));
  }

  readonly #onSmaller = (detail: ChatModelInfo) =>
    this.dispatchEvent(new CustomEvent('saguim-use-model', { detail, bubbles: true, composed: true }));

  readonly #flush = () => {
    void this.controller?.flush();
    void this.activeRoom?.flush();
  };

  get #answerLanguage(): string {
    const languages = this.modelState?.model.languages ?? [];
    return languages.length === 1 ? languages[0]! : '';
  }

  protected override render() {
    const m = this.#messages;
    const { controller, modelState } = this;
    if (this.missing) return html`<div class="missing"><h2>${m.notFound}</h2><p>${m.notFoundHint}</p></div>`;
    if (!controller || !modelState) return html`<div class="missing"></div>`;
    const path = controller.path;
    const busy = controller.status !== 'idle';
    return html`
      ${this.#renderBar(controller)}
      <div id="scroller">
        <div id="column">
          ${
            path.length === 0
              ? renderEmptyChat({
                  model: modelState.model,
                  language: chooseLanguage(this.language),
                  messages: m,
                  examples: this.examples ?? defaultExamples(m),
                  choose: (text) => void this.send(text),
                })
              : html`
                  <section aria-label=${m.conversation} @message-action=${this.#onAction}>
                    <ol>
                      ${repeat(
                        path,
                        ({ id }) => id,
                        (message) => this.#renderMessage(message, controller, busy),
                      )}
                    </ol>
                  </section>
                `
          }
        </div>
      </div>
      <div id="foot">
        <button id="latest" class="icon-button" ?hidden=${!this.#scroll.away} title=${m.jumpToLatest} aria-label=${m.jumpToLatest} @click=${() => this.#scroll.follow()}>
          ${icons.down}
        </button>
        ${renderModelBar(modelState, m, () => void this.#subscribed?.ensure().catch(() => {}), this.#onSmaller)}
        ${controller.overflowed ? html`<p class="notice">${m.overflow}</p>` : nothing}
        ${controller.unsaved ? html`<p class="notice">${m.unsaved}</p>` : nothing}
        <saguim-composer
          exportparts="composer, input"
          .messages=${m}
          .text=${controller.draft}
          ?busy=${busy}
          .note=${controller.temporary ? m.temporaryNote : m.localNote}
          @composer-input=${(event: CustomEvent<string>) => controller.setDraft(event.detail)}
          @composer-send=${() => void this.send(controller.draft)}
          @composer-stop=${() => controller.stop()}
        ></saguim-composer>
      </div>
      <saguim-announcer></saguim-announcer>
    `;
  }

  #renderBar(controller: ChatController) {
    const m = this.#messages;
    const model = this.modelState!.model;
    const where = this.modelState!.phase === 'ready' && model.backend ? m.device(model.backend, model.threads ?? 1) : '';
    return html`
      <div id="bar">
        <p id="model"><span>${model.title}</span>${where ? html`<span id="where">${where}</span>` : nothing}</p>
        <button
          id="options-button"
          class="icon-button"
          title=${m.options}
          aria-label=${m.options}
          aria-expanded=${this.optionsOpen ? 'true' : 'false'}
          aria-controls="options"
          @click=${() => this.toggleOptions()}
        >
          ${icons.options}
        </button>
      </div>
      <div id="options" role="region" aria-label=${m.options} ?hidden=${!this.optionsOpen}>
        ${
          this.optionsOpen
            ? html`<saguim-options
                .messages=${m}
                .systemPrompt=${controller.conversation.systemPrompt}
                .sampling=${controller.conversation.sampling}
                .defaults=${this.activeRoom?.loader.provider.defaultSampling ?? {}}
                @options-change=${(event: CustomEvent<{ systemPrompt?: string; sampling?: ChatSampling }>) => {
                  const { systemPrompt, sampling } = event.detail;
                  if (systemPrompt !== undefined) controller.setSystemPrompt(systemPrompt);
                  if (sampling) controller.setSampling(sampling);
                }}
              ></saguim-options>`
            : nothing
        }
      </div>
    `;
  }

  #renderMessage(message: Message, controller: ChatController, busy: boolean) {
    const m = this.#messages;
    const current = controller.current?.id === message.id;
    const waiting = !current || controller.status !== 'waiting' ? '' : this.modelState?.phase === 'ready' ? m.thinking : m.waitingForModel;
    const { editDraft } = controller;
    return html`
      <li class=${message.role}>
        <h2 class="unseen">${message.role === 'user' ? m.you : m.assistant}</h2>
        <saguim-message
          exportparts="message, user-message, assistant-message, bubble, answer, problem"
          .message=${message}
          .versions=${controller.siblings(message).map(({ id }) => id)}
          .messages=${m}
          ?busy=${busy}
          .waiting=${waiting}
          .problem=${controller.problem(message)}
          .answerLanguage=${this.#answerLanguage}
          .editDraft=${editDraft?.id === message.id ? editDraft.text : undefined}
        ></saguim-message>
      </li>
    `;
  }

  readonly #onAction = (event: CustomEvent<MessageAction>) => {
    const { controller } = this;
    const action = event.detail;
    if (!controller) return;
    if (action.type === 'copied') this.#answers.say(this.#messages.copied);
    else if (action.type === 'branch') controller.selectBranch(action.id);
    else if (action.type === 'edit-draft') {
      controller.setEditDraft(action.text === undefined ? undefined : { id: action.id, text: action.text });
    } else {
      this.#scroll.follow();
      if (action.type === 'regenerate') void controller.regenerate(action.id);
      else if (action.type === 'retry') void controller.retry(action.id);
      else if (action.type === 'edit') void controller.edit(action.id, action.text);
    }
  };
}

define('saguim-chat', SaguimChat);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-chat': SaguimChat;
  }
}
