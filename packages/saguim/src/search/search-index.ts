import { SaguimError } from '@saguim/engine/spec';
import { listIndexFolders, persistStorage } from '#platform';
import { type Configuration, configured } from '../hub/index.js';
import type { AddMode, Damage, DocumentInput, IndexInfo, IndexModel, SearchResult, StoredDocument } from '../retrieval/index.js';
import { engineClient, loadSettings } from '../runtime/index.js';
import { type SaguimEmbedderOptions, SemanticEmbedder, type TextEmbedder } from '../semantic-embedder/index.js';
import type { CreateMonitorCallback } from '../web/create-monitor.js';
import { toSignal } from '../web/dictionary.js';
import { anySignal } from '../web/signals.js';
import { documentBatches } from './document-batches.js';
import { blankText, embedReadable } from './embed-readable.js';
import { IndexConnection } from './index-connection.js';
import { QueryVectors } from './query-vectors.js';
import { type SearchOptions, toRequest } from './search-options.js';

export interface SearchIndexOpenOptions {
  /** What makes vectors. `null` opens the index for its words alone. Default: the embedding model that comes along. */
  readonly embedder?: TextEmbedder | null;
  /** `read` never writes: adding fails, and an index that is not there is an error. Default: `write`. */
  readonly mode?: 'write' | 'read';
  /** `memory` keeps nothing. Default: `files`, a folder (Node) or the origin's private files (browsers). */
  readonly storage?: 'files' | 'memory';
  /** Embeds all documents anew when the index was made with another model, instead of failing. */
  readonly reindex?: boolean;
  /** Told how far `reindex` has come. */
  readonly onProgress?: (progress: AddProgress) => void;
  readonly signal?: AbortSignal;
  /** Told of the download of the model. */
  readonly monitor?: CreateMonitorCallback;
  /** Which model makes vectors and where the engine runs, as for `SemanticEmbedder.create()`. */
  readonly saguim?: SaguimEmbedderOptions;
}

export interface AddProgress {
  /** Documents kept so far. */
  readonly done: number;
  /** Documents in all, where that is known. */
  readonly total?: number;
}

export interface AddOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: AddProgress) => void;
  /** Of the embedding. `background` (default) lets queries go first. */
  readonly priority?: 'interactive' | 'background';
}

type Documents = readonly DocumentInput[] | AsyncIterable<DocumentInput>;

const illegal = Symbol('illegal constructor');

/**
 * Documents that are found by meaning and by words, kept on this device. The work is done where the engine runs: the calling thread is
 * free. One tab or process writes at a time, all see what was written.
 */
export class SearchIndex {
  /** A name (browsers) or the path of a folder (Node). */
  readonly name: string;
  readonly #connection: IndexConnection;
  readonly #embedder: TextEmbedder | null;
  readonly #queries: QueryVectors | undefined;
  /** The embedder's session, where it is the index's own. */
  readonly #session: SemanticEmbedder | undefined;
  #typing: AbortController | undefined;

  constructor(key?: unknown, name?: string, connection?: IndexConnection, embedder?: TextEmbedder | null, session?: SemanticEmbedder) {
    if (key !== illegal) throw new TypeError('Illegal constructor: use SearchIndex.open().');
    this.name = name!;
    this.#connection = connection!;
    this.#embedder = embedder!;
    this.#queries = embedder ? new QueryVectors(embedder) : undefined;
    this.#session = session;
  }

  /**
   * Opens an index, or begins it.
   * @throws {SaguimError} `unsupported` when it was made with another model (`details`: `made`, `given`) or by a newer version, or where
   * nothing can be stored; `not-found` when it is not there and `mode` is `read`; `bad-file`; as the embedder; the signal's reason
   */
  static async open(name: string, options: SearchIndexOpenOptions = {}): Promise<SearchIndex> {
    if (typeof name !== 'string' || name === '' || name.length > 1_000)
      throw new SaguimError('invalid-argument', 'An index has a name', { hint: 'Give a name (browsers) or the path of a folder (Node).' });
    const signal = toSignal(options.signal);
    signal?.throwIfAborted();
    const { mode = 'write', storage = 'files', reindex = false } = options;
    if (mode !== 'write' && mode !== 'read')
      throw new SaguimError('invalid-argument', `The mode "${String(mode)}" is not known`, { hint: "Give 'write' or 'read'." });
    if (storage !== 'files' && storage !== 'memory')
      throw new SaguimError('invalid-argument', `The storage "${String(storage)}" is not known`, { hint: "Give 'files' or 'memory'." });
    const configuration = configured(options.saguim);
    // Aborting later must not end the embedder, whose session would take the signal for its own.
    const whileOpening = anySignal([signal]);
    let session: SemanticEmbedder | undefined;
    let index: SearchIndex | undefined;
    try {
      if (options.embedder === undefined) {
        const { monitor, saguim } = options;
        session = await SemanticEmbedder.create({ signal: whileOpening.signal, ...(monitor && { monitor }), ...(saguim && { saguim }) });
      }
      const embedder = session?.saguim.textEmbedder ?? options.embedder ?? null;
      if (storage === 'files' && mode === 'write') persistStorage();
      // What is in memory alone must not go when another tab is closed.
      const place: Configuration = storage === 'memory' ? { ...configuration, tabs: 'own' } : configuration;
      const connection = new IndexConnection(engineClient(place), {
        name: storage === 'memory' ? undefined : name,
        model: embedder ? modelOf(embedder) : undefined,
        mode,
        reindex,
        wasmUrl: loadSettings(configuration).wasmUrl,
      });
      const info = await connection.open(signal);
      index = new SearchIndex(illegal, name, connection, embedder, session);
      if (info.needsReindex && reindex) await index.#reindex(info, signal, options.onProgress);
      return index;
    } catch (error) {
      await index?.close();
      session?.destroy();
      throw error;
    } finally {
      whileOpening.release();
    }
  }

  /** Names of the indexes that this browser keeps for this origin. Empty in Node, where they are folders of the app. */
  static names(): Promise<string[]> {
    return listIndexFolders();
  }

  /** Deletes an index and all that is in it. @throws {SaguimError} `bad-file` when another tab has it open */
  static async delete(name: string, configuration: Pick<Configuration, 'runtime' | 'workerUrl' | 'tabs'> = {}): Promise<void> {
    if (typeof name !== 'string' || name === '') throw new SaguimError('invalid-argument', 'An index has a name');
    await engineClient(configured(configuration)).call('indexDelete', { name });
  }

  /** Whether vectors can be made: without, only words are searched and nothing is added. */
  get hasEmbedder(): boolean {
    return this.#embedder !== null;
  }

  /**
   * Adds documents whose ids are not there. A list is checked whole before anything is added. Documents are kept in batches, in order: when
   * this settles all are, and when it fails or is aborted those that `onProgress` has told are.
   * @returns how many were added
   * @throws {SaguimError} `invalid-argument` naming the document; `storage-full`; as the embedder; the signal's reason
   */
  add(documents: Documents, options?: AddOptions): Promise<number> {
    return this.#add(documents, 'add', options);
  }

  /** Replaces documents by their ids, and adds those that are not there. Texts that are in the index are not embedded again. As `add`. */
  update(documents: Documents, options?: AddOptions): Promise<number> {
    return this.#add(documents, 'update', options);
  }

  async #add(documents: Documents, mode: AddMode, options: AddOptions = {}): Promise<number> {
    const signal = toSignal(options.signal);
    signal?.throwIfAborted();
    const embedder = this.#needEmbedder();
    const total = Array.isArray(documents) ? documents.length : undefined;
    let done = 0;
    let first = true;
    for await (const batch of documentBatches(documents)) {
      if (first && mode === 'add' && total !== undefined) {
        const ids = (documents as readonly DocumentInput[]).map(({ id }) => id);
        await this.#connection.call('indexRefuseKnown', { ids }, { signal });
      }
      first = false;
      const prepared = await this.#connection.call('indexPrepare', { documents: batch, mode }, { signal });
      const vectors = await this.#embed(embedder, prepared, signal, options.priority);
      await this.#connection.call('indexCommit', { batch: prepared.batch, vectors }, { signal });
      done += batch.length;
      options.onProgress?.({ done, ...(total === undefined ? {} : { total }) });
    }
    return done;
  }

  /** Vectors of prepared texts; what was prepared is forgotten when that fails. */
  async #embed(
    embedder: TextEmbedder,
    { batch, texts }: { batch: number; texts: readonly string[] },
    signal: AbortSignal | undefined,
    priority: AddOptions['priority'] = 'background',
  ): Promise<Float32Array> {
    try {
      return await embedReadable(embedder, texts, { kind: 'document', overflow: 'window', priority, ...(signal && { signal }) });
    } catch (error) {
      await this.#connection.call('indexForget', { batch }).catch(() => {});
      throw error;
    }
  }

  #needEmbedder(): TextEmbedder {
    if (this.#embedder) return this.#embedder;
    throw new SaguimError('invalid-argument', 'The index was opened without an embedder', {
      where: this.name,
      hint: 'Open it with one to add documents: leave out embedder: null.',
    });
  }

  async #reindex(
    info: IndexInfo,
    signal: AbortSignal | undefined,
    onProgress: ((progress: AddProgress) => void) | undefined,
  ): Promise<void> {
    const embedder = this.#needEmbedder();
    const names: string[] = [];
    let after = 0;
    let done = 0;
    for (;;) {
      const prepared = await this.#connection.call('indexPrepareReindex', { after, count: 64 }, { signal });
      if (!prepared) break;
      const vectors = await this.#embed(embedder, prepared, signal);
      names.push(await this.#connection.call('indexCommitReindex', { batch: prepared.batch, vectors }, { signal }));
      done += prepared.documents;
      after = prepared.next;
      onProgress?.({ done, total: info.documents });
    }
    await this.#connection.call('indexFinishReindex', { names, documents: done }, { signal });
  }

  /** Removes documents. @returns how many of the ids were there @throws {SaguimError} `storage-full`; the signal's reason */
  remove(ids: string | readonly string[], { signal }: { readonly signal?: AbortSignal } = {}): Promise<number> {
    return this.#connection.call('indexRemove', { ids: typeof ids === 'string' ? [ids] : ids }, { signal });
  }

  /** Removes all documents. */
  clear({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    return this.#connection.call('indexClear', {}, { signal });
  }

  /** How many documents there are. */
  async count(): Promise<number> {
    return (await this.info()).documents;
  }

  /** Documents, passages, the model, and what could not be read. */
  async info(): Promise<{ documents: number; passages: number; model: IndexModel | undefined; damage: readonly Damage[] }> {
    const { documents, passages, model, damage } = await this.#connection.call('indexInfo', {});
    return { documents, passages, model, damage };
  }

  /** A document as it was added, or undefined. */
  get(id: string): Promise<StoredDocument | undefined> {
    return this.#connection.call('indexGet', { id });
  }

  /** All documents, oldest first. */
  async *documents(): AsyncGenerator<StoredDocument> {
    for (let after = 0; ; ) {
      const page = await this.#connection.call('indexPage', { after, count: 64 });
      if (!page) return;
      yield* page.documents;
      after = page.next;
    }
  }

  /**
   * Finds documents: by meaning and by words, best first.
   * @throws {SaguimError} `invalid-argument` for options or a filter that cannot be; as the embedder; the signal's reason
   */
  async search(query: string, options?: SearchOptions): Promise<SearchResult> {
    const { request, typing, signal } = toRequest(query, options, this.hasEmbedder);
    signal?.throwIfAborted();
    if (!typing) return this.#search(request, signal);
    this.#typing?.abort(new DOMException('A newer search took its place.', 'AbortError'));
    const own = new AbortController();
    this.#typing = own;
    const both = anySignal([signal, own.signal]);
    try {
      return await this.#search(request, both.signal);
    } finally {
      both.release();
      if (this.#typing === own) this.#typing = undefined;
    }
  }

  async #search(request: ReturnType<typeof toRequest>['request'], signal: AbortSignal | undefined): Promise<SearchResult> {
    if (blankText.test(request.text)) return { hits: [], unknownFields: [] };
    const vector = request.mode === 'words' ? undefined : await this.#queries!.vector(request.text, signal);
    return this.#connection.call('indexSearch', { request: vector ? { ...request, vector } : request }, { signal });
  }

  /** Documents like one that is in the index, nearest first. @throws {SaguimError} `not-found` */
  async similarTo(id: string, options?: Omit<SearchOptions, 'mode' | 'typing'>): Promise<SearchResult> {
    const { request, signal } = toRequest('', { ...options, mode: 'words' }, true);
    return this.#connection.call('indexSimilar', { id, request }, { signal });
  }

  /**
   * The whole index as one file, read as it is written: `await new Response(index.export()).blob()`, or piped to a file.
   */
  export(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#connection.export();
  }

  /**
   * Puts an exported index in the place of everything that is in this one.
   * @returns how many documents there are now
   * @throws {SaguimError} `bad-file` when it is damaged, `unsupported` when it is of another model; the index is then as it was
   */
  async import(
    source: Blob | BufferSource | ReadableStream<Uint8Array>,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<number> {
    const file = source instanceof Blob ? source : await new Response(source as BodyInit).blob();
    return this.#connection.call('indexImport', { file }, { signal });
  }

  /** Lets go of the index and its files. */
  async close(): Promise<void> {
    this.#typing?.abort(new DOMException('The index was closed.', 'AbortError'));
    this.#session?.destroy();
    await this.#connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

const modelOf = ({ model: name, fingerprint, dimensions }: TextEmbedder): IndexModel => ({ name, fingerprint, dimensions });
