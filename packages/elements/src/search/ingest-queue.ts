import { createId } from '../chat/conversation.js';
import { isAbort, type Problem, toProblem } from '../chat/problem.js';
import { faultOf, type Mark } from '../documents/document.js';
import type { FoundFile } from '../documents/dropped-files.js';
import type { PdfReader } from '../documents/pdf-reader.js';
import { documentTypeOf, mostBytes, readDocument } from '../documents/read-document.js';
import type { LibraryDocument, LibraryStore } from './library.js';
import type { LibraryIndex } from './search-provider.js';

export interface IngestProgress {
  /** The document that is read now. */
  readonly document: string;
  /** 0 … 1 */
  readonly fraction: number;
}

export type IngestPhase =
  | 'idle'
  | 'running'
  | 'paused'
  /** Another tab adds the documents of this library. */
  | 'elsewhere'
  /** What adding needs failed: the model, the worker, room. The queue is kept. */
  | 'failed';

/** What the queue asks of whoever holds the library. */
export interface IngestHost {
  readonly library: string;
  readonly store: LibraryStore;
  readonly documents: Map<string, LibraryDocument>;
  readonly readPdf?: PdfReader;
  readonly now: () => number;
  index(): Promise<LibraryIndex>;
  /** Something that is shown changed; `document` names the one that is ready now. */
  changed(document?: string): void;
}

/** Problems that are not the file's: the next file would meet them too. */
const common = new Set(['network', 'storage', 'memory', 'worker', 'missing', 'damaged']);

/**
 * Takes files in, keeps their bytes until they are indexed, and indexes them one after the other, in one tab at a time. A file that
 * cannot be read is marked and passed over.
 */
export class IngestQueue {
  readonly #host: IngestHost;
  #phase: IngestPhase = 'idle';
  #problem: Problem | undefined;
  #progress: IngestProgress | undefined;
  #abort: AbortController | undefined;
  #running: Promise<void> | undefined;
  #taking = 0;
  #done = 0;

  constructor(host: IngestHost) {
    this.#host = host;
  }

  get phase(): IngestPhase {
    return this.#phase;
  }
  get problem(): Problem | undefined {
    return this.#problem;
  }
  get progress(): IngestProgress | undefined {
    return this.#progress;
  }
  /** Files whose bytes are being kept now. */
  get taking(): number {
    return this.#taking;
  }
  /** Documents that were finished, well or not, since the queue was last empty. */
  get done(): number {
    return this.#done;
  }
  get waiting(): LibraryDocument[] {
    return [...this.#host.documents.values()]
      .filter(({ status, removedAt }) => status === 'waiting' && !removedAt)
      .sort((a, b) => a.order - b.order);
  }

  /**
   * Keeps the files' bytes, then begins with them.
   * @returns paths of files that nothing here can read; they are not taken
   */
  async add(files: readonly FoundFile[]): Promise<string[]> {
    const left: string[] = [];
    const { documents, store, library, now } = this.#host;
    const byPath = new Map([...documents.values()].map((document) => [document.path, document]));
    let order = 0;
    for (const document of documents.values()) order = Math.max(order, document.order);
    this.#taking += files.length;
    this.#host.changed();
    for (const { path, file } of files) {
      const type = documentTypeOf(path, file.type);
      if (!type) left.push(path);
      else {
        const before = byPath.get(path);
        const { removedAt: _, fault: __, detail: ___, ...rest } = before ?? { id: createId(), title: path.replace(/^.*\//, '') };
        let document = { ...rest, library, path, bytes: file.size, addedAt: now(), order: ++order, status: 'waiting' } as LibraryDocument;
        try {
          if (file.size > mostBytes[type]) document = { ...document, type, status: 'failed', fault: 'too-large' };
          // A copy of the bytes: the file itself may change or go before its turn comes.
          const put = document.status === 'waiting' ? { files: [{ id: document.id, library, blob: new Blob([file]) }] } : {};
          await store.write({ put: { documents: [document], ...put } });
        } catch (error) {
          document = { ...document, status: 'failed', ...this.#fault(error) };
          await store.write({ put: { documents: [document] } }).catch(() => {});
        }
        documents.set(document.id, document);
        byPath.set(path, document);
      }
      this.#taking--;
      this.#host.changed();
      void this.run();
    }
    return left;
  }

  /** Goes on with what waits, where nothing runs and nothing was paused. */
  run(): Promise<void> {
    if (this.#running) return this.#running;
    if (this.#phase === 'paused' || this.#phase === 'failed' || this.waiting.length === 0) return Promise.resolve();
    this.#running = this.#runAlone().finally(() => {
      this.#running = undefined;
      if (this.#phase === 'running' || this.#phase === 'elsewhere') this.#set('idle');
      if (this.#phase === 'idle' && this.waiting.length > 0) void this.run();
    });
    return this.#running;
  }

  /** Ends what runs, at once; what waits stays. */
  pause(): void {
    this.#set('paused');
    this.#abort?.abort();
  }

  resume(): Promise<void> {
    this.#problem = undefined;
    this.#set('idle');
    return this.#running?.then(() => this.run()) ?? this.run();
  }

  /** Ends what runs and forgets what waits. What was indexed before, older versions included, stays. */
  async stop(): Promise<void> {
    const { documents, store } = this.#host;
    const waiting = this.waiting;
    const begun = new Set(waiting.filter((document) => document.begun).map(({ id }) => id));
    const running = this.#running;
    this.#abort?.abort();
    this.#problem = undefined;
    // A document whose older version is indexed goes back to it, unless the new one began to take its place.
    const older = waiting
      .filter(({ characters }) => characters !== undefined)
      .map(
        (document): LibraryDocument =>
          begun.has(document.id) ? { ...document, status: 'failed', fault: 'index' } : { ...document, status: 'ready' },
      );
    const gone = waiting.filter(({ characters }) => characters === undefined).map(({ id }) => id);
    for (const document of older) documents.set(document.id, document);
    for (const id of gone) documents.delete(id);
    this.#done = 0;
    this.#set('idle');
    await store.write({ put: { documents: older }, remove: { documents: gone, outlines: gone, files: waiting.map(({ id }) => id) } });
    await running;
    // What was indexed of the document that was being read.
    const partly = gone.filter((id) => begun.has(id));
    if (partly.length > 0) await (await this.#host.index()).remove(partly);
  }

  /** Ends what runs, for good. */
  close(): Promise<void> {
    this.#phase = 'paused';
    this.#abort?.abort();
    return this.#running ?? Promise.resolve();
  }

  /** With the library's lock: one tab alone adds to it; another waits until that tab is done or gone, and then goes on. */
  async #runAlone(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#set('running');
    const name = `saguim-library-${this.#host.library}`;
    try {
      if (!globalThis.navigator?.locks) return await this.#work(abort.signal);
      let taken = false;
      await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
        if (!lock) return;
        taken = true;
        await this.#work(abort.signal);
      });
      if (taken) return;
      this.#set('elsewhere');
      await navigator.locks.request(name, { signal: abort.signal }, async () => {
        this.#set('running');
        await this.#work(abort.signal);
      });
    } catch (error) {
      if (!isAbort(error)) this.#fail(error);
    } finally {
      this.#progress = undefined;
      if (this.#abort === abort) this.#abort = undefined;
    }
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { documents, store, library } = this.#host;
    // Another tab may have worked on it meanwhile.
    for (const document of await store.group('documents', library)) documents.set(document.id, document);
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      signal.throwIfAborted();
      this.#progress = { document: next.id, fraction: 0 };
      this.#host.changed();
      const finished = await this.#take(next, signal);
      // Stopped meanwhile: it came too late to be wanted.
      if (!documents.has(next.id)) {
        if (finished.status === 'ready') await (await this.#host.index()).remove([next.id]);
        continue;
      }
      await store.write({ put: { documents: [finished] }, remove: { files: [next.id] } });
      documents.set(next.id, finished);
      this.#done++;
      this.#host.changed(next.id);
    }
    this.#done = 0;
  }

  /** Reads and indexes one document. @returns what is known of it then */
  async #take(document: LibraryDocument, signal: AbortSignal): Promise<LibraryDocument> {
    const { documents, store, library, readPdf } = this.#host;
    try {
      const kept = await store.get('files', document.id);
      const file = Object.assign(kept?.blob ?? new Blob([]), { name: document.path });
      const { title, type, language, text, marks } = await readDocument(file, { readPdf, signal });
      const index = await this.#host.index();
      signal.throwIfAborted();
      await index.add(
        { id: document.id, title, text, type, language },
        {
          signal,
          onProgress: (done, total) => {
            this.#progress = { document: document.id, fraction: total > 0 ? done / total : 0 };
            if (done >= 1) this.#begin(document.id, { title, type, language }, marks);
            this.#host.changed();
          },
        },
      );
      await store.write({ put: { outlines: [{ id: document.id, library, marks }] } });
      return { ...document, title, type, language, characters: text.length, begun: false, status: 'ready' };
    } catch (error) {
      signal.throwIfAborted();
      const problem = toProblem(error);
      if (faultOf(error) === undefined && common.has(problem.kind)) throw error;
      return { ...(documents.get(document.id) ?? document), status: 'failed', ...this.#fault(error) };
    }
  }

  /** Remembers that some of a document can be found already, and what a hit in it shows. */
  #begin(id: string, known: Pick<LibraryDocument, 'title' | 'type' | 'language'>, marks: readonly Mark[]): void {
    const { documents, store, library } = this.#host;
    const before = documents.get(id);
    if (!before || before.begun) return;
    const document = { ...before, ...known, begun: true };
    documents.set(id, document);
    store.write({ put: { documents: [document], outlines: [{ id, library, marks }] } }).catch(() => {});
  }

  #fault(error: unknown): Pick<LibraryDocument, 'fault' | 'detail'> {
    return { fault: faultOf(error) ?? 'index', detail: toProblem(error).detail };
  }

  #fail(error: unknown): void {
    const full = (error as { name?: unknown }).name === 'QuotaExceededError';
    this.#problem = full ? { ...toProblem(error), kind: 'storage' } : toProblem(error);
    this.#set('failed');
  }

  #set(phase: IngestPhase): void {
    this.#phase = phase;
    this.#host.changed();
  }
}
