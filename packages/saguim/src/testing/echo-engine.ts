import { outOfRange, SaguimError } from '@saguim/engine/spec';
import type { Availability, EngineStandIn, ModelProgress } from '../hub/index.js';
import {
  type CallContext,
  type ChatHistory,
  type EmbedArguments,
  type MessagePart,
  type PromptMessage,
  portPair,
  serve,
} from '../runtime/index.js';
import { type EchoTool, echo, measure } from './echo-chat.js';

export interface EchoOptions {
  /** Whether the model seems to be here, or has to be downloaded first. Default `downloadable`. */
  availability?: Extract<Availability, 'downloadable' | 'available'>;
  /** What the download takes. Default 300 ms. */
  downloadMilliseconds?: number;
  /** What an answer takes. Default 30 ms. */
  answerMilliseconds?: number;
  /** Characters of a conversation. Default 4,000. */
  contextLength?: number;
}

/** Milliseconds; longer, timers do not wait. */
const longestTimer = 2 ** 31 - 1;

/** @throws {SaguimError} `invalid-argument` */
function check(name: string, fits: boolean, range: string): void {
  if (!fits) throw outOfRange(name, range);
}

const dimensions = 8;
const layers = 3;
const chunks = 4;

/** @throws the signal's reason */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** Numbers of a text, the same each time, of length 1. */
function vectorOf(text: string, length: number): Float32Array {
  const values = new Float32Array(length);
  for (let i = 0; i < text.length; i++) values[i % length]! += Math.sin(text.charCodeAt(i) * (i + 1));
  values[length - 1]! += 1;
  const norm = Math.hypot(...values);
  return values.map((value) => value / norm);
}

interface ChatRequest {
  readonly history: ChatHistory & { readonly tools?: readonly EchoTool[] };
  readonly messages: readonly PromptMessage[];
  readonly prefix?: string;
  readonly maxTokens?: number;
}

type ChatItem = { readonly part: MessagePart } | { readonly piece: { readonly token: number; readonly text: string } };

/**
 * An engine for tests that says back what it is told, at once the same and without a model: the same contract as the real one, so that
 * what stands on it can be tested apart from any model's wits. Give it as `runtime`.
 * @throws {SaguimError} `invalid-argument` naming the option and what it may be
 */
export function echoEngine(options: EchoOptions = {}): EngineStandIn {
  const { downloadMilliseconds = 300, answerMilliseconds = 30, contextLength = 4000 } = options;
  let availability: Availability = options.availability ?? 'downloadable';
  check('availability', availability === 'downloadable' || availability === 'available', '"downloadable" or "available"');
  const waits = (value: unknown) => typeof value === 'number' && value >= 0 && value <= longestTimer;
  check('downloadMilliseconds', waits(downloadMilliseconds), `a number from 0 to ${longestTimer}`);
  check('answerMilliseconds', waits(answerMilliseconds), `a number from 0 to ${longestTimer}`);
  check('contextLength', Number.isSafeInteger(contextLength) && contextLength >= 2, 'a whole number, 2 or more');
  let answers = 0;

  async function download({ signal, emit }: CallContext<ModelProgress>): Promise<void> {
    if (availability === 'available') return;
    const total = 1000;
    for (let loaded = 0; loaded < total; loaded += 200) {
      emit({ phase: 'download', loaded, total, from: 0 });
      await pause(downloadMilliseconds / 5, signal);
    }
    availability = 'available';
  }

  const info = {
    name: 'echo',
    architecture: 'echo',
    contextLength,
    vocabularySize: 65_536,
    embeddingLength: dimensions,
    layers: 0,
    parameters: 0,
    fileBytes: 0,
    backend: 'echo',
    threads: 1,
  };

  const handlers = {
    async open({ model, location }: { model: number; location: { name: string } }, context: CallContext<ModelProgress>) {
      await download(context);
      const embeds = /e5|minilm|embed/i.test(location.name);
      const embedding = { dimensions, featureDimensions: dimensions * layers };
      return { model, info: embeds ? { ...info, embedding } : info, hasChatTemplate: !embeds };
    },

    close() {},
    closeAll() {},
    forget() {},
    loaded: () => 0,
    overhead: () => ({ message: 0, chat: 0 }),
    measure: ({ messages }: { messages: readonly PromptMessage[] }) => measure(messages),
    prefill: (_: unknown, { signal }: CallContext) => pause(answerMilliseconds / 2, signal),

    async chat({ history, messages, prefix = '', maxTokens = Infinity }: ChatRequest, { signal, emit }: CallContext<ChatItem>) {
      const { tools = [] } = history;
      const said = echo(history, messages, tools, String(++answers));
      const promptTokens = history.turns.reduce(
        (sum, turn) => sum + measure(turn.messages) + (turn.answer?.length ?? 0),
        measure(messages),
      );
      const room = Math.min(maxTokens, contextLength - promptTokens - prefix.length);
      if (room < 1)
        throw new SaguimError('context-overflow', 'The conversation is full', {
          details: { requested: promptTokens, limit: contextLength },
        });
      const text = said.text.slice(0, room);
      const size = Math.max(1, Math.ceil(text.length / chunks));
      for (let start = 0; start < Math.max(1, text.length); start += size) {
        await pause(answerMilliseconds / chunks, signal);
        const piece = text.slice(start, start + size);
        emit({ piece: { token: piece.charCodeAt(0) || 0, text: piece } });
        if (tools.length > 0 && piece !== '') emit({ part: { type: 'text', value: piece } });
      }
      for (const value of said.calls) emit({ part: { type: 'tool-call', value } });
      const parts: MessagePart[] = [{ type: 'text', value: text }, ...said.calls.map((value) => ({ type: 'tool-call' as const, value }))];
      const answer = Array.from(prefix + text, (character) => character.charCodeAt(0));
      return {
        text,
        tokens: answer.slice(prefix.length),
        answer,
        calls: said.calls,
        ...(said.calls.length > 0 && { parts }),
        finishReason: text.length < said.text.length ? 'length' : 'stop',
        usage: { promptTokens, cachedTokens: 0, completionTokens: text.length, guessedTokens: 0, acceptedTokens: 0 },
        timings: { queueMs: 0, prefillMs: 0, firstTokenMs: answerMilliseconds / chunks, decodeMs: answerMilliseconds },
      };
    },

    fingerprint: ({ location, usage }: { location: { name: string }; usage: string }) => `echo ${location.name} ${usage}`,

    async embed({ texts, prefix, features }: EmbedArguments, { signal }: CallContext<{ done: number }>) {
      await pause(answerMilliseconds, signal);
      const length = features === 'layers' ? dimensions * layers : dimensions;
      const rows = new Float32Array(texts.length * length);
      texts.forEach((text, i) => void rows.set(vectorOf(prefix + text, length), i * length));
      return { rows, tokens: Int32Array.from(texts, (text) => text.length), truncated: new Uint8Array(texts.length) };
    },
  };

  return {
    availability: () => availability,
    start() {
      const [near, far] = portPair();
      serve(far, handlers);
      return near;
    },
  };
}
