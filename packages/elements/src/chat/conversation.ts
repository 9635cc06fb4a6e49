import type { AnswerStatistics, ChatSampling, ChatTurn } from './chat-provider.js';

export type MessageStatus = 'done' | 'streaming' | 'stopped' | 'interrupted' | 'failed';

/** A message of a conversation. Messages form a tree: an edited message is a sibling of the one it replaces. Never changed in place. */
export interface Message {
  readonly id: string;
  readonly conversation: string;
  /** The message it answers or follows; null for the first. */
  readonly parent: string | null;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** `interrupted`: the page was closed while the answer came. */
  readonly status: MessageStatus;
  readonly statistics?: AnswerStatistics;
}

export interface Conversation {
  readonly id: string;
  /** Empty until the first message. */
  readonly title: string;
  /** The last message of the branch that is shown. */
  readonly leaf: string | null;
  readonly systemPrompt: string;
  readonly sampling: ChatSampling;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A conversation with everything in it, as it is stored, exported and restored. */
export interface ConversationRecord {
  readonly conversation: Conversation;
  readonly messages: readonly Message[];
}

export type MessageTree = ReadonlyMap<string, Message>;

/** A new identifier; `crypto.randomUUID` alone is not there on pages without HTTPS. */
export function createId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function createConversation(systemPrompt = '', sampling: ChatSampling = {}, now = Date.now()): Conversation {
  return { id: createId(), title: '', leaf: null, systemPrompt, sampling, createdAt: now, updatedAt: now };
}

/** Messages from the first one to `leaf`. */
export function pathTo(tree: MessageTree, leaf: string | null): Message[] {
  const path: Message[] = [];
  for (let message = leaf === null ? undefined : tree.get(leaf); message; message = tree.get(message.parent ?? '')) {
    path.push(message);
    if (path.length > tree.size) break; // a ring can only come from damaged storage
  }
  return path.reverse();
}

/** Messages with the same parent, oldest first, the message itself included. */
export function siblingsOf(tree: MessageTree, message: Message): Message[] {
  const siblings = [...tree.values()].filter(({ parent }) => parent === message.parent);
  return siblings.sort((a, b) => a.createdAt - b.createdAt);
}

/** The newest end of the branch that begins with a message. */
export function leafBelow(tree: MessageTree, id: string): string {
  const children = new Map<string, Message[]>();
  for (const message of tree.values()) {
    if (message.parent === null) continue;
    const list = children.get(message.parent);
    if (list) list.push(message);
    else children.set(message.parent, [message]);
  }
  for (let left = tree.size; left > 0; left--) {
    const next = children.get(id)?.reduce((a, b) => (b.createdAt >= a.createdAt ? b : a));
    if (!next) break;
    id = next.id;
  }
  return id;
}

/** What the model is told of messages; answers without text say nothing. */
export function turnsOf(messages: readonly Message[]): ChatTurn[] {
  return messages.filter(({ text }) => text !== '').map(({ role, text }) => ({ role, content: text }));
}

const TITLE_LENGTH = 60;

/** A title from the first message: its first line, cut at a word. */
export function titleFrom(text: string): string {
  const line = text
    .trim()
    .split('\n', 1)[0]!
    .replace(/\s+/g, ' ')
    .replace(/^[#>*\-\s]+/, '');
  const characters = Array.from(line);
  if (characters.length <= TITLE_LENGTH) return line;
  const cut = characters.slice(0, TITLE_LENGTH).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > TITLE_LENGTH / 2 ? cut.slice(0, space) : cut}…`;
}
