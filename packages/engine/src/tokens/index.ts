export {
  type ChatInput,
  type ChatMessage,
  type ChatPart,
  ChatTemplate,
  encodeChat,
  type RenderedChat,
  renderChat,
  type TemplateTokenizer,
} from './chat-template.js';
export { Conversation, type ConversationOptions, type ConversationPrompt } from './conversation.js';
export { encodePrompt } from './encode-prompt.js';
export type { InfillFormat, InfillOrder, InfillTokens } from './infill-format.js';
export { type InfillFile, type InfillParts, type InfillPrompt, InfillPromptWriter } from './infill-prompt.js';
export { loadTokenizer } from './load-tokenizer.js';
export type { TokenizerMetadata } from './metadata.js';
export { createStreamingDecoder } from './streaming-decoder.js';
export type { DecodeOptions, EncodeOptions, StreamingDecoder, Tokenizer } from './tokenizer.js';
