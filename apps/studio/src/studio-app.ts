import {
  type ChatRoom,
  chooseLanguage,
  controls,
  define,
  icons,
  type SaguimChat,
  type SaguimConversations,
  tokens,
} from '@saguim/elements';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type Address, chatAddress, isLaterPlace, type Panel, type Place, placeAddress, readAddress, writeAddress } from './address.js';
import { renderChatsSide } from './chats-side.js';
import { type Command, makeCommands } from './commands.js';
import './command-palette.js';
import { takeDroppedModels } from './dropped-model.js';
import { eraseEverything } from './erase.js';
import { type Erasing, renderErased } from './erased-page.js';
import { placeIcons } from './icons.js';
import { sayLanguage, studioMessages } from './language.js';
import { LaterPlaces } from './later-places.js';
import { ModelsPlace } from './models-place.js';
import { applyPreferences, type ChatModel, type Preferences, readPreferences, watchPreferences, writePreferences } from './preferences.js';
import { renderSettings } from './render-settings.js';
import { changeModel, type Rooms } from './rooms.js';
import { renderSide } from './side-bar.js';
import { shellStyles } from './studio-app-styles.js';

/** The shell: places, conversations, what is open on top, and the addresses of all of these. */
export class StudioApp extends LitElement {
  static override styles = [tokens, controls, shellStyles];

  @property({ attribute: false }) rooms!: Rooms;

  @state() private address: Address = readAddress(location.hash);
  @state() private preferences: Preferences = readPreferences();
  @state() private conversationTitle = '';
  @state() private temporaryId = '';
  @state() private erased: Erasing = 'no';
  @state() private newVersion: (() => void) | undefined;
  #unwatch: (() => void)[] = [];
  @state() private narrow = false;
  readonly #narrowQuery = matchMedia('(max-width: 800px)');
  readonly #later = new LaterPlaces(this);
  readonly #models = new ModelsPlace(this, (model) => void this.#useModel(model));
  /** Where places were left. */
  readonly #lastAddress = new Map<Place, string>();
  /** Whether what is open was opened in this page, so that going back closes it. */
  #pushed = false;

  get #language() {
    return chooseLanguage(this.preferences.language);
  }
  get #m() {
    return studioMessages(this.#language);
  }
  get #room(): ChatRoom {
    return this.address.temporary ? this.rooms.temporary : this.rooms.kept;
  }
  get #chat(): SaguimChat | null {
    return this.renderRoot.querySelector('saguim-chat');
  }

  /** What the place that is shown is called. */
  get #title(): string {
    const { place, temporary } = this.address;
    if (place !== 'chat') return this.#m[place];
    return this.conversationTitle || (temporary ? this.#m.temporaryChat : this.#m.newChat);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('popstate', this.#onAddress);
    // Whoever went elsewhere before Studio stood on the page gets there.
    this.#onAddress();
    addEventListener('keydown', this.#onKey);
    const onWidth = () => {
      this.narrow = this.#narrowQuery.matches;
    };
    onWidth();
    this.#narrowQuery.addEventListener('change', onWidth);
    this.#unwatch = [
      watchPreferences(() => this.#prefer(readPreferences(), false)),
      this.rooms.kept.store.subscribe((change) => {
        if (change.type !== 'erased' || change.own) return;
        this.rooms.kept.discardAll();
        this.rooms.temporary.discardAll();
        this.rooms.kept.loader.release();
        this.erased = 'done';
      }),
      takeDroppedModels((file) => void this.#takeModel(file)),
      () => this.#narrowQuery.removeEventListener('change', onWidth),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.#onAddress);
    removeEventListener('keydown', this.#onKey);
    for (const end of this.#unwatch) end();
  }

  /** Offers a version of the app that is ready. */
  offerUpdate(take: () => void): void {
    this.newVersion = take;
  }

  protected override updated(changed: PropertyValues): void {
    sayLanguage(this.#language);
    const { place } = this.address;
    const known = place !== 'chat' || this.conversationTitle;
    document.title = `${known ? this.#title : this.#m.chat} · Saguim Studio`;
    if (changed.has('address')) this.#moveFocus(changed.get('address') as Address | undefined);
  }

  /** Who goes to a place, or opens and closes something, goes on there. Answers never move the focus. */
  #moveFocus(before: Address | undefined): void {
    if (!before) return;
    const { panel, place } = this.address;
    if (panel === 'menu') this.renderRoot.querySelector<HTMLElement>('#close-menu')?.focus();
    else if (before.panel === 'menu' && before.place === place && before.conversation === this.address.conversation) {
      this.renderRoot.querySelector<HTMLElement>('#open-menu')?.focus();
    } else if (before.place !== place) this.renderRoot.querySelector<HTMLElement>('#title')?.focus();
  }

  readonly #onAddress = () => {
    this.address = readAddress(location.hash);
    const { place } = this.address;
    if (isLaterPlace(place)) this.#lastAddress.set(place, writeAddress({ ...this.address, panel: undefined }));
  };

  #go(address: string): void {
    this.#pushed = false;
    // What was open on top is no place to go back to.
    if (this.address.panel || location.hash === address) history.replaceState(history.state, '', address);
    else history.pushState(null, '', address);
    this.#onAddress();
  }

  #open(panel: Panel): void {
    if (this.address.panel === panel) return;
    const replace = this.address.panel !== undefined;
    const hash = writeAddress({ ...this.address, panel });
    if (replace) history.replaceState(history.state, '', hash);
    else history.pushState(null, '', hash);
    this.#pushed ||= !replace;
    this.#onAddress();
  }

  /** Closes what is open on top: back to where it was opened, or, where it was opened by its address, in place. */
  #close(): void {
    if (!this.address.panel) return;
    const { panel: _, ...rest } = this.address;
    if (this.#pushed) history.back();
    else history.replaceState(history.state, '', writeAddress(rest));
    this.#pushed = false;
    this.address = rest;
  }

  #newChat(temporary = false): void {
    if (temporary) this.temporaryId = '';
    this.#go(writeAddress({ place: 'chat', temporary }));
    void this.updateComplete.then(() => {
      if (this.#chat?.conversationId) this.#chat.newChat();
      return this.#chat?.updateComplete.then(() => this.#chat?.focus());
    });
  }

  readonly #onKey = (event: KeyboardEvent) => {
    if (this.erased !== 'no') return;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      if (this.address.panel === 'commands') this.#close();
      else this.#open('commands');
    } else if (command && event.shiftKey && event.key.toLowerCase() === 'o') {
      event.preventDefault();
      this.#newChat();
    } else if (event.key === 'Escape' && this.address.panel === 'menu') this.#close();
  };

  readonly #onPrefer = ({ detail }: CustomEvent<Preferences>) => {
    if (detail.catalogue !== this.preferences.catalogue) this.#models.forget();
    this.#prefer(detail);
  };

  #prefer(preferences: Preferences, write = true): void {
    this.preferences = preferences;
    applyPreferences(preferences);
    if (write) writePreferences(preferences);
  }

  /** Keeps a model's file that was dropped on Studio, shows how far it is, and chats with it. */
  async #takeModel(file: File): Promise<void> {
    this.#go(placeAddress('models'));
    await this.#models.take(file).catch(() => {});
  }

  /** Chats with another model from now on. */
  async #useModel(chatModel: ChatModel | undefined): Promise<void> {
    const { chatModel: _, ...others } = this.preferences;
    this.#prefer({ ...others, ...(chatModel && { chatModel }) });
    this.rooms = await changeModel(this.rooms, chatModel);
    this.temporaryId = '';
    this.#newChat();
  }

  readonly #erase = async () => {
    this.erased = 'erasing';
    try {
      await this.#models.settle();
      await eraseEverything([this.rooms.kept, this.rooms.temporary], this.rooms.kept.store);
      this.erased = 'done';
    } catch {
      this.erased = 'failed';
    }
  };

  readonly #onConversation = ({ detail }: CustomEvent<{ id: string; title: string }>) => {
    this.conversationTitle = detail.title;
    if (this.address.place !== 'chat') return;
    if (this.address.temporary) this.temporaryId = detail.id;
    else if (detail.id && !this.address.conversation) {
      // The chat that began has an address now; the empty one is no place to go back to.
      history.replaceState(history.state, '', writeAddress({ ...this.address, conversation: detail.id }));
      this.#onAddress();
    }
  };

  readonly #onOptions = ({ detail: open }: CustomEvent<boolean>) => (open ? this.#open('options') : this.#close());

  readonly #goInPlace = (hash: string, replace: boolean) => {
    if (readAddress(hash).place !== this.address.place) return;
    if (replace) history.replaceState(history.state, '', hash);
    else history.pushState(null, '', hash);
    this.#onAddress();
  };

  protected override render() {
    if (this.erased !== 'no') return renderErased(this.erased, this.#m, this.#erase);
    const m = this.#m;
    const { panel } = this.address;
    const covered = this.narrow && panel === 'menu';
    return html`
      <nav aria-label=${m.skip}><button class="skip" @click=${this.#skip}>${m.skip}</button></nav>
      <div id="shade" ?hidden=${!covered} @click=${() => this.#close()}></div>
      ${this.#renderSide()}
      <main id="main" ?inert=${covered}>
        <header>
          <button id="open-menu" class="icon-button" aria-label=${m.menu} aria-expanded=${panel === 'menu' ? 'true' : 'false'} aria-controls="side" @click=${() => this.#open('menu')}>
            ${placeIcons.menu}
          </button>
          <h1 id="title" tabindex="-1">${this.#title}</h1>
          ${isLaterPlace(this.address.place) ? nothing : html`<button class="icon-button" aria-label=${m.newChat} title=${m.newChat} @click=${() => this.#newChat()}>${icons.plus}</button>`}
        </header>
        ${this.newVersion ? html`<div class="banner" role="status"><span>${m.updateReady}</span><button class="button" @click=${this.newVersion}>${m.reload}</button></div>` : nothing}
        ${this.rooms.kept.store.persistent ? nothing : html`<div class="banner">${m.notStored}</div>`}
        <div id="place">${this.#renderPlace()}</div>
      </main>
      ${
        panel === 'commands'
          ? html`<studio-palette .m=${m} .commands=${this.#commands()} .room=${this.rooms.kept} @palette-close=${this.#onPaletteClose}></studio-palette>`
          : nothing
      }
    `;
  }

  readonly #onPaletteClose = async (event: Event) => {
    const run = (event as CustomEvent<(() => void) | null>).detail;
    const back = this.#pushed;
    this.#close();
    await this.updateComplete;
    // Going back is not done at once; what runs may go elsewhere, and must come after it.
    if (run && back) addEventListener('popstate', () => queueMicrotask(run), { once: true });
    else run?.();
  };

  #renderSide() {
    const [m, language] = [this.#m, this.#language];
    const { address } = this;
    return renderSide({
      m,
      address,
      hrefOf: (place) => this.#placeHref(place),
      close: () => this.#close(),
      commands: () => this.#open('commands'),
      click: this.#onSideClick,
      things: isLaterPlace(address.place)
        ? this.#later.renderSide(address, m, language, this.#beginThing)
        : renderChatsSide({
            m,
            address,
            room: this.rooms.kept,
            language,
            newChat: this.#onNewChat,
            temporaryChat: this.#onTemporaryChat,
            removed: (id) => id === address.conversation && this.#go(chatAddress()),
          }),
    });
  }

  /** Begins a library, a classifier, a policy or a file in the place that is shown. */
  readonly #beginThing = () => {
    this.#close();
    void this.renderRoot.querySelector('saguim-search')?.newLibrary();
    void this.renderRoot.querySelector('saguim-classify')?.newClassifier();
    void this.renderRoot.querySelector('saguim-policy')?.newPolicy();
    void this.renderRoot.querySelector('saguim-editor')?.newFile();
    void this.renderRoot.querySelector('studio-comments')?.addSamples();
  };

  /** A link in the open menu takes the menu's place in the history: going back leads to where the menu was opened. */
  readonly #onSideClick = (event: MouseEvent) => {
    if (this.address.panel !== 'menu' || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.composedPath().find((target): target is HTMLAnchorElement => target instanceof HTMLAnchorElement);
    if (!link?.hash) return;
    event.preventDefault();
    this.#pushed = false;
    history.replaceState(history.state, '', link.hash);
    this.#onAddress();
  };

  /** A place's link leads back to what was open there; the chat's does so while the chat is shown. */
  #placeHref(place: Place): string {
    if (place === 'chat' && this.address.place === 'chat') return writeAddress({ ...this.address, panel: undefined });
    return this.#lastAddress.get(place) ?? placeAddress(place);
  }

  readonly #onNewChat = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#newChat();
  };

  /** Leads back to the temporary chat there is; who is there already begins another one. */
  readonly #onTemporaryChat = (event: MouseEvent) => {
    if (!this.address.temporary || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#newChat(true);
  };

  readonly #skip = () => {
    if (this.address.place === 'chat') this.#chat?.focus();
    else this.renderRoot.querySelector<HTMLElement>('#title')?.focus();
  };

  #renderPlace() {
    const m = this.#m;
    const { place, conversation, temporary, panel } = this.address;
    if (place === 'models') {
      const { loader } = this.rooms.kept;
      return this.#models.render({
        m,
        language: this.#language,
        chatModel: loader.state.model.name,
        loaders: [loader, ...this.#later.loaders],
      });
    }
    if (place === 'settings') {
      return renderSettings({
        m,
        preferences: this.preferences,
        store: this.rooms.kept.store,
        prefer: this.#onPrefer,
        use: (model) => void this.#useModel(model),
        erase: this.#erase,
      });
    }
    if (isLaterPlace(this.address.place))
      return this.#later.render({ address: this.address, language: this.#language, m, go: this.#goInPlace, options: this.#onOptions });
    return html`<saguim-chat
      load-at-once
      .room=${this.#room}
      language=${this.#language}
      announcements=${this.preferences.announcements}
      .conversationId=${temporary ? this.temporaryId : conversation}
      .optionsOpen=${panel === 'options'}
      @saguim-conversation=${this.#onConversation}
      @saguim-options=${this.#onOptions}
      @saguim-use-model=${({ detail }: CustomEvent<ChatModel>) => void this.#useModel(detail)}
    ></saguim-chat>`;
  }

  #commands(): Command[] {
    return makeCommands({
      m: this.#m,
      preferences: this.preferences,
      chat: this.address.place === 'chat' ? (this.#chat ?? undefined) : undefined,
      conversation: this.address.conversation,
      conversations: this.renderRoot.querySelector<SaguimConversations>('saguim-conversations') ?? undefined,
      later: this.#later.commands(this.#m, (address) => this.#go(address)),
      go: (address) => this.#go(address),
      newChat: (temporary) => this.#newChat(temporary),
      prefer: (preferences) => this.#prefer(preferences),
    });
  }
}

define('studio-app', StudioApp);
