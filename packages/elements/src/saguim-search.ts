import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { SaguimAnnouncer } from './announce/announcer.js';
import { ModelLoader } from './chat/model-loader.js';
import { copyText } from './clipboard.js';
import { define } from './define.js';
import type { FoundFile } from './documents/dropped-files.js';
import { acceptedFiles } from './documents/read-document.js';
import { FileIntake } from './file-intake.js';
import { chooseLanguage } from './i18n/language.js';
import { searchMessages } from './i18n/search-language.js';
import { icons } from './icons.js';
import { takePlainClick } from './plain-click.js';
import { searchStyles } from './saguim-search-styles.js';
import { type LibraryDocument, type LibraryStore, libraryTables } from './search/library.js';
import type { FoundPassage, LibraryController } from './search/library-controller.js';
import type { SearchProvider, TextRange } from './search/search-provider.js';
import { SearchRoom } from './search/search-room.js';
import { emptySearchView, type SearchView, type StarterLibrary } from './search/search-view.js';
import { ShownLibrary } from './search/shown-library.js';
import { MemoryTables } from './store/table-store.js';
import { controls, tokens } from './tokens.js';
import './announce/announcer.js';
import { UndoOffer } from './undo-offer.js';
import { renderEmptyLibrary, type StarterQuestion } from './view/empty-library.js';
import { renderIngest } from './view/ingest-bar.js';
import { renderLibraryList } from './view/library-list.js';
import './view/menu.js';
import { renderModelBar } from './view/model-bar.js';
import { renderReaderPane } from './view/reader-pane.js';
import { renderFilters, renderLibraryBar } from './view/search-bars.js';

const DOCUMENTS_STEP = 100;

/**
 * Search in documents of one's own, by meaning and by words: drop files, ask, open at the passage.
 *
 * Give it a `provider` (and a `store`, if libraries are to be kept), or a `room`:
 *
 *     const search = document.querySelector('saguim-search');
 *     search.provider = createSaguimSearchProvider();
 *
 * @fires saguim-view - what is shown changed; `detail` is `{ view: SearchView, replace: boolean }`, `replace` for what is no step of its own
 * @csspart search - the search field
 * @csspart result - a passage that was found
 * @csspart document - a document in the list
 * @csspart empty - what stands where documents will
 * @csspart example - an example in it
 * @cssprop --saguim-mark - ground of the words that were found; otherwise those of `<saguim-chat>`
 */
export class SaguimSearch extends LitElement {
  static override styles = [tokens, controls, ...searchStyles];

  /** Who indexes and searches. */
  @property({ attribute: false }) provider: SearchProvider | undefined;
  /** Where libraries are kept; nowhere beyond the page when left out. */
  @property({ attribute: false }) store: LibraryStore | undefined;
  /** Libraries shared with other elements; takes the place of `provider` and `store`. */
  @property({ attribute: false }) room: SearchRoom | undefined;
  /** What is shown. */
  @property({ attribute: false }) view: SearchView = emptySearchView;
  /** `auto`, `en` or `pt-BR`. */
  @property() language = 'auto';
  /** `auto`, `light` or `dark`; when left out, that of the page (`color-scheme`). */
  @property({ reflect: true }) theme: 'auto' | 'light' | 'dark' | undefined;
  /** Whether the model is loaded as soon as the element is there, and not with the first search. */
  @property({ type: Boolean, attribute: 'load-at-once' }) loadAtOnce = false;
  /** Documents that an empty place offers, with questions that they answer. */
  @property({ attribute: false }) starter: StarterLibrary | undefined;
  /** The address of what is shown. */
  @property({ attribute: false }) hrefFor: (view: SearchView) => string = () => '#';

  @state() private renaming = false;
  @state() private starting: 'none' | 'fetching' | 'failed' = 'none';
  @state() private shownDocuments = DOCUMENTS_STEP;

  #said = '';
  readonly #shown = new ShownLibrary(this, (library) => this.#go({ library }, true));
  readonly #undo = new UndoOffer(this);
  readonly #files = new FileIntake(this, acceptedFiles, (files) => void this.addFiles(files));

  get #m() {
    return searchMessages(chooseLanguage(this.language));
  }

  /** The library that is shown. */
  get library(): LibraryController | undefined {
    return this.#shown.controller;
  }

  /** Puts the cursor into the search field. */
  override focus(options?: FocusOptions): void {
    (this.renderRoot.querySelector<HTMLElement>('#query') ?? this.renderRoot.querySelector<HTMLElement>('#empty-files'))?.focus(options);
  }

  /** Adds files to the library that is shown, or to a new one where there is none. */
  async addFiles(files: readonly FoundFile[]): Promise<void> {
    const room = this.#shown.room;
    if (!room || files.length === 0) return;
    const controller = this.library ?? (await room.create(this.#m.firstLibrary));
    if (controller !== this.library) this.#show(controller, true);
    await controller.addFiles(files);
  }

  /** Begins a library; the person names it. */
  async newLibrary(): Promise<void> {
    const controller = await this.#shown.room?.create(this.#m.newLibrary);
    if (!controller) return;
    this.#show(controller);
    this.renaming = true;
  }

  /** Lets the person choose files. */
  readonly chooseFiles = (folder = false): void => this.#files.choose(folder);

  beginRename(): void {
    this.renaming = true;
  }

  /** Deletes the library that is shown; for a while the person can bring it back. */
  async removeLibrary(): Promise<void> {
    const room = this.#shown.room;
    const library = this.library?.record;
    if (!room || !library) return;
    await room.remove(library.id);
    this.#undo.offer(this.#m.removedLibrary(library.name), () => {
      void room.restore(library.id).then(() => this.#go({ ...emptySearchView, library: library.id }, true));
    });
    this.#shown.leave();
    this.#go(emptySearchView, true);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const other = changed.has('room') || changed.has('provider') || changed.has('store');
    if (other) {
      const own = () => this.provider && new SearchRoom(new ModelLoader(this.provider), this.store ?? new MemoryTables(libraryTables));
      this.#shown.take(this.room ?? own());
      if (this.loadAtOnce) void this.#shown.room?.loader.begin();
    }
    if (changed.has('view') && this.view.library !== (changed.get('view') as SearchView | undefined)?.library) {
      this.shownDocuments = DOCUMENTS_STEP;
    }
    if (other || changed.has('view')) this.#shown.follow(this.view);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('renaming') && this.renaming) {
      const field = this.renderRoot.querySelector<HTMLInputElement>('#name');
      field?.focus();
      field?.select();
    }
    this.#announce();
  }

  #go(change: Partial<SearchView>, replace = false): void {
    this.view = { ...this.view, ...change };
    this.dispatchEvent(new CustomEvent('saguim-view', { detail: { view: this.view, replace }, bubbles: true, composed: true }));
  }

  #show(controller: LibraryController, replace = false, query = ''): void {
    this.#shown.show(controller, controller.record.id);
    this.#go({ ...emptySearchView, library: controller.record.id, query }, replace);
  }

  #announce(): void {
    const controller = this.library;
    const m = this.#m;
    const searched = controller?.hits && !controller.searching;
    const count = controller?.hits?.length ?? 0;
    const key = searched ? JSON.stringify([controller.wish, count]) : this.#said;
    if (key === this.#said) return;
    this.#said = key;
    const found = count > 0 ? m.found(count, controller!.milliseconds ?? 0) : m.nothingFound;
    this.#say(count > 0 && controller!.onlyNear ? `${found}. ${m.onlyNear}` : found);
  }

  #say(text: string): void {
    this.renderRoot.querySelector<SaguimAnnouncer>('saguim-announcer')?.announce(text);
  }

  readonly #tryStarter = async ({ text }: StarterQuestion) => {
    const room = this.#shown.room;
    if (!room || !this.starter) return;
    this.starting = 'fetching';
    try {
      const controller = await room.openStarter(this.#m.starterName, this.starter.files);
      this.starting = 'none';
      this.#show(controller, false, text);
    } catch {
      this.starting = 'failed';
    }
  };

  #follow(event: MouseEvent, change: Partial<SearchView>): void {
    if (!takePlainClick(event)) return;
    this.#go(change, this.view.document !== '');
    // By keyboard (a click without a place) the focus goes along.
    if (event.detail === 0) void this.#focusReader();
  }

  async #focusReader(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#close-reader')?.focus();
  }

  readonly #closeReader = () => {
    const { document, passage } = this.view;
    this.#go({ document: '', passage: undefined });
    void this.updateComplete.then(() => {
      const href = this.hrefFor({ ...this.view, document, passage });
      const link = [...this.renderRoot.querySelectorAll<HTMLAnchorElement>('#list a')].find((each) => each.getAttribute('href') === href);
      (link ?? this.renderRoot.querySelector<HTMLElement>('#query'))?.focus();
    });
  };

  readonly #onQuery = (event: Event) => {
    const query = (event.target as HTMLInputElement).value;
    this.#go({ query, like: undefined, document: '', passage: undefined }, true);
  };

  /** Arrow keys go through what is listed, Enter opens, Escape goes back. */
  readonly #onKey = (event: KeyboardEvent) => {
    if (event.isComposing || event.defaultPrevented) return;
    const links = [...this.renderRoot.querySelectorAll<HTMLElement>('#list a')];
    const query = this.renderRoot.querySelector<HTMLElement>('#query');
    const target = event.composedPath()[0] as HTMLElement;
    const at = target === query ? -1 : links.indexOf(target);
    const first = this.library?.hits?.[0];
    if (event.key === 'Escape') {
      if (this.view.document) this.#closeReader();
      else if (this.view.like || this.view.query) {
        this.#go({ query: '', like: undefined }, true);
        this.focus();
      } else return;
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && (at >= 0 || target === query)) {
      const next = at + (event.key === 'ArrowDown' ? 1 : -1);
      (next < 0 ? query : links[next])?.focus();
    } else if (event.key === 'Enter' && target === query && first) {
      this.#go({ document: first.document, passage: first.passage });
      void this.#focusReader();
    } else return;
    event.preventDefault();
  };

  #step(by: number): void {
    const hits = this.library?.hits ?? [];
    const next = hits[hits.indexOf(this.#currentHit!) + by];
    if (next) this.#go({ document: next.document, passage: next.passage }, true);
  }

  get #currentHit(): FoundPassage | undefined {
    const { document, passage } = this.view;
    return this.library?.hits?.find((hit) => hit.document === document && hit.passage.start === passage?.start);
  }

  #similar(document: string, passage: TextRange): void {
    this.#go({ like: { document, passage }, document: '', passage: undefined });
    this.renderRoot.querySelector('#list')?.scrollTo(0, 0);
  }

  async #copy(text: string): Promise<void> {
    await copyText(text);
    this.#say(this.#m.copied);
  }

  async #removeDocument({ id, title }: LibraryDocument): Promise<void> {
    const controller = this.library;
    await controller?.remove(id);
    this.#undo.offer(this.#m.removedDocument(title), () => void controller?.restore(id));
    if (this.view.document === id) this.#go({ document: '', passage: undefined }, true);
  }

  readonly #onMenu = (event: CustomEvent<string>) => {
    const id = event.detail;
    if (id === 'new') void this.newLibrary();
    else if (id === 'rename') this.beginRename();
    else if (id === 'remove') void this.removeLibrary();
    else if (id === 'files' || id === 'folder') this.chooseFiles(id === 'folder');
    else if (id.startsWith('library ')) this.#go({ ...emptySearchView, library: id.slice(8) });
  };

  readonly #endRename = (name: string | undefined) => {
    this.renaming = false;
    const id = this.library?.record.id;
    if (id && name) void this.#shown.room?.rename(id, name);
    void this.updateComplete.then(() => this.focus());
  };

  protected override render() {
    const m = this.#m;
    const { room, controller, modelState, missing } = this.#shown;
    if (!room || !modelState) return html`<div class="missing"></div>`;
    const filled = controller !== undefined && (controller.documents.length > 0 || controller.queue.taking > 0);
    return html`
      ${renderLibraryBar({
        controller,
        libraries: room.records,
        messages: m,
        model: modelState,
        renaming: this.renaming,
        onMenu: this.#onMenu,
        endRename: this.#endRename,
      })}
      <div id="inner" class=${this.view.document ? 'reading' : ''} @keydown=${this.#onKey}>
        ${missing ? html`<div class="missing"><h2>${m.noLibrary}</h2><p>${m.noLibraryHint}</p></div>` : filled ? this.#renderLibrary(controller!) : this.#renderEmpty()}
      </div>
      ${this.#files.render(m.dropHere)}
      <div id="toast" role="status">${this.#undo.render(m)}</div>
      <saguim-announcer></saguim-announcer>
    `;
  }

  #renderEmpty() {
    return html`
      <div id="list">
        ${renderModelBar(this.#shown.modelState!, this.#m, this.#load)}
        ${this.library ? renderIngest(this.library, this.#m) : nothing}
        ${renderEmptyLibrary({
          messages: this.#m,
          questions: this.starter?.questions ?? [],
          state: this.starting,
          ask: this.#tryStarter,
          addFiles: () => this.chooseFiles(),
          addFolder: () => this.chooseFiles(true),
        })}
      </div>
    `;
  }

  readonly #load = () => void this.#shown.room?.loader.ensure().catch(() => {});

  #renderLibrary(controller: LibraryController) {
    const m = this.#m;
    const { view } = this;
    return html`
      <div id="finder">
        <div id="field" part="search">
          ${icons.search}
          <input
            id="query"
            type="search"
            autocomplete="off"
            enterkeyhint="search"
            aria-label=${m.searchIn(controller.record.name)}
            placeholder=${m.placeholder}
            .value=${live(view.query)}
            @input=${this.#onQuery}
          />
        </div>
        ${renderFilters({ controller, view, messages: m, language: chooseLanguage(this.language), change: (change) => this.#go(change, true) })}
        <div id="list" tabindex="-1">
          ${renderModelBar(this.#shown.modelState!, m, this.#load)} ${renderIngest(controller, m)}
          ${this.#renderList(controller)}
        </div>
      </div>
      ${view.document ? this.#renderReader(controller) : nothing}
    `;
  }

  #renderList(controller: LibraryController) {
    return renderLibraryList({
      controller,
      view: this.view,
      messages: this.#m,
      current: this.#currentHit,
      questions: this.starter?.questions ?? [],
      shownDocuments: this.shownDocuments,
      hrefFor: this.hrefFor,
      follow: (event, change) => this.#follow(event, change),
      ask: (query) => this.#go({ query }, true),
      similar: ({ document, passage }) => this.#similar(document, passage),
      copy: (text) => void this.#copy(text),
      remove: (document) => void this.#removeDocument(document),
      more: () => (this.shownDocuments += DOCUMENTS_STEP),
    });
  }

  #renderReader(controller: LibraryController) {
    const { view } = this;
    return renderReaderPane({
      controller,
      view,
      opened: this.#shown.document,
      hit: this.#currentHit,
      messages: this.#m,
      close: this.#closeReader,
      step: (by) => this.#step(by),
      similar: () => view.passage && this.#similar(view.document, view.passage),
    });
  }
}

define('saguim-search', SaguimSearch);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-search': SaguimSearch;
  }
}
