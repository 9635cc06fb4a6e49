import {
  checkSampling,
  type Engine,
  type GenerationResult,
  type LoadOptions,
  loadEngine,
  MemorySource,
  type SamplingOptions,
} from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import type { ModelProgress, OnProgress } from '../hub/progress.js';
import type { ChatHost } from './chat-host.js';
import type { ClassHandlers } from './class-host.js';
import type { EmbeddingHandlers } from './embedding-host.js';
import type {
  ChatArguments,
  ChatHistory,
  ChatItem,
  ChatOverhead,
  ChatResult,
  ChatTool,
  GenerateArguments,
  GenerationItem,
  OpenArguments,
  OpenedModel,
  PromptMessage,
} from './engine-messages.js';
import type { HeadHandlers } from './head-host.js';
import type { HubHandlers } from './hub-host.js';
import type { IndexHandlers } from './index-host.js';
import { infillHandlers } from './infill-host.js';
import { type LoadedModel, LoadedModels } from './loaded-models.js';
import { withModelSource } from './model-source.js';
import type { PromptHandlers } from './prompt-host.js';
import { type CallContext, type Port, serve } from './rpc.js';
import { runChat } from './run-chat.js';
import { run } from './run-generation.js';
import type { SpeedHandlers } from './speed-host.js';

interface LoadCalls {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

async function load({ location, settings }: Pick<OpenArguments, 'location' | 'settings'>, options: LoadCalls): Promise<Engine> {
  const { signal, onProgress: tell } = options;
  return withModelSource(location, { signal, onProgress: tell }, async (source) => {
    const total = source.size;
    let told = -1;
    const onProgress: LoadOptions['onProgress'] = (share) => {
      const loaded = Math.floor(share * 256);
      if (loaded === told) return; // weights come in thousands of pieces, and nobody sees so many
      told = loaded;
      tell({ phase: 'load', loaded: Math.round(share * total), total, from: 0 });
    };
    return loadEngine(source, { ...settings, signal, onProgress });
  });
}

/** One caller's methods, those aside that come later. The numbers of models are the caller's own. */
function createEngineHost(loaded: LoadedModels, sharesMemory: boolean) {
  const models = new Map<number, LoadedModel>();

  const modelOf = (number: number): LoadedModel => {
    const model = models.get(number);
    if (!model) throw new SaguimError('closed', 'The model is not loaded');
    return model;
  };
  const engineOf = (model: number): Engine => modelOf(model).ready;
  const chatOf = (model: number): ChatHost => modelOf(model).chats;

  const handlers = {
    async open({ model: number, ...request }: OpenArguments, { signal, emit }: CallContext<ModelProgress>): Promise<OpenedModel> {
      const model = await loaded.open(request, signal, emit);
      if (signal.aborted) {
        await loaded.close(model);
        signal.throwIfAborted();
      }
      models.set(number, model);
      const { info, chatTemplate, cancelWord } = model.ready;
      const opened = { model: number, info: { ...info }, hasChatTemplate: chatTemplate !== undefined };
      return sharesMemory ? { ...opened, cancelWord } : opened;
    },

    async close({ model: number }: { model: number }): Promise<void> {
      const model = models.get(number);
      models.delete(number);
      if (model) await loaded.close(model);
    },

    /** How many models are in memory. */
    loaded(): number {
      return loaded.count;
    },

    /** Closes all that this caller opened. */
    async closeAll(): Promise<void> {
      const all = [...models.values()];
      models.clear();
      await Promise.all(all.map((model) => loaded.close(model)));
    },

    async generate(
      { model, prompt, ...request }: GenerateArguments & { model: number },
      context: CallContext<GenerationItem>,
    ): Promise<GenerationResult> {
      const engine = engineOf(model);
      return run(engine, typeof prompt === 'string' ? textTokens(engine, prompt) : prompt, request, context);
    },

    /** The answer to a chat. The history stays the caller's; nothing is kept of an exchange that fails. */
    async chat({ model, nextKey, ...request }: ChatArguments & { model: number }, context: CallContext<ChatItem>): Promise<ChatResult> {
      const engine = engineOf(model);
      const { chat, result } = await runChat(engine, chatOf(model), request, context);
      chatOf(model).remember(nextKey, chat);
      return result;
    },

    /** Computes added messages ahead of the prompt that will follow. */
    async prefill({ model, history }: { model: number; history: ChatHistory }, context: CallContext<GenerationItem>): Promise<void> {
      const host = chatOf(model);
      const { chat, pending } = host.open(history);
      if (pending.length === 0) return;
      let ids: readonly number[];
      try {
        ({ ids } = chat.prompt(host.write(chat, pending, history.tools)));
      } catch (error) {
        // Some templates only write chats in which people and model take turns; the prompt that follows may complete this one.
        if (error instanceof SaguimError && error.code === 'bad-template') return;
        throw error;
      }
      host.readAhead(history.key, ids);
      await run(engineOf(model), ids, { maxTokens: 0 }, context);
    },

    measure({ model, messages }: { model: number; messages: readonly PromptMessage[] }): number {
      return chatOf(model).measure(messages);
    },

    /** What a chat takes beside what is said; @throws {SaguimError} `invalid-argument` for a sampling that no answer can have */
    overhead({ model, tools, sampling }: { model: number; tools?: readonly ChatTool[]; sampling?: SamplingOptions }): ChatOverhead {
      checkSampling(sampling, engineOf(model).info.vocabularySize);
      return chatOf(model).overhead(tools);
    },

    /** A chat that nobody goes on from. */
    forget({ model, key }: { model: number; key: string }): void {
      models.get(model)?.forgetChat(key);
    },

    encode({ model, text, continues }: { model: number; text: string; continues?: boolean }): number[] {
      return engineOf(model).tokenizer.encode(text, { continues });
    },

    decode(request: { model: number; tokens: readonly number[]; control?: boolean; continues?: boolean }): string {
      const { model, tokens, ...options } = request;
      return engineOf(model).tokenizer.decode(tokens, options);
    },

    logits({ model, tokens }: { model: number; tokens: readonly number[] }, { signal }: CallContext<never>): Promise<Float32Array> {
      return engineOf(model).logits(tokens, signal);
    },

    logProbabilities(
      { model, tokens, from }: { model: number; tokens: readonly number[]; from?: number },
      { signal }: CallContext<never>,
    ): Promise<Float32Array> {
      return engineOf(model).logProbabilities(tokens, signal, from);
    },

    stats({ model }: { model: number }) {
      return engineOf(model).stats();
    },

    ...infillHandlers(engineOf),
  };
  return { handlers, engineOf };
}

export type EngineHandlers = ReturnType<typeof createEngineHost>['handlers'] &
  ClassHandlers &
  EmbeddingHandlers &
  IndexHandlers &
  HeadHandlers &
  HubHandlers &
  PromptHandlers &
  SpeedHandlers;

/** One caller's connection. */
export interface HostSession {
  /** Ends all that runs and closes what holds stored files. What runs rejects with `reason`. */
  letGo(reason: SaguimError): void;
  /** The caller is gone: all that was its own is given back. */
  end(): void;
  /** Calls under way. */
  readonly running: number;
}

/**
 * Answers the calls of `EngineClient`s: of the page that started this thread, and in browsers of other tabs. What one caller opens is
 * its own; models are in memory once.
 */
export class EngineHost {
  readonly #loaded = new LoadedModels(load);
  readonly #sessions = new Set<HostSession>();

  /** Whether nobody waits for anything. */
  get idle(): boolean {
    return [...this.#sessions].every(({ running }) => running === 0);
  }

  /**
   * Embeddings, classes, indexes, the training of heads and prompts in another library's shape are files of their own, which pages that only chat never fetch.
   * @param sharesMemory whether the other end lies in the same agent cluster: then shared memory may be sent
   */
  serve(port: Port, { sharesMemory = true } = {}): HostSession {
    const { handlers, engineOf } = createEngineHost(this.#loaded, sharesMemory);
    let closeIndexes = () => {};
    const embedding = async () => (await import('./embedding-host.js')).embeddingHandlers(engineOf);
    const serving = serve(port, handlers, {
      embed: embedding,
      fingerprint: embedding,
      async index() {
        const indexes = (await import('./index-host.js')).createIndexHost();
        closeIndexes = () => void indexes.indexCloseAll();
        return indexes;
      },
      class: async () => (await import('./class-host.js')).classHandlers(engineOf),
      head: async () => (await import('./head-host.js')).headHandlers,
      speed: async () => (await import('./speed-host.js')).speedHandlers((bytes, options) => loadEngine(new MemorySource(bytes), options)),
      hub: async () => (await import('./hub-host.js')).hubHandlers,
      prompt: async () => (await import('./prompt-host.js')).promptHandlers(engineOf),
    });
    const session: HostSession = {
      letGo: (reason) => {
        serving.abortAll(reason);
        closeIndexes();
      },
      end: () => {
        this.#sessions.delete(session);
        session.letGo(new SaguimError('closed', 'The page that asked is gone'));
        void handlers.closeAll();
      },
      get running() {
        return serving.running;
      },
    };
    this.#sessions.add(session);
    return session;
  }

  letGo(reason: SaguimError): void {
    for (const session of this.#sessions) session.letGo(reason);
  }
}

/** A plain text as a prompt: the model's start token first, where its file asks for one. */
function textTokens({ tokenizer }: Engine, text: string): number[] {
  const tokens = tokenizer.encode(text);
  if (tokenizer.startToken !== undefined) tokens.unshift(tokenizer.startToken);
  if (tokens.length === 0) {
    // An empty text still has a beginning, where the model knows a token for it.
    const { endToken } = tokenizer;
    if (endToken === undefined)
      throw new SaguimError('invalid-argument', 'The text is empty', { hint: 'Give at least one character to go on from.' });
    tokens.push(endToken);
  }
  return tokens;
}
