export type {
  LanguageModelCreateCoreOptions,
  LanguageModelCreateOptions,
  LanguageModelExpected,
  SaguimCreateOptions,
} from './create-options.js';
export { LanguageModel, type LanguageModelPromptResult, type SessionDetails } from './language-model.js';
export type {
  LanguageModelMessage,
  LanguageModelMessageContent,
  LanguageModelMessageRole,
  LanguageModelMessageType,
  LanguageModelPrompt,
} from './prompt-input.js';
export type { AnswerStats, LanguageModelPromptOptions, SaguimPromptOptions } from './prompt-options.js';
export type { LanguageModelSamplingMode } from './sampling-mode.js';
export type { LanguageModelToolDeclaration } from './tool-declarations.js';
export type { RunToolsOptions } from './tool-limits.js';
export {
  LanguageModelToolCall,
  type LanguageModelToolCallInit,
  LanguageModelToolError,
  type LanguageModelToolErrorInit,
  type LanguageModelToolResponse,
  type LanguageModelToolResultContent,
  type LanguageModelToolResultType,
  LanguageModelToolSuccess,
  type LanguageModelToolSuccessInit,
} from './tool-messages.js';
