import type { Conversation, Engine, GeneratedPiece } from '@saguim/engine';
import type { ChatHost } from './chat-host.js';
import type { ChatArguments, ChatItem, ChatResult, GenerationItem, MessagePart } from './engine-messages.js';
import type { CallContext } from './rpc.js';
import { run } from './run-generation.js';
import type { CallReader } from './tools/call-reader.js';

/** Answers a chat, and gives it with the answer in it. Where there are tools, calls are told from text on the way. */
export async function runChat(
  engine: Engine,
  host: ChatHost,
  { history, messages, prefix = '', toolChoice = 'auto', ...asked }: Omit<ChatArguments, 'nextKey'>,
  context: CallContext<ChatItem>,
): Promise<{ readonly chat: Conversation; readonly result: ChatResult }> {
  const { tools = [] } = history;
  const { chat, pending } = host.open(history);
  const { ids } = chat.prompt(host.write(chat, [...pending, ...messages], tools));
  const begun = prefix === '' ? [] : engine.tokenizer.encode(prefix, { continues: true });
  const prompt = [...ids, ...begun];
  const request = { ...asked, constraintPrefix: prefix };
  if (tools.length === 0) {
    const result = await run(engine, prompt, request, context);
    const answer = [...begun, ...result.tokens];
    chat.answer(answer);
    return { chat, result: { ...result, answer, calls: [] } };
  }
  // An answer that has to be something else calls nothing.
  const free = toolChoice !== 'none' && request.constraint === undefined;
  // Fetched when there are tools first.
  const { openReader, runCalls } = await import('./run-calls.js');
  const said = free ? partsReader(openReader(engine.tokenizer, tools, host.format), prefix) : plainReader();
  const emit = (item: GenerationItem) => {
    context.emit(item);
    if ('piece' in item) for (const part of said.push(item.piece)) context.emit({ part });
  };
  const calling = { tools, format: host.format, required: toolChoice === 'required' };
  const heard = { ...context, emit };
  const result = free ? await runCalls(engine, prompt, request, calling, heard) : await run(engine, prompt, request, heard);
  for (const part of said.end()) context.emit({ part });
  const answer = [...begun, ...result.tokens];
  const calls = said.parts.flatMap((part) => (part.type === 'tool-call' ? [part.value] : []));
  const text = said.parts.map((part) => (part.type === 'text' ? part.value : '')).join('');
  const whole = prefix + text;
  const parts: MessagePart[] = whole === '' ? [] : [{ type: 'text', value: whole }];
  parts.push(...calls.map((value) => ({ type: 'tool-call' as const, value })));
  host.answer(chat, answer, calls.length > 0 ? parts : undefined);
  return { chat, result: { ...result, text, answer, calls, ...(calls.length > 0 && { parts }) } };
}

interface AnswerReader {
  /** All that was told. */
  readonly parts: readonly MessagePart[];
  push(piece: GeneratedPiece): readonly MessagePart[];
  end(): readonly MessagePart[];
}

function plainReader(): AnswerReader {
  const parts: MessagePart[] = [];
  const push = ({ text }: GeneratedPiece) => {
    const more: MessagePart[] = text === '' ? [] : [{ type: 'text', value: text }];
    parts.push(...more);
    return more;
  };
  return { parts, push, end: () => [] };
}

function partsReader({ reader, marks }: CallReader, prefix: string): AnswerReader {
  const parts: MessagePart[] = [];
  const keep = (more: MessagePart[]) => {
    parts.push(...more);
    return more;
  };
  reader.begin(prefix);
  return {
    parts,
    push: ({ token, text }) => keep(reader.push((marks.get(token) ?? '') + text)),
    end: () => keep(reader.end()),
  };
}
