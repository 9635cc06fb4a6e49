import type { SearchFilter, TextRange } from './search-provider.js';

/** What a search element shows: enough to come back to it. */
export interface SearchView {
  /** A library's id; empty for the one used last. */
  readonly library: string;
  readonly query: string;
  readonly filter: SearchFilter;
  /** The document that is open; empty for none. */
  readonly document: string;
  /** The passage in it that is marked. */
  readonly passage?: TextRange;
  /** Passages like this one are searched for, in the place of the query. */
  readonly like?: { readonly document: string; readonly passage: TextRange };
}

export const emptySearchView: SearchView = { library: '', query: '', filter: {}, document: '' };

/** The books, or whatever else a page offers to begin with. */
export interface StarterLibrary {
  readonly files: () => Promise<readonly { readonly path: string; readonly file: File }[]>;
  readonly questions: readonly { readonly text: string; readonly language: string }[];
}
