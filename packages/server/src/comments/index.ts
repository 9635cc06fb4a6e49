export { auditDatabase, exportAudit } from './audit-database.js';
export type { CommentsOptions, TokenOptions } from './comments-options.js';
export { databaseAt, type OpenComments, type OpenCommentsOptions, openComments } from './open-comments.js';
export { PGliteDatabase } from './sql/pglite-database.js';
export { PostgresDatabase } from './sql/postgres-database.js';
export { SqlCommentStore } from './sql/sql-comment-store.js';
export type { SqlConnection, SqlDatabase } from './sql/sql-database.js';
