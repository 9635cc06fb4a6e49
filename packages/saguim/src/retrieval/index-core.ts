import { SaguimError } from '@saguim/engine/spec';
import type { Folder } from '../platform/folder.js';
import { Analyzer } from './analysis/analyzer.js';
import { checkDocuments, checkId } from './check-documents.js';
import { type AddMode, PreparedBatches } from './prepared-batches.js';
import { type SearchRequest, type SearchResult, searchSegments, similarDocuments } from './query/search-segments.js';
import { memoryFile } from './segment/memory-file.js';
import type { Sink } from './segment/section-writer.js';
import { type MakeScanner, Segment } from './segment/segment.js';
import { buildSegment } from './segment/segment-builder.js';
import type { IndexModel } from './segment/segment-format.js';
import { mergeSegments } from './segment/segment-merger.js';
import type { Damage } from './storage/damage-list.js';
import { IndexStore } from './storage/index-store.js';
import type { StoredDocument } from './stored-document.js';

export interface CoreOptions {
  readonly folder: Folder;
  readonly makeScanner: MakeScanner;
  readonly mode?: 'write' | 'read';
  /** What vectors are made with; undefined opens an index for its words alone. */
  readonly model?: IndexModel;
  /** Whether an index of another model opens, to be made anew with this one. */
  readonly reindex?: boolean;
}

export interface IndexInfo {
  readonly documents: number;
  readonly passages: number;
  readonly model: IndexModel | undefined;
  readonly damage: readonly Damage[];
  /** Whether the index has another model than was asked for, and waits to be made anew. */
  readonly needsReindex: boolean;
}

/** How long merging goes on before others get a turn, in milliseconds. */
const sliceMilliseconds = 12;

/** An index where its files are: everything but embedding. */
export class IndexCore {
  readonly #store: IndexStore;
  readonly #analyzer: Analyzer;
  readonly #options: CoreOptions;
  readonly #batches: PreparedBatches;
  readonly #closing = new AbortController();
  #compacting: Promise<void> | undefined;
  #sliceEnd = 0;
  #stagedSegments: Segment[] = [];

  private constructor(options: CoreOptions) {
    this.#options = options;
    this.#analyzer = new Analyzer();
    this.#batches = new PreparedBatches((error) => this.#store.damage.note(error));
    const { folder, makeScanner, model, mode = 'write' } = options;
    this.#store = new IndexStore({ folder, analyzer: this.#analyzer, makeScanner, model, mode, pause: () => this.#pause() });
  }

  /**
   * @throws {SaguimError} `unsupported` when the index was made with another model, or by a newer version; as the folder
   */
  static async open(options: CoreOptions): Promise<IndexCore> {
    const core = new IndexCore(options);
    try {
      await core.#store.refresh();
      if (!options.reindex) core.#checkModel();
      if ((options.mode ?? 'write') === 'write') core.#compactSoon();
      return core;
    } catch (error) {
      core.#store.close();
      throw error;
    }
  }

  #checkModel(): void {
    const { model } = this.#options;
    const made = this.#store.model;
    if (!model || !made || (made.fingerprint === model.fingerprint && made.dimensions === model.dimensions)) return;
    throw new SaguimError('unsupported', `The index was made with the model ${made.name}, and vectors of ${model.name} do not fit it`, {
      where: this.#store.folder.where,
      hint: `Open it with ${made.name}${made.name === model.name ? ' as it was' : ''}, or with reindex: true to embed all its documents again.`,
      details: { made, given: model },
    });
  }

  async info(): Promise<IndexInfo> {
    await this.#store.refresh();
    const { segments, damage, model } = this.#store;
    const count = (of: (segment: Segment) => number) => segments.reduce((sum, segment) => sum + of(segment), 0);
    const given = this.#options.model;
    return {
      documents: count(({ documentCount }) => documentCount),
      passages: count(({ passageCount }) => passageCount),
      model: model ?? given,
      damage: damage.list,
      needsReindex:
        model !== undefined && given !== undefined && (model.fingerprint !== given.fingerprint || model.dimensions !== given.dimensions),
    };
  }

  /**
   * Checks documents, cuts them into passages, and tells which texts are to be embedded: those whose vectors are not known.
   * @throws {SaguimError} `invalid-argument`, for an id that is there too when adding
   */
  async prepare(input: unknown, mode: AddMode): Promise<{ batch: number; texts: string[] }> {
    const documents = checkDocuments(input);
    if (!this.#options.model) throw noEmbedder();
    await this.#store.refresh();
    this.#checkModel();
    if (mode === 'add') this.#refuseKnown(documents.map(({ id }) => id));
    return this.#batches.prepare(documents, mode, this.#store.segments);
  }

  /** @throws {SaguimError} `invalid-argument` naming the first id that is there */
  async refuseKnown(ids: readonly string[]): Promise<void> {
    await this.#store.refresh();
    this.#refuseKnown(ids);
  }

  #refuseKnown(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.#find(id)) {
        throw new SaguimError('invalid-argument', `A document with the id "${id}" is in the index already`, {
          hint: 'Use update() to replace it, or another id.',
          details: { id },
        });
      }
    }
  }

  #find(id: string): { segment: Segment; document: number } | undefined {
    for (const segment of [...this.#store.segments].reverse()) {
      try {
        const document = segment.find(id);
        if (document >= 0) return { segment, document };
      } catch (error) {
        this.#store.damage.note(error);
      }
    }
    return undefined;
  }

  /** Forgets documents that were prepared. */
  forget(batch: number): void {
    this.#batches.forget(batch);
  }

  /**
   * Puts prepared documents into the index; they are kept once this settles.
   * @param vectors (texts, dimensions) f32, in the order of the texts
   * @throws {SaguimError} `invalid-argument` for vectors that are not finite or of the wrong number, or an id that came to be there;
   * `storage-full`. Nothing of the documents is kept then.
   */
  async commit(batch: number, vectors: Float32Array, signal?: AbortSignal): Promise<number> {
    const { documents, mode } = this.#batches.take(batch, vectors, this.#options.model!.dimensions);
    if (documents.length === 0) return 0;
    await this.#store.exclusively(signal, async () => {
      this.#checkModel();
      const ids = documents.map(({ document }) => document.id);
      if (mode === 'add') this.#refuseKnown(ids);
      const removes = { ids: mode === 'add' ? [] : ids.filter((id) => this.#find(id)) };
      await this.#store.append({ removes, documents });
    });
    this.#compactSoon();
    return documents.length;
  }

  /** Removes documents. @returns how many of the ids were there @throws {SaguimError} `invalid-argument`, `storage-full` */
  async remove(ids: unknown, signal?: AbortSignal): Promise<number> {
    if (!Array.isArray(ids)) throw new SaguimError('invalid-argument', 'Ids come as a list', { hint: "Give ['id', 'id']." });
    for (const [index, id] of ids.entries()) checkId(id, `ids[${index}]`);
    const removed = await this.#store.exclusively(signal, async () => {
      const there = [...new Set(ids as string[])].filter((id) => this.#find(id));
      if (there.length > 0) await this.#store.append({ removes: { ids: there }, documents: [] });
      return there.length;
    });
    this.#compactSoon();
    return removed;
  }

  async clear(signal?: AbortSignal): Promise<void> {
    await this.#store.exclusively(signal, () => this.#store.clear());
  }

  /** A document as it was added, or undefined. @throws {SaguimError} `bad-file` when it is damaged */
  async get(id: unknown): Promise<StoredDocument | undefined> {
    checkId(id, 'id');
    await this.#store.refresh();
    const found = this.#find(id);
    return found?.segment.document(found.document);
  }

  /** Documents one after the other, oldest first. @param after the place that the call before gave @returns undefined at the end */
  async page(after: number, count: number): Promise<{ documents: StoredDocument[]; next: number } | undefined> {
    await this.#store.refresh();
    const documents: StoredDocument[] = [];
    let at = 0;
    for (const segment of this.#store.segments) {
      for (let document = 0; document < segment.footer.documents; document++, at++) {
        if (at < after || !segment.liveDocuments.has(document)) continue;
        if (documents.length === count) return { documents, next: at };
        try {
          documents.push(segment.document(document));
        } catch (error) {
          this.#store.damage.note(error);
        }
      }
    }
    return documents.length > 0 ? { documents, next: at } : undefined;
  }

  /** @throws {SaguimError} `invalid-argument` for options or a filter that cannot be */
  async search(request: SearchRequest): Promise<SearchResult> {
    await this.#store.refresh();
    if (request.vector) this.#checkModel();
    return searchSegments(this.#store.segments, this.#analyzer, request, (error) => this.#store.damage.note(error));
  }

  /** Documents whose passages are nearest to those of one that is in the index. @throws {SaguimError} `not-found` */
  async similar(id: unknown, request: SearchRequest): Promise<SearchResult> {
    checkId(id, 'id');
    await this.#store.refresh();
    const found = this.#find(id);
    if (!found) throw new SaguimError('not-found', `There is no document with the id "${id}"`, { details: { id } });
    return similarDocuments(this.#store.segments, found, request, (error) => this.#store.damage.note(error));
  }

  /** Writes all documents as one segment, without holding up anybody. */
  async export(sink: Sink, pause: () => Promise<void>): Promise<void> {
    await this.#store.refresh();
    const { segments } = this.#store;
    for (const segment of segments) segment.retain();
    try {
      if (segments.length > 0) {
        await mergeSegments(sink, segments, { first: true, pause, onDamage: (error) => this.#store.damage.note(error) });
      } else {
        const model = this.#store.model ?? this.#options.model;
        if (!model) throw noEmbedder();
        buildSegment(sink, { model, from: 1, through: 1, removes: { ids: [] }, documents: [] }, this.#analyzer);
      }
    } finally {
      for (const segment of segments) segment.close();
    }
  }

  /**
   * Puts what was exported in the place of everything.
   * @param read gives pieces of the file
   * @throws {SaguimError} `bad-file` when it is damaged anywhere, `unsupported` when it is of another model; the index stays as it was
   */
  async import(size: number, read: (offset: number, length: number) => Promise<Uint8Array>, signal?: AbortSignal): Promise<number> {
    const pieceBytes = 1 << 20;
    return this.#store.exclusively(signal, async () => {
      const wanted = this.#options.model ?? this.#store.model;
      // Looked at whole before anything counts on it: it is small enough to be read twice, and comes from anywhere.
      const bytes = new Uint8Array(size);
      for (let at = 0; at < size; at += pieceBytes) {
        signal?.throwIfAborted();
        bytes.set(await read(at, Math.min(pieceBytes, size - at)), at);
      }
      const segment = await Segment.open(memoryFile(bytes, 'import'), 'import', this.#options.makeScanner);
      const { model } = segment.footer;
      if (wanted && wanted.fingerprint !== model.fingerprint) {
        throw new SaguimError('unsupported', `The file was made with the model ${model.name}, and this index is of ${wanted.name}`, {
          hint: `Open an index with ${model.name} to import it.`,
          details: { made: model, given: wanted },
        });
      }
      for (let document = 0; document < segment.footer.documents; document++) {
        if (document % 256 === 255) await this.#pause();
        segment.document(document);
        for (let [passage, to] = segment.passagesOf(document); passage < to; passage++) segment.vector(passage);
      }
      // What an index that is open reads when it is first needed.
      for (const field of Object.keys(segment.footer.columns)) segment.column(field);
      segment.passagesWithHash([0, 0]);
      const name = await this.#store.stage(model, (sink) => sink.append(bytes));
      await this.#store.replaceAll([name], model);
      return segment.footer.documents;
    });
  }

  /**
   * Documents that are to be embedded anew, and the texts of them whose vectors are not known yet.
   * @returns undefined when all are
   */
  async prepareReindex(
    after: number,
    count: number,
  ): Promise<{ batch: number; texts: string[]; documents: number; next: number } | undefined> {
    if (!this.#options.model) throw noEmbedder();
    const page = await this.page(after, count);
    if (!page) return undefined;
    if (after === 0) await this.#openStaged();
    return { ...this.#batches.prepare(page.documents, 'reindex', this.#stagedSegments), documents: page.documents.length, next: page.next };
  }

  async #openStaged(): Promise<void> {
    for (const segment of this.#stagedSegments) segment.close();
    this.#stagedSegments = [];
    const { staged, folder } = this.#store;
    if (staged?.model.fingerprint !== this.#options.model!.fingerprint) return;
    for (const name of staged.segments) {
      try {
        this.#stagedSegments.push(await Segment.open(await folder.openRead(name), name, this.#options.makeScanner));
      } catch (error) {
        this.#store.damage.note(error);
      }
    }
  }

  /** Keeps documents embedded anew until all are. @returns the name of their file */
  async commitReindex(batch: number, vectors: Float32Array, signal?: AbortSignal): Promise<string> {
    const model = this.#options.model!;
    const { documents } = this.#batches.take(batch, vectors, model.dimensions);
    return this.#store.exclusively(signal, () =>
      this.#store.stage(model, (sink, sequence) =>
        buildSegment(sink, { model, from: sequence, through: sequence, removes: { ids: [] }, documents }, this.#analyzer),
      ),
    );
  }

  /**
   * Makes the documents that were embedded anew the index.
   * @throws {SaguimError} `invalid-argument` when others have changed it meanwhile: go through it again, what is embedded is kept
   */
  async finishReindex(names: readonly string[], documents: number, signal?: AbortSignal): Promise<void> {
    await this.#store.exclusively(signal, async () => {
      const now = this.#store.segments.reduce((sum, { documentCount }) => sum + documentCount, 0);
      if (now !== documents) {
        throw new SaguimError('invalid-argument', 'The index was changed while it was made anew', {
          hint: 'Open it with reindex: true once more; what is embedded is not embedded again.',
        });
      }
      await this.#store.replaceAll(names, this.#options.model!);
    });
    for (const segment of this.#stagedSegments) segment.close();
    this.#stagedSegments = [];
    this.#compactSoon();
  }

  /** Merges in the background; one at a time. */
  #compactSoon(): void {
    if (this.#compacting || this.#closing.signal.aborted || (this.#options.mode ?? 'write') !== 'write') return;
    if (!this.#store.wantsCompaction) return;
    this.#compacting = this.#compact()
      .catch(() => {}) // a full disk, or closed meanwhile: nothing is lost, and the next change tries again
      .finally(() => {
        this.#compacting = undefined;
      });
  }

  async #compact(): Promise<void> {
    while (await this.#store.exclusively(this.#closing.signal, () => this.#store.compact()));
  }

  async #pause(): Promise<void> {
    this.#closing.signal.throwIfAborted();
    const now = performance.now();
    if (now < this.#sliceEnd) return;
    await new Promise((resolve) => setTimeout(resolve));
    this.#sliceEnd = performance.now() + sliceMilliseconds;
    this.#closing.signal.throwIfAborted();
  }

  /** Settles when no merging goes on. */
  async settled(): Promise<void> {
    while (this.#compacting) await this.#compacting;
  }

  /** Merging ends without a trace; what was added is kept. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException('The index was closed.', 'AbortError'));
    await this.settled();
    for (const segment of this.#stagedSegments) segment.close();
    this.#stagedSegments = [];
    this.#store.close();
  }
}

const noEmbedder = () =>
  new SaguimError('invalid-argument', 'The index was opened without an embedder', {
    hint: 'Open it with one to add documents: leave out embedder: null.',
  });
