import type { Conversation, ConversationRecord, Message } from '../chat/conversation.js';

export type StoreChange =
  /** A conversation came, changed or went. `own` is false when another tab did it. */
  | { readonly type: 'changed'; readonly id: string; readonly own: boolean }
  /** Everything was erased. */
  | { readonly type: 'erased'; readonly own: boolean };

/** Where conversations are kept. */
export interface ConversationStore {
  /** Whether it outlives the page. */
  readonly persistent: boolean;
  /** All conversations, the one changed last first. */
  list(): Promise<Conversation[]>;
  load(id: string): Promise<ConversationRecord | undefined>;
  /** Writes a conversation and some of its messages, all or nothing. */
  save(conversation: Conversation, messages?: readonly Message[]): Promise<void>;
  /** Takes a conversation away and hands it out, so that `restore` can bring it back. */
  remove(id: string): Promise<ConversationRecord | undefined>;
  restore(record: ConversationRecord): Promise<void>;
  /** What was typed and not sent; the id is empty for a conversation that has not begun. */
  loadDraft(id: string): Promise<string>;
  saveDraft(id: string, text: string): Promise<void>;
  /** Conversations with a word in their title or messages. */
  search(words: string): Promise<Conversation[]>;
  /** @returns a function that ends it */
  subscribe(listener: (change: StoreChange) => void): () => void;
}

/** For comparing what people type: without case and accents. */
export function foldText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether every word of a query is in a text (both folded). */
export function matchesAll(text: string, query: string): boolean {
  return query.split(/\s+/).every((word) => text.includes(word));
}

export const newestFirst = (a: Conversation, b: Conversation): number => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1);

/** Where the draft of an edit is kept. */
export const editKey = (id: string): string => `${id}/edit`;
