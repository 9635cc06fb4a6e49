import { ChatTemplate, Conversation, type Engine } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import type { ChatHistory, ChatOverhead, PromptMessage } from './engine-messages.js';

/** Chats whose token ids are remembered; older ones are made again from their history. */
const mostChats = 64;

/** The chats of one loaded model: from messages to token ids, each made once. */
export class ChatHost {
  readonly #engine: Engine;
  readonly #template: ChatTemplate;
  readonly #chats = new Map<string, Conversation>();
  #overhead: ChatOverhead | undefined;

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

  /** The chat so far, to go on with: changing it changes nobody else's. Messages that were only added wait in `pending`. */
  open({ key, turns }: ChatHistory): { readonly chat: Conversation; readonly pending: readonly PromptMessage[] } {
    const known = this.#chats.get(key);
    const answered = turns.findLastIndex(({ answer }) => answer !== undefined) + 1;
    const pending = turns.slice(answered).flatMap(({ messages }) => messages);
    if (known) return { chat: known.clone(), pending };
    const chat = new Conversation(this.#template);
    let waiting: PromptMessage[] = [];
    for (const { messages, answer } of turns.slice(0, answered)) {
      waiting.push(...messages);
      if (answer === undefined) continue;
      chat.prompt([...waiting]);
      chat.answer(answer);
      waiting = [];
    }
    this.remember(key, chat.clone());
    return { chat, pending };
  }

  /** Keeps a chat under a key; it must not be changed any more. */
  remember(key: string, chat: Conversation): void {
    this.#chats.delete(key);
    this.#chats.set(key, chat);
    for (const oldest of this.#chats.keys()) {
      if (this.#chats.size <= mostChats) break;
      this.#chats.delete(oldest);
    }
  }

  /** Tokens of a text as part of a message. */
  count(text: string): number {
    return this.#engine.tokenizer.encode(text, { continues: true }).length;
  }

  /** The same for every chat, so that what messages take adds up wherever they stand. */
  overhead(): ChatOverhead {
    if (!this.#overhead) {
      const message = { role: 'user', content: 'a' };
      const text = this.count('a');
      const length = (messages: object[]) => this.#template.render({ messages: messages as { role: string }[] }).ids.length;
      try {
        const one = length([message]);
        const three = length([message, { role: 'assistant', content: 'a' }, message]);
        const each = Math.max(0, Math.ceil((three - one) / 2) - text);
        this.#overhead = { message: each, chat: Math.max(0, one - text - each) };
      } catch (error) {
        if (!(error instanceof SaguimError) || error.code !== 'bad-template') throw error;
        this.#overhead = { message: 8, chat: 16 }; // a template that refuses so plain a chat; about what others take
      }
    }
    return this.#overhead;
  }

  measure(messages: readonly PromptMessage[]): number {
    const { message } = this.overhead();
    return messages.reduce((sum, { content }) => sum + this.count(textOf(content)) + message, 0);
  }
}

/** @throws {SaguimError} `unsupported` for what is more than text */
function textOf(content: PromptMessage['content']): string {
  if (typeof content === 'string') return content;
  throw new SaguimError('unsupported', 'Messages of tools cannot be written into a chat yet');
}
