import type { Conversation, ConversationRecord, Message } from '../chat/conversation.js';
import { type ConversationStore, editKey, foldText, matchesAll, newestFirst, type StoreChange } from './conversation-store.js';

/** Keeps conversations as long as the page lives, and nowhere else: for temporary chats, and where a browser stores nothing. */
export class MemoryStore implements ConversationStore {
  readonly persistent = false;
  readonly #conversations = new Map<string, Conversation>();
  readonly #messages = new Map<string, Map<string, Message>>();
  readonly #drafts = new Map<string, string>();
  readonly #listeners = new Set<(change: StoreChange) => void>();

  async list(): Promise<Conversation[]> {
    return [...this.#conversations.values()].sort(newestFirst);
  }

  async load(id: string): Promise<ConversationRecord | undefined> {
    const conversation = this.#conversations.get(id);
    return conversation && { conversation, messages: [...(this.#messages.get(id)?.values() ?? [])] };
  }

  async save(conversation: Conversation, messages: readonly Message[] = []): Promise<void> {
    const { id } = conversation;
    this.#conversations.set(id, conversation);
    let kept = this.#messages.get(id);
    if (!kept) this.#messages.set(id, (kept = new Map()));
    for (const message of messages) kept.set(message.id, message);
    this.#tell({ type: 'changed', id, own: true });
  }

  async remove(id: string): Promise<ConversationRecord | undefined> {
    const record = await this.load(id);
    this.#conversations.delete(id);
    this.#messages.delete(id);
    for (const key of [id, editKey(id)]) this.#drafts.delete(key);
    this.#tell({ type: 'changed', id, own: true });
    return record;
  }

  async restore({ conversation, messages }: ConversationRecord): Promise<void> {
    await this.save(conversation, messages);
  }

  async loadDraft(id: string): Promise<string> {
    return this.#drafts.get(id) ?? '';
  }

  async saveDraft(id: string, text: string): Promise<void> {
    this.#drafts.set(id, text);
  }

  async search(words: string): Promise<Conversation[]> {
    const query = foldText(words.trim());
    const found = (await this.list()).filter(({ id, title }) => {
      const texts = [...(this.#messages.get(id)?.values() ?? [])].map(({ text }) => text);
      return matchesAll(foldText([title, ...texts].join('\n')), query);
    });
    return found;
  }

  subscribe(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(change: StoreChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
