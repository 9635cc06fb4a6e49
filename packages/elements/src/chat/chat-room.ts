import type { ConversationStore } from '../store/conversation-store.js';
import { ChatController } from './chat-controller.js';
import type { ModelLoader } from './model-loader.js';

/** Conversations whose memory in the model is kept while others are looked at. */
const KEPT = 3;

/** The open conversations of a page. An answer goes on while another conversation is looked at. */
export class ChatRoom {
  readonly loader: ModelLoader;
  readonly store: ConversationStore;
  readonly #open = new Map<string, ChatController>();

  constructor(loader: ModelLoader, store: ConversationStore) {
    this.loader = loader;
    this.store = store;
    loader.addEventListener('change', () => {
      if (loader.state.phase === 'absent') for (const controller of this.#open.values()) controller.forget();
    });
  }

  /** A conversation that begins. */
  begin(): ChatController {
    const controller = new ChatController(this);
    controller.addEventListener('created', () => this.#keep(controller));
    return controller;
  }

  /** A stored conversation, or undefined when there is none. */
  async open(id: string): Promise<ChatController | undefined> {
    const controller = this.#open.get(id) ?? (await ChatController.open(this, id));
    // Two may have asked at the same time: the first one counts.
    const known = this.#open.get(id) ?? controller;
    if (known) this.#keep(known);
    return known;
  }

  /** The open conversation, if it is open. */
  get(id: string): ChatController | undefined {
    return this.#open.get(id);
  }

  /** Forgets a conversation that was deleted. */
  discard(id: string): void {
    this.#open.get(id)?.discard();
    this.#open.delete(id);
  }

  discardAll(): void {
    for (const id of [...this.#open.keys()]) this.discard(id);
  }

  /** Ends what runs and writes it down: another room goes on with the conversations. */
  async closeAll(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(open.map((controller) => controller.close()));
  }

  /** Writes what is not written yet. */
  async flush(): Promise<void> {
    await Promise.all([...this.#open.values()].map((controller) => controller.flush()));
  }

  #keep(controller: ChatController): void {
    const { id } = controller.conversation;
    this.#open.delete(id);
    this.#open.set(id, controller);
    for (const [key, old] of this.#open) {
      if (this.#open.size <= KEPT) break;
      if (old.status !== 'idle' || old === controller) continue;
      this.#open.delete(key);
      void old.close();
    }
  }
}
