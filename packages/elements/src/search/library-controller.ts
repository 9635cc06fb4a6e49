import { isAbort, type Problem, toProblem } from '../chat/problem.js';
import type { Mark } from '../documents/document.js';
import type { FoundFile } from '../documents/dropped-files.js';
import type { PdfReader } from '../documents/pdf-reader.js';
import { hostClock, type SaverClock } from '../store/saver.js';
import type { ShelfController } from '../store/shelf.js';
import { UNDO_TIME } from '../undo-time.js';
import { IngestQueue } from './ingest-queue.js';
import type { Library, LibraryDocument, LibraryStore } from './library.js';
import type { LibraryIndex, SearchFilter, SearchHit, SearchProvider, TextRange } from './search-provider.js';

/** What is searched for. */
export interface SearchWish {
  readonly query: string;
  readonly filter: SearchFilter;
  /** Passages like this one, in the place of a query. */
  readonly like?: { readonly document: string; readonly passage: TextRange };
}

/** A hit with what is shown beside it. */
export interface FoundPassage extends SearchHit {
  readonly source: LibraryDocument;
  readonly marks: readonly Mark[];
}

export interface LibraryParts {
  readonly provider: Pick<SearchProvider, 'open'>;
  readonly store: LibraryStore;
  readonly readPdf?: PdfReader;
  readonly clock?: SaverClock;
  readonly now?: () => number;
}

const MOST_HITS = 30;
/** Passages that are shown where none has a word of the query. Some passage is always the nearest: how near does not tell nonsense from a question in another language. */
const MOST_NEAREST = 10;
/** While documents are added, progress is told so often at most, in milliseconds. */
const CHANGE_INTERVAL = 100;
/** And results are brought up to date so often. */
const SEARCH_INTERVAL = 1500;

const sameWish = (a: SearchWish, b: SearchWish): boolean => JSON.stringify(a) === JSON.stringify(b);

/** One library: its documents, what waits to be added, and what is searched in it. Fires `change`. */
export class LibraryController extends EventTarget implements ShelfController<Library> {
  readonly #parts: LibraryParts;
  readonly #clock: SaverClock;
  readonly #now: () => number;
  readonly #documents = new Map<string, LibraryDocument>();
  readonly #outlines = new Map<string, readonly Mark[]>();
  readonly queue: IngestQueue;
  #library: Library;
  #index: Promise<LibraryIndex> | undefined;
  #wish: SearchWish = { query: '', filter: {} };
  #hits: readonly FoundPassage[] | undefined;
  #problem: Problem | undefined;
  #milliseconds: number | undefined;
  #onlyNear = false;
  #searching: AbortController | undefined;
  #leftOut: readonly string[] = [];
  /** Orders of failed documents that the person knows of. */
  readonly #told = new Set<number>();
  #stopPurge: (() => void) | undefined;
  #stopTell: (() => void) | undefined;
  #stopAgain: (() => void) | undefined;
  #closed = false;

  constructor(parts: LibraryParts, library: Library) {
    super();
    this.#parts = parts;
    this.#library = library;
    this.#clock = parts.clock ?? hostClock;
    this.#now = parts.now ?? Date.now;
    this.queue = new IngestQueue({
      library: library.id,
      store: parts.store,
      documents: this.#documents,
      readPdf: parts.readPdf,
      now: this.#now,
      index: () => this.#open(),
      changed: (ready) => {
        if (ready) {
          this.#outlines.delete(ready);
          void this.#search();
        }
        this.#tellSoon();
      },
    });
  }

  /** Reads what is stored, and goes on with what waited when the page was left. */
  async start(): Promise<this> {
    await this.#readDocuments();
    this.forgetFailed();
    if (this.#library.paused) this.queue.pause();
    else void this.queue.run();
    void this.#purge();
    return this;
  }

  get record(): Library {
    return this.#library;
  }
  get documents(): LibraryDocument[] {
    return [...this.#documents.values()].filter(({ removedAt }) => !removedAt);
  }
  document(id: string): LibraryDocument | undefined {
    const document = this.#documents.get(id);
    return document?.removedAt ? undefined : document;
  }
  /** Documents that can be read. */
  get ready(): LibraryDocument[] {
    return this.documents.filter(({ status, characters }) => status === 'ready' || characters !== undefined);
  }
  /** Documents that could not be added since the page was opened and were not told of yet, the last one first. */
  get failed(): LibraryDocument[] {
    return this.documents.filter(({ status, order }) => status === 'failed' && !this.#told.has(order)).sort((a, b) => b.order - a.order);
  }
  /** Whether there is anything to find, be it a part of a document that is still read. */
  get searchable(): boolean {
    return this.documents.some(({ status, begun, characters }) => status === 'ready' || begun || characters !== undefined);
  }
  get wish(): SearchWish {
    return this.#wish;
  }
  /** Undefined until the first search is done, and when nothing is searched for. */
  get hits(): readonly FoundPassage[] | undefined {
    return this.#hits;
  }
  get searching(): boolean {
    return this.#searching !== undefined;
  }
  get problem(): Problem | undefined {
    return this.#problem;
  }
  /** Whether none of the hits has a word of the query: they are the nearest in meaning, and may have nothing to do with it. */
  get onlyNear(): boolean {
    return this.#onlyNear;
  }
  /** How long the last search took. */
  get milliseconds(): number | undefined {
    return this.#milliseconds;
  }
  /** Paths of files that were dropped last and that nothing here can read. */
  get leftOut(): readonly string[] {
    return this.#leftOut;
  }
  /** Documents that were removed and can be brought back. */
  get removed(): LibraryDocument[] {
    return [...this.#documents.values()].filter(({ removedAt }) => removedAt);
  }

  async addFiles(files: readonly FoundFile[]): Promise<void> {
    this.#leftOut = [];
    this.#leftOut = await this.queue.add(files);
    this.#tell();
  }

  forgetLeftOut(): void {
    this.#leftOut = [];
    this.#tell();
  }

  /** Documents that failed stay in the list, but are not told of any more. */
  forgetFailed(): void {
    for (const { order } of this.failed) this.#told.add(order);
    this.#tell();
  }

  pause(): void {
    this.queue.pause();
    void this.update({ paused: true });
  }

  resume(): void {
    void this.update({ paused: false });
    void this.queue.resume();
  }

  async stop(): Promise<void> {
    await this.queue.stop();
    await this.update({ paused: false });
  }

  /** Changes what is stored of the library itself. */
  async update(change: Partial<Library>): Promise<void> {
    this.#library = { ...this.#library, ...change };
    this.#tell();
    if (!this.#closed) await this.#parts.store.write({ put: { libraries: [this.#library] } });
  }

  /** Takes a document out of the library; for a while it can be brought back. */
  async remove(id: string): Promise<void> {
    const document = this.#documents.get(id);
    if (!document) return;
    await this.#put({ ...document, removedAt: this.#now() });
    this.#hits = this.#hits?.filter((hit) => hit.document !== id);
    this.#tell();
    this.#purgeLater();
  }

  async restore(id: string): Promise<void> {
    const document = this.#documents.get(id);
    if (!document) return;
    const { removedAt: _, ...rest } = document;
    await this.#put(rest);
    void this.#search();
    void this.queue.run();
  }

  search(wish: SearchWish): void {
    if (sameWish(wish, this.#wish)) return;
    this.#wish = wish;
    void this.#search();
  }

  /** The text of a document and what is known of its parts. */
  async read(id: string): Promise<{ text: string; marks: readonly Mark[] } | undefined> {
    const document = this.document(id);
    if (!document) return undefined;
    const [text, marks] = await Promise.all([this.#open().then((index) => index.text(id)), this.#marks(id)]);
    return text === undefined ? undefined : { text, marks };
  }

  /** Another tab changed something. */
  async refresh(): Promise<void> {
    const stored = await this.#parts.store.get('libraries', this.#library.id).catch(() => undefined);
    if (stored) this.#library = stored;
    const ready = this.ready.length;
    await this.#readDocuments();
    if (this.ready.length !== ready) void this.#search();
    void this.queue.run();
  }

  /** The model is gone: the index is opened anew when it is needed. */
  async release(): Promise<void> {
    this.#searching?.abort();
    await this.#closeIndex();
  }

  /** Ends what runs, writes nothing more and gives the index back. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopPurge?.();
    this.#searching?.abort();
    await this.queue.close();
    await this.#closeIndex();
  }

  async #closeIndex(): Promise<void> {
    const index = this.#index;
    this.#index = undefined;
    await index?.then(
      (opened) => opened.close(),
      () => {},
    );
  }

  #open(): Promise<LibraryIndex> {
    const index = (this.#index ??= this.#parts.provider.open(this.#library.id));
    index.catch(() => {
      if (this.#index === index) this.#index = undefined;
    });
    return index;
  }

  async #readDocuments(): Promise<void> {
    const stored = await this.#parts.store.group('documents', this.#library.id);
    const ids = new Set(stored.map(({ id }) => id));
    for (const id of this.#documents.keys()) if (!ids.has(id)) this.#documents.delete(id);
    for (const document of stored) this.#documents.set(document.id, document);
    this.#tell();
  }

  async #put(document: LibraryDocument): Promise<void> {
    this.#documents.set(document.id, document);
    this.#tell();
    await this.#parts.store.write({ put: { documents: [document] } });
  }

  async #marks(id: string): Promise<readonly Mark[]> {
    const known = this.#outlines.get(id);
    if (known) return known;
    const outline = await this.#parts.store.get('outlines', id);
    // A document that is still read has none before its first part is there.
    if (outline) this.#outlines.set(id, outline.marks);
    return outline?.marks ?? [];
  }

  /** A newer search ends the older one; what was found stays until there is something newer. */
  async #search(): Promise<void> {
    this.#searching?.abort();
    this.#searching = undefined;
    const { query, filter, like } = this.#wish;
    if (this.#closed || (query.trim() === '' && !like) || !this.searchable) {
      this.#hits = undefined;
      this.#problem = undefined;
      this.#tell();
      return;
    }
    const abort = new AbortController();
    this.#searching = abort;
    this.#tell();
    try {
      const index = await this.#open();
      abort.signal.throwIfAborted();
      const begun = performance.now();
      const request = { limit: MOST_HITS, filter, signal: abort.signal };
      const found = like ? await index.similar(like.document, like.passage, request) : await index.search(query, request);
      const milliseconds = performance.now() - begun;
      const onlyNear = !like && found.length > 0 && found.every(({ highlights }) => highlights.length === 0);
      const hits: FoundPassage[] = [];
      for (const hit of onlyNear ? found.slice(0, MOST_NEAREST) : found) {
        const source = this.document(hit.document);
        if (source) hits.push({ ...hit, source, marks: await this.#marks(hit.document) });
      }
      if (abort.signal.aborted) return;
      this.#hits = hits;
      this.#onlyNear = onlyNear;
      this.#milliseconds = milliseconds;
      this.#problem = undefined;
    } catch (error) {
      if (abort.signal.aborted || isAbort(error)) return;
      this.#problem = toProblem(error);
    } finally {
      if (this.#searching === abort) {
        this.#searching = undefined;
        this.#tell();
      }
    }
  }

  /** While a long document comes in, what was found is looked for anew from time to time: it may be in what came. */
  #searchAgain(): void {
    if (this.#closed || !this.queue.progress || this.#searching || this.#stopAgain || (this.#hits && this.#wish.query.trim() === ''))
      return;
    this.#stopAgain = this.#clock.start(SEARCH_INTERVAL, () => {
      this.#stopAgain = undefined;
      if (!this.#searching) void this.#search();
    });
  }

  #purgeLater(): void {
    this.#stopPurge?.();
    this.#stopPurge = this.#clock.start(UNDO_TIME, () => void this.#purge());
  }

  /** Removes for good what can no longer be brought back. */
  async #purge(): Promise<void> {
    const old = this.removed.filter(({ removedAt }) => removedAt! <= this.#now() - UNDO_TIME);
    if (old.length > 0) {
      const ids = old.map(({ id }) => id);
      const indexed = old.filter(({ characters, begun }) => characters !== undefined || begun).map(({ id }) => id);
      try {
        if (indexed.length > 0) await (await this.#open()).remove(indexed);
        await this.#parts.store.write({ remove: { documents: ids, outlines: ids, files: ids } });
        for (const id of ids) this.#documents.delete(id);
        this.#tell();
      } catch {
        // It stays out of sight, and is removed when the library is opened next.
      }
    }
    if (this.removed.some(({ removedAt }) => removedAt! > this.#now() - UNDO_TIME)) this.#purgeLater();
  }

  #tell(): void {
    if (!this.#closed) this.dispatchEvent(new Event('change'));
  }

  #tellSoon(): void {
    this.#stopTell ??= this.#clock.start(CHANGE_INTERVAL, () => {
      this.#stopTell = undefined;
      this.#tell();
      this.#searchAgain();
    });
  }
}
