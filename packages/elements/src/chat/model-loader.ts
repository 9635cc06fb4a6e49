import type { ChatModelInfo, ChatProvider, LoadProgress } from './chat-provider.js';
import { endedTab, watchLoad } from './load-watch.js';
import { isAbort, type Problem, toProblem } from './problem.js';

/** Whoever brings a model; the part of a provider that is the same for every task. */
export type ModelSource = Pick<ChatProvider, 'model' | 'prepare' | 'release' | 'isHere' | 'smaller' | 'onMemory'>;

export interface ModelState {
  readonly phase: 'absent' | 'loading' | 'ready' | 'failed';
  readonly model: ChatModelInfo;
  readonly progress?: LoadProgress;
  readonly problem?: Problem;
  /** Ready, and out of memory for now, as nobody asked anything; the next question loads it again. */
  readonly asleep?: boolean;
  /** Why it was not loaded at once: loading it ended a tab before, or the person is to be asked before it is fetched. */
  readonly waits?: 'ended' | 'data';
  /** One that needs less memory, where loading this one ended a tab. */
  readonly smaller?: ChatModelInfo;
}

const savesData = () => (globalThis.navigator as { connection?: { saveData?: boolean } } | undefined)?.connection?.saveData === true;

/** Resolves when somebody can see the page. */
function seen(): Promise<void> {
  const page = globalThis.document;
  if (!page?.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    const onChange = () => {
      if (page.hidden) return;
      page.removeEventListener('visibilitychange', onChange);
      resolve();
    };
    page.addEventListener('visibilitychange', onChange);
  });
}

/** Makes a provider's model ready, once for all conversations of a page, and says how far it is. Fires `change`. */
export class ModelLoader<P extends ModelSource = ChatProvider> extends EventTarget {
  /** Whether people are asked before a model is fetched that no gesture of theirs asked for; where the browser saves data they always are. */
  static asksFirst = false;
  readonly provider: P;
  #state: ModelState;
  #loading: Promise<ChatModelInfo> | undefined;
  #controller: AbortController | undefined;

  constructor(provider: P) {
    super();
    this.provider = provider;
    this.#state = { phase: 'absent', model: provider.model };
    provider.onMemory?.((loaded) => {
      const { phase, model, asleep = false } = this.#state;
      if (phase === 'ready' && asleep === loaded) this.#set({ phase, model, ...(!loaded && { asleep: true }) });
    });
  }

  get state(): ModelState {
    return this.#state;
  }

  /**
   * Loads the model because a place is shown, not because a person asked: once somebody sees the page, and not where that would fetch what
   * should be asked for, or ended a tab before. Why it waits is in the state.
   */
  async begin(): Promise<void> {
    const { model } = this.provider;
    const idle = () => this.#state.phase === 'absent' && !this.#state.waits;
    await seen();
    if (!idle()) return;
    if (await endedTab(model.name)) {
      this.#set({ phase: 'absent', model, waits: 'ended' });
      const smaller = await this.provider.smaller?.().catch(() => undefined);
      if (smaller && this.#state.waits) this.#set({ ...this.#state, smaller });
    } else if ((ModelLoader.asksFirst || savesData()) && (await this.provider.isHere?.()) === false) {
      if (idle()) this.#set({ phase: 'absent', model, waits: 'data' });
    } else if (idle()) await this.ensure().catch(() => {});
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
    const ended = watchLoad(model.name);
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
    } finally {
      ended();
    }
  }

  #set(state: ModelState): void {
    this.#state = state;
    this.dispatchEvent(new Event('change'));
  }
}
