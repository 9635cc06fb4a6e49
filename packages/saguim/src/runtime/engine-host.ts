import { type Engine, type GenerationResult, type LoadOptions, loadEngine } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import type { ModelProgress } from '../hub/progress.js';
import { ChatHost } from './chat-host.js';
import { classHandlers } from './class-host.js';
import { embeddingHandlers } from './embedding-host.js';
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
import type { IndexHandlers } from './index-host.js';
import { infillHandlers } from './infill-host.js';
import { withModelSource } from './model-source.js';
import { type CallContext, type Port, serve } from './rpc.js';
import { runChat } from './run-chat.js';
import { run } from './run-generation.js';

/** The methods of the thread that runs the engine, those aside that come later. */
function createEngineHost() {
  const engines = new Map<number, Engine>();
  const chats = new Map<number, ChatHost>();

  const engineOf = (model: number): Engine => {
    const engine = engines.get(model);
    if (!engine) throw new SaguimError('closed', 'The model is not loaded');
    return engine;
  };

  const chatOf = (model: number): ChatHost => {
    let chat = chats.get(model);
    if (!chat) chats.set(model, (chat = new ChatHost(engineOf(model))));
    return chat;
  };

  async function load({ location, settings }: OpenArguments, { signal, emit }: CallContext<ModelProgress>): Promise<Engine> {
    return withModelSource(location, { signal, onProgress: emit }, async (source) => {
      const total = source.size;
      let told = -1;
      const onProgress: LoadOptions['onProgress'] = (share) => {
        const loaded = Math.floor(share * 256);
        if (loaded === told) return; // weights come in thousands of pieces, and nobody sees so many
        told = loaded;
        emit({ phase: 'load', loaded: Math.round(share * total), total, from: 0 });
      };
      return loadEngine(source, { ...settings, signal, onProgress });
    });
  }

  return {
    async open(request: OpenArguments, context: CallContext<ModelProgress>): Promise<OpenedModel> {
      const engine = await load(request, context);
      if (context.signal.aborted) {
        await engine.close();
        context.signal.throwIfAborted();
      }
      engines.set(request.model, engine);
      const { info, chatTemplate, cancelWord } = engine;
      return { model: request.model, info: { ...info }, hasChatTemplate: chatTemplate !== undefined, cancelWord };
    },

    async close({ model }: { model: number }): Promise<void> {
      const engine = engines.get(model);
      engines.delete(model);
      chats.delete(model);
      await engine?.close();
    },

    /** How many models are in memory. */
    loaded(): number {
      return engines.size;
    },

    async closeAll(): Promise<void> {
      const all = [...engines.values()];
      engines.clear();
      chats.clear();
      await Promise.all(all.map((engine) => engine.close()));
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

    overhead({ model, tools }: { model: number; tools?: readonly ChatTool[] }): ChatOverhead {
      return chatOf(model).overhead(tools);
    },

    /** A chat that nobody goes on from. */
    forget({ model, key }: { model: number; key: string }): void {
      chats.get(model)?.forget(key);
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

    ...embeddingHandlers(engineOf),
    ...infillHandlers(engineOf),
    ...classHandlers(engineOf),
  };
}

export type EngineHandlers = ReturnType<typeof createEngineHost> & IndexHandlers & HeadHandlers;

/**
 * Answers the calls of an `EngineClient`. Indexes and the training of heads are files of their own, which pages that only chat never fetch.
 * @returns what ends all that holds stored files
 */
export function serveEngine(port: Port): () => void {
  let closeIndexes = () => {};
  const abortAll = serve(port, createEngineHost(), {
    async index() {
      const handlers = (await import('./index-host.js')).createIndexHost();
      closeIndexes = () => void handlers.indexCloseAll();
      return handlers;
    },
    head: async () => (await import('./head-host.js')).headHandlers,
  });
  return () => {
    abortAll();
    closeIndexes();
  };
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
