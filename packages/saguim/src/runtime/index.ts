export { allClients, engineClient, loadSettings } from './clients.js';
export type { EmbedArguments, EmbedResult } from './embedding-host.js';
export { type AcquireOptions, EngineClient, ModelHandle } from './engine-client.js';
export type { EngineHandlers } from './engine-host.js';
export type {
  ChatHistory,
  ChatOverhead,
  ChatResult,
  ChatTool,
  ChatTurn,
  GenerateArguments,
  GenerationItem,
  LoadSettings,
  MessagePart,
  PromptMessage,
  ToolCall,
  ToolResponse,
} from './engine-messages.js';
export type { LearnArguments } from './head-host.js';
export type { OpenIndexArguments } from './index-host.js';
export type { InfillAnswer, InfillSupport, InfillUse } from './infill-host.js';
export type { PromptVocabulary } from './prompt-host.js';
export type { RecommendCall } from './recommend.js';
export { recommend } from './recommend-later.js';
export { type CallContext, portPair, serve } from './rpc.js';
export { eraseAll, removeModel, storedModels } from './stored-models.js';
