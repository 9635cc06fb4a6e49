import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Conversation, ConversationRecord, Message } from '../chat/conversation.js';
import { type ConversationStore, editKey, foldText, matchesAll, newestFirst, type StoreChange } from './conversation-store.js';
import { MemoryStore } from './memory-store.js';

interface Schema extends DBSchema {
  conversations: { key: string; value: Conversation };
  messages: { key: string; value: Message; indexes: { conversation: string } };
  drafts: { key: string; value: { id: string; text: string } };
}

type Tables = ('conversations' | 'messages' | 'drafts')[];

/** Keeps conversations in this browser's IndexedDB; several tabs may use it at once. */
export class IndexedDbStore implements ConversationStore {
  readonly persistent = true;
  readonly #name: string;
  #database: Promise<IDBPDatabase<Schema>> | undefined;
  readonly #listeners = new Set<(change: StoreChange) => void>();
  readonly #channel: BroadcastChannel | undefined;
  #closed = false;

  /** @param name of the database */
  constructor(name = 'saguim-conversations') {
    this.#name = name;
    if (typeof BroadcastChannel === 'undefined') return;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<StoreChange>) => {
      if (data.type === 'erased') this.#closed = true;
      this.#hear({ ...data, own: false });
    };
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    if (this.#closed) return Promise.reject(new DOMException('Everything was erased; load the page again', 'InvalidStateError'));
    const database = (this.#database ??= openDB<Schema>(this.#name, 1, {
      upgrade: (db) => {
        db.createObjectStore('conversations', { keyPath: 'id' });
        db.createObjectStore('messages', { keyPath: 'id' }).createIndex('conversation', 'conversation');
        db.createObjectStore('drafts', { keyPath: 'id' });
      },
      // Another tab deletes or upgrades the database: it must not wait for this one.
      blocking: () => void this.#forget(database),
      terminated: () => void this.#forget(database),
    }));
    database.catch(() => this.#forget(database));
    return database;
  }

  async #forget(database: Promise<IDBPDatabase<Schema>> | undefined): Promise<void> {
    if (this.#database === database) this.#database = undefined;
    await database?.then(
      (db) => db.close(),
      () => {},
    );
  }

  /** Whether the browser lets this page store anything. */
  async usable(): Promise<boolean> {
    return this.#open().then(
      () => true,
      () => false,
    );
  }

  async list(): Promise<Conversation[]> {
    return (await (await this.#open()).getAll('conversations')).sort(newestFirst);
  }

  async load(id: string): Promise<ConversationRecord | undefined> {
    const transaction = (await this.#open()).transaction(['conversations', 'messages']);
    const [conversation, messages] = await Promise.all([
      transaction.objectStore('conversations').get(id),
      transaction.objectStore('messages').index('conversation').getAll(id),
    ]);
    return conversation && { conversation, messages };
  }

  /** Runs a change as one transaction, committed at once: a page that goes away waits for nobody. */
  async #write(tables: Tables, change: (transaction: ReturnType<typeof openTransaction>) => void): Promise<void> {
    const transaction = openTransaction(await this.#open(), tables);
    change(transaction);
    transaction.commit();
    await transaction.done;
  }

  async save(conversation: Conversation, messages: readonly Message[] = []): Promise<void> {
    await this.#write(['conversations', 'messages'], (transaction) => {
      quietly(transaction.objectStore('conversations').put(conversation));
      for (const message of messages) quietly(transaction.objectStore('messages').put(message));
    });
    this.#tell({ type: 'changed', id: conversation.id, own: true });
  }

  async remove(id: string): Promise<ConversationRecord | undefined> {
    const record = await this.load(id);
    if (!record) return undefined;
    await this.#write(['conversations', 'messages', 'drafts'], (transaction) => {
      quietly(transaction.objectStore('conversations').delete(id));
      for (const key of [id, editKey(id)]) quietly(transaction.objectStore('drafts').delete(key));
      for (const message of record.messages) quietly(transaction.objectStore('messages').delete(message.id));
    });
    this.#tell({ type: 'changed', id, own: true });
    return record;
  }

  async restore({ conversation, messages }: ConversationRecord): Promise<void> {
    await this.save(conversation, messages);
  }

  async loadDraft(id: string): Promise<string> {
    return (await (await this.#open()).get('drafts', id))?.text ?? '';
  }

  async saveDraft(id: string, text: string): Promise<void> {
    await this.#write(['drafts'], (transaction) => {
      const drafts = transaction.objectStore('drafts');
      quietly(text === '' ? drafts.delete(id) : drafts.put({ id, text }));
    });
  }

  async search(words: string): Promise<Conversation[]> {
    const query = foldText(words.trim());
    const database = await this.#open();
    const texts = new Map<string, string[]>();
    for (let cursor = await database.transaction('messages').store.openCursor(); cursor; cursor = await cursor.continue()) {
      const { conversation, text } = cursor.value;
      const list = texts.get(conversation);
      if (list) list.push(text);
      else texts.set(conversation, [text]);
    }
    return (await this.list()).filter(({ id, title }) => matchesAll(foldText([title, ...(texts.get(id) ?? [])].join('\n')), query));
  }

  subscribe(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Deletes the database. This store, and those of other tabs, take nothing more: what is still under way must not come back. */
  async erase(): Promise<void> {
    this.#closed = true;
    this.#tell({ type: 'erased', own: true });
    const database = this.#database;
    await this.#forget(database);
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(this.#name);
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error);
    });
  }

  #tell(change: StoreChange): void {
    this.#channel?.postMessage(change);
    this.#hear(change);
  }

  #hear(change: StoreChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}

const openTransaction = (database: IDBPDatabase<Schema>, tables: Tables) => database.transaction(tables, 'readwrite');

/** The transaction's own promise tells of failures; those of its parts would be told twice. */
function quietly(request: Promise<unknown>): void {
  request.catch(() => {});
}

/** A store in IndexedDB, or in memory where the browser lets the page keep nothing. */
export async function openConversationStore(name?: string): Promise<ConversationStore> {
  if (typeof indexedDB === 'undefined') return new MemoryStore();
  const store = new IndexedDbStore(name);
  return (await store.usable()) ? store : new MemoryStore();
}
