import { catalogue, defaultModels, SemanticEmbedder, type TextEmbedder } from 'saguim';
import type { ChatModelInfo } from '../chat/chat-provider.js';
import type { ModelSource } from '../chat/model-loader.js';

export interface SaguimMeaningOptions {
  /** A model's name. Default: the one for English and Portuguese that comes along. */
  readonly model?: string;
}

/** The model that turns texts into vectors, on this device. Importing it loads nothing; `prepare()` does. */
export class SaguimMeaning implements ModelSource {
  readonly model: ChatModelInfo;
  #embedder: Promise<SemanticEmbedder> | undefined;
  readonly #memoryListeners: ((loaded: boolean) => void)[] = [];

  constructor({ model = defaultModels.embed }: SaguimMeaningOptions = {}) {
    const entry = catalogue.find(({ name }) => name === model);
    this.model = { name: model, title: entry?.title ?? model, languages: entry?.languages ?? [] };
  }

  async prepare({ signal, onProgress }: Parameters<ModelSource['prepare']>[0] = {}): Promise<ChatModelInfo> {
    const isNew = !this.#embedder;
    const embedder = (this.#embedder ??= SemanticEmbedder.create({
      signal,
      saguim: {
        model: this.model.name,
        onProgress: ({ phase, loaded, total }) => onProgress?.({ phase, fraction: total > 0 ? Math.min(1, loaded / total) : 0 }),
      },
    }));
    if (isNew) {
      embedder.then(
        ({ saguim }) =>
          saguim.onMemory((loaded) => {
            for (const listener of this.#memoryListeners) listener(loaded);
          }),
        () => {
          if (this.#embedder === embedder) this.#embedder = undefined;
        },
      );
    }
    const { backend, threads, contextLength } = (await embedder).saguim.model;
    return { ...this.model, backend, threads, contextWindow: contextLength };
  }

  /** What makes vectors; the model is made ready first where it is not. */
  async textEmbedder(): Promise<TextEmbedder> {
    await this.prepare();
    return (await this.#embedder!).saguim.textEmbedder;
  }

  onMemory(listener: (loaded: boolean) => void): void {
    this.#memoryListeners.push(listener);
  }

  async isHere(): Promise<boolean> {
    return (await SemanticEmbedder.availability({ saguim: { model: this.model.name } })) === 'available';
  }

  release(): void {
    void this.#embedder?.then(
      (embedder) => embedder.destroy(),
      () => {},
    );
    this.#embedder = undefined;
  }
}
