export { type AuditReport, verifyAudit } from './audit-log.js';
export { auditStore, readAudit, type StoreAuditReport } from './audit-store.js';
export { CommentClient, type CommentClientOptions } from './comment-client.js';
export type { CommentJudge, CommentOptions } from './comment-context.js';
export {
  type AdministrationService,
  type AuditEntry,
  type CallOptions,
  type ClaimOptions,
  type CommentAction,
  type CommentChange,
  type CommentDraft,
  type CommentEdit,
  type CommentPage,
  type CommentReason,
  type CommentSearch,
  type CommentService,
  type CommentView,
  type DecisionRequest,
  type DecisionView,
  type ItemPage,
  type ModerationService,
  type PageOptions,
  type PersonalData,
  type QueueChange,
  type QueueCounts,
  type QueueFilter,
  type QueueItem,
  type QueueOptions,
  type QueueReason,
  type ReportReason,
  reportReasons,
  type ThreadEntry,
  type ThreadOptions,
  type ThreadPage,
  type WatchOptions,
  type WriterTally,
} from './comment-service.js';
export type * from './comment-store.js';
export { CommentSystem, type PersonalComments } from './comment-system.js';
export { IndexedDbCommentStore } from './indexed-db-store.js';
export { MemoryCommentStore } from './memory-store.js';
export { type Person, type Role, roles } from './person.js';
export type { LimitedEvent, WriterLimit, WriterLimits } from './rate-limits.js';
export { type RefusalReason, refusal, refusalReason } from './refusal.js';
export {
  type CommentEvent,
  type CommentParty,
  type CommentState,
  commentStates,
  isVisible,
  nextState,
  type Transition,
  transitions,
} from './states.js';
