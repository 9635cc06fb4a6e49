export { type App, createApp } from './app.js';
export {
  auditDatabase,
  type CommentsOptions,
  databaseAt,
  exportAudit,
  type OpenComments,
  type OpenCommentsOptions,
  openComments,
  type TokenOptions,
} from './comments/index.js';
export type { CodeWriter, CompletionSource } from './completion/code-writer.js';
export { LearningFile } from './learning/learning-file.js';
export type { LogEntry, ServerOptions } from './server-options.js';
export { type ListenOptions, type RunningServer, startServer } from './start-server.js';
