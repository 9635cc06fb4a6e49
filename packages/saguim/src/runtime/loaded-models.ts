import type { Engine } from '@saguim/engine';
import type { ModelProgress, OnProgress } from '../hub/progress.js';
import { ChatHost } from './chat-host.js';
import type { OpenArguments } from './engine-messages.js';

type Request = Pick<OpenArguments, 'location' | 'settings'>;
type Load = (request: Request, options: { signal: AbortSignal; onProgress: OnProgress }) => Promise<Engine>;

/** A model in memory, or on its way there, for all who opened it. */
export class LoadedModel {
  readonly engine: Promise<Engine>;
  readonly controller = new AbortController();
  readonly listeners = new Set<OnProgress>();
  users = 0;
  progress: ModelProgress | undefined;
  #ready: Engine | undefined;
  #chats: ChatHost | undefined;

  constructor(load: Load, request: Request) {
    const onProgress = (progress: ModelProgress) => {
      this.progress = progress;
      for (const listener of this.listeners) listener(progress);
    };
    this.engine = load(request, { signal: this.controller.signal, onProgress }).then((engine) => (this.#ready = engine));
    this.engine.catch(() => {}); // heard by those who wait
  }

  /** Once it is loaded. */
  get ready(): Engine {
    return this.#ready!;
  }

  get isReady(): boolean {
    return this.#ready !== undefined;
  }

  get chats(): ChatHost {
    return (this.#chats ??= new ChatHost(this.ready));
  }

  forgetChat(key: string): void {
    this.#chats?.forget(key);
  }
}

/** The models that a thread holds: each once, whoever asks for it. */
export class LoadedModels {
  readonly #load: Load;
  readonly #known = new Map<string, LoadedModel>();
  readonly #all = new Set<LoadedModel>();

  constructor(load: Load) {
    this.#load = load;
  }

  /** How many are in memory. */
  get count(): number {
    return [...this.#all].filter(({ isReady }) => isReady).length;
  }

  /**
   * A model for one more user, who closes it. Loading ends when the last one who waits for it gives up.
   * @throws as the loading; the signal's reason
   */
  async open(request: Request, signal: AbortSignal, onProgress: OnProgress): Promise<LoadedModel> {
    signal.throwIfAborted();
    const { location, settings } = request;
    // Two Blobs may be one file or not: only the page that holds them knows.
    const key = location.kind === 'blob' ? undefined : JSON.stringify([location, settings]);
    const model = (key !== undefined && this.#known.get(key)) || this.#begin(key, request);
    model.users++;
    if (model.progress && !model.isReady) onProgress(model.progress);
    model.listeners.add(onProgress);
    let abort = () => {};
    try {
      await Promise.race([
        model.engine,
        new Promise<never>((_, reject) => {
          abort = () => reject(signal.reason);
          signal.addEventListener('abort', abort);
        }),
      ]);
      return model;
    } catch (error) {
      void this.close(model);
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
      model.listeners.delete(onProgress);
    }
  }

  #begin(key: string | undefined, request: Request): LoadedModel {
    const model = new LoadedModel(this.#load, request);
    this.#all.add(model);
    if (key !== undefined) this.#known.set(key, model);
    model.engine.catch(() => this.#forget(model)); // who comes next tries again
    return model;
  }

  #forget(model: LoadedModel): void {
    this.#all.delete(model);
    for (const [key, known] of this.#known) if (known === model) this.#known.delete(key);
  }

  /** Ends one use. The last one frees the memory. */
  async close(model: LoadedModel): Promise<void> {
    if (--model.users > 0) return;
    this.#forget(model);
    model.controller.abort();
    const engine = await model.engine.catch(() => undefined);
    await engine?.close();
  }
}
