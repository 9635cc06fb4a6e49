import { type EmbedTextsOptions, type SearchHit as FoundHit, SearchIndex, type TextEmbedder } from 'saguim';
import { SaguimMeaning, type SaguimMeaningOptions } from '../meaning/saguim-meaning.js';
import type {
  LibraryIndex,
  SearchableDocument,
  SearchFilter,
  SearchHit,
  SearchProvider,
  SearchRequest,
  TextRange,
} from './search-provider.js';
import { splitParts } from './split-parts.js';

/** Searches with an index that is kept on this device, one for each library. */
export function createSaguimSearchProvider(options: SaguimMeaningOptions = {}): SearchProvider {
  return new SaguimSearchProvider(options);
}

const indexName = (library: string) => `library-${library}`;

class SaguimSearchProvider extends SaguimMeaning implements SearchProvider {
  async open(library: string, { signal }: { signal?: AbortSignal } = {}): Promise<LibraryIndex> {
    const embedder = new TellingEmbedder(await this.textEmbedder());
    // An index of another model is made anew from the texts in it.
    return new SaguimLibraryIndex(await SearchIndex.open(indexName(library), { embedder, reindex: true, signal }), embedder);
  }

  delete(library: string): Promise<void> {
    return SearchIndex.delete(indexName(library));
  }
}

/** Tells how many of a document's passages are embedded. */
class TellingEmbedder implements TextEmbedder {
  readonly #embedder: TextEmbedder;
  onProgress: ((done: number, total: number) => void) | undefined;

  constructor(embedder: TextEmbedder) {
    this.#embedder = embedder;
  }

  get model(): string {
    return this.#embedder.model;
  }
  get fingerprint(): string {
    return this.#embedder.fingerprint;
  }
  get dimensions(): number {
    return this.#embedder.dimensions;
  }
  get featureDimensions(): number {
    return this.#embedder.featureDimensions;
  }
  get maxTokens(): number {
    return this.#embedder.maxTokens;
  }

  embedTexts(texts: readonly string[], options: EmbedTextsOptions = {}): Promise<Float32Array> {
    const onProgress = options.kind === 'query' ? options.onProgress : this.onProgress;
    return this.#embedder.embedTexts(texts, { ...options, onProgress });
  }
}

/** Documents are indexed in parts, so that the first of them are found, and kept, while the rest is still read. */
class SaguimLibraryIndex implements LibraryIndex {
  readonly #index: SearchIndex;
  readonly #embedder: TellingEmbedder;

  constructor(index: SearchIndex, embedder: TellingEmbedder) {
    this.#index = index;
    this.#embedder = embedder;
  }

  async add(
    { id, title, text, type, language }: SearchableDocument,
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {},
  ): Promise<void> {
    const parts = splitParts(text);
    const before = await this.#count(id);
    let offset = 0;
    try {
      for (const [number, part] of parts.entries()) {
        this.#embedder.onProgress = (done, total) => onProgress?.(number + (total > 0 ? done / total : 0), parts.length);
        const metadata = { type, language, document: id, offset, parts: parts.length };
        // A part without a word is nothing to be found; it stays to keep the text whole.
        const content = /[\p{L}\p{N}]/u.test(part) ? part : `${part}.`;
        await this.#index.update([{ id: partId(id, number), title, text: content, metadata: { ...metadata, length: part.length } }], {
          signal,
        });
        offset += part.length;
        onProgress?.(number + 1, parts.length);
      }
    } finally {
      this.#embedder.onProgress = undefined;
    }
    // The version before may have been longer.
    if (before > parts.length) await this.#index.remove(partIds(id, parts.length, before));
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const count = await this.#count(id);
      if (count > 0) await this.#index.remove(partIds(id, 0, count));
    }
  }

  async text(id: string): Promise<string | undefined> {
    const count = await this.#count(id);
    if (count === 0) return undefined;
    const parts = await Promise.all(partIds(id, 0, count).map((part) => this.#index.get(part)));
    return parts.map((part) => part?.text.slice(0, Number(part.metadata?.length)) ?? '').join('');
  }

  async search(query: string, { limit, filter, signal }: SearchRequest): Promise<readonly SearchHit[]> {
    const { hits } = await this.#index.search(query, { limit, filter: toFilter(filter), group: 'passages', typing: true, signal });
    return hits.map(toHit);
  }

  async similar(document: string, passage: TextRange, { limit, filter, signal }: SearchRequest): Promise<readonly SearchHit[]> {
    const text = (await this.text(document))?.slice(passage.start, passage.end) ?? '';
    const { hits } = await this.#index.search(text, {
      limit: limit + 2,
      filter: toFilter(filter),
      group: 'passages',
      mode: 'vectors',
      signal,
    });
    // Passages overlap: those that share words with this one say the same because they are the same.
    const others = hits
      .map(toHit)
      .filter((hit) => hit.document !== document || hit.passage.end <= passage.start || hit.passage.start >= passage.end);
    return others.slice(0, limit).map((hit) => ({ ...hit, highlights: [] }));
  }

  close(): Promise<void> {
    return this.#index.close();
  }

  /** How many parts a document has in the index, or will have. */
  async #count(id: string): Promise<number> {
    return Number((await this.#index.get(partId(id, 0)))?.metadata?.parts ?? 0);
  }
}

const partId = (id: string, number: number) => `${id}/${number}`;
const partIds = (id: string, from: number, to: number) => Array.from({ length: to - from }, (_, i) => partId(id, from + i));

const toFilter = ({ type, language }: SearchFilter = {}) => ({ ...(type && { type }), ...(language && { language }) });

/** A hit in a part as one in the document. */
function toHit({ metadata, passage: { start, end, text }, highlights, score }: FoundHit): SearchHit {
  const offset = Number(metadata?.offset ?? 0);
  return {
    document: String(metadata?.document),
    passage: { start: offset + start, end: offset + end },
    text,
    highlights: highlights.map((range) => ({ start: range.start - start, end: range.end - start })),
    score,
  };
}
