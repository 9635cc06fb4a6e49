export type {
  CodeSuggestion,
  Completer,
  CompletionCallOptions,
  CompletionMode,
  CompletionRequest,
  SourceFile,
  SuggestedText,
} from './completion-request.js';
export type { CompletionSession, CompletionSessionEvents, SessionClock } from './completion-session.js';
export {
  type AcceptedPart,
  type AcceptedText,
  type EditorState,
  type SessionDocument,
  type ShownSuggestion,
  SuggestionEvent,
} from './editor-state.js';
