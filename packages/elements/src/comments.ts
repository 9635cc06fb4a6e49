export { ModelLoader, type ModelState } from './chat/model-loader.js';
export type { Adviser } from './comments/comment-form.js';
export { CommentThread, type CommentThreadOptions, type ThreadNode, type ThreadOrder } from './comments/comment-thread.js';
export { CommentDrafts, type DraftStorage } from './comments/drafts.js';
export { PageModerator, type PageModeratorOptions } from './comments/page-moderator.js';
export { commentsMessages } from './i18n/comments-language.js';
export { SaguimComments } from './saguim-comments.js';
export { openTables } from './store/indexeddb-tables.js';
export { MemoryTables, type TableStore } from './store/table-store.js';
