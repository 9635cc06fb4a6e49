import { catalogue, defaultModels, LanguageModel, type LanguageModelMessage, recommend } from 'saguim';
import type {
  AnswerOptions,
  ChatModelInfo,
  ChatProvider,
  ChatSampling,
  ChatSession,
  ChatSessionOptions,
  LoadProgress,
} from './chat-provider.js';

export interface SaguimProviderOptions {
  /** A model's name. Default: the chat model that comes along. */
  model?: string;
  /** `browser` is the browser's own model, where there is one; `model` then says nothing but what it is called here. */
  backend?: 'saguim' | 'browser';
  /** What people read. Default: what is known of the model. */
  title?: string;
  /** Languages that it speaks, likewise. */
  languages?: readonly string[];
  /** How words are chosen where the person chose nothing. */
  sampling?: ChatSampling;
}

/** For models whose makers' advice is not known here. */
const usual: ChatSampling = { temperature: 0.7, topP: 0.9, minP: 0, topK: 40, repetitionPenalty: 1.05, maxTokens: 1024 };

/** As the model's makers recommend (temperature 0.2, top-p 0.9); a small model repeats itself less with a slight penalty. */
const recommended: ChatSampling = { temperature: 0.2, topP: 0.9, minP: 0, topK: 0, repetitionPenalty: 1.05, maxTokens: 1024 };

/** Tokens that are kept free for an answer. */
const ROOM_FOR_ANSWER = 512;

const tooLong = () => new DOMException('The conversation is longer than the model can hold', 'QuotaExceededError');

/** Answers with a model that runs on this device. Importing it loads nothing; `prepare()` does. */
export function createSaguimProvider(options: SaguimProviderOptions = {}): ChatProvider {
  const name = options.model ?? defaultModels.chat;
  const entry = catalogue.find((candidate) => candidate.name === name);
  return new SaguimProvider(
    {
      name,
      title: options.title ?? entry?.title ?? name,
      languages: options.languages ?? entry?.languages ?? [],
      ...(entry && { bytes: entry.files.reduce((sum, { bytes }) => sum + bytes, 0) }),
    },
    { ...(entry ? recommended : usual), ...options.sampling },
    options.backend ?? 'saguim',
  );
}

class SaguimProvider implements ChatProvider {
  readonly model: ChatModelInfo;
  readonly defaultSampling: ChatSampling;
  readonly #backend: 'saguim' | 'browser';
  /** An empty session: it keeps the model loaded and measures. */
  #base: LanguageModel | undefined;
  readonly #memoryListeners: ((loaded: boolean) => void)[] = [];

  constructor(model: ChatModelInfo, defaultSampling: ChatSampling, backend: 'saguim' | 'browser') {
    this.model = model;
    this.defaultSampling = defaultSampling;
    this.#backend = backend;
  }

  /** Who answers. The browser's model has no name. */
  get #who(): { model?: string; backend: 'saguim' | 'browser' } {
    return this.#backend === 'browser' ? { backend: 'browser' } : { model: this.model.name, backend: 'saguim' };
  }

  onMemory(listener: (loaded: boolean) => void): void {
    this.#memoryListeners.push(listener);
  }

  async prepare({ signal, onProgress }: Parameters<ChatProvider['prepare']>[0] = {}): Promise<ChatModelInfo> {
    this.#base ??= await this.#createBase(signal, onProgress);
    const { backend, threads } = this.#base.saguim.model;
    // Where the browser's model runs is not told.
    const place = this.#backend === 'browser' ? {} : { backend, threads };
    return { ...this.model, ...place, contextWindow: this.#base.contextWindow };
  }

  async #createBase(signal: AbortSignal | undefined, onProgress: ((progress: LoadProgress) => void) | undefined): Promise<LanguageModel> {
    const base = await LanguageModel.create({
      signal,
      // The browser tells of its download in the standard's way alone.
      ...(this.#backend === 'browser' && {
        monitor: (monitor: EventTarget) =>
          monitor.addEventListener('downloadprogress', (event) =>
            onProgress?.({ phase: 'download', fraction: (event as ProgressEvent).loaded }),
          ),
      }),
      saguim: {
        ...this.#who,
        onProgress: ({ phase, loaded, total }) => onProgress?.({ phase, fraction: total > 0 ? Math.min(1, loaded / total) : 0 }),
      },
    });
    base.saguim.onMemory((loaded) => {
      for (const listener of this.#memoryListeners) listener(loaded);
    });
    return base;
  }

  async createSession({ systemPrompt, history, signal }: ChatSessionOptions): Promise<ChatSession> {
    if (!this.#base) await this.prepare({ signal });
    const base = this.#base!;
    const initialPrompts: LanguageModelMessage[] = [...history];
    if (systemPrompt) initialPrompts.unshift({ role: 'system', content: systemPrompt });
    // Measured first: reading a history only to find that it is too long would take seconds.
    if (history.length > 0 && (await base.measureContextUsage(initialPrompts, { signal })) > base.contextWindow - 2 * ROOM_FOR_ANSWER)
      throw tooLong();
    const session = await LanguageModel.create({ signal, initialPrompts, saguim: this.#who });
    return new SaguimSession(session, this.defaultSampling);
  }

  async isHere(): Promise<boolean> {
    return (await LanguageModel.availability({ saguim: this.#who })) === 'available';
  }

  async smaller(): Promise<ChatModelInfo | undefined> {
    const { candidates } = await recommend({ task: 'chat', probe: false });
    const memory = candidates.find(({ entry }) => entry.name === this.model.name)?.entry.memory ?? Number.POSITIVE_INFINITY;
    const found = candidates.find(
      ({ entry, obstacles }) => obstacles.length === 0 && entry.memory < memory && entry.name !== this.model.name,
    );
    return found && { name: found.entry.name, title: found.entry.title ?? found.entry.name, languages: found.entry.languages };
  }

  release(): void {
    this.#base?.destroy();
    this.#base = undefined;
  }
}

class SaguimSession implements ChatSession {
  readonly #session: LanguageModel;
  readonly #defaultSampling: ChatSampling;

  constructor(session: LanguageModel, defaultSampling: ChatSampling) {
    this.#session = session;
    this.#defaultSampling = defaultSampling;
  }

  async answer(input: string, { signal, sampling, onStatistics }: AnswerOptions = {}): Promise<ReadableStream<string>> {
    const { contextUsage, contextWindow } = this.#session;
    const needed = contextUsage + (await this.#session.measureContextUsage(input, { signal }));
    // Leaving history out helps; where there is none, the library says by how much the input is too long.
    if (contextUsage > 0 && needed > contextWindow - ROOM_FOR_ANSWER) throw tooLong();
    const { maxTokens, ...words } = { ...this.#defaultSampling, ...sampling };
    return this.#session.promptStreaming(input, {
      signal,
      saguim: {
        maxTokens,
        sampling: words,
        onStats: ({ finishReason, usage, timings }) => {
          const tokens = usage.completionTokens;
          const seconds = Math.max(timings.decodeMs, 1) / 1000;
          onStatistics?.({
            tokens,
            tokensPerSecond: Math.max(0, tokens - 1) / seconds,
            firstTokenMilliseconds: timings.firstTokenMs,
            finishReason,
          });
        },
      },
    });
  }

  destroy(): void {
    this.#session.destroy();
  }
}
