import type { LibraryIndex, SearchableDocument, SearchHit, SearchProvider, SearchRequest, TextRange } from './search-provider.js';

/** Searches by words, in memory, at the pace that a test wants: for the controllers, which do not care who searches. */
export class ScriptedSearchProvider implements SearchProvider {
  readonly model = { name: 'scripted', title: 'Scripted', languages: ['en', 'pt'] };
  readonly indexes = new Map<string, ScriptedIndex>();
  /** Errors that the next additions end with. */
  readonly failures: Error[] = [];
  /** When set, additions wait for it, or for their signal. */
  gate: Promise<void> | undefined;
  /** Whether a document can be found before `gate` opens, as a long one's first part is. */
  partly = false;
  /** Whether passages without any of the words are found as well, behind the others, as vectors do. */
  nearest = false;

  async prepare() {
    return { ...this.model, backend: 'wasm', threads: 1 };
  }

  async open(library: string): Promise<LibraryIndex> {
    const index = this.indexes.get(library) ?? new ScriptedIndex(this);
    this.indexes.set(library, index);
    return index;
  }

  async delete(library: string): Promise<void> {
    this.indexes.delete(library);
  }
}

export class ScriptedIndex implements LibraryIndex {
  readonly documents = new Map<string, SearchableDocument>();
  readonly added: string[] = [];
  readonly #provider: ScriptedSearchProvider;

  constructor(provider: ScriptedSearchProvider) {
    this.#provider = provider;
  }

  async add(
    document: SearchableDocument,
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {},
  ) {
    onProgress?.(0, 2);
    if (this.#provider.partly) {
      this.documents.set(document.id, document);
      onProgress?.(1, 2);
    }
    await Promise.race([
      this.#provider.gate,
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true })),
    ]);
    signal?.throwIfAborted();
    const failure = this.#provider.failures.shift();
    if (failure) throw failure;
    onProgress?.(2, 2);
    this.added.push(document.title);
    this.documents.set(document.id, document);
  }

  async remove(ids: readonly string[]) {
    for (const id of ids) this.documents.delete(id);
  }

  async text(id: string) {
    return this.documents.get(id)?.text;
  }

  async search(query: string, { limit, filter = {} }: SearchRequest): Promise<SearchHit[]> {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const hits: SearchHit[] = [];
    for (const { id, text, type, language } of this.documents.values()) {
      if ((filter.type && filter.type !== type) || (filter.language && filter.language !== language)) continue;
      for (const { start, end } of paragraphs(text)) {
        const passage = text.slice(start, end);
        const highlights = words.flatMap((word) => {
          const at = passage.toLowerCase().indexOf(word);
          return at < 0 ? [] : [{ start: at, end: at + word.length }];
        });
        if (highlights.length > 0 || this.#provider.nearest)
          hits.push({ document: id, passage: { start, end }, text: passage, highlights, score: highlights.length });
      }
    }
    return hits.sort((a, b) => b.score - a.score).slice(0, limit);
  }

  async similar(document: string, { start, end }: TextRange, request: SearchRequest) {
    const text = this.documents.get(document)?.text.slice(start, end) ?? '';
    return (await this.search(text, request)).filter((hit) => hit.document !== document || hit.passage.start !== start);
  }

  async close() {}
}

function paragraphs(text: string): TextRange[] {
  const found: TextRange[] = [];
  for (const match of text.matchAll(/(?!\n)(?:(?!\n\n|\f\n)[\s\S])+/g))
    found.push({ start: match.index, end: match.index + match[0].length });
  return found;
}
