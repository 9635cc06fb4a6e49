import type { EmbeddingModelV4, EmbeddingModelV4CallOptions, EmbeddingModelV4Result } from '@ai-sdk/provider';
import { SaguimError } from '@saguim/engine/spec';
import { type SaguimEmbedderOptions, SemanticEmbedder } from '../semantic-embedder/index.js';

/** How a model embeds; `taskType` as for `SemanticEmbedder`, and in a call under `providerOptions.saguim`. */
export type EmbeddingModelSettings = Omit<SaguimEmbedderOptions, 'model'> & { readonly taskType?: TaskType };

type TaskType = NonNullable<Parameters<SemanticEmbedder['embed']>[1]>['taskType'];

/** A model of texts' meaning as the AI SDK calls it. */
export class SaguimEmbeddingModel implements EmbeddingModelV4 {
  readonly specificationVersion = 'v4';
  readonly provider = 'saguim';
  readonly modelId: string;
  /** Texts of one call are cut into batches by the engine. */
  readonly maxEmbeddingsPerCall = undefined;
  readonly supportsParallelCalls = true;
  readonly #settings: EmbeddingModelSettings;
  #embedder: Promise<SemanticEmbedder> | undefined;

  constructor(modelId: string, settings: EmbeddingModelSettings = {}) {
    this.modelId = modelId;
    this.#settings = settings;
  }

  #load(): Promise<SemanticEmbedder> {
    if (!this.#embedder) {
      const { taskType: _taskType, ...saguim } = this.#settings;
      const embedder = SemanticEmbedder.create({ saguim: { ...saguim, model: this.modelId } });
      this.#embedder = embedder;
      embedder.catch(() => (this.#embedder = undefined));
    }
    return this.#embedder;
  }

  /** Gives the model back. A later call loads it again. */
  async dispose(): Promise<void> {
    const embedder = this.#embedder;
    this.#embedder = undefined;
    (await embedder?.catch(() => undefined))?.destroy();
  }

  async doEmbed({
    values,
    dimensions,
    abortSignal: signal,
    providerOptions,
  }: EmbeddingModelV4CallOptions): Promise<EmbeddingModelV4Result> {
    signal?.throwIfAborted();
    const own = providerOptions?.saguim as { taskType?: TaskType } | undefined;
    const taskType = own?.taskType ?? this.#settings.taskType;
    const embedder = await this.#load();
    const { embeddings } = await embedder.embed(values, { signal, ...(taskType && { taskType }) });
    const width = embeddings[0]?.values.length;
    if (dimensions !== undefined && width !== undefined && dimensions !== width)
      throw new SaguimError('unsupported', `The model gives vectors of ${width} dimensions, not ${dimensions}`, { where: this.modelId });
    return { embeddings: embeddings.map(({ values: vector }) => Array.from(vector)), warnings: [] };
  }
}
