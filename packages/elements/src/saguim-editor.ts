import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { defaultModels } from 'saguim';
import type { SaguimAnnouncer } from './announce/announcer.js';
import { fileNameFrom } from './chat/export.js';
import { ModelLoader } from './chat/model-loader.js';
import { saguimCompletion } from './codemirror.js';
import { define } from './define.js';
import type { FoundFile } from './documents/dropped-files.js';
import { FileIntake } from './file-intake.js';
import { FlushOnLeave } from './flush-on-leave.js';
import { chooseLanguage } from './i18n/choose-language.js';
import { editorMessages } from './i18n/editor-language.js';
import { takePlainClick } from './plain-click.js';
import { editorStyles } from './saguim-editor-styles.js';
import { saveFile } from './save-file.js';
import { MemoryTables } from './store/table-store.js';
import { controls, tokens } from './tokens.js';
import { UndoOffer } from './undo-offer.js';
import './announce/announcer.js';
import { renderCompletionPanel } from './view/completion-panel.js';
import { nameOf, renderEditorBar } from './view/editor-bar.js';
import { renderChatModelNote, renderNothing, renderStatus } from './view/editor-parts.js';
import './view/menu.js';
import { renderModelBar } from './view/model-bar.js';
import { whenIdle } from './view/when-idle.js';
import type { CodeModel, CodeProvider } from './workbench/code-provider.js';
import { CodeView, type LoadSyntax } from './workbench/code-view.js';
import type { CompletionSettings } from './workbench/completion-settings.js';
import { canOpenFolder, chooseFolder, type OpenedFolder, readFiles } from './workbench/open-folder.js';
import { asSaved, languageOf, type WorkFile, type WorkStore, workTables } from './workbench/work-file.js';
import { Workbench } from './workbench/workbench.js';

/** What the editor shows: a file by its id; an empty one means the first tab. */
export interface EditorPlaceView {
  readonly file: string;
}

/**
 * A small workbench: files of a folder or samples, in tabs, with suggestions made on this device, and what is typed kept.
 *
 * Give it a `provider` (and a `store`, if files are to be kept), or a `room`:
 *
 *     const editor = document.querySelector('saguim-editor');
 *     editor.provider = createSaguimCodeProvider();
 *
 * @fires saguim-view - another file is shown; `detail` is `{ view: EditorPlaceView, replace: boolean }`
 * @fires saguim-options - the settings were opened or closed; `detail` says which
 * @cssprop - those of `<saguim-chat>`
 */
export class SaguimEditor extends LitElement {
  static override styles = [tokens, controls, ...editorStyles];

  /** Who completes. */
  @property({ attribute: false }) provider: CodeProvider | undefined;
  /** Where files are kept; nowhere beyond the page when left out. */
  @property({ attribute: false }) store: WorkStore | undefined;
  /** Files shared with other elements; takes the place of `provider` and `store`. */
  @property({ attribute: false }) room: Workbench | undefined;
  /** What is shown. */
  @property({ attribute: false }) view: EditorPlaceView = { file: '' };
  /** Whether the settings are open. */
  @property({ type: Boolean, attribute: 'options-open' }) optionsOpen = false;
  /** `auto`, `en` or `pt-BR`. */
  @property() language = 'auto';
  /** `auto`, `light` or `dark`; when left out, that of the page (`color-scheme`). */
  @property({ reflect: true }) theme: 'auto' | 'light' | 'dark' | undefined;
  /** The address of a file. */
  @property({ attribute: false }) hrefFor: (view: EditorPlaceView) => string = () => '#';
  /** Brings the syntax of a language; none when left out. */
  @property({ attribute: false }) loadSyntax: LoadSyntax = () => undefined;

  @state() private ready = false;
  @state() private renaming = false;
  @state() private said = '';
  @state() private noted = false;

  #room: Workbench | undefined;
  #code: CodeView | undefined;
  /** The settings that the editor was made with. */
  #configured: unknown;
  readonly #undo = new UndoOffer(this);
  readonly #files = new FileIntake(this, '', (files) => void this.addFiles(files));

  constructor() {
    super();
    new FlushOnLeave(this, () => void this.#room?.flush());
  }

  get #m() {
    return editorMessages(this.#language);
  }
  get #language() {
    return chooseLanguage(this.language);
  }

  /** The file that is shown. */
  get #file(): WorkFile | undefined {
    const room = this.#room;
    return this.view.file ? room?.file(this.view.file) : room?.tabs[0];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.#onKey);
    this.#listen('addEventListener');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.#onKey);
    this.#listen('removeEventListener');
    this.#code?.destroy();
    this.#code = undefined;
  }

  /** Puts the cursor into the code. */
  override focus(): void {
    this.#code?.focus();
  }

  /** Begins an empty file; the person names it. */
  async newFile(): Promise<void> {
    const id = await this.#room?.begin(this.#m.firstName);
    if (!id) return;
    this.#go(id);
    this.renaming = true;
  }

  /** Opens files, or all texts of a folder. */
  async addFiles(files: readonly FoundFile[]): Promise<void> {
    await this.#take(await readFiles(files));
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('room') || changed.has('provider') || changed.has('store')) {
      this.#listen('removeEventListener');
      const own = () => this.provider && new Workbench(new ModelLoader(this.provider), this.store ?? new MemoryTables(workTables));
      const room = (this.#room = this.room ?? own());
      this.#listen('addEventListener');
      this.ready = false;
      void room?.start(this.#language).then(
        () => {
          if (this.#room === room) this.ready = true;
        },
        () => {},
      );
    }
    if (changed.has('view') && !changed.has('renaming' as keyof this) && changed.get('view')?.file !== this.view.file)
      this.renaming = false;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('renaming') && this.renaming) this.renderRoot.querySelector<HTMLInputElement>('#name')?.select();
    if (!this.ready || !this.isConnected) return;
    const file = this.#file;
    const room = this.#room!;
    this.#code?.keep(new Set(room.files.map(({ id }) => id)));
    if (!file) return;
    if (!room.tabs.includes(file)) void room.open(file.id);
    this.#code ??= this.#makeCode();
    this.#code.show(file);
    const configured = `${this.#language} ${JSON.stringify(room.settings)}`;
    if (this.#configured !== configured) {
      this.#configured = configured;
      this.#code.configure(file);
    }
    if (!this.view.file) this.#go(file.id, true);
  }

  #makeCode(): CodeView {
    const room = this.#room!;
    return new CodeView({
      parent: this.renderRoot.querySelector<HTMLElement>('#code')!,
      root: this.renderRoot as ShadowRoot,
      loadSyntax: (language) => this.loadSyntax(language),
      extensions: ({ id, path }) =>
        saguimCompletion({
          completer: room.suggestions,
          path,
          language: languageOf(path) || undefined,
          files: () => room.neighbours(id),
          interfaceLanguage: this.#language,
        }),
      typed: (id, read) => room.type(id, read),
      moved: this.#drawSoon,
      label: (file) => this.#m.codeOf(file.path),
      phrases: () => this.#m.phrases,
    });
  }

  #listen(how: 'addEventListener' | 'removeEventListener'): void {
    this.#room?.[how]('change', this.#onChange);
    this.#room?.loader[how]('change', this.#onChange);
    this.#room?.suggestions[how]('change', this.#drawSoon);
  }

  readonly #onChange = () => this.requestUpdate();
  readonly #drawSoon = whenIdle(this.#onChange);

  #go(file: string, replace = false): void {
    if (file === this.view.file) return;
    this.view = { file };
    this.dispatchEvent(new CustomEvent('saguim-view', { detail: { view: this.view, replace }, bubbles: true, composed: true }));
  }

  #tell(words: string): void {
    this.said = words;
    this.renderRoot.querySelector<SaguimAnnouncer>('saguim-announcer')?.announce(words);
  }

  readonly #follow = (event: MouseEvent, id: string) => {
    if (!takePlainClick(event)) return;
    this.#go(id);
    void this.updateComplete.then(() => this.focus());
  };

  readonly #close = async ({ id }: WorkFile) => {
    const room = this.#room!;
    const at = room.tabs.findIndex((tab) => tab.id === id);
    const shown = this.#file?.id === id;
    const next = room.tabs[at + 1] ?? room.tabs[at - 1];
    // Both before anything is drawn: what is shown always has a tab.
    const closed = room.close(id);
    if (shown) this.#go(next?.id ?? '', true);
    await closed;
  };

  readonly #onMenu = (event: CustomEvent<string>) => {
    const actions: Record<string, () => unknown> = {
      new: () => this.newFile(),
      folder: () => this.#openFolder(),
      files: () => this.#files.choose(),
      samples: () => this.#addSamples(),
      save: () => this.#save(),
      rename: () => (this.renaming = true),
      remove: () => this.#remove(),
    };
    void actions[event.detail]?.();
  };

  async #addSamples(): Promise<void> {
    this.#go(await this.#room!.addSamples(this.#language));
  }

  async #openFolder(): Promise<void> {
    if (!canOpenFolder()) {
      this.#files.choose(true);
      return;
    }
    const opened = await chooseFolder().catch(() => undefined);
    if (opened) await this.#take(opened);
  }

  async #take({ files, left }: OpenedFolder): Promise<void> {
    const m = this.#m;
    const [first] = (await this.#room?.add(files)) ?? [];
    if (first) this.#go(first);
    this.#tell([files.length > 0 ? m.openedFiles(files.length) : '', left > 0 ? m.leftFiles(left) : ''].filter(Boolean).join(' '));
  }

  /** Saves where the file was opened; else gives it as a download. */
  async #save(): Promise<void> {
    const room = this.#room!;
    const file = this.#file;
    if (!file) return;
    const m = this.#m;
    try {
      if (await room.save(file.id)) return this.#tell(m.saved(nameOf(file)));
      const newest = room.file(file.id)!;
      const [stem = '', ending = 'txt'] = nameOf(newest).split(/\.(?=[^.]*$)/);
      saveFile(fileNameFrom(stem, ending), asSaved(newest), 'text/plain');
      await room.saved(file.id, newest.text);
      this.#tell(m.savedCopy(nameOf(file)));
    } catch (error) {
      this.#tell(m.saveFailed(nameOf(file), (error as Error).message));
    }
  }

  async #remove(): Promise<void> {
    const file = this.#file;
    if (!file) return;
    const rest = this.#room!.tabs.filter(({ id }) => id !== file.id);
    const removed = this.#room!.remove(file.id);
    this.#go(rest[0]?.id ?? '', true);
    const restore = await removed;
    this.#undo.offer(this.#m.removedFile(nameOf(file)), () => void restore().then(() => this.#go(file.id, true)));
  }

  readonly #endRename = (name: string | undefined) => {
    this.renaming = false;
    const file = this.#file;
    if (file && name) void this.#room!.rename(file.id, name);
    void this.updateComplete.then(() => this.focus());
  };

  readonly #onKey = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 's') {
      event.preventDefault();
      void this.#save();
    }
  };

  readonly #toggleSettings = async () => {
    this.optionsOpen = !this.optionsOpen;
    this.dispatchEvent(new CustomEvent('saguim-options', { detail: this.optionsOpen, bubbles: true, composed: true }));
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(this.optionsOpen ? '#close-settings' : '#open-settings')?.focus();
  };

  readonly #choose = (model: CodeModel | undefined) => void this.#room!.choose(model).catch(() => {});
  readonly #load = () => void this.#room!.loader.ensure().catch(() => {});
  readonly #change = (change: Partial<CompletionSettings>) => void this.#room!.set({ ...this.#room!.settings, ...change });
  readonly #resetCounts = () => {
    this.#room!.loader.provider.resetCounts();
    this.requestUpdate();
  };

  protected override render() {
    const m = this.#m;
    const room = this.#room;
    if (!room || !this.ready) return html`<div class="missing"></div>`;
    const file = this.#file;
    const { state: model, provider } = room.loader;
    return html`
      ${renderEditorBar({
        messages: m,
        room,
        file,
        renaming: this.renaming,
        settingsOpen: this.optionsOpen,
        hrefFor: (id) => this.hrefFor({ file: id }),
        follow: this.#follow,
        close: (each) => void this.#close(each),
        onMenu: this.#onMenu,
        endRename: this.#endRename,
        toggleSettings: () => void this.#toggleSettings(),
      })}
      <div id="middle">
        <div id="work">
          ${room.failing ? html`<p class="problem" role="alert">${m.unsaved}</p>` : nothing}
          ${this.said ? html`<p class="told">${this.said}</p>` : nothing}
          ${model.phase === 'loading' || model.phase === 'failed' ? renderModelBar(model, m, this.#load) : nothing}
          <div id="code" ?hidden=${!file}></div>
          ${
            file
              ? nothing
              : renderNothing({
                  messages: m,
                  missing: this.view.file !== '',
                  openFolder: () => void this.#openFolder(),
                  addSamples: () => void this.#addSamples(),
                  newFile: () => void this.newFile(),
                })
          }
          ${
            file && model.model.name === defaultModels.chat && !this.noted
              ? renderChatModelNote(
                  m,
                  model.model.title,
                  this.optionsOpen ? undefined : () => void this.#toggleSettings(),
                  () => (this.noted = true),
                )
              : nothing
          }
          ${file ? renderStatus({ messages: m, language: this.#language, room, file, position: this.#code?.position }) : nothing}
        </div>
        ${
          this.optionsOpen
            ? renderCompletionPanel({
                messages: m,
                language: this.#language,
                settings: room.settings,
                provider,
                model,
                timings: room.suggestions.timings,
                change: this.#change,
                choose: this.#choose,
                resetCounts: this.#resetCounts,
                close: () => void this.#toggleSettings(),
              })
            : nothing
        }
      </div>
      ${this.#files.render(m.dropHere)}
      <div id="toast" role="status">${this.#undo.render(m)}</div>
      <saguim-announcer></saguim-announcer>
    `;
  }
}

define('saguim-editor', SaguimEditor);

declare global {
  interface HTMLElementTagNameMap {
    'saguim-editor': SaguimEditor;
  }
}
