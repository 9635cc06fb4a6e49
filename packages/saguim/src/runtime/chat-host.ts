import { type ChatMessage, ChatTemplate, Conversation, type Engine } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import type { ChatHistory, ChatOverhead, ChatTool, ChatTurn, PromptMessage } from './engine-messages.js';
import { toTemplateChat, writeContent } from './tools/template-messages.js';
import { findToolFormat, type ToolFormat, toTemplateTool } from './tools/tool-format.js';

/** Chats whose token ids are remembered; older ones are made again from their history. */
const mostChats = 64;

interface RememberedChat {
  readonly chat: Conversation;
  /** What was computed for it: the chat, and what was read ahead. */
  ids: readonly number[];
}

/** The chats of one loaded model: from messages to token ids, each made once. */
export class ChatHost {
  readonly #engine: Engine;
  readonly #template: ChatTemplate;
  readonly #chats = new Map<string, RememberedChat>();
  readonly #overheads = new Map<string, ChatOverhead>();
  #format: ToolFormat | undefined;

  /** @throws {SaguimError} `unsupported` for a model without a chat template, `bad-template` */
  constructor(engine: Engine) {
    if (engine.chatTemplate === undefined) {
      throw new SaguimError('unsupported', 'The model has no chat template', {
        where: engine.info.name,
        hint: 'It only continues texts: use TextGenerator.',
      });
    }
    this.#engine = engine;
    this.#template = new ChatTemplate(engine.chatTemplate, engine.tokenizer);
  }

  /** How the model's template has tools, found when it is first asked for. */
  get format(): ToolFormat {
    this.#format ??= findToolFormat(this.#template);
    return this.#format;
  }

  /** The chat so far, to go on with: changing it changes nobody else's. Messages that were only added wait in `pending`. */
  open({ key, turns, tools = [] }: ChatHistory): { readonly chat: Conversation; readonly pending: readonly PromptMessage[] } {
    const known = this.#chats.get(key);
    const answered = turns.findLastIndex(({ answer }) => answer !== undefined) + 1;
    const pending = turns.slice(answered).flatMap(({ messages }) => messages);
    if (known) return { chat: known.chat.clone(), pending };
    const chat = new Conversation(this.#template, this.format.native && tools.length > 0 ? { tools: tools.map(toTemplateTool) } : {});
    let waiting: PromptMessage[] = [];
    for (const turn of turns.slice(0, answered)) {
      waiting.push(...turn.messages);
      if (turn.answer === undefined) continue;
      chat.prompt(this.write(chat, waiting, tools));
      this.answer(chat, turn.answer, turn.parts);
      waiting = [];
    }
    this.remember(key, chat.clone());
    return { chat, pending };
  }

  /** Messages as the template takes them, to go on in `chat`. */
  write(chat: Conversation, messages: readonly PromptMessage[], tools: readonly ChatTool[] = []): ChatMessage[] {
    return toTemplateChat(messages, chat.messages.length === 0 ? tools : [], this.format);
  }

  /** Takes an answer down; one with calls as the template has them. */
  answer(chat: Conversation, ids: readonly number[], parts: ChatTurn['parts']): void {
    const [message, ...others] =
      parts && this.format.native ? toTemplateChat([{ role: 'assistant', content: parts }], [], this.format) : [];
    // Where a template takes one call a message, an answer with several is left as the model wrote it.
    chat.answer(ids, others.length === 0 ? message : undefined);
  }

  /** Keeps a chat under a key; it must not be changed any more. */
  remember(key: string, chat: Conversation): void {
    this.#chats.delete(key);
    this.#chats.set(key, { chat, ids: chat.ids });
    for (const oldest of this.#chats.keys()) {
      if (this.#chats.size <= mostChats) break;
      this.#chats.delete(oldest);
    }
  }

  /** These ids were computed ahead of the chat's next prompt. */
  readAhead(key: string, ids: readonly number[]): void {
    const known = this.#chats.get(key);
    if (known) known.ids = ids;
  }

  /** Nobody goes on from this chat any more: what only it has in the cache may go first. */
  forget(key: string): void {
    const known = this.#chats.get(key);
    if (!known) return;
    this.#chats.delete(key);
    const { ids } = known;
    let shared = 0;
    for (const other of this.#chats.values()) shared = Math.max(shared, commonLength(ids, other.ids));
    this.#engine.forget(ids, shared);
  }

  /** Tokens of a text as part of a message. */
  count(text: string): number {
    return this.#engine.tokenizer.encode(text, { continues: true }).length;
  }

  /** The same for every chat with these tools, so that what messages take adds up wherever they stand. */
  overhead(tools: readonly ChatTool[] = []): ChatOverhead {
    const key = JSON.stringify(tools);
    let overhead = this.#overheads.get(key);
    if (!overhead) {
      if (this.#overheads.size > mostChats) this.#overheads.clear();
      this.#overheads.set(key, (overhead = this.#measureOverhead(tools)));
    }
    return overhead;
  }

  #measureOverhead(tools: readonly ChatTool[]): ChatOverhead {
    const message: PromptMessage = { role: 'user', content: 'a' };
    const text = this.count('a');
    const declared = tools.length > 0 && this.format.native ? tools.map(toTemplateTool) : undefined;
    const length = (messages: PromptMessage[]) =>
      this.#template.render({ messages: toTemplateChat(messages, tools, this.format), tools: declared }).ids.length;
    try {
      const one = length([message]);
      const three = length([message, { role: 'assistant', content: 'a' }, message]);
      const each = Math.max(0, Math.ceil((three - one) / 2) - text);
      return { message: each, chat: Math.max(0, one - text - each) };
    } catch (error) {
      if (!(error instanceof SaguimError) || error.code !== 'bad-template') throw error;
      // A template that refuses so plain a chat; about what others take.
      return { message: 8, chat: 16 + (tools.length > 0 ? this.count(JSON.stringify(tools)) : 0) };
    }
  }

  measure(messages: readonly PromptMessage[]): number {
    const { message } = this.overhead();
    return messages.reduce((sum, one) => sum + this.count(writeContent(one)) + message, 0);
  }
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
