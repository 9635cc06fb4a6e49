export type { ChatModelInfo, LoadProgress } from './chat/chat-provider.js';
export { ModelLoader, type ModelSource, type ModelState } from './chat/model-loader.js';
export type { DocumentFault, DocumentType, Mark, ReadDocument } from './documents/document.js';
export type { FoundFile } from './documents/dropped-files.js';
export { createPdfReader, type PdfLibrary, type PdfReader, type PdfReaderOptions } from './documents/pdf-reader.js';
export { documentTypeOf, mostBytes, readDocument } from './documents/read-document.js';
export { SaguimSearch } from './saguim-search.js';
export { type Library, type LibraryDocument, type LibraryStore, libraryDatabase, libraryTables } from './search/library.js';
export type { FoundPassage, LibraryController, SearchWish } from './search/library-controller.js';
export { createSaguimSearchProvider } from './search/saguim-search-provider.js';
export type {
  LibraryIndex,
  SearchableDocument,
  SearchFilter,
  SearchHit,
  SearchProvider,
  SearchRequest,
  TextRange,
} from './search/search-provider.js';
export { SearchRoom, type SearchRoomOptions } from './search/search-room.js';
export { emptySearchView, type SearchView, type StarterLibrary } from './search/search-view.js';
export { openTables } from './store/indexeddb-tables.js';
export { MemoryTables, type TableStore } from './store/table-store.js';
