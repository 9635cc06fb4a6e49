import type { InterfaceLanguage, ModelLoader, ModelSource } from '@saguim/elements';
import type { ModelsController, UseModel } from '@saguim/elements/models';
import { html, type ReactiveController, type ReactiveControllerHost } from 'lit';
import type { StudioMessages } from './messages.js';
import { type ChatModel, readPreferences } from './preferences.js';

interface ModelsView {
  readonly m: StudioMessages;
  readonly language: InterfaceLanguage;
  readonly chatModel: string;
  readonly loaders: readonly ModelLoader<ModelSource>[];
}

/** Models: brought when they are looked at first, or when a model's file is dropped on Studio. Downloads go on while something else is shown. */
export class ModelsPlace implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #use: (model: ChatModel) => void;
  #loading: Promise<ModelsController> | undefined;
  #controller: ModelsController | undefined;
  #failed = false;

  /** @param use the person wants to chat with a model that is here */
  constructor(host: ReactiveControllerHost, use: (model: ChatModel) => void) {
    this.#host = host;
    this.#use = use;
    host.addController(this);
  }

  hostConnected(): void {}

  #load(): Promise<ModelsController> {
    this.#failed = false;
    this.#loading ??= import('@saguim/elements/models').then(
      ({ createSaguimModelsProvider, ModelsController }) => {
        this.#controller = new ModelsController(
          createSaguimModelsProvider({
            catalogue: readPreferences().catalogue,
            whenHidden: () => readPreferences().hidden,
          }),
        );
        this.#host.requestUpdate();
        return this.#controller;
      },
      (error) => {
        this.#loading = undefined;
        this.#failed = true;
        this.#host.requestUpdate();
        throw error;
      },
    );
    return this.#loading;
  }

  /** Another catalogue was chosen: it is read when models are looked at next. */
  forget(): void {
    this.#loading = undefined;
    this.#controller = undefined;
  }

  /** Keeps a model's file that was dropped on Studio, and chats with it. */
  async take(file: File): Promise<void> {
    const controller = await this.#load();
    const kept = await controller.importModel(file);
    // What gives no answers stays with the models, which say what it is for.
    if (kept?.task === 'chat') this.#use({ name: kept.name, title: kept.name, languages: [] });
  }

  /** Nobody can take back any more what was removed. */
  async settle(): Promise<void> {
    await this.#controller?.settle();
  }

  render({ m, language, chatModel, loaders }: ModelsView) {
    if (this.#failed) {
      const again = () => void this.#load().catch(() => {});
      return html`<div class="erased" role="alert"><p>${m.placeFailed}</p><button class="button" @click=${again}>${m.tryAgain}</button></div>`;
    }
    if (!this.#controller) {
      void this.#load().catch(() => {});
      return html`<div></div>`;
    }
    return html`<saguim-models
      .controller=${this.#controller}
      .loaders=${loaders}
      chat-model=${chatModel}
      language=${language}
      @saguim-use-model=${({ detail: { name, title, languages } }: CustomEvent<UseModel>) => this.#use({ name, title, languages })}
    ></saguim-models>`;
  }
}
