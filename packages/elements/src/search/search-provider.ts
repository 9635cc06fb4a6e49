// What the search element needs from whoever indexes: so little that a test, a server or another index can stand behind it.
import type { ModelSource } from '../chat/model-loader.js';

/** What is indexed of a document. */
export interface SearchableDocument {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** What is filtered by. */
  readonly type: string;
  /** Language tag; empty where it is not known. */
  readonly language: string;
}

/** Offsets are UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface SearchHit {
  /** The document's id. */
  readonly document: string;
  /** Where the passage lies in the document's text. */
  readonly passage: TextRange;
  readonly text: string;
  /** Words that were searched for, in the passage's text. */
  readonly highlights: readonly TextRange[];
  /** More is better; comparable within one search alone. */
  readonly score: number;
}

export interface SearchFilter {
  /** Types to keep; all when left out. */
  readonly type?: string;
  readonly language?: string;
}

export interface SearchRequest {
  readonly limit: number;
  readonly filter?: SearchFilter;
  readonly signal?: AbortSignal;
}

/** One library's index. */
export interface LibraryIndex {
  /**
   * Adds a document, or puts it in the place of the one with its id. A long one may be found in part before it is whole; after a failure or
   * an abort what is there of it is completed by adding it again, and goes by `remove`.
   */
  add(document: SearchableDocument, options?: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void }): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  /** The text of a document, as it was added; undefined when it is not there. */
  text(id: string): Promise<string | undefined>;
  /** Best first. */
  search(query: string, request: SearchRequest): Promise<readonly SearchHit[]>;
  /** Passages that mean something like this one, without it. */
  similar(document: string, passage: TextRange, request: SearchRequest): Promise<readonly SearchHit[]>;
  close(): Promise<void>;
}

export interface SearchProvider extends ModelSource {
  /** Opens a library's index, or makes an empty one. The model is made ready first where it is not. */
  open(library: string, options?: { signal?: AbortSignal }): Promise<LibraryIndex>;
  /** Deletes what is kept of a library that is not open. */
  delete(library: string): Promise<void>;
}
