import type { ChatModelInfo, ChatProvider, LoadProgress } from './chat-provider.js';
import { isAbort, type Problem, toProblem } from './problem.js';

/** Whoever brings a model; the part of a provider that is the same for every task. */
export type ModelSource = Pick<ChatProvider, 'model' | 'prepare' | 'release'>;

export interface ModelState {
  readonly phase: 'absent' | 'loading' | 'ready' | 'failed';
  readonly model: ChatModelInfo;
  readonly progress?: LoadProgress;
  readonly problem?: Problem;
}

/** Makes a provider's model ready, once for all conversations of a page, and says how far it is. Fires `change`. */
export class ModelLoader<P extends ModelSource = ChatProvider> extends EventTarget {
  readonly provider: P;
  #state: ModelState;
  #loading: Promise<ChatModelInfo> | undefined;
  #controller: AbortController | undefined;

  constructor(provider: P) {
    super();
    this.provider = provider;
    this.#state = { phase: 'absent', model: provider.model };
  }

  get state(): ModelState {
    return this.#state;
  }

  /** Resolves when the model is ready. After a failure the next call tries again. */
  ensure(): Promise<ChatModelInfo> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /** Stops loading, or gives the loaded model back. */
  release(): void {
    this.#controller?.abort();
    this.provider.release?.();
    this.#loading = undefined;
    this.#set({ phase: 'absent', model: this.provider.model });
  }

  async #load(): Promise<ChatModelInfo> {
    const controller = new AbortController();
    this.#controller = controller;
    const model = this.#state.model;
    this.#set({ phase: 'loading', model });
    try {
      const ready = await this.provider.prepare({
        signal: controller.signal,
        onProgress: (progress) => {
          if (!controller.signal.aborted && this.#state.phase === 'loading') this.#set({ phase: 'loading', model, progress });
        },
      });
      if (!controller.signal.aborted) this.#set({ phase: 'ready', model: ready });
      return ready;
    } catch (error) {
      if (!controller.signal.aborted) {
        this.#loading = undefined;
        this.#set(isAbort(error) ? { phase: 'absent', model } : { phase: 'failed', model, problem: toProblem(error) });
      }
      throw error;
    }
  }

  #set(state: ModelState): void {
    this.#state = state;
    this.dispatchEvent(new Event('change'));
  }
}
