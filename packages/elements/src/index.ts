export type { AnnounceMode } from './announce/announcer.js';
export type { ChatController, ChatStatus } from './chat/chat-controller.js';
export type {
  AnswerOptions,
  AnswerStatistics,
  ChatModelInfo,
  ChatProvider,
  ChatSampling,
  ChatSession,
  ChatSessionOptions,
  ChatTurn,
  LoadProgress,
} from './chat/chat-provider.js';
export { ChatRoom } from './chat/chat-room.js';
export type { Conversation, ConversationRecord, Message, MessageStatus } from './chat/conversation.js';
export { fileNameFrom, toJson, toMarkdown } from './chat/export.js';
export { ModelLoader, type ModelSource, type ModelState } from './chat/model-loader.js';
export { type Problem, type ProblemKind, toProblem } from './chat/problem.js';
export { createSaguimProvider, type SaguimProviderOptions } from './chat/saguim-provider.js';
export { define } from './define.js';
export { formatBytes } from './i18n/format.js';
export { chatMessages, chooseLanguage, type InterfaceLanguage, languageNames } from './i18n/language.js';
export type { ChatMessages } from './i18n/messages.js';
export { icons, logo } from './icons.js';
export { SaguimChat } from './saguim-chat.js';
export { SaguimConversations } from './saguim-conversations.js';
export { type ConversationStore, foldText, matchesAll, newestFirst, type StoreChange } from './store/conversation-store.js';
export { IndexedDbStore, openConversationStore } from './store/indexeddb-store.js';
export { MemoryStore } from './store/memory-store.js';
export { controls, tokens } from './tokens.js';
export type { ChatExample } from './view/empty-chat.js';
