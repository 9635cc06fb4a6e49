import { defaultModels } from '../hub/index.js';
import type { ChatModelSettings } from './chat-call.js';
import { SaguimChatModel } from './chat-model.js';
import { type EmbeddingModelSettings, SaguimEmbeddingModel } from './embedding-model.js';

/** Models for the AI SDK's `generateText`, `streamText`, `embed` and so on, computed where the code runs. */
export interface SaguimProvider {
  /** A model for chats: a name of the catalogue, an address, or a path (Node). Default: the one that comes along. */
  (modelId?: string, settings?: ChatModelSettings): SaguimChatModel;
  languageModel(modelId?: string, settings?: ChatModelSettings): SaguimChatModel;
  embedding(modelId?: string, settings?: EmbeddingModelSettings): SaguimEmbeddingModel;
  embeddingModel(modelId?: string, settings?: EmbeddingModelSettings): SaguimEmbeddingModel;
}

/**
 * A provider whose models share settings: where they come from, and how they run. Each name with the same settings is one model, so that
 * it can be written where it is used.
 */
export function createSaguim(shared: ChatModelSettings = {}): SaguimProvider {
  const chats = new Map<string, SaguimChatModel>();
  const embedders = new Map<string, SaguimEmbeddingModel>();
  function remembered<M>(models: Map<string, M>, modelId: string, settings: object | undefined, make: () => M): M {
    if (settings !== undefined) return make();
    let model = models.get(modelId);
    if (!model) models.set(modelId, (model = make()));
    return model;
  }
  const languageModel = (modelId: string = defaultModels.chat, settings?: ChatModelSettings) =>
    remembered(chats, modelId, settings, () => new SaguimChatModel(modelId, { ...shared, ...settings }));
  const embedding = (modelId: string = defaultModels.embed, settings?: EmbeddingModelSettings) => {
    const { sampling: _sampling, ...place } = shared;
    return remembered(embedders, modelId, settings, () => new SaguimEmbeddingModel(modelId, { ...place, ...settings }));
  };
  return Object.assign((modelId?: string, settings?: ChatModelSettings) => languageModel(modelId, settings), {
    languageModel,
    embedding,
    embeddingModel: embedding,
  });
}

/** The provider as it is without settings. */
export const saguim = createSaguim();
