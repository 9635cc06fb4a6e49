import {
  type ChatTransport,
  convertToModelMessages,
  createUIMessageStream,
  type StopCondition,
  stepCountIs,
  streamText,
  type ToolSet,
  toUIMessageStream,
  type UIMessage,
  type UIMessageChunk,
} from 'ai';
import type { SaguimChatModel } from './chat-model.js';
import { saguim } from './provider.js';

export interface SaguimChatTransportOptions {
  /** Default: the chat model that comes along. */
  readonly model?: SaguimChatModel;
  /** The system prompt. */
  readonly instructions?: string;
  readonly tools?: ToolSet;
  /** When the tools' results are no longer answered by the model itself. Default: after 5 steps. */
  readonly stopWhen?: StopCondition<ToolSet>;
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  /** How far the model is on its way to this device, 0 … 1. The chat hears it, too: `onData`, `data-saguim-download`. */
  readonly onDownload?: (loaded: number) => void;
}

/** What a chat is told while its model comes: a part that is not kept in the message. */
export interface DownloadPart {
  readonly type: 'data-saguim-download';
  readonly data: { readonly loaded: number };
}

/**
 * Answers `useChat` in the page itself: no server, and nothing that is written leaves the device. Stopping ends the computation,
 * regenerating computes only what is new.
 */
export class SaguimChatTransport<M extends UIMessage = UIMessage> implements ChatTransport<M> {
  readonly #options: SaguimChatTransportOptions;
  readonly #model: SaguimChatModel;

  constructor(options: SaguimChatTransportOptions = {}) {
    this.#options = options;
    this.#model = options.model ?? saguim();
  }

  async sendMessages({ messages, abortSignal }: Parameters<ChatTransport<M>['sendMessages']>[0]): Promise<ReadableStream<UIMessageChunk>> {
    const { instructions, tools, stopWhen = stepCountIs(5), maxOutputTokens, temperature, onDownload } = this.#options;
    return createUIMessageStream({
      originalMessages: messages,
      onError: told,
      execute: async ({ writer }) => {
        // What is said of a download that another answer waits for as well is said to that one.
        await this.#model.load({
          monitor: (monitor) =>
            monitor.addEventListener('downloadprogress', (event) => {
              const { loaded } = event as ProgressEvent;
              onDownload?.(loaded);
              writer.write({ type: 'data-saguim-download', data: { loaded }, transient: true } as never);
            }),
        });
        const { stream } = streamText({
          model: this.#model,
          ...(instructions !== undefined && { instructions }),
          ...(tools && { tools }),
          messages: await convertToModelMessages(messages, { tools }),
          stopWhen,
          maxOutputTokens,
          temperature,
          abortSignal,
          maxRetries: 0, // it is not a network that fails
          onError: () => {}, // told through the stream
        });
        writer.merge(toUIMessageStream({ stream, tools, onError: told }) as never);
      },
    });
  }

  /** Answers live in the page that asked: after a reload there is none to go on with. */
  async reconnectToStream(): Promise<null> {
    return null;
  }
}

const told = (error: unknown) => (error instanceof Error ? error.message : String(error));
