export { CodeCompleter, type CodeCompleterOptions } from './code-completer.js';
export type { CompletionCount, CompletionCounts } from './completion-counts.js';
export type {
  CodeSuggestion,
  Completer,
  CompletionCallOptions,
  CompletionMode,
  CompletionRequest,
  CompletionWork,
  SourceFile,
  SuggestedText,
} from './completion-request.js';
export type { CompletionSession, CompletionSessionEvents, SessionClock } from './completion-session.js';
export { CompletionStatistics } from './completion-statistics.js';
export {
  type AcceptedPart,
  type AcceptedText,
  type EditorState,
  type SessionDocument,
  type ShownSuggestion,
  SuggestionEvent,
} from './editor-state.js';
export type { FilledText, FillOptions } from './fill-text.js';
export { type CompletionSessionOptions, createCompletionSession, type SessionCounter } from './suggestion-session.js';
