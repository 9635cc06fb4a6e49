// A worker in whose models' place stands a script: each answer is the next line of the last message of the user, `call NAME JSON` a call.
// All that a session does around it is real.
import { parentPort } from 'node:worker_threads';
import type { ChatArguments, ChatResult, MessagePart, OpenArguments, OpenedModel, PromptMessage, ToolCall } from './engine-messages.js';
import { type CallContext, serve } from './rpc.js';

const port = parentPort!;
let calls = 0;

const textOf = ({ content }: PromptMessage) => (typeof content === 'string' ? content : '');

/** What the script says next: one line for each answer since the message that holds it. */
function nextLine({ history: { turns }, messages }: ChatArguments): string {
  const said = [...turns.map(({ messages: one }) => one), messages];
  const at = said.findLastIndex((some) => some.some((message) => textOf(message) !== ''));
  const lines = textOf(said[at]!.findLast((message) => textOf(message) !== '')!).split('\n');
  return lines[said.length - 1 - at] ?? lines.at(-1)!;
}

const info = { name: 'script', contextLength: 4096 } as OpenedModel['info'];

serve(
  { post: (message) => port.postMessage(message), onMessage: (listener) => void port.on('message', listener) },
  {
    open: ({ model }: OpenArguments): OpenedModel => ({ model, info, hasChatTemplate: true }),
    close: () => {},
    overhead: () => ({ message: 1, chat: 1 }),
    measure: ({ messages }: { messages: PromptMessage[] }) => JSON.stringify(messages).length,
    prefill: () => {},
    forget: () => {},
    chat(request: ChatArguments, { emit }: CallContext): ChatResult {
      const parts: MessagePart[] = nextLine(request)
        .split(' & ')
        .map((said) => {
          const [, name, values] = /^call (\S+) (.*)$/.exec(said) ?? [];
          if (name === undefined) return { type: 'text', value: said === 'show' ? JSON.stringify(request.messages) : said };
          return { type: 'tool-call', value: { callID: String(++calls), name, arguments: JSON.parse(values!) as ToolCall['arguments'] } };
        });
      for (const part of parts) emit({ part });
      const text = parts.map((part) => (part.type === 'text' ? part.value : '')).join('');
      const made = parts.flatMap((part) => (part.type === 'tool-call' ? [part.value] : []));
      const usage = { promptTokens: 1, cachedTokens: 0, completionTokens: 1, guessedTokens: 0, acceptedTokens: 0 };
      const timings = { queueMs: 0, prefillMs: 0, firstTokenMs: 0, decodeMs: 0 };
      return { text, tokens: [1], answer: [1], finishReason: 'stop', usage, timings, calls: made, ...(made.length > 0 && { parts }) };
    },
  },
);
