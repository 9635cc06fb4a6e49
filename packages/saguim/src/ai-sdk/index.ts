export type { ChatModelSettings } from './chat-call.js';
export { SaguimChatModel } from './chat-model.js';
export { type DownloadPart, SaguimChatTransport, type SaguimChatTransportOptions } from './chat-transport.js';
export { type EmbeddingModelSettings, SaguimEmbeddingModel } from './embedding-model.js';
export { createSaguim, type SaguimProvider, saguim } from './provider.js';
