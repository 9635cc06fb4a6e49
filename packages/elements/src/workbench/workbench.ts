import type { SourceFile } from 'saguim';
import type { ModelLoader } from '../chat/model-loader.js';
import type { InterfaceLanguage } from '../i18n/language.js';
import { hostClock, Saver, type SaverClock } from '../store/saver.js';
import type { CodeModel, CodeProvider } from './code-provider.js';
import { type CompletionSettings, defaultSettings, readSettings } from './completion-settings.js';
import { type OpenedFile, saveFile } from './open-folder.js';
import { samplesIn } from './samples.js';
import { SuggestionSource } from './suggestion-source.js';
import { asSaved, languageOf, type WorkFile, type WorkState, type WorkStore } from './work-file.js';

/** What was typed is written this often, in milliseconds. */
const WRITE_INTERVAL = 500;

export interface WorkbenchOptions {
  readonly clock?: SaverClock;
  readonly now?: () => number;
}

/** Files of this browser that are worked on, which of them are open, and how suggestions are made. What is typed is kept. Fires `change`. */
export class Workbench extends EventTarget {
  readonly loader: ModelLoader<CodeProvider>;
  readonly store: WorkStore;
  /** Who suggests, and how long that took. */
  readonly suggestions: SuggestionSource;
  readonly #now: () => number;
  readonly #saver: Saver;
  #files = new Map<string, WorkFile>();
  #tabs: readonly string[] = [];
  #settings = defaultSettings;
  #started: Promise<void> | undefined;
  #read = false;
  /** Ids of what was typed into and is not written yet, with what reads the newest text. */
  readonly #typed = new Map<string, () => string>();
  /** Whether the last write failed: what is typed may be lost with the page. */
  #failing = false;
  #discarded = false;
  /** The last write of tabs and settings. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(loader: ModelLoader<CodeProvider>, store: WorkStore, { clock = hostClock, now = Date.now }: WorkbenchOptions = {}) {
    super();
    this.loader = loader;
    this.store = store;
    this.suggestions = new SuggestionSource(loader, () => this.#settings);
    this.#now = now;
    this.#saver = new Saver(() => this.#writeTyped(), WRITE_INTERVAL, clock);
    store.subscribe((event) => {
      if (event.type === 'erased') this.discardAll();
      else if (!event.own) void this.#refresh().catch(() => {});
    });
  }

  /** All files, by path. */
  get files(): readonly WorkFile[] {
    return [...this.#files.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.addedAt - b.addedAt));
  }

  /** Files that have a tab, in their order. */
  get tabs(): readonly WorkFile[] {
    return this.#tabs.flatMap((id) => this.#files.get(id) ?? []);
  }

  get settings(): CompletionSettings {
    return this.#settings;
  }

  get failing(): boolean {
    return this.#failing;
  }

  file(id: string): WorkFile | undefined {
    return this.#files.get(id);
  }

  /** Whether a file holds what is not saved in its own place. */
  isEdited(id: string): boolean {
    const file = this.#files.get(id);
    return file !== undefined && (this.#typed.has(id) || file.text !== file.saved);
  }

  /** Other files, for a completion's context: those with a tab, and those opened last. */
  neighbours(id: string): readonly SourceFile[] {
    const near = [...this.#files.values()].sort((a, b) => b.openedAt - a.openedAt).slice(0, 16);
    return [...new Set([...this.tabs, ...near])]
      .filter((file) => file.id !== id)
      .map(({ id: other, path, text, openedAt }) => ({
        path,
        text: this.#typed.get(other)?.() ?? text,
        language: languageOf(path),
        opened: openedAt,
      }));
  }

  /** Reads what is stored, once. The first time there are samples. */
  start(language: InterfaceLanguage = 'en'): Promise<void> {
    this.#started ??= this.#refresh().then(async () => {
      await this.loader.provider.opened;
      if ((await this.store.get('state', 'state')) || this.#discarded) return;
      await this.addSamples(language);
    });
    this.#started.catch(() => {
      this.#started = undefined;
    });
    return this.#started;
  }

  /** Adds the samples, or those that are missing; the first one gets a tab. @returns its id */
  async addSamples(language: InterfaceLanguage = 'en'): Promise<string> {
    const samples = samplesIn(language);
    const there = new Set(this.files.map(({ path }) => path));
    const missing = samples.filter(({ path }) => !there.has(path));
    await this.add(missing);
    const [first] = samples;
    const { id } = this.files.find(({ path }) => path === first.path)!;
    await this.open(id);
    return id;
  }

  /** Adds files. One whose path is there already takes its place, unless something unsaved is in it. @returns the ids, in order */
  async add(opened: readonly OpenedFile[]): Promise<string[]> {
    const byPath = new Map(this.files.map((file) => [file.path, file]));
    const put: WorkFile[] = [];
    const ids = opened.map(({ path, text, handle, lineEnd = '\n' }) => {
      const old = byPath.get(path);
      if (old && this.isEdited(old.id)) return old.id;
      const id = old?.id ?? crypto.randomUUID();
      const [addedAt, openedAt] = [old?.addedAt ?? this.#now(), old?.openedAt ?? 0];
      put.push({ id, path, text, saved: text, lineEnd, addedAt, openedAt, ...(handle && { handle }) });
      return id;
    });
    await this.#put(put);
    return ids;
  }

  /** Begins an empty file. @returns its id */
  async begin(path: string): Promise<string> {
    const taken = new Set(this.files.map((file) => file.path));
    const [, stem, ending] = /^(.*?)(\.\w+)?$/.exec(path)!;
    let free = path;
    for (let number = 2; taken.has(free); number++) free = `${stem}-${number}${ending ?? ''}`;
    const [id] = await this.add([{ path: free, text: '' }]);
    await this.open(id!);
    return id!;
  }

  /** Gives a file a tab. */
  async open(id: string): Promise<void> {
    const file = this.#files.get(id);
    if (!file) return;
    if (!this.#tabs.includes(id)) this.#tabs = [...this.#tabs, id];
    await this.#put([{ ...file, openedAt: this.#now() }]);
    await this.#writeState();
  }

  /** Takes its tab away; what was typed stays in the file. */
  async close(id: string): Promise<void> {
    this.#tabs = this.#tabs.filter((other) => other !== id);
    await Promise.all([this.#writeState(), this.#saver.flush()]);
  }

  async rename(id: string, path: string): Promise<void> {
    const file = this.#files.get(id);
    // A file elsewhere keeps its name there: what is saved after this is saved by itself.
    const { handle: _, ...rest } = file ?? {};
    if (file && path.trim() && path !== file.path) await this.#put([{ ...(rest as WorkFile), path: path.trim() }]);
  }

  /** Deletes it here, never where it was opened. @returns what brings it back */
  async remove(id: string): Promise<() => Promise<void>> {
    const file = this.#files.get(id);
    const text = this.#typed.get(id)?.();
    const tabs = this.#tabs;
    this.#files.delete(id);
    this.#typed.delete(id);
    await this.close(id);
    await this.store.write({ remove: { files: [id] } });
    return async () => {
      if (!file) return;
      await this.#put([{ ...file, text: text ?? file.text }]);
      this.#tabs = tabs.filter((other) => other === id || this.#tabs.includes(other));
      await this.#writeState();
    };
  }

  /** Something was typed. @param read gives the newest text, when it is written */
  type(id: string, read: () => string): void {
    if (this.#discarded || !this.#files.has(id)) return;
    const before = this.isEdited(id);
    this.#typed.set(id, read);
    this.#saver.touch();
    if (!before) this.#changed();
  }

  /**
   * Saves a file where it was opened.
   * @returns false when it has no such place: it is for the person to say where
   * @throws what the browser says when it cannot be written
   */
  async save(id: string): Promise<boolean> {
    await this.#saver.flush();
    const file = this.#files.get(id);
    if (!file?.handle) return false;
    await saveFile(file.handle, asSaved(file));
    await this.saved(id, file.text);
    return true;
  }

  /** It was saved by other means. */
  async saved(id: string, text: string): Promise<void> {
    const file = this.#files.get(id);
    if (file) await this.#put([{ ...file, saved: text }]);
  }

  async set(settings: CompletionSettings): Promise<void> {
    this.#settings = readSettings(settings);
    await this.#writeState();
  }

  /** Takes another model and makes it ready; undefined: the one that comes along. A name is kept, a file only as long as the page. */
  async choose(model: CodeModel | undefined): Promise<void> {
    this.loader.release();
    this.loader.provider.choose(model);
    this.loader.release();
    const { model: _, ...settings } = this.#settings;
    await this.set({ ...settings, ...(typeof model === 'string' && { model }) });
    await this.loader.ensure();
  }

  /** Writes what was typed, and waits until it is written. */
  flush(): Promise<void> {
    return this.#saver.flush();
  }

  /** Writes nothing more: everything was erased. */
  discardAll(): void {
    this.#discarded = true;
    this.#saver.cancel();
    this.#typed.clear();
    this.#files = new Map();
    this.#tabs = [];
    this.#changed();
  }

  async #writeTyped(): Promise<void> {
    const typed = [...this.#typed];
    this.#typed.clear();
    const put = typed.flatMap(([id, read]) => {
      const file = this.#files.get(id);
      return file ? [{ ...file, text: read() }] : [];
    });
    const failed = this.#failing;
    // Nobody needs to draw what is typed once more when it is written, unless it is as it was saved again.
    if (this.#keep(put)) this.#changed();
    try {
      await this.#write(put);
      this.#failing = false;
    } catch {
      // It is tried again with what is typed next.
      for (const [id, read] of typed) if (!this.#typed.has(id)) this.#typed.set(id, read);
      this.#failing = true;
    }
    if (this.#failing !== failed) this.#changed();
  }

  async #put(files: readonly WorkFile[]): Promise<void> {
    if (this.#discarded) return;
    this.#keep(files);
    this.#changed();
    await this.#write(files);
  }

  /** @returns whether one of them is as it was saved */
  #keep(files: readonly WorkFile[]): boolean {
    if (this.#discarded) return false;
    for (const file of files) this.#files.set(file.id, file);
    return files.some(({ id }) => !this.isEdited(id));
  }

  async #write(files: readonly WorkFile[]): Promise<void> {
    if (!this.#discarded && files.length > 0) await this.store.write({ put: { files } });
  }

  async #writeState(): Promise<void> {
    this.#changed();
    if (this.#discarded) return;
    const state: WorkState = { id: 'state', tabs: this.#tabs, settings: this.#settings };
    const writing = this.store.write({ put: { state: [state] } });
    this.#writing = writing.catch(() => {});
    await writing;
  }

  async #refresh(): Promise<void> {
    // Read while settings were being written, they would be those of before.
    const writing = this.#writing;
    await writing;
    const [files, state] = await Promise.all([this.store.all('files'), this.store.get('state', 'state')]);
    if (writing !== this.#writing) return this.#refresh();
    if (this.#discarded) return;
    // What is being typed here is newer than what another tab wrote.
    const typed = (id: string) => this.#typed.has(id) && this.#files.get(id);
    this.#files = new Map(files.map((file) => [file.id, typed(file.id) || file]));
    this.#settings = readSettings(state?.settings);
    if (!this.#read && this.#settings.model) {
      this.loader.provider.choose(this.#settings.model);
      this.loader.release();
    }
    // Tabs are this page's own from then on.
    if (!this.#read) this.#tabs = state?.tabs ?? [];
    this.#read = true;
    this.#tabs = this.#tabs.filter((id) => this.#files.has(id));
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
