import { type ConversationStore, editKey } from '../store/conversation-store.js';
import { hostClock, Saver, type SaverClock } from '../store/saver.js';
import type { AnswerStatistics, ChatSampling } from './chat-provider.js';
import {
  type Conversation,
  type ConversationRecord,
  createConversation,
  createId,
  leafBelow,
  type Message,
  type MessageStatus,
  pathTo,
  siblingsOf,
  titleFrom,
} from './conversation.js';
import { type EditDraft, readEdit } from './edit-draft.js';
import type { ModelLoader } from './model-loader.js';
import { isAbort, type Problem, toProblem } from './problem.js';
import { SessionKeeper } from './session-keeper.js';

export type ChatStatus =
  | 'idle'
  /** The model loads, or reads what was sent. */
  | 'waiting'
  | 'answering';

export interface ChatControllerParts {
  readonly loader: ModelLoader;
  readonly store: ConversationStore;
  readonly clock?: SaverClock;
  readonly now?: () => number;
}

/** While an answer comes, listeners hear of it so often at most, in milliseconds: the eye sees no more, and the page stays free. */
const CHANGE_INTERVAL = 50;
const SAVE_INTERVAL = 250;
const DRAFT_INTERVAL = 100;

/**
 * One conversation: its messages, what happens to them, and what of it is stored. Fires `change` when anything that is shown changed,
 * and `created` when the first message made it a conversation that is kept.
 */
export class ChatController extends EventTarget {
  readonly #store: ConversationStore;
  readonly #clock: SaverClock;
  readonly #now: () => number;
  readonly #messages = new Map<string, Message>();
  #conversation: Conversation;
  #begun = false;
  #draft = '';
  #edit: EditDraft | undefined;
  #status: ChatStatus = 'idle';
  #answering: string | undefined;
  #problems = new Map<string, Problem>();
  #overflowed = false;
  #unsaved = false;
  #abort: AbortController | undefined;
  #stopChangeTimer: (() => void) | undefined;
  #changed = false;
  #closed = false;
  readonly #sessions: SessionKeeper;
  readonly #messageSaver: Saver;
  readonly #draftSaver: Saver;
  readonly #editSaver: Saver;

  constructor({ loader, store, clock = hostClock, now = Date.now }: ChatControllerParts, conversation?: Conversation) {
    super();
    this.#sessions = new SessionKeeper(loader);
    this.#store = store;
    this.#clock = clock;
    this.#now = now;
    this.#conversation = conversation ?? createConversation('', {}, now());
    this.#messageSaver = new Saver(() => this.#saveMessages(), SAVE_INTERVAL, clock);
    this.#draftSaver = new Saver(() => this.#saveDraft(), DRAFT_INTERVAL, clock);
    this.#editSaver = new Saver(() => this.#saveEdit(), DRAFT_INTERVAL, clock);
  }

  /** A stored conversation. What still streamed when the page was left is marked as interrupted. */
  static async open(parts: ChatControllerParts, id: string): Promise<ChatController | undefined> {
    const { store } = parts;
    const [record, draft, edit] = await Promise.all([store.load(id), store.loadDraft(id), store.loadDraft(editKey(id))]);
    return record && new ChatController(parts, record.conversation).#take(record, draft, edit);
  }

  #take({ messages }: ConversationRecord, draft: string, edit: string): this {
    for (const message of messages) {
      this.#messages.set(message.id, message.status === 'streaming' ? { ...message, status: 'interrupted' } : message);
    }
    this.#begun = true;
    this.#draft = draft;
    this.#edit = readEdit(edit);
    return this;
  }

  get conversation(): Conversation {
    return this.#conversation;
  }
  /** Whether it has messages, and is therefore kept. */
  get begun(): boolean {
    return this.#begun;
  }
  get temporary(): boolean {
    return !this.#store.persistent;
  }
  get status(): ChatStatus {
    return this.#status;
  }
  get draft(): string {
    return this.#draft;
  }
  /** An edit of an earlier message that was begun and not sent. */
  get editDraft(): EditDraft | undefined {
    return this.#edit;
  }
  /** Whether the oldest messages no longer reach the model. */
  get overflowed(): boolean {
    return this.#overflowed;
  }
  /** Whether the last write failed: what is shown may be lost with the page. */
  get unsaved(): boolean {
    return this.#unsaved;
  }
  /** Messages of the branch that is shown. */
  get path(): Message[] {
    return pathTo(this.#messages, this.#conversation.leaf);
  }
  get record(): ConversationRecord {
    return { conversation: this.#conversation, messages: [...this.#messages.values()] };
  }
  siblings(message: Message): Message[] {
    return siblingsOf(this.#messages, message);
  }
  problem(message: Message): Problem | undefined {
    return this.#problems.get(message.id);
  }
  /** The answer that comes now. */
  get current(): Message | undefined {
    return this.#answering === undefined ? undefined : this.#messages.get(this.#answering);
  }

  /** Brings back a draft that was stored for a conversation that has not begun. */
  async restoreDraft(): Promise<void> {
    const draft = await this.#store.loadDraft(this.#draftKey).catch(() => '');
    if (this.#draft === '' && draft !== '') {
      this.#draft = draft;
      this.#tell();
    }
  }

  setDraft(text: string): void {
    if (text === this.#draft) return;
    this.#draft = text;
    this.#draftSaver.touch();
    this.#tell();
  }

  setEditDraft(edit: EditDraft | undefined): void {
    this.#edit = edit;
    this.#editSaver.touch();
    this.#tell();
  }

  setSystemPrompt(systemPrompt: string): void {
    this.#update({ systemPrompt });
  }

  setSampling(sampling: ChatSampling): void {
    this.#update({ sampling });
  }

  rename(title: string): void {
    const trimmed = title.trim();
    if (trimmed) this.#update({ title: trimmed });
  }

  /** Takes a title that was changed elsewhere. */
  async refresh(): Promise<void> {
    const record = await this.#store.load(this.#conversation.id).catch(() => undefined);
    if (!record || this.#status !== 'idle') return;
    const { title, systemPrompt, sampling } = record.conversation;
    this.#conversation = { ...this.#conversation, title, systemPrompt, sampling };
    this.#tell();
  }

  /** Sends a message and has it answered. Nothing happens while an answer comes, or without text. */
  async send(text: string): Promise<void> {
    if (this.#status !== 'idle' || text.trim() === '') return;
    const first = !this.#begun;
    const draftKey = this.#draftKey;
    const user = this.#add('user', text.trim(), this.#conversation.leaf);
    const answer = this.#add('assistant', '', user.id);
    const title = this.#conversation.title || titleFrom(text);
    this.#conversation = { ...this.#conversation, title, leaf: answer.id, updatedAt: this.#now() };
    this.#begun = true;
    this.#draft = '';
    this.#draftSaver.cancel();
    this.#status = 'waiting';
    const answered = this.#answer(answer.id);
    // The draft goes only when the message is stored.
    await this.#messageSaver.flush();
    if (!this.#unsaved) await this.#store.saveDraft(draftKey, '').catch(() => {});
    if (first) this.dispatchEvent(new Event('created'));
    await answered;
  }

  stop(): void {
    this.#abort?.abort();
  }

  /** Answers again, beside the answer that is there. */
  async regenerate(id: string): Promise<void> {
    const message = this.#messages.get(id);
    if (this.#status !== 'idle' || message?.role !== 'assistant') return;
    const answer = this.#add('assistant', '', message.parent);
    this.#update({ leaf: answer.id });
    await this.#answer(answer.id);
  }

  /** Tries an answer that failed once more, in its place. */
  async retry(id: string): Promise<void> {
    const message = this.#messages.get(id);
    if (this.#status !== 'idle' || message?.role !== 'assistant') return;
    this.#put({ ...message, text: '', status: 'streaming', statistics: undefined });
    await this.#answer(id);
  }

  /** Says an earlier message differently: a branch begins there, and the old one stays. */
  async edit(id: string, text: string): Promise<void> {
    const message = this.#messages.get(id);
    if (this.#status !== 'idle' || message?.role !== 'user' || text.trim() === '') return;
    const user = this.#add('user', text.trim(), message.parent);
    const answer = this.#add('assistant', '', user.id);
    this.#update({ leaf: answer.id });
    const answered = this.#answer(answer.id);
    await this.#messageSaver.flush();
    if (!this.#unsaved) this.setEditDraft(undefined);
    await answered;
  }

  /** Shows the branch that a message belongs to. */
  selectBranch(id: string): void {
    if (this.#status === 'idle' && this.#messages.has(id)) this.#update({ leaf: leafBelow(this.#messages, id) });
  }

  /** The model is gone: what it remembered is made anew with the next question. */
  forget(): void {
    this.stop();
    this.#sessions.drop();
  }

  /** Writes what was not written yet. */
  async flush(): Promise<void> {
    await Promise.all([this.#messageSaver.flush(), this.#draftSaver.flush(), this.#editSaver.flush()]);
  }

  /** Ends what runs and gives the model's memory back; what is stored stays. */
  async close(): Promise<void> {
    this.stop();
    await this.flush();
    this.#closed = true;
    this.#sessions.drop();
  }

  /** As `close`, and writes nothing more: it was deleted or erased. */
  discard(): void {
    this.#closed = true;
    this.#messageSaver.cancel();
    this.#draftSaver.cancel();
    this.#editSaver.cancel();
    this.stop();
    this.#sessions.drop();
  }

  get #draftKey(): string {
    return this.#begun ? this.#conversation.id : '';
  }

  #add(role: 'user' | 'assistant', text: string, parent: string | null): Message {
    // Siblings are ordered by time: two messages never share one.
    let createdAt = this.#now();
    for (const message of this.#messages.values()) createdAt = Math.max(createdAt, message.createdAt + 1);
    const status: MessageStatus = role === 'user' ? 'done' : 'streaming';
    const message: Message = { id: createId(), conversation: this.#conversation.id, parent, role, text, createdAt, status };
    this.#put(message);
    return message;
  }

  readonly #unwritten = new Set<string>();

  #put(message: Message): void {
    this.#messages.set(message.id, message);
    this.#unwritten.add(message.id);
  }

  #update(change: Partial<Conversation>): void {
    this.#conversation = { ...this.#conversation, ...change, updatedAt: this.#now() };
    if (this.#begun) this.#messageSaver.touch();
    this.#tell();
  }

  async #answer(id: string): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#answering = id;
    this.#status = 'waiting';
    this.#problems.delete(id);
    this.#messageSaver.touch();
    this.#tell();
    let statistics: AnswerStatistics | undefined;
    let status: MessageStatus = 'done';
    try {
      const { systemPrompt, sampling } = this.#conversation;
      const pieces = this.#sessions.answer(systemPrompt, pathTo(this.#messages, this.#messages.get(id)!.parent), {
        signal: abort.signal,
        sampling,
        onStatistics: (given) => {
          statistics = given;
        },
        onOverflow: () => {
          this.#overflowed = true;
          this.#tell();
        },
      });
      for await (const piece of pieces) {
        const message = this.#messages.get(id)!;
        this.#status = 'answering';
        this.#put({ ...message, text: message.text + piece });
        this.#messageSaver.touch();
        this.#tellSoon();
      }
    } catch (error) {
      status = abort.signal.aborted && (isAbort(error) || error === abort.signal.reason) ? 'stopped' : 'failed';
      if (status === 'failed') this.#problems.set(id, toProblem(error));
    }
    this.#sessions.remember(this.#conversation.systemPrompt, pathTo(this.#messages, id));
    const message = this.#messages.get(id)!;
    this.#put({ ...message, status, ...(statistics && { statistics }) });
    this.#answering = undefined;
    this.#abort = undefined;
    this.#status = 'idle';
    if (!this.#closed) {
      this.#messageSaver.touch();
      await this.#messageSaver.flush();
    }
    this.#tell();
    this.dispatchEvent(new Event('answered'));
  }

  async #saveMessages(): Promise<void> {
    if (this.#closed) return;
    const ids = [...this.#unwritten];
    this.#unwritten.clear();
    const messages = ids.map((id) => this.#messages.get(id)!);
    try {
      await this.#store.save(this.#conversation, messages);
      this.#setUnsaved(false);
    } catch {
      for (const id of ids) this.#unwritten.add(id);
      this.#setUnsaved(true);
    }
  }

  async #saveDraft(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.#store.saveDraft(this.#draftKey, this.#draft);
    } catch {
      this.#setUnsaved(true);
    }
  }

  async #saveEdit(): Promise<void> {
    if (!this.#begun || this.#closed) return;
    const text = this.#edit ? JSON.stringify(this.#edit) : '';
    await this.#store.saveDraft(editKey(this.#conversation.id), text).catch(() => this.#setUnsaved(true));
  }

  #setUnsaved(unsaved: boolean): void {
    if (unsaved === this.#unsaved || this.#closed) return;
    this.#unsaved = unsaved;
    this.#tell();
  }

  #tell(): void {
    this.#changed = false;
    this.dispatchEvent(new Event('change'));
  }

  #tellSoon(): void {
    if (this.#stopChangeTimer) {
      this.#changed = true;
      return;
    }
    this.#tell();
    this.#stopChangeTimer = this.#clock.start(CHANGE_INTERVAL, () => {
      this.#stopChangeTimer = undefined;
      if (this.#changed) this.#tellSoon();
    });
  }
}
