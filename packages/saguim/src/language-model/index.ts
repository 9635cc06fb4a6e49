export type {
  LanguageModelCreateCoreOptions,
  LanguageModelCreateOptions,
  LanguageModelExpected,
  SaguimCreateOptions,
} from './create-options.js';
export { LanguageModel, type SessionDetails } from './language-model.js';
export type {
  LanguageModelMessage,
  LanguageModelMessageContent,
  LanguageModelMessageRole,
  LanguageModelMessageType,
  LanguageModelPrompt,
} from './prompt-input.js';
export type { AnswerStats, LanguageModelPromptOptions, SaguimPromptOptions } from './prompt-options.js';
export type { LanguageModelSamplingMode } from './sampling-mode.js';
