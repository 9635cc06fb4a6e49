export type { CompletionOptions, SessionSource } from './code/session-source.js';
export { SaguimCodeInput } from './saguim-code-input.js';
