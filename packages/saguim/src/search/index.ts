export type {
  Damage as IndexDamage,
  DocumentInput as SearchDocument,
  Filter as SearchFilter,
  IndexModel,
  Metadata as DocumentMetadata,
  SearchHit,
  SearchMode,
  SearchResult,
  Span as TextSpan,
  StoredDocument,
} from '../retrieval/index.js';
export { type AddOptions, type AddProgress, SearchIndex, type SearchIndexOpenOptions } from './search-index.js';
export type { SearchOptions } from './search-options.js';
