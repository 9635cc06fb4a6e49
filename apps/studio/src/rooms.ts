import { ChatRoom, type ConversationStore, createSaguimProvider, MemoryStore, ModelLoader } from '@saguim/elements';
import { browserModel, type ChatModel } from './preferences.js';

export interface Rooms {
  /** Conversations that are stored. */
  readonly kept: ChatRoom;
  /** Conversations that are not. */
  readonly temporary: ChatRoom;
}

/** The rooms of the chat, with one model for both. */
export function makeRooms(store: ConversationStore, chatModel: ChatModel | undefined): Rooms {
  const backend = chatModel?.name === browserModel ? 'browser' : 'saguim';
  const loader = new ModelLoader(createSaguimProvider(chatModel && { ...chatModel, model: chatModel.name, backend }));
  return { kept: new ChatRoom(loader, store), temporary: new ChatRoom(loader, new MemoryStore()) };
}

/** The same conversations with another model. What is being answered ends. */
export async function changeModel({ kept, temporary }: Rooms, chatModel: ChatModel | undefined): Promise<Rooms> {
  await Promise.all([kept.closeAll(), temporary.closeAll()]);
  kept.loader.release();
  return makeRooms(kept.store, chatModel);
}
