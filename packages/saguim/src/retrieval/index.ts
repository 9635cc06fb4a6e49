export type { DocumentInput } from './check-documents.js';
export { type AddMode, IndexCore, type IndexInfo } from './index-core.js';
export type { Filter } from './query/filter.js';
export type { SearchHit, SearchMode, SearchRequest, SearchResult, Span } from './query/search-segments.js';
export type { MakeScanner } from './segment/segment.js';
export type { IndexModel } from './segment/segment-format.js';
export type { Damage } from './storage/index-store.js';
export { isIndexFile } from './storage/manifest.js';
export type { Metadata, StoredDocument } from './stored-document.js';
